#include "server/rpc/create_task_reactor.h"

#include <google/protobuf/arena.h>

#include <array>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "server/base/monotonic.h"
#include "server/flow/failures.h"
#include "server/flow/skip_invalid.h"
#include "server/rpc/caller.h"
#include "server/rpc/convert.h"
#include "server/rpc/document_policy.h"
#include "server/rpc/document_result.h"
#include "server/rpc/failed_call.h"
#include "server/rpc/incoming.h"
#include "server/rpc/message_io.h"

namespace unpod::rpc {
namespace {

// A call without a deadline of its own gets what one attempt may take, and a little to be answered in.
constexpr base::Duration kAnswerReserve = std::chrono::seconds(1);

// A message for the time of one function: an ordinary one takes its memory from the stack.
class StackArena {
 public:
  StackArena() : arena_(Options(block_)) {}
  template <typename Message>
  Message& New() {
    // By the message's own function, since the arena's has another name from Protobuf 26 on.
    return *Message::default_instance().New(&arena_);
  }

 private:
  using Block = std::array<char, 8192>;
  static google::protobuf::ArenaOptions Options(Block& block) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    return options;
  }

  alignas(8) Block block_;
  google::protobuf::Arena arena_;
};

}  // namespace

void CreateTaskReactor::Start(flow::TaskCreator& creator, const grpc::ByteBuffer& request) {
  // Begin hands over last, so nothing was finished or sent when it throws.
  WithoutExceptions([&] { Begin(creator, request); },
                    [this](const domain::Failure& failure) { EndNotExecuted(failure); });
}

void CreateTaskReactor::Begin(flow::TaskCreator& creator, const grpc::ByteBuffer& request) {
  StackArena arena;
  auto& message = arena.New<unpod_task::v1::CreateTaskRequest>();
  if (const auto failure = TakeRequest(context_, options_, request, message)) return EndNotExecuted(*failure);

  Violations violations;
  base::Secret caller_token = CallerToken(context_, violations);
  domain::Task task = ToTask(message);
  if (task.request_id.empty()) NameByHeader(task, violations);
  if (message.has_policy()) CheckPolicy(message.policy(), violations);
  request_id_ = is_named_by_header_ ? task.header_request_id : task.request_id;
  if (!violations.empty()) return EndNotExecuted(flow::InvalidRequest(std::move(violations)).failure);

  if (message.policy().invalid() == unpod_task::v1::HANDLING_SKIP) {
    skipped_ = flow::SkipInvalid(task, creator.options().validation);
    if (!skipped_.empty() && task.documents.empty())
      return EndNotExecuted(flow::AllSkipped(skipped_).failure);
  }
  documents_ = task.documents.size();
  if (message.validate_only()) return Preview(creator, task, caller_token);
  const char* const repeat = options_.send_unnamed_repeats ? nullptr : RepeatHeader(context_);
  if (repeat != nullptr && !task.IsNamed()) return EndUnknown(flow::UnnamedRepeat(repeat).failure);
  const auto cap = absl::ToChronoNanoseconds(creator.options().attempt_timeout) + kAnswerReserve;
  const auto deadline = DeadlineOf(context_, cap);
  if (repeat != nullptr && is_named_by_header_ && IsRepeatOfALibrary(context_)) {
    return StartIfKnown(creator, std::move(task), std::move(caller_token), deadline);
  }
  call_ =
      creator.Start(task, caller_token, deadline, [this](const domain::Outcome& outcome) { End(outcome); });
}

// A name that the ledger does not know is one that the repeat did not have the first time. The caller's
// leaving is not told to such a call: it runs on, as it would have.
void CreateTaskReactor::StartIfKnown(flow::TaskCreator& creator, domain::Task task, base::Secret token,
                                     base::MonotonicTime deadline) {
  if (creator.ledger() == nullptr) return EndUnknown(flow::UnnamedRepeat(RepeatHeader(context_)).failure);
  find_ = std::make_unique<Then<ledger::Find>>();
  find_->digest = flow::TaskCreator::DigestOf(task);
  find_->Submit(
      *creator.ledger(), [this, &creator, task = std::move(task), token = std::move(token), deadline] {
        if (!find_->found.has_value()) return EndUnknown(flow::UnnamedRepeat(RepeatHeader(context_)).failure);
        creator.Start(task, token, deadline, [this](const domain::Outcome& outcome) { End(outcome); });
      });
}

void CreateTaskReactor::NameByHeader(domain::Task& task, Violations& violations) {
  if (options_.request_id_from_header) {
    task.header_request_id = HeaderRequestId(context_, violations);
    if (!violations.empty()) return;
  }
  is_named_by_header_ = task.IsNamed();
  if (options_.require_request_id && !task.IsNamed()) {
    violations.push_back({"request_id", "is required by this service (--require_request_id)",
                          domain::ViolationReason::kRequired});
  }
}

void CreateTaskReactor::Preview(const flow::TaskCreator& creator, const domain::Task& task,
                                const base::Secret& caller_token) {
  const auto prepared = creator.Prepare(task, caller_token);
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&prepared))
    return EndNotExecuted(rejected->failure);
  unpod_task::v1::CreateTaskResponse message;
  FillPreview(std::get<http::Request>(prepared), *message.mutable_preview());
  for (const flow::DocumentResult& result : skipped_) FillResult(result, *message.add_results());
  EndOk(message);
}

void CreateTaskReactor::OnCancel() {
  if (call_ != nullptr) flow::TaskCreator::Leave(call_);
}

void CreateTaskReactor::End(const domain::Outcome& outcome) {
  if (const auto* created = std::get_if<domain::Created>(&outcome)) {
    StackArena arena;
    auto& message = arena.New<unpod_task::v1::CreateTaskResponse>();
    auto results = flow::ResultsOf(*created, documents_, /*is_keyed=*/!request_id_.empty());
    FillResponse(*created, flow::WithSkipped(std::move(results), std::move(skipped_)), message);
    if (created->replayed) context_.AddInitialMetadata(kReplayedKey, "true");
    if (is_named_by_header_) context_.AddInitialMetadata(kRequestIdKey, request_id_);
    message.set_request_id(std::move(request_id_));
    return EndOk(message);
  }
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome))
    return EndNotExecuted(rejected->failure);
  EndUnknown(std::get<domain::Unknown>(outcome).failure);
}

void CreateTaskReactor::EndNotExecuted(const domain::Failure& failure) {
  if (is_named_by_header_) context_.AddTrailingMetadata(kRequestIdKey, request_id_);
  Finish(FailCall(context_, failure, Execution::kNotStarted));
}

void CreateTaskReactor::EndUnknown(const domain::Failure& failure) {
  if (is_named_by_header_) context_.AddTrailingMetadata(kRequestIdKey, request_id_);
  Finish(FailCall(context_, failure, Execution::kUnknown));
}

void CreateTaskReactor::EndOk(const google::protobuf::Message& message) {
  response_ = Serialize(message);
  Finish(grpc::Status::OK);
}

}  // namespace unpod::rpc
