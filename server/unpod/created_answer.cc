#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "server/unpod/answer.h"
#include "server/unpod/lenient_json.h"

namespace unpod::unpod {
namespace {

using nlohmann::json;

constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxStatusBytes = 64;
constexpr size_t kMaxMessageBytes = 256;

bool IsWordOf(absl::string_view text, size_t max_bytes, absl::string_view also) {
  return !text.empty() && text.size() <= max_bytes && std::all_of(text.begin(), text.end(), [also](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || also.find(c) != absl::string_view::npos;
  });
}

// A text as it may be passed on, else nothing.
std::string Id(std::string text) {
  return IsWordOf(text, kMaxIdBytes, "_-") ? std::move(text) : std::string();
}

std::string Status(std::string text) {
  return IsWordOf(text, kMaxStatusBytes, "_- ") ? std::move(text) : std::string();
}

std::string Message(std::string text) {
  const auto is_control = [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); };
  const bool is_fine = text.size() <= kMaxMessageBytes && std::none_of(text.begin(), text.end(), is_control);
  return is_fine ? std::move(text) : std::string();
}

// Takes out of the JSON what is asked for, without a tree: each success passes here. Of a name that comes
// twice the last value counts, as in Python. The member functions named as in nlohmann's SAX interface are
// called by it.
class Reader {
 public:
  // NOLINTBEGIN(readability-identifier-naming)
  bool null() { return Skip(); }
  bool boolean(bool) { return Other(); }
  bool number_integer(json::number_integer_t number) { return Number(number == 200); }
  bool number_unsigned(json::number_unsigned_t number) { return Number(number == 200); }
  bool number_float(json::number_float_t number, const json::string_t&) { return Number(number == 200.0); }
  bool binary(json::binary_t&) { return Other(); }

  bool string(json::string_t& text) {
    switch (Here()) {
      case Slot::kStatusCode:
        says_otherwise_ = text != "200";
        break;
      case Slot::kMessage:
        created_.message = Message(std::move(text));
        break;
      case Slot::kRunId:
        created_.run_id = Id(std::move(text));
        break;
      case Slot::kTaskIds:
        created_.task_ids.push_back(Id(std::move(text)));
        break;
      case Slot::kStatus:
        status_ = Status(std::move(text));
        break;
      case Slot::kTaskStatus:
        task_statuses_[task_] = Status(std::move(text));
        break;
      case Slot::kOther:
      case Slot::kRoot:
      case Slot::kData:
        break;
    }
    return true;
  }

  bool start_object(size_t) {
    if (depth_ == 0) return Enter(Slot::kRoot);
    const Slot here = Here();
    Other();
    return Enter(here == Slot::kData || here == Slot::kStatus ? here : Slot::kOther);
  }

  bool key(json::string_t& name) {
    name_ = Member(open_[depth_ - 1], name);
    if (name_ == Slot::kTaskStatus) task_ = std::move(name);
    Forget(name_);
    return true;
  }

  bool end_object() { return Leave(); }

  bool start_array(size_t) {
    const bool is_task_ids = depth_ > 0 && open_[depth_ - 1] == Slot::kData && name_ == Slot::kTaskIds;
    if (!is_task_ids) Other();
    return Enter(is_task_ids ? Slot::kTaskIds : Slot::kOther);
  }

  bool end_array() { return Leave(); }

  template <typename Error>
  bool parse_error(size_t, const std::string&, const Error&) {
    return false;
  }
  // NOLINTEND(readability-identifier-naming)

  CreatedAnswer Take() && {
    CreatedAnswer answer;
    answer.is_object = is_object_;
    answer.says_otherwise = says_otherwise_;
    if (!is_object_ || created_.run_id.empty()) return answer;
    TakeStatuses();
    answer.created = std::move(created_);
    return answer;
  }

 private:
  // What a value, or an open object or array, is to us.
  enum class Slot { kOther, kRoot, kStatusCode, kMessage, kData, kRunId, kTaskIds, kStatus, kTaskStatus };

  static Slot Member(Slot object, absl::string_view name) {
    if (object == Slot::kRoot) {
      if (name == "status_code") return Slot::kStatusCode;
      if (name == "message") return Slot::kMessage;
      if (name == "data") return Slot::kData;
    } else if (object == Slot::kData) {
      if (name == "run_id") return Slot::kRunId;
      if (name == "task_ids") return Slot::kTaskIds;
      if (name == "status") return Slot::kStatus;
    } else if (object == Slot::kStatus) {
      return Slot::kTaskStatus;
    }
    return Slot::kOther;
  }

  // Of the value that comes now.
  Slot Here() const {
    if (depth_ == 0) return Slot::kOther;
    const Slot open = open_[depth_ - 1];
    return open == Slot::kOther || open == Slot::kTaskIds ? open : name_;
  }

  void Forget(Slot slot) {
    switch (slot) {
      case Slot::kStatusCode:
        says_otherwise_ = false;
        break;
      case Slot::kMessage:
        created_.message.clear();
        break;
      case Slot::kData:
        created_.run_id.clear();
        Forget(Slot::kTaskIds);
        Forget(Slot::kStatus);
        break;
      case Slot::kRunId:
        created_.run_id.clear();
        break;
      case Slot::kTaskIds:
        created_.task_ids.clear();
        break;
      case Slot::kStatus:
        status_.clear();
        task_statuses_.clear();
        break;
      case Slot::kOther:
      case Slot::kRoot:
      case Slot::kTaskStatus:
        break;
    }
  }

  bool Enter(Slot slot) {
    if (depth_ == kMaxAnswerLevels) return false;
    is_object_ = is_object_ || slot == Slot::kRoot;
    open_[depth_++] = slot;
    return true;
  }

  bool Leave() {
    --depth_;
    return true;
  }

  bool Number(bool is_200) {
    if (Here() != Slot::kStatusCode) return Other();
    says_otherwise_ = !is_200;
    return true;
  }

  // A value of a kind that does not belong there. In the list of task ids it keeps its place: those after it
  // must not move to another document.
  bool Other() {
    if (Here() == Slot::kStatusCode) says_otherwise_ = true;
    return Skip();
  }

  bool Skip() {
    if (Here() == Slot::kTaskIds && open_[depth_ - 1] == Slot::kTaskIds) created_.task_ids.emplace_back();
    return true;
  }

  // One text stands for all tasks; a map has one for each.
  void TakeStatuses() {
    for (const std::string& id : created_.task_ids) {
      const auto own = task_statuses_.find(id);
      created_.task_statuses.push_back(own == task_statuses_.end() ? status_ : own->second);
      if (id.empty()) created_.task_statuses.back().clear();
    }
    created_.status = task_statuses_.empty() ? status_ : task_statuses_.begin()->second;
    for (const auto& [id, status] : task_statuses_) {
      if (status != created_.status) created_.status = "mixed";
    }
  }

  std::array<Slot, kMaxAnswerLevels> open_{};  // The objects and arrays we are in: the first depth_ are set.
  size_t depth_ = 0;
  Slot name_ = Slot::kOther;  // Of the member that comes now.
  std::string task_;          // Its name, in a map of statuses.

  bool is_object_ = false;
  bool says_otherwise_ = false;
  std::string status_;
  std::map<std::string, std::string> task_statuses_;
  domain::Created created_;
};

}  // namespace

CreatedAnswer ReadCreated(absl::string_view body) {
  std::optional<Reader> reader = ReadLeniently<Reader>(body);
  if (!reader.has_value()) return {};
  return (*std::move(reader)).Take();
}

}  // namespace unpod::unpod
