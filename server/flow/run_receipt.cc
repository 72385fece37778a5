#include "server/flow/run_receipt.h"

#include <cstdint>
#include <map>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace unpod::flow {
namespace {

using TasksByDocument = std::map<uint32_t, const domain::TaskInfo*>;

domain::Failure DoesNotFit(absl::string_view why) {
  return domain::MakeFailure(absl::StatusCode::kFailedPrecondition, domain::Reason::kRunDoesNotFit,
                             absl::StrCat("the run is not what became of this request: ", why));
}

// Null when it carries none.
const std::string* MarkOf(const domain::TaskInfo& task, absl::string_view mark_name) {
  for (const domain::Member& member : task.input) {
    if (member.key == mark_name) return std::get_if<std::string>(&member.value.data);
  }
  return nullptr;
}

// As encode.h writes it: "<claim_id>-<index>".
std::optional<uint32_t> DocumentOf(absl::string_view mark, const ledger::Entry& entry) {
  uint32_t document = 0;
  if (!absl::ConsumePrefix(&mark, entry.claim_id) || !absl::ConsumePrefix(&mark, "-")) return std::nullopt;
  if (!absl::SimpleAtoi(mark, &document) || document >= entry.documents) return std::nullopt;
  return document;
}

ledger::Receipt MakeReceipt(const ledger::Entry& entry, const std::string& run_id,
                            const TasksByDocument& tasks) {
  ledger::Receipt receipt;
  receipt.read_back = true;
  receipt.run_id = run_id;
  receipt.status = tasks.begin()->second->upstream_status;
  for (uint32_t document = 0; document < entry.documents; ++document) {
    const auto task = tasks.find(document);
    if (task == tasks.end()) {
      receipt.missing_documents.push_back(document);
      continue;
    }
    receipt.task_ids.push_back(task->second->task_id);
    receipt.task_statuses.push_back(task->second->upstream_status);
    if (task->second->upstream_status != receipt.status) receipt.status = "mixed";
  }
  return receipt;
}

}  // namespace

std::variant<ledger::Receipt, domain::Failure> ReceiptOfRun(const ledger::Entry& entry,
                                                            const std::string& run_id,
                                                            const std::vector<domain::TaskInfo>& tasks,
                                                            absl::string_view mark_name) {
  TasksByDocument by_mark;
  TasksByDocument by_place;
  for (const domain::TaskInfo& task : tasks) {
    const std::string* const mark = MarkOf(task, mark_name);
    if (mark == nullptr) {
      by_place.emplace(static_cast<uint32_t>(tasks.size() - 1 - by_place.size()), &task);
      continue;
    }
    const std::optional<uint32_t> document = DocumentOf(*mark, entry);
    if (!document.has_value()) return DoesNotFit("its tasks carry the mark of another one");
    if (!by_mark.emplace(*document, &task).second) return DoesNotFit("two of its tasks are of one document");
  }
  if (tasks.empty()) return DoesNotFit("it has no tasks, or is not in this space");
  if (by_mark.size() == tasks.size()) return MakeReceipt(entry, run_id, by_mark);
  if (!by_mark.empty()) return DoesNotFit("some of its tasks carry this request's mark, and others none");
  if (by_place.size() != entry.documents) {
    return DoesNotFit(absl::StrCat("it has ", by_place.size(), " tasks without a mark, and the request ",
                                   entry.documents, " documents"));
  }
  return MakeReceipt(entry, run_id, by_place);
}

}  // namespace unpod::flow
