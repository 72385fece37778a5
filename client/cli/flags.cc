#include "client/cli/flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

constexpr size_t kHelpWidth = 100;
constexpr size_t kHelpIndent = 28;

const FlagSpec* FindFlag(absl::Span<const FlagSpec> specs, absl::string_view name) {
  auto it =
      std::find_if(specs.begin(), specs.end(), [name](const FlagSpec& spec) { return spec.name == name; });
  return it == specs.end() ? nullptr : &*it;
}

// Levenshtein; both texts are short.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({change, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

std::string UnknownFlag(absl::Span<const FlagSpec> specs, absl::string_view name) {
  auto nearest = std::min_element(specs.begin(), specs.end(), [name](const auto& a, const auto& b) {
    return Distance(name, a.name) < Distance(name, b.name);
  });
  bool alike =
      nearest != specs.end() && name.size() < 64 && Distance(name, nearest->name) <= 1 + name.size() / 4;
  return alike ? absl::StrCat("is no flag; did you mean --", nearest->name, "?") : "is no flag";
}

// One argument taken apart.
struct Token {
  std::string name;
  std::string value;
  bool has_value = false;
};

Token Split(absl::string_view argument) {
  argument.remove_prefix(2);
  std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(argument, absl::MaxSplits('=', 1));
  return {absl::StrReplaceAll(parts.first, {{"-", "_"}}), std::string(parts.second),
          absl::StrContains(argument, '=')};
}

// "" when the value is fine.
std::string Complaint(const FlagSpec& spec, const Token& token, bool given_before) {
  if (spec.kind == FlagKind::kSwitch && token.has_value) return "takes no value";
  if (spec.kind != FlagKind::kSwitch && !token.has_value)
    return absl::StrCat("needs a value: ", spec.value_name);
  if (given_before && spec.kind == FlagKind::kValue) return "is given twice";
  return IsUtf8(token.value) ? "" : "is not valid UTF-8";
}

}  // namespace

Flags Flags::Parse(absl::Span<const std::string> args, absl::Span<const FlagSpec> specs, Problems* problems) {
  Flags flags;
  for (size_t i = 0; i < args.size(); ++i) {
    if (!absl::StartsWith(args[i], "--") || args[i].size() < 3) {
      problems->push_back({Printable(args[i]), "is not expected here"});
      continue;
    }
    Token token = Split(args[i]);
    std::string where = absl::StrCat("--", Printable(token.name));
    const FlagSpec* spec = FindFlag(specs, token.name);
    if (spec == nullptr) {
      problems->push_back({where, UnknownFlag(specs, token.name)});
      // Its value is no second mistake.
      if (!token.has_value && i + 1 < args.size() && !absl::StartsWith(args[i + 1], "--")) ++i;
      continue;
    }
    bool takes_next = spec->kind != FlagKind::kSwitch && !token.has_value && i + 1 < args.size();
    if (takes_next && !absl::StartsWith(args[i + 1], "--")) {
      token.value = args[++i];
      token.has_value = true;
    }
    std::string complaint = Complaint(*spec, token, flags.Has(spec->name));
    if (!complaint.empty()) problems->push_back({where, complaint});
    flags.values_[token.name].push_back(token.value);
  }
  return flags;
}

std::string Flags::Get(absl::string_view name, absl::string_view otherwise) const {
  auto it = values_.find(std::string(name));
  return it == values_.end() ? std::string(otherwise) : it->second.front();
}

std::vector<std::string> Flags::GetAll(absl::string_view name) const {
  auto it = values_.find(std::string(name));
  return it == values_.end() ? std::vector<std::string>() : it->second;
}

std::string FlagHelp(absl::Span<const FlagSpec> specs) {
  std::string help;
  absl::string_view group;
  for (const FlagSpec& spec : specs) {
    if (spec.group != group) absl::StrAppend(&help, help.empty() ? "" : "\n", spec.group, ":\n");
    group = spec.group;
    std::string left = absl::StrCat("  --", spec.name, spec.value_name.empty() ? "" : " ", spec.value_name);
    if (left.size() + 2 > kHelpIndent) {
      absl::StrAppend(&left, "\n", std::string(kHelpIndent, ' '));
    } else {
      left.resize(kHelpIndent, ' ');
    }
    absl::StrAppend(&help, left, Wrap(spec.help, kHelpWidth - kHelpIndent, kHelpIndent), "\n");
  }
  return help;
}

}  // namespace unpod::cli
