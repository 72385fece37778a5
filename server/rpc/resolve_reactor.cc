#include "server/rpc/resolve_reactor.h"

#include <iterator>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "server/domain/text.h"
#include "server/flow/failures.h"
#include "server/flow/run_receipt.h"
#include "server/rpc/ledger_name.h"
#include "server/rpc/names.h"
#include "server/rpc/request_record.h"

namespace unpod::rpc {
namespace {

using Wanted = unpod_task::v1::ResolveRequestRequest;
using Resolution = ledger::Resolve::Resolution;
using Tasks = domain::Listing<domain::TaskInfo>;

constexpr size_t kMaxNoteBytes = 500;
constexpr size_t kMaxListed = 1000;
constexpr int kTasksInPage = 100;
const char* StateName(ledger::State state) {
  switch (state) {
    case ledger::State::kClaimed:
      return "in flight";
    case ledger::State::kCreated:
      return "created";
    case ledger::State::kRejected:
      return "not started";
    case ledger::State::kUnknown:
      break;
  }
  return "unknown";
}

domain::Failure NotUnknown(ledger::State state) {
  return domain::MakeFailure(
      absl::StatusCode::kFailedPrecondition, domain::Reason::kRequestNotUnknown,
      absl::StrCat("only a request whose outcome is unknown can be resolved; this one is ",
                   StateName(state)));
}

Resolution ResolutionOf(const Wanted& request) {
  switch (request.resolution()) {
    case Wanted::RESOLUTION_FORGET:
      return Resolution::kForget;
    case Wanted::RESOLUTION_CREATED:
      return Resolution::kCreated;
    default:
      return Resolution::kNotExecuted;
  }
}

void CheckResolution(const Wanted& request, Violations& violations) {
  if (request.resolution() == Wanted::RESOLUTION_UNSPECIFIED ||
      !Wanted::Resolution_IsValid(request.resolution())) {
    violations.push_back({"resolution",
                          "must be RESOLUTION_NOT_STARTED, RESOLUTION_FORGET or RESOLUTION_CREATED",
                          domain::ViolationReason::kUnknownValue});
  }
  if (request.note().size() > kMaxNoteBytes) {
    violations.push_back(
        {"note", absl::StrCat("has more than ", kMaxNoteBytes, " bytes"), domain::ViolationReason::kTooMany});
  } else if (const char* problem = domain::TextProblem(request.note())) {
    violations.push_back({"note", problem});
  }
}

}  // namespace

void ResolveRequestReactor::Start(const grpc::ByteBuffer& request) {
  Receive<Wanted>(request, [this](const auto& message) { Begin(message); });
}

void ResolveRequestReactor::CheckRun(const Wanted& request, Violations& violations) {
  if (request.resolution() != Wanted::RESOLUTION_CREATED) {
    if (!request.run_id().empty()) violations.push_back({"run_id", "goes with RESOLUTION_CREATED alone"});
    return;
  }
  Add(domain::CheckId("run_id", request.run_id()), violations);
  caller_ = call().ReadCaller(creator_.options(), request.org_handle(), kReadBudget, violations);
}

void ResolveRequestReactor::Begin(const Wanted& request) {
  Violations violations;
  CheckName(request, violations);
  CheckResolution(request, violations);
  CheckRun(request, violations);
  if (!violations.empty()) return Refuse(std::move(violations));
  if (creator_.ledger() == nullptr) return Refuse(flow::LedgerUnavailable().failure);
  key_ = KeyOf(request);
  is_of_batch_ = request.has_batch();
  run_id_ = request.run_id();
  resolve_.resolution = ResolutionOf(request);
  resolve_.note = request.note();
  if (resolve_.resolution == Resolution::kCreated) return AskForEntry();
  if (!is_of_batch_) return AskForUnknown();
  resolve_.digest = ledger::DigestOf(key_);
  resolve_.Submit(*creator_.ledger(), [this] { OnResolved(); });
}

void ResolveRequestReactor::AskForUnknown() {
  list_.state = ledger::State::kUnknown;
  list_.tenant = key_.tenant;
  list_.space_token = key_.space_token;
  list_.request_id = key_.request_id;
  list_.limit = kMaxListed;
  list_.entries.clear();
  next_ = 0;
  list_.Submit(*creator_.ledger(), [this] { OnUnknown(); });
}

void ResolveRequestReactor::OnUnknown() {
  if (HasFailed(list_.status)) return;
  ResolveNext();
}

void ResolveRequestReactor::ResolveNext() {
  if (next_ < list_.entries.size()) {
    resolve_.digest = ledger::DigestOf(list_.entries[next_++].key);
    resolve_.found.reset();
    return resolve_.Submit(*creator_.ledger(), [this] { OnResolved(); });
  }
  list_.before = list_.next_before;
  if (list_.before != 0) return AskForUnknown();
  settled_ == 0 ? AskWhyNot() : AskForRecord();
}

void ResolveRequestReactor::OnResolved() {
  if (HasFailed(resolve_.status)) return;
  const bool is_settled = std::exchange(resolve_.resolved, false);
  if (is_settled) {
    ++settled_;
    find_.digest = resolve_.digest;
    creator_.OnResolved(resolve_.digest);
  }
  // Of several, one that somebody else has settled meanwhile is none of ours.
  if (!list_.entries.empty()) return ResolveNext();
  if (!resolve_.found.has_value()) return Refuse(NoSuchRequest());
  if (!is_settled) return Refuse(NotUnknown(resolve_.found->state));
  AskForRecord();
}

void ResolveRequestReactor::AskWhyNot() {
  list_.state.reset();
  list_.before = 0;
  list_.limit = 1;
  list_.Submit(*creator_.ledger(), [this] {
    if (HasFailed(list_.status)) return;
    if (list_.entries.empty()) return Refuse(NoSuchRequest());
    Refuse(NotUnknown(list_.entries.front().state));
  });
}

void ResolveRequestReactor::AskForEntry() {
  find_.digest = ledger::DigestOf(key_);
  find_.Submit(*creator_.ledger(), [this] { OnEntry(); });
}

void ResolveRequestReactor::OnEntry() {
  if (HasFailed(find_.status)) return;
  if (!find_.found.has_value()) return Refuse(NoSuchRequest());
  if (find_.found->state != ledger::State::kUnknown) return Refuse(NotUnknown(find_.found->state));
  ReadTasks();
}

void ResolveRequestReactor::ReadTasks() {
  creator_.reader().ListRunTasks(caller_, key_.space_token, run_id_, {page_, kTasksInPage},
                                 [this](std::variant<Tasks, domain::Failure> answer) {
                                   if (const auto* failure = std::get_if<domain::Failure>(&answer))
                                     return Refuse(*failure);
                                   OnTasks(std::get<Tasks>(std::move(answer)));
                                 });
}

// More tasks than documents are not read: the run does not fit by then.
void ResolveRequestReactor::OnTasks(Tasks page) {
  const bool is_last = page.items.empty() || page.total <= static_cast<int64_t>(page_) * kTasksInPage;
  tasks_.insert(tasks_.end(), std::make_move_iterator(page.items.begin()),
                std::make_move_iterator(page.items.end()));
  if (is_last || tasks_.size() > find_.found->documents) return Confirm();
  ++page_;
  ReadTasks();
}

void ResolveRequestReactor::Confirm() {
  const ledger::Entry& entry = *find_.found;
  auto receipt = flow::ReceiptOfRun(entry, run_id_, tasks_, creator_.options().read_back.mark_name);
  if (const auto* failure = std::get_if<domain::Failure>(&receipt)) return Refuse(*failure);
  resolve_.digest = find_.digest;
  resolve_.claim_id = entry.claim_id;
  resolve_.receipt = std::get<ledger::Receipt>(std::move(receipt));
  resolve_.Submit(*creator_.ledger(), [this] { OnResolved(); });
}

void ResolveRequestReactor::AskForRecord() {
  if (settled_ > 1 || resolve_.resolution == Resolution::kForget) return Answer();
  find_.found.reset();
  find_.Submit(*creator_.ledger(), [this] { Answer(); });
}

// It is done, whether or not it can be looked at.
void ResolveRequestReactor::Answer() {
  unpod_task::v1::ResolveRequestResponse response;
  response.set_settled_count(settled_);
  const bool has_one = settled_ == 1 && find_.status.ok() && find_.found.has_value();
  if (has_one) {
    FillRecord(*find_.found, *response.mutable_request());
    FillResults(*find_.found, *response.mutable_request());
  }
  Succeed(response);
}

}  // namespace unpod::rpc
