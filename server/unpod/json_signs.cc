#include "server/unpod/json_signs.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "server/unpod/lenient_json.h"

namespace unpod::unpod {
namespace {

using nlohmann::json;
using NameWords = std::vector<std::string>;

// What the name of a value says about it.
enum class Meaning {
  kOther,
  kCreationId,  // run_id, taskIds
  kThing,       // run, tasks: an id, or what has one
  kId,          // id, _id
  kStatus,      // status, task_statuses
  kMade,        // created, queued_count
  kStatusCode,  // The status that the answer itself names.
  kErrors,      // errors, detail
  kSent,        // input: what had come in
  kContact,     // A field of the request.
};

// Where a value stands.
struct Place {
  Meaning meaning = Meaning::kOther;
  bool in_errors = false;    // Complaints: a word is no id.
  bool in_thing = false;     // Of a run or a task.
  bool in_statuses = false;  // One of a map or a list of statuses.
  bool is_sent = false;      // Repeats what was sent.
};

bool Has(const NameWords& name, std::initializer_list<absl::string_view> words) {
  return std::any_of(name.begin(), name.end(), [&](const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

bool Is(const NameWords& name, std::initializer_list<absl::string_view> words) {
  return name.size() == 1 && Has(name, words);
}

bool NamesWhatWasMade(const NameWords& name) {
  if (Has(name, {"at", "by", "on", "time", "timestamp", "date", "limit", "max", "min", "rate", "allowed"})) {
    return false;
  }
  if (name == NameWords{"batch", "count"} || name == NameWords{"total", "tasks"}) return true;
  return std::any_of(name.begin(), name.end(), [](const std::string& word) {
    return IsMadeWord(word) || word == "completed" || word == "started" || word == "placed" || word == "ok";
  });
}

bool NamesStatusCode(const NameWords& name) {
  return Is(name, {"code"}) || name == NameWords{"status", "code"} || name == NameWords{"http", "status"};
}

bool NamesContactField(const NameWords& name) {
  return Is(name, {"name", "context", "about", "labels", "occupation", "address", "email", "pilot",
                   "objective", "assignee", "schedule"}) ||
         name == NameWords{"company", "name"} || name == NameWords{"contact", "number"};
}

Meaning MeaningOf(const NameWords& name) {
  if (name.empty()) return Meaning::kOther;
  if (NamesCreationId(name)) return Meaning::kCreationId;
  if (Is(name, {"run", "runs", "task", "tasks", "job", "jobs", "call", "calls", "execution", "executions"})) {
    return Meaning::kThing;
  }
  if (Is(name, {"id", "ids", "uuid"})) return Meaning::kId;
  if (NamesStatusCode(name)) return Meaning::kStatusCode;
  const NameWords last = {name.back()};
  if (Is(last, {"status", "statuses", "state", "states"})) return Meaning::kStatus;
  if (Is(last, {"error", "errors", "detail", "details"})) return Meaning::kErrors;
  if (Is(name, {"input", "inputs", "ctx", "url", "loc", "type", "request", "body", "payload"})) {
    return Meaning::kSent;
  }
  if (NamesContactField(name)) return Meaning::kContact;
  return NamesWhatWasMade(name) ? Meaning::kMade : Meaning::kOther;
}

// Beside the words that are a sign anywhere.
bool IsStatusOfATask(const std::string& text, bool in_statuses) {
  const NameWords words = WordsOfName(text);
  if (in_statuses && Is(words, {"failed"})) return true;  // A task that is there.
  return Is(words, {"ok", "done", "running", "hold", "complete", "completed", "started", "placed",
                    "submitted", "ongoing"});
}

// Walks through a tree; stops where both are known.
class Walker {
 public:
  Signs Take() const { return signs_; }

  void Walk(const json& value, const Place& place) {
    if (signs_.made && signs_.failed) return;
    if (const auto* text = value.get_ptr<const json::string_t*>()) {
      OnText(*text, place);
    } else if (value.is_array()) {
      OnArray(value, place);
    } else if (value.is_object()) {
      OnObject(value, place);
    } else {
      OnScalar(value, place);
    }
  }

 private:
  void Made(bool is_made) { signs_.made = signs_.made || is_made; }

  void OnText(const std::string& text, const Place& place) {
    Made(HasCreationId(text) || IsSignAt(text, place));
    const bool is_contacts = place.meaning == Meaning::kContact && !place.in_errors;
    if (place.is_sent || is_contacts) return;
    signs_ |= SignsInText(text);
    OnJsonInText(text);
  }

  // What the place alone makes a sign of it. A complaint is a sentence, and no id.
  static bool IsSignAt(const std::string& text, const Place& place) {
    switch (place.meaning) {
      case Meaning::kCreationId:
        return IsIdLike(text);
      case Meaning::kThing:
        return IsShortId(text) || (!place.in_errors && HasDigit(text) && IsIdLike(text));
      case Meaning::kId:
        return IsShortId(text) || (place.in_thing && IsIdLike(text));
      case Meaning::kStatus:
        return !place.is_sent && IsStatusOfATask(text, place.in_statuses);
      case Meaning::kStatusCode:
        return text == "200" || text == "201" || text == "202";
      default:
        return false;
    }
  }

  // The backend relays some errors as a text that holds JSON.
  void OnJsonInText(const std::string& text) {
    if (in_text_ || text.empty() || (text[0] != '{' && text[0] != '[')) return;
    const json inner = ParseLeniently(text);
    if (inner.is_discarded()) return;
    in_text_ = true;
    Walk(inner, {});
    in_text_ = false;
  }

  void OnScalar(const json& value, const Place& place) {
    if (value.is_boolean()) {
      return Made(place.meaning == Meaning::kMade && !place.is_sent && value.get<bool>());
    }
    if (!value.is_number()) return;
    const auto number = value.get<double>();
    const bool is_made = place.meaning == Meaning::kMade && !place.is_sent && number > 0;
    const bool is_code = place.meaning == Meaning::kStatusCode || place.meaning == Meaning::kStatus;
    const bool is_success = is_code && !place.is_sent && number >= 200 && number <= 202;
    Made((place.meaning == Meaning::kCreationId && number != 0) || is_made || is_success);
  }

  void OnArray(const json& array, const Place& place) {
    Place inside = place;
    inside.in_statuses = place.meaning == Meaning::kStatus;
    if (place.meaning == Meaning::kMade && !place.in_errors && !place.is_sent) Made(!array.empty());
    if (place.meaning == Meaning::kThing) inside.in_thing = true;
    for (const json& element : array) Walk(element, inside);
  }

  void OnObject(const json& object, const Place& place) {
    if (!place.in_errors && !place.is_sent && !object.empty()) {
      Made(place.meaning == Meaning::kMade || place.meaning == Meaning::kCreationId);
    }
    // A document that was sent, with what else it holds.
    const bool is_document = object.contains("contact_number") && !place.in_errors;
    for (const auto& [key, value] : object.items()) {
      const bool names_thing = place.meaning == Meaning::kStatus || place.meaning == Meaning::kThing;
      Made(HasCreationId(key) || (names_thing && IsShortId(key)));
      const NameWords name = WordsOfName(key);
      Place inside;
      inside.meaning = MeaningOf(name);
      inside.in_errors = place.in_errors || inside.meaning == Meaning::kErrors;
      // A store's own id of an element.
      inside.in_thing = place.meaning == Meaning::kThing || (key == "_id" && !place.is_sent);
      inside.is_sent = place.is_sent || inside.meaning == Meaning::kSent ||
                       (is_document && inside.meaning != Meaning::kStatus);
      const bool is_text = Has(name, {"message", "reason", "description", "text", "title"});
      if (place.meaning == Meaning::kStatus && inside.meaning == Meaning::kOther && !is_text) {
        inside.meaning = Meaning::kStatus;
        inside.in_statuses = true;
      }
      Walk(value, inside);
    }
  }

  static bool HasDigit(const std::string& text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
  }

  Signs signs_;
  bool in_text_ = false;
};

}  // namespace

Signs SignsInJson(const json& answer) {
  Walker walker;
  walker.Walk(answer, {});
  return walker.Take();
}

}  // namespace unpod::unpod
