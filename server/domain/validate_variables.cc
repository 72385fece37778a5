#include "server/domain/validate_variables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/text.h"

namespace unpod::domain {
namespace {

// What the upstream takes as instructions or overwrites.
constexpr std::array<absl::string_view, 11> kControlKeys = {
    "token",     "id",        "quality",    "vapi_agent_id", "number_id",      "agent_id",
    "call_type", "thread_id", "space_name", "objective",     "pre_call_result"};

constexpr std::array<absl::string_view, 13> kDocumentFields = {
    "name",         "contact_number", "email",      "alternate_number", "occupation",
    "company_name", "address",        "about",      "context",          "labels",
    "title",        "description",    "document_id"};

constexpr size_t kMaxShownKey = 64;

template <size_t N>
bool Contains(const std::array<absl::string_view, N>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What of a key may stand in an error.
absl::string_view Shown(absl::string_view key) {
  const bool is_plain = key.empty() || IsVisibleAscii(key, kMaxShownKey);
  return is_plain ? key : "?";
}

class VariablesValidator {
 public:
  explicit VariablesValidator(Violations& violations) : violations_(violations) {}

  void CheckMembers(const Object& object, const FieldPath& where, int level) {
    for (const auto& [key, value] : object) {
      if (violations_.full()) return;
      const FieldPath here{&where, Shown(key)};
      CheckKey(key, key.empty() ? where : here, level);
      CheckValue(value, here, level);
    }
  }

 private:
  void CheckKey(absl::string_view key, const FieldPath& here, int level) {
    if (const char* problem = TextProblem(key))
      return violations_.Add(here, absl::StrCat("has a name that ", problem));
    if (key.empty()) return violations_.Add(here, "has a member without a name");
    if (key.front() == '$') return violations_.Add(here, "has a name that starts with \"$\"");
    if (absl::StrContains(key, '.')) return violations_.Add(here, "has a name that contains \".\"");
    if (level > 1) return;
    if (Contains(kControlKeys, key))
      violations_.Add(here, "is a control key of the upstream", ViolationReason::kReservedName);
    if (Contains(kDocumentFields, key))
      violations_.Add(here, "is a field of the document; set it there", ViolationReason::kReservedName);
  }

  void CheckValue(const Value& value, const FieldPath& here, int level) {
    if (const auto* text = std::get_if<std::string>(&value.data)) {
      if (const char* problem = TextProblem(*text)) violations_.Add(here, problem);
    } else if (const auto* number = std::get_if<double>(&value.data)) {
      CheckNumber(*number, here);
    } else if (std::holds_alternative<NoKind>(value.data)) {
      violations_.Add(here, "is a google.protobuf.Value without a kind: set string_value or another one");
    } else if (const auto* list = std::get_if<List>(&value.data)) {
      if (MayEnter(here, level)) CheckElements(*list, here, level + 1);
    } else if (const auto* object = std::get_if<Object>(&value.data)) {
      if (MayEnter(here, level)) CheckMembers(*object, here, level + 1);
    }
  }

  void CheckElements(const List& list, const FieldPath& where, int level) {
    for (size_t i = 0; i < list.size() && !violations_.full(); ++i) {
      CheckValue(list[i], {&where, "", static_cast<int>(i)}, level);
    }
  }

  // A Struct has doubles: of a whole number from 2^53 on nobody knows whether it is the one that was meant,
  // and larger doubles are all whole. The upstream's store has integers of 64 bits.
  void CheckNumber(double number, const FieldPath& here) {
    if (!std::isfinite(number)) {
      violations_.Add(here, "is not a finite number");
    } else if (std::fabs(number) >= 0x1p53) {
      violations_.Add(here, "is a whole number of 2^53 or more, which loses digits: write it as a string");
    }
  }

  bool MayEnter(const FieldPath& here, int level) {
    if (level < kMaxLevels) return true;
    violations_.Add(here, absl::StrCat("is nested over ", kMaxLevels, " levels deep"));
    return false;
  }

  Violations& violations_;
};

}  // namespace

bool IsControlKey(absl::string_view name) {
  return Contains(kControlKeys, name);
}

bool IsReservedName(absl::string_view name) {
  return IsControlKey(name) || Contains(kDocumentFields, name);
}

void ValidateVariables(const Document& document, const FieldPath& here, Violations& violations) {
  const FieldPath texts{&here, "variables"};
  const FieldPath structured{&here, "structured_variables"};
  VariablesValidator(violations).CheckMembers(document.variables, texts, 1);
  VariablesValidator(violations).CheckMembers(document.structured_variables, structured, 1);
  // Which of the two was meant?
  for (const Member& text : document.variables) {
    for (const Member& other : document.structured_variables) {
      if (text.key != other.key) continue;
      if (violations.full()) return;
      violations.Add({&texts, Shown(text.key)}, "is among the structured_variables as well");
    }
  }
}

}  // namespace unpod::domain
