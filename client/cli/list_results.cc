#include "client/cli/list_results.h"

#include <csv.h>

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::cli {
namespace {

std::string Unfinished(const std::string& path) {
  return path + ".part";
}

std::string Cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted(csv_write(nullptr, 0, text.data(), text.size()), '\0');
  csv_write(quoted.data(), quoted.size(), text.data(), text.size());
  return quoted;
}

}  // namespace

ListResults::ListResults(std::string path, const std::vector<uint32_t>& lines)
    : path_(std::move(path)),
      lines_(lines),
      file_(Unfinished(path_), std::ios::binary | std::ios::trunc),
      is_answered_(lines.size()) {
  file_ << "line,outcome,task_id,run_id,status,reason,field,message\r\n";
}

ListResults::~ListResults() {
  if (!is_finished_) std::remove(Unfinished(path_).c_str());
}

void ListResults::Add(const task::v1::DocumentResult& result) {
  if (result.index() >= lines_.size() || is_answered_[result.index()]) return;
  is_answered_[result.index()] = true;
  ++answered_;
  if (!result.has_error()) {
    ++counts_.created;
    return Write(result.index(), "created", result);
  }
  const bool is_unknown = result.error().execution() != "not_started";
  const bool is_invalid = !is_unknown && !result.error().field().empty();
  ++(is_unknown ? counts_.unknown : is_invalid ? counts_.invalid : counts_.not_started);
  Write(result.index(), is_unknown ? "unknown" : is_invalid ? "invalid" : "not_started", result);
}

void ListResults::Write(uint64_t index, const std::string& outcome, const task::v1::DocumentResult& result) {
  file_ << lines_[index];
  for (const std::string& text :
       {outcome, result.task_id(), result.run_id(), result.status(), result.error().reason(),
        result.error().field(), result.error().message()}) {
    file_ << ',' << Cell(text);
  }
  file_ << "\r\n";
}

std::string ListResults::Finish() {
  for (size_t index = 0; index < lines_.size(); ++index) {
    if (is_answered_[index]) continue;
    ++counts_.open;
    Write(index, "open", {});
  }
  file_.close();
  if (file_.fail()) return absl::StrCat("cannot write ", Unfinished(path_));
  if (std::rename(Unfinished(path_).c_str(), path_.c_str()) != 0) return absl::StrCat("cannot write ", path_);
  is_finished_ = true;
  return "";
}

}  // namespace unpod::cli
