#include "server/app/flag_parser.h"

#include <algorithm>
#include <utility>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/app/service_link.h"

namespace unpod::app {
namespace {

std::string EnvName(absl::string_view prefix, absl::string_view name) {
  return absl::StrCat(prefix, absl::AsciiStrToUpper(name));
}

absl::CommandLineFlag* Find(const std::vector<FlagGroup>& groups, absl::string_view name) {
  for (const FlagGroup& group : groups) {
    for (const std::string& known : group.names) {
      if (known == name) return absl::FindCommandLineFlag(name);
    }
  }
  return nullptr;
}

// The reason only: the value is whatever a person mistyped, perhaps a token.
void Set(absl::CommandLineFlag& flag, absl::string_view value, absl::string_view shown_as,
         std::vector<std::string>& errors) {
  std::string error;
  if (!flag.ParseFrom(value, &error)) {
    const char* kind = flag.IsOfType<bool>()      ? "true or false"
                       : flag.IsOfType<int64_t>() ? "a whole number"
                                                  : "a duration such as 500ms, 30s or 5m";
    errors.push_back(absl::StrCat(shown_as, ": must be ", kind));
  }
}

// One argument, or two when the value stands apart. Returns how many were used.
size_t ParseOne(const std::vector<FlagGroup>& groups, const std::vector<std::string>& arguments, size_t index,
                std::vector<std::string>& errors) {
  absl::string_view text = arguments[index];
  if (!absl::ConsumePrefix(&text, "--") || text.empty()) {
    errors.push_back("unexpected argument number " + std::to_string(index + 1) + ": flags begin with --");
    return 1;
  }
  const size_t equals = text.find('=');
  const absl::string_view name = text.substr(0, equals);
  const std::string shown = absl::StrCat("--", name);
  if (absl::CommandLineFlag* flag = Find(groups, name)) {
    if (equals != absl::string_view::npos) {
      Set(*flag, text.substr(equals + 1), shown, errors);
    } else if (flag->IsOfType<bool>()) {
      Set(*flag, "true", shown, errors);
    } else if (index + 1 < arguments.size()) {
      Set(*flag, arguments[index + 1], shown, errors);
      return 2;
    } else {
      errors.push_back(shown + ": needs a value");
    }
    return 1;
  }
  absl::string_view positive = name;
  if (absl::ConsumePrefix(&positive, "no") && equals == absl::string_view::npos) {
    absl::CommandLineFlag* flag = Find(groups, positive);
    if (flag != nullptr && flag->IsOfType<bool>()) {
      Set(*flag, "false", shown, errors);
      return 1;
    }
  }
  errors.push_back(shown + ": no such flag; --help lists them");
  return 1;
}

std::string Wrapped(absl::string_view text, size_t width, absl::string_view indent) {
  std::string result;
  size_t column = 0;
  while (!text.empty()) {
    const absl::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    absl::ConsumePrefix(&text, " ");
    if (column > 0 && column + 1 + word.size() > width) {
      result += '\n';
      column = 0;
    }
    absl::StrAppend(&result, column == 0 ? indent : " ", word);
    column += word.size() + 1;
  }
  return result;
}

}  // namespace

std::vector<std::string> ParseFlags(const std::vector<FlagGroup>& groups, absl::string_view env_prefix,
                                    const std::vector<std::string>& arguments, const GetEnv& get_env) {
  std::vector<std::string> errors;
  for (const FlagGroup& group : groups) {
    for (const std::string& name : group.names) {
      const std::string variable = EnvName(env_prefix, name);
      const char* value = get_env(variable.c_str());
      if (value == nullptr) continue;
      absl::CommandLineFlag& flag = *Find(groups, name);
      // A number is never meant by tcp://…: a service whose name makes the same variable.
      if (flag.IsOfType<int64_t>() && IsServiceLink(variable, value)) continue;
      Set(flag, value, variable, errors);
    }
  }
  for (size_t i = 0; i < arguments.size();) i += ParseOne(groups, arguments, i, errors);
  return errors;
}

std::vector<std::string> UnknownVariables(const std::vector<FlagGroup>& groups, absl::string_view env_prefix,
                                          char const* const* environment, size_t* service_links) {
  std::vector<std::string> errors;
  for (; *environment != nullptr; ++environment) {
    const absl::string_view variable(*environment);
    const absl::string_view name = variable.substr(0, variable.find('='));
    absl::string_view flag = name;
    if (!absl::ConsumePrefix(&flag, env_prefix) || flag == "CRASH_POINT") continue;  // The latter is of base.
    const bool is_flag = EnvName("", absl::AsciiStrToLower(flag)) == flag &&
                         Find(groups, absl::AsciiStrToLower(flag)) != nullptr;
    if (is_flag) continue;
    if (IsServiceLink(name, variable.substr(std::min(name.size() + 1, variable.size())))) {
      ++*service_links;
    } else {
      errors.push_back(absl::StrCat(name, ": no such setting; --help lists them"));
    }
  }
  return errors;
}

std::string DescribeFlags(const std::vector<FlagGroup>& groups, absl::string_view env_prefix) {
  std::string text;
  for (const FlagGroup& group : groups) {
    absl::StrAppend(&text, "\n", group.heading, "\n");
    for (const std::string& name : group.names) {
      const absl::CommandLineFlag& flag = *Find(groups, name);
      const std::string value = flag.DefaultValue();
      absl::StrAppend(&text, "  --", name, value.empty() ? "" : "=" + value, "   (",
                      EnvName(env_prefix, name), ")\n", Wrapped(flag.Help(), 90, "      "), "\n");
    }
  }
  return text;
}

}  // namespace unpod::app
