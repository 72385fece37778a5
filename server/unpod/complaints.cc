#include "server/unpod/complaints.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/validate.h"

namespace unpod::unpod {
namespace {

using domain::FieldViolation;
using nlohmann::json;

// What Django and FastAPI say, by how it begins, in our words. Theirs go no further: they can echo a value.
struct Phrase {
  absl::string_view begins;
  absl::string_view means;
};
constexpr std::array<Phrase, 15> kPhrases = {{
    {"This field is required", "is required by the upstream"},
    {"Field required", "is required by the upstream"},
    {"This field may not be blank", "must not be blank"},
    {"This field may not be null", "must not be null"},
    {"This list may not be empty", "must not be empty"},
    {"Not a valid string", "must be a text"},
    {"Input should be a valid string", "must be a text"},
    {"Null characters are not allowed", "must not contain NUL characters"},
    {"Surrogate characters are not allowed", "must not contain surrogate characters"},
    {"Expected a list", "must be a list"},
    {"Input should be a valid list", "must be a list"},
    {"Expected a dictionary", "must be an object"},
    {"Input should be a valid dictionary", "must be an object"},
    {"Ensure this field has no more than", "is too long for the upstream"},
    {"Ensure this field has at least", "is too short for the upstream"},
}};

std::string InOurWords(const json& complaint) {
  if (const auto* text = complaint.get_ptr<const json::string_t*>()) {
    for (const Phrase& phrase : kPhrases) {
      if (absl::StartsWith(*text, phrase.begins)) return std::string(phrase.means);
    }
  }
  return "was refused by the upstream";
}

template <size_t N>
bool IsOneOf(const std::array<absl::string_view, N>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsRequestField(absl::string_view name) {
  constexpr std::array<absl::string_view, 4> kNames = {"pilot", "documents", "context", "schedule"};
  return IsOneOf(kNames, name);
}

// The name of a document's field as ours, or empty.
absl::string_view DocumentField(absl::string_view name) {
  constexpr std::array<absl::string_view, 13> kNames = {
      "name",         "contact_number", "email",      "alternate_number", "occupation",
      "company_name", "address",        "about",      "context",          "labels",
      "title",        "description",    "document_id"};
  if (name == "ref_id") return "document_id";  // What it is called further in.
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? absl::string_view() : *found;
}

class Collector {
 public:
  explicit Collector(size_t documents) : documents_(documents) {}

  // False when a member is no field of the request.
  bool FromDjango(const json& errors) {
    for (const auto& [name, complaints] : errors.items()) {
      if (!complaints.is_string() && !complaints.is_structured()) return false;
      if (name == "non_field_errors") continue;  // About the whole: there is no field to name.
      if (!IsRequestField(name)) return false;
      AddAll(name, complaints);
    }
    return true;
  }

  // False when an element is not like this.
  bool FromFastApi(const json& detail) {
    for (const json& one : detail) {
      const auto loc = one.is_object() ? one.find("loc") : one.end();
      if (loc == one.end() || !loc->is_array()) return false;
      const auto msg = one.find("msg");
      Add(PathOf(*loc), msg == one.end() ? json() : *msg);
    }
    return !detail.empty();
  }

  std::vector<FieldViolation> Take() { return std::move(found_); }

 private:
  void Add(std::string field, const json& complaint) {
    if (field.empty() || found_.size() >= domain::kMaxViolations) return;
    FieldViolation violation{std::move(field), InOurWords(complaint)};
    if (found_.empty() || !(found_.back() == violation)) found_.push_back(std::move(violation));
  }

  // A text, a list of texts, a list with one entry for each document, or a map by index or by name.
  void AddAll(const std::string& path, const json& complaints) {
    if (!complaints.is_structured()) return Add(path, complaints);
    size_t index = 0;
    for (const auto& [key, inner] : complaints.items()) {  // Of a list: the index as a text.
      if (complaints.is_array() && !inner.is_structured()) {
        Add(path, inner);
      } else if (!inner.empty()) {
        AddAll(absl::SimpleAtoi(key, &index) ? Element(path, index) : Member(path, key), inner);
      }
    }
  }

  std::string Element(const std::string& path, size_t index) const {
    const bool is_ours = (path == "documents" && index < documents_) || absl::EndsWith(path, ".labels");
    return is_ours ? absl::StrCat(path, "[", index, "]") : path;
  }

  // Only names of ours: another one may be a part of what was sent.
  static std::string Member(const std::string& path, absl::string_view name) {
    const absl::string_view field = DocumentField(name);
    return absl::EndsWith(path, "]") && !field.empty() ? absl::StrCat(path, ".", field) : path;
  }

  // ["body", "tasks", 0, "ref_id"] is documents[0].document_id.
  std::string PathOf(const json& loc) const {
    std::string path;
    for (const json& part : loc) {
      if (part.is_number_unsigned()) {
        path = Element(path, part.get<size_t>());
      } else if (const auto* name = part.get_ptr<const json::string_t*>()) {
        if (path.empty()) {
          path = *name == "tasks"        ? "documents"
                 : *name == "assignee"   ? "pilot"
                 : IsRequestField(*name) ? *name
                                         : "";
        } else {
          path = Member(path, *name);
        }
      }
    }
    return path;
  }

  const size_t documents_;
  std::vector<FieldViolation> found_;
};

}  // namespace

std::optional<std::vector<FieldViolation>> ReadComplaints(const json& errors, size_t documents) {
  if (!errors.is_object() || errors.empty()) return std::nullopt;
  Collector collector(documents);
  const auto detail = errors.find("detail");
  const bool is_fast_api = detail != errors.end() && detail->is_array();
  const bool is_understood = is_fast_api ? collector.FromFastApi(*detail) : collector.FromDjango(errors);
  if (!is_understood) return std::nullopt;
  return collector.Take();
}

bool IsInnerCheck(const json& errors) {
  const auto detail = errors.is_object() ? errors.find("detail") : errors.end();
  if (detail == errors.end() || !detail->is_array() || detail->empty()) return false;
  return std::all_of(detail->begin(), detail->end(), [](const json& one) {
    const auto loc = one.is_object() ? one.find("loc") : one.end();
    return loc != one.end() && loc->is_array() && !loc->empty() && loc->front() == "body";
  });
}

}  // namespace unpod::unpod
