#include "server/rpc/create_task_reactor.h"

#include <google/protobuf/arena.h>

#include <array>
#include <exception>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/base/log.h"
#include "server/base/monotonic.h"
#include "server/rpc/caller.h"
#include "server/rpc/convert.h"
#include "server/rpc/invalid_text.h"
#include "server/rpc/message_io.h"
#include "server/rpc/status.h"

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
    return *google::protobuf::Arena::CreateMessage<Message>(&arena_);
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

domain::Failure NotAMessage(std::vector<domain::FieldViolation> invalid_text) {
  domain::Failure failure;
  if (!invalid_text.empty()) {
    failure.code = absl::StatusCode::kInvalidArgument;
    failure.reason = domain::Reason::kInvalidRequest;
    failure.message = absl::StrCat("invalid request: ", invalid_text.front().field, " is not UTF-8");
    failure.violations = std::move(invalid_text);
    return failure;
  }
  failure.code =
      absl::StatusCode::kInternal;  // As gRPC's own status page has it for a request that cannot be parsed.
  failure.reason = domain::Reason::kInvalidRequest;
  failure.message = "the request is no valid unpod.task.v1.CreateTaskRequest";
  return failure;
}

domain::Failure BadMetadata(domain::FieldViolation violation) {
  domain::Failure failure;
  failure.code = absl::StatusCode::kInvalidArgument;
  failure.reason = domain::Reason::kInvalidRequest;
  failure.message = "invalid metadata: unpod-api-token";
  failure.violations.push_back(std::move(violation));
  return failure;
}

domain::Failure Defect() {
  domain::Failure failure;
  failure.code = absl::StatusCode::kInternal;
  failure.reason = domain::Reason::kInternal;
  failure.message = "a defect of the service; nothing was sent";
  return failure;
}

}  // namespace

void CreateTaskReactor::Start(flow::TaskCreator& creator, const grpc::ByteBuffer& request) {
  // Thrown from here an exception would become UNIMPLEMENTED with an empty message. Begin hands over last, so
  // nothing was finished or sent when it throws.
  try {
    Begin(creator, request);
  } catch (const std::exception&) {
    spdlog::error("create_task handler threw");
    EndNotExecuted(Defect());
  }
}

void CreateTaskReactor::Begin(flow::TaskCreator& creator, const grpc::ByteBuffer& request) {
  StackArena arena;
  auto& message = arena.New<task::v1::CreateTaskRequest>();
  if (!Parse(request, message)) return EndNotExecuted(NotAMessage(FindInvalidText(request)));

  auto token = CallerToken(context_);
  if (auto* violation = std::get_if<domain::FieldViolation>(&token)) {
    return EndNotExecuted(BadMetadata(std::move(*violation)));
  }
  domain::Task task = ToTask(message);
  if (options_.request_id_from_header && task.request_id.empty()) task.request_id = HeaderRequestId(context_);
  const auto& caller_token = std::get<base::Secret>(token);
  if (message.validate_only()) return Preview(creator, task, caller_token);

  const auto cap = absl::ToChronoNanoseconds(creator.options().attempt_timeout) + kAnswerReserve;
  const auto deadline = base::FromWallDeadline(context_.deadline(), cap);
  call_ =
      creator.Start(task, caller_token, deadline, [this](const domain::Outcome& outcome) { End(outcome); });
}

void CreateTaskReactor::Preview(const flow::TaskCreator& creator, const domain::Task& task,
                                const base::Secret& caller_token) {
  const auto prepared = creator.Prepare(task, caller_token);
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&prepared))
    return EndNotExecuted(rejected->failure);
  task::v1::CreateTaskResponse message;
  FillPreview(std::get<http::Request>(prepared), *message.mutable_preview());
  EndOk(message);
}

void CreateTaskReactor::OnCancel() {
  if (call_ != nullptr) flow::TaskCreator::Leave(call_);
}

void CreateTaskReactor::End(const domain::Outcome& outcome) {
  if (const auto* created = std::get_if<domain::Created>(&outcome)) {
    StackArena arena;
    auto& message = arena.New<task::v1::CreateTaskResponse>();
    FillResponse(*created, message);
    if (created->replayed) context_.AddInitialMetadata(kReplayedKey, "true");
    return EndOk(message);
  }
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome))
    return EndNotExecuted(rejected->failure);
  EndUnknown(std::get<domain::Unknown>(outcome).failure);
}

void CreateTaskReactor::EndNotExecuted(const domain::Failure& failure) {
  Finish(ToStatus(failure, Execution::kNotStarted));
}

void CreateTaskReactor::EndUnknown(const domain::Failure& failure) {
  // No gRPC library retries after this (gRFC A6).
  if (!failure.repeat_is_safe) context_.AddTrailingMetadata("grpc-retry-pushback-ms", "-1");
  Finish(ToStatus(failure, Execution::kUnknown));
}

void CreateTaskReactor::EndOk(const google::protobuf::Message& message) {
  response_ = Serialize(message);
  Finish(grpc::Status::OK);
}

}  // namespace unpod::rpc
