#include "server/rpc/create_task_reactor.h"

#include <chrono>
#include <iterator>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "server/base/monotonic.h"
#include "server/flow/failures.h"
#include "server/flow/skip_invalid.h"
#include "server/rpc/call_context.h"
#include "server/rpc/convert.h"
#include "server/rpc/document_policy.h"
#include "server/rpc/document_result.h"
#include "server/rpc/message_io.h"

namespace unpod::rpc {
namespace {

// A call without a deadline of its own gets what one attempt may take, and a little to be answered in.
constexpr base::Duration kAnswerReserve = std::chrono::seconds(1);

}  // namespace

void CreateTaskReactor::Start(const grpc::ByteBuffer& request) {
  Receive<unpod_task::v1::CreateTaskRequest>(request, [this](const auto& message) { Begin(message); });
}

void CreateTaskReactor::Begin(const unpod_task::v1::CreateTaskRequest& request) {
  const flow::Options& options = creator_.options();
  Violations violations;
  domain::Task task = ToTask(request);
  const auto cap = absl::ToChronoNanoseconds(options.attempt_timeout) + kAnswerReserve;
  flow::Caller caller = call().ReadCaller(options, task.org_handle, cap, violations);
  if (task.request_id.empty()) NameByHeader(task, violations);
  request_id_ = task.request_id.empty() ? task.header_request_id : task.request_id;
  if (request.has_policy()) CheckPolicy(request.policy(), violations);
  if (request.policy().invalid() == unpod_task::v1::HANDLING_SKIP) {
    skipped_ = flow::SkipInvalid(task, options.validation);
  }
  if (!violations.empty()) return RefuseAll(task, std::move(violations));
  if (!skipped_.empty() && task.documents.empty()) return Refuse(flow::AllSkipped(skipped_).failure);
  documents_ = task.documents.size();
  if (request.validate_only()) return Preview(task, caller);

  const bool is_repeat = !call().options().send_unnamed_repeats && call().RepeatHeader() != nullptr;
  if (is_repeat && !task.IsNamed()) return EndAsUnnamedRepeat();
  if (is_repeat && task.request_id.empty() && call().IsRepeatOfALibrary()) {
    return StartIfKnown(std::move(task), std::move(caller));
  }
  started_ = creator_.Start(task, caller, [this](const domain::Outcome& outcome) { End(outcome); });
}

void CreateTaskReactor::RefuseAll(const domain::Task& task, Violations violations) {
  const bool has_skipped_all = !skipped_.empty() && task.documents.empty();
  if (!has_skipped_all) {
    Violations more = creator_.Check(task);
    violations.insert(violations.end(), std::make_move_iterator(more.begin()),
                      std::make_move_iterator(more.end()));
  }
  Refuse(std::move(violations));
}

// A name that the ledger does not know is one that the repeat did not have the first time. The caller's
// leaving is not told to such a call: it runs on, as it would have.
void CreateTaskReactor::StartIfKnown(domain::Task task, flow::Caller caller) {
  if (creator_.ledger() == nullptr) return EndAsUnnamedRepeat();
  find_ = std::make_unique<Then<ledger::Find>>();
  find_->digest = flow::TaskCreator::DigestOf(task);
  find_->Submit(*creator_.ledger(), [this, task = std::move(task), caller = std::move(caller)] {
    if (!find_->found.has_value()) return EndAsUnnamedRepeat();
    creator_.Start(task, caller, [this](const domain::Outcome& outcome) { End(outcome); });
  });
}

void CreateTaskReactor::NameByHeader(domain::Task& task, Violations& violations) {
  const RpcOptions& options = call().options();
  const size_t known = violations.size();
  if (options.request_id_from_header) task.header_request_id = call().HeaderRequestId(violations);
  if (violations.size() > known) return;
  if (options.require_request_id && !task.IsNamed()) {
    violations.push_back({"request_id", "is required by this service (--require_request_id)",
                          domain::ViolationReason::kRequired});
  }
  call().NameByHeader(task.header_request_id);
}

void CreateTaskReactor::Preview(const domain::Task& task, const flow::Caller& caller) {
  const auto prepared = creator_.Prepare(task, caller);
  if (const auto* refused = std::get_if<domain::NotExecuted>(&prepared)) return Refuse(refused->failure);
  call().NameByHeader({});  // Nothing is remembered.
  unpod_task::v1::CreateTaskResponse message;
  FillPreview(std::get<http::Request>(prepared), *message.mutable_preview());
  for (const flow::DocumentResult& result : skipped_) FillResult(result, *message.add_results());
  Succeed(message);
}

void CreateTaskReactor::OnCancel() {
  if (started_ != nullptr) flow::TaskCreator::Leave(started_);
}

void CreateTaskReactor::End(const domain::Outcome& outcome) {
  if (const auto* not_executed = std::get_if<domain::NotExecuted>(&outcome)) {
    return Refuse(not_executed->failure);
  }
  if (const auto* unknown = std::get_if<domain::Unknown>(&outcome)) {
    return Fail(unknown->failure, Execution::kUnknown);
  }
  const auto& created = std::get<domain::Created>(outcome);
  StackArena arena;
  auto& message = arena.New<unpod_task::v1::CreateTaskResponse>();
  auto results = flow::ResultsOf(created, documents_, /*is_keyed=*/!request_id_.empty());
  FillResponse(created, flow::WithSkipped(std::move(results), std::move(skipped_)), message);
  if (created.replayed) call().Tell(kReplayedKey, "true");
  message.set_request_id(std::move(request_id_));
  Succeed(message);
}

void CreateTaskReactor::EndAsUnnamedRepeat() {
  Fail(flow::UnnamedRepeat(call().RepeatHeader()).failure, Execution::kUnknown);
}

}  // namespace unpod::rpc
