#include "server/flow/ledger_outcome.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"

namespace unpod::flow {
namespace {

ledger::Cause CauseOf(const domain::Failure& failure) {
  return {failure.code, failure.reason, failure.http_status};
}

}  // namespace

// The upstream's message stays behind: nobody knows what it may hold some day.
void FillSettle(const domain::Outcome& outcome, ledger::Settle& settle) {
  settle.applied = false;
  settle.cause = {};
  settle.receipt = {};
  if (const auto* created = std::get_if<domain::Created>(&outcome)) {
    settle.state = ledger::State::kCreated;
    settle.receipt.run_id = created->run_id;
    settle.receipt.status = created->status;
    settle.receipt.task_ids = created->task_ids;
    settle.receipt.task_statuses = created->task_statuses;
  } else if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome)) {
    settle.state = ledger::State::kRejected;
    settle.cause = CauseOf(rejected->failure);
  } else {
    settle.state = ledger::State::kUnknown;
    settle.cause = CauseOf(std::get<domain::Unknown>(outcome).failure);
  }
}

domain::Created Replayed(const ledger::Entry& entry) {
  domain::Created created;
  created.run_id = entry.receipt.run_id;
  created.status = entry.receipt.status;
  created.task_ids = entry.receipt.task_ids;
  created.task_statuses = entry.receipt.task_statuses;
  created.message = entry.receipt.read_back ? "Found among the tasks of the space."
                                            : "The answer to an earlier request with this request_id.";
  created.replayed = true;
  created.read_back = entry.receipt.read_back;
  created.missing_documents = entry.receipt.missing_documents;
  return created;
}

namespace {

// A person may decide by this whether to send again.
std::string WordsOf(const ledger::Entry& entry, Looked looked, size_t found) {
  constexpr char kUnread[] = "the list of the space's tasks could not be read, or not far enough yet";
  // The upstream makes tasks one by one.
  const std::string part =
      found == 0 ? "" : absl::StrCat("; ", found, " of ", entry.documents, " found so far");
  switch (looked) {
    case Looked::kNotFound:
      if (found > 0) return absl::StrCat(part, " among the tasks of the space");
      return ", and its tasks are not among those of the space";
    case Looked::kInVain:
      return absl::StrCat(part, ", and ", kUnread);
    case Looked::kNever:
      break;
  }
  return ", and its tasks were not looked for";
}

}  // namespace

domain::Unknown StillUnknown(const ledger::Entry& entry, Looked looked, size_t found) {
  domain::Failure failure;
  failure.code = absl::StatusCode::kUnknown;
  failure.reason = entry.cause.reason;
  failure.http_status = entry.cause.http_status;
  failure.message = absl::StrCat("an earlier attempt ended with ", domain::ReasonName(entry.cause.reason),
                                 WordsOf(entry, looked, found), "; the calls may have been placed");
  failure.repeat_is_safe = true;
  return {std::move(failure), /*replayed=*/true};
}

}  // namespace unpod::flow
