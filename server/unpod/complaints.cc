#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/validate.h"
#include "server/unpod/answer.h"

namespace unpod::unpod {
namespace {

using nlohmann::json;

// What DRF and FastAPI say, by how it begins, in our words. Their own can echo a value, so they go no further.
struct Phrase {
  absl::string_view begins;
  absl::string_view means;
};
constexpr std::array<Phrase, 13> kPhrases = {{
    {"This field is required", "is required by the upstream"},
    {"Field required", "is required by the upstream"},
    {"This field may not be blank", "must not be blank"},
    {"This field may not be null", "must not be null"},
    {"This list may not be empty", "must not be empty"},
    {"Not a valid string", "must be a text"},
    {"Input should be a valid string", "must be a text"},
    {"Null characters are not allowed", "must not contain NUL characters"},
    {"Surrogate characters are not allowed", "must not contain surrogates"},
    {"Expected a list", "must be a list"},
    {"Expected a dictionary", "must be an object"},
    {"Invalid data. Expected a dictionary", "must be an object"},
    {"Ensure this field has", "has a length that the upstream refuses"},
}};

std::string InOurWords(const json& complaint) {
  const auto* text = complaint.get_ptr<const json::string_t*>();
  if (text != nullptr) {
    for (const Phrase& phrase : kPhrases) {
      if (absl::StartsWith(*text, absl::string_view(phrase.begins))) return std::string(phrase.means);
    }
  }
  return "was refused by the upstream";
}

bool IsRequestField(absl::string_view name) {
  return name == "pilot" || name == "context" || name == "documents" || name == "schedule";
}

// A number from the upstream as an index into what was sent; false when it cannot be one.
bool ToIndex(absl::string_view text, int* index) { return absl::SimpleAtoi(text, index) && *index >= 0 && *index < 1'000'000; }

class Collector {
 public:
  // {"pilot": ["…"], "documents": {"1": ["…"]}}. False when a member is no field of the request.
  bool FromDrf(const json& errors) {
    for (const auto& [field, complaints] : errors.items()) {
      if (field == "non_field_errors") {
        Add("", complaints);
      } else if (IsRequestField(field)) {
        AddField(field, complaints);
      } else {
        return false;
      }
    }
    return true;
  }

  // [{"loc": ["body", "tasks", 0, "ref_id"], "msg": "…"}]. False when an element is not like this.
  bool FromFastApi(const json& detail) {
    for (const json& one : detail) {
      if (!one.is_object() || !one.contains("loc") || !one["loc"].is_array()) return false;
      Add(PathOf(one["loc"]), one.contains("msg") ? one["msg"] : json());
    }
    return !detail.empty();
  }

  std::vector<domain::FieldViolation> Take() { return std::move(found_); }

 private:
  void Add(std::string field, const json& complaints) {
    if (found_.size() >= domain::kMaxViolations) return;
    const json& first = complaints.is_array() && !complaints.empty() ? complaints.front() : complaints;
    found_.push_back({std::move(field), InOurWords(first)});
  }

  void AddField(const std::string& field, const json& complaints) {
    if (!complaints.is_object()) return Add(field, complaints);
    for (const auto& [key, inner] : complaints.items()) {
      int index = 0;
      Add(ToIndex(key, &index) ? absl::StrCat(field, "[", index, "]") : field, inner);
    }
  }

  // The upstream's inner names for ours.
  static std::string PathOf(const json& loc) {
    std::string path;
    for (const json& part : loc) {
      if (part.is_number_unsigned()) {
        absl::StrAppend(&path, "[", part.get<uint64_t>(), "]");
      } else if (part == "tasks" || part == "documents") {
        path = "documents";
      } else if (part == "ref_id" || part == "document_id") {
        absl::StrAppend(&path, path.empty() ? "" : ".", "document_id");
      } else if (part == "pilot" || part == "context" || part == "schedule") {
        path = part.get<std::string>();
      }
    }
    return path;
  }

  std::vector<domain::FieldViolation> found_;
};

}  // namespace

std::vector<domain::FieldViolation> ReadComplaints(const json& errors) {
  if (!errors.is_object() || errors.empty()) return {};
  Collector collector;
  const auto detail = errors.find("detail");
  const bool understood = detail != errors.end() && detail->is_array() ? collector.FromFastApi(*detail)
                                                                       : collector.FromDrf(errors);
  return understood ? collector.Take() : std::vector<domain::FieldViolation>();
}

}  // namespace unpod::unpod
