#include "client/cli/completion.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/paint.h"

namespace unpod::cli {
namespace {

using Words = std::pair<std::string, std::string>;  // "request" and "get"; the second may be empty.

Words WordsOf(const CompletedCommand& command) {
  return absl::StrSplit(command.words, absl::MaxSplits(' ', 1));
}

// Those whose value is one of few words.
std::string ValuesOf(absl::string_view flag) {
  if (flag == "schedule") return "now auto";
  if (flag == "as") return "not_started forget";
  if (flag == "state") return "in_flight created not_started unknown";
  return "";
}

bool IsFile(const FlagSpec& spec) {
  return spec.value_name == "FILE";
}

std::string FirstWords(const std::vector<CompletedCommand>& commands) {
  std::set<std::string> words = {"help"};
  for (const CompletedCommand& command : commands) words.insert(WordsOf(command).first);
  return absl::StrJoin(words, " ");
}

std::string SecondWords(const std::vector<CompletedCommand>& commands, const std::string& first) {
  std::vector<std::string> words;
  for (const CompletedCommand& command : commands) {
    const Words both = WordsOf(command);
    if (both.first == first && !both.second.empty()) words.push_back(both.second);
  }
  return absl::StrJoin(words, " ");
}

std::string FlagWords(const CompletedCommand& command) {
  return absl::StrJoin(command.flags, " ",
                       [](std::string* out, const FlagSpec& spec) { absl::StrAppend(out, "--", spec.name); });
}

// What may follow a flag, as branches of a case over the word before.
std::string ValueBranches(const std::vector<CompletedCommand>& commands) {
  std::set<std::string> files;
  std::set<std::string> others;
  std::string branches;
  std::set<std::string> seen;
  for (const CompletedCommand& command : commands) {
    for (const FlagSpec& spec : command.flags) {
      const std::string flag = absl::StrCat("--", spec.name);
      if (spec.kind == FlagKind::kSwitch || !seen.insert(flag).second) continue;
      const std::string values = ValuesOf(spec.name);
      if (!values.empty()) {
        absl::StrAppend(&branches, "    ", flag, ") COMPREPLY=($(compgen -W '", values,
                        "' -- \"$word\")); return ;;\n");
      } else {
        (IsFile(spec) ? files : others).insert(flag);
      }
    }
  }
  // Files are completed by the shell itself (-o default) when nothing is offered.
  absl::StrAppend(&branches, "    ", absl::StrJoin(files, "|"), ") return ;;\n");
  absl::StrAppend(&branches, "    ", absl::StrJoin(others, "|"),
                  ") compopt +o default 2>/dev/null; return ;;\n");
  return branches;
}

std::string Bash(const std::vector<CompletedCommand>& commands) {
  std::string script = absl::StrCat(
      "# unpod-task: eval \"$(unpod-task completion bash)\"\n"
      "_unpod_task() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  COMPREPLY=()\n"
      "  case $before in\n",
      ValueBranches(commands),
      "  esac\n"
      "  if [[ $COMP_CWORD == 1 ]]; then\n"
      "    COMPREPLY=($(compgen -W '",
      FirstWords(commands),
      " --help --version' -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]-}\" in\n");
  std::set<std::string> groups;
  for (const CompletedCommand& command : commands) {
    const Words words = WordsOf(command);
    if (!words.second.empty()) groups.insert(words.first);
    absl::StrAppend(&script, "    '", words.first, words.second.empty() ? " '*" : " ", words.second,
                    words.second.empty() ? "" : "'", ") COMPREPLY=($(compgen -W '", FlagWords(command),
                    "' -- \"$word\")) ;;\n");
  }
  for (const std::string& group : groups) {
    absl::StrAppend(&script, "    '", group, " '*) [[ $COMP_CWORD == 2 ]] && COMPREPLY=($(compgen -W '",
                    SecondWords(commands, group), "' -- \"$word\")) ;;\n");
  }
  absl::StrAppend(&script, "    'help '*) COMPREPLY=($(compgen -W '", FirstWords(commands),
                  "' -- \"$word\")) ;;\n"
                  "  esac\n"
                  "}\n"
                  "complete -o default -F _unpod_task unpod-task\n");
  return script;
}

std::string Fish(const std::vector<CompletedCommand>& commands) {
  std::string script = absl::StrCat(
      "# unpod-task: unpod-task completion fish | source\n"
      "complete -c unpod-task -f -n __fish_use_subcommand -a '",
      FirstWords(commands), "'\n");
  std::set<std::string> groups;
  for (const CompletedCommand& command : commands) {
    const Words words = WordsOf(command);
    std::string when = absl::StrCat("__fish_seen_subcommand_from ", words.first);
    if (!words.second.empty()) {
      if (groups.insert(words.first).second) {
        absl::StrAppend(&script, "complete -c unpod-task -f -n '", when, "' -a '",
                        SecondWords(commands, words.first), "'\n");
      }
      absl::StrAppend(&when, "; and __fish_seen_subcommand_from ", words.second);
    }
    for (const FlagSpec& spec : command.flags) {
      const std::string values = ValuesOf(spec.name);
      absl::StrAppend(&script, "complete -c unpod-task -n '", when, "' -l ", spec.name,
                      spec.kind == FlagKind::kSwitch ? ""
                      : IsFile(spec)                 ? " -r -F"
                                                     : " -x",
                      values.empty() ? "" : absl::StrCat(" -a '", values, "'"), " -d ", ShellWord(spec.help),
                      "\n");
    }
  }
  return script;
}

}  // namespace

std::optional<std::string> CompletionScript(const std::string& shell,
                                            const std::vector<CompletedCommand>& commands) {
  if (shell == "bash") return Bash(commands);
  if (shell == "fish") return Fish(commands);
  if (shell != "zsh") return std::nullopt;
  return absl::StrCat("autoload -U +X bashcompinit && bashcompinit\n",
                      absl::StrReplaceAll(Bash(commands), {{"completion bash", "completion zsh"}}));
}

}  // namespace unpod::cli
