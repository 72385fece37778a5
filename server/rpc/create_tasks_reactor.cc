#include "server/rpc/create_tasks_reactor.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/flow/failures.h"
#include "server/rpc/convert.h"
#include "server/rpc/document_policy.h"
#include "server/rpc/document_result.h"
#include "server/rpc/incoming.h"
#include "server/rpc/message_io.h"

namespace unpod::rpc {
namespace {

using flow::DocumentResult;

void FillProgress(const flow::StreamProgress& from, unpod_task::v1::CreateTasksProgress& to) {
  to.set_received(static_cast<int32_t>(from.received));
  to.set_created(static_cast<int32_t>(from.created));
  to.set_invalid(static_cast<int32_t>(from.invalid));
  to.set_not_started(static_cast<int32_t>(from.not_started));
  to.set_unknown(static_cast<int32_t>(from.unknown));
  to.set_pending(static_cast<int32_t>(from.pending()));
  to.set_replayed(static_cast<int32_t>(from.replayed));
}

// For lists without a deadline.
constexpr base::Duration kLongest = std::chrono::hours(24 * 365);

flow::StreamHeader ToHeader(const unpod_task::v1::CreateTasksHeader& header) {
  flow::StreamHeader to;
  to.task = ToTask(header);
  to.stop_at_invalid = header.policy().invalid() == unpod_task::v1::HANDLING_STOP;
  return to;
}

}  // namespace

std::shared_ptr<flow::TaskStream> CreateTasksReactor::stream() {
  const base::MutexLock lock(mutex_);
  return stream_;
}

// To gRPC a message that cannot be parsed and the caller's half-close are the same. Here messages are bytes,
// so `ok` is false for the half-close alone (and for a call that is over, which OnCancel says).
void CreateTasksReactor::OnReadDone(bool ok) {
  const auto stream = this->stream();
  if (!ok) {
    if (stream != nullptr) return stream->Close();
    return Refuse(flow::InvalidRequest(
                      {{"header", "is required in the first message", domain::ViolationReason::kRequired}})
                      .failure);
  }
  WithoutExceptions(
      [this] {
        if (const auto failure = Take()) Refuse(*failure);
      },
      [this](const domain::Failure& failure) { Refuse(failure); });
}

std::optional<domain::Failure> CreateTasksReactor::Take() {
  request_.Clear();
  if (auto failure = TakeMessage(call_.options(), bytes_, request_)) {
    InList(*failure);
    return failure;
  }
  if (stream() == nullptr) return Begin();
  if (request_.has_header())
    return flow::InvalidRequest({{"header", "is only for the first message"}}).failure;
  TakeDocuments();
  return std::nullopt;
}

std::optional<domain::Failure> CreateTasksReactor::Begin() {
  if (auto failure = call_.CheckMetadata()) return failure;
  flow::StreamHeader header = ToHeader(request_.header());
  auto violations = flow::TaskStream::Check(creator_, header);
  if (!request_.has_header())
    violations = {{"header", "is required in the first message", domain::ViolationReason::kRequired}};
  Violations of_policy;
  if (request_.header().has_policy()) CheckPolicy(request_.header().policy(), of_policy);
  for (domain::FieldViolation& violation : of_policy) {
    violation.field = absl::StrCat("header.", violation.field);
    violations.push_back(std::move(violation));
  }
  header.caller = call_.ReadCaller(creator_.options(), header.task.org_handle, kLongest, violations);
  if (!violations.empty()) return flow::InvalidRequest(std::move(violations)).failure;
  const auto stream = flow::TaskStream::Open(creator_, std::move(header), *this);
  bool is_cancelled = false;
  {
    const base::MutexLock lock(mutex_);
    stream_ = stream;
    is_cancelled = is_cancelled_;
  }
  if (is_cancelled) {
    stream->Leave();
  } else {
    TakeDocuments();
  }
  return std::nullopt;
}

void CreateTasksReactor::TakeDocuments() {
  std::vector<domain::Document> documents;
  documents.reserve(static_cast<size_t>(request_.documents_size()));
  for (const auto& document : request_.documents()) documents.push_back(ToDocument(document));
  documents_ += documents.size();
  request_.Clear();
  stream()->Add(std::move(documents));
}

void CreateTasksReactor::Refuse(const domain::Failure& failure) {
  if (const auto stream = this->stream()) return stream->Fail(failure);
  Finish(call_.Fail(failure, Execution::kNotStarted));
}

// "documents[2].name" is counted from the beginning of the list, as everywhere else, and not of the message.
void CreateTasksReactor::InList(domain::Failure& failure) const {
  constexpr absl::string_view kBegin = "documents[";
  for (domain::FieldViolation& violation : failure.violations) {
    absl::string_view rest = violation.field;
    uint64_t index = 0;
    if (!absl::ConsumePrefix(&rest, kBegin)) continue;
    const size_t end = rest.find(']');
    if (!absl::SimpleAtoi(rest.substr(0, end), &index)) continue;
    violation.field = absl::StrCat(kBegin, documents_ + index, rest.substr(end));
  }
  if (!failure.violations.empty()) {
    failure.message = absl::StrCat("invalid request: ", failure.violations.front().field, " is not UTF-8");
  }
}

void CreateTasksReactor::OnCancel() {
  std::shared_ptr<flow::TaskStream> stream;
  {
    const base::MutexLock lock(mutex_);
    is_cancelled_ = true;
    stream = stream_;
  }
  if (stream != nullptr) stream->Leave();
}

void CreateTasksReactor::OnResults(std::vector<DocumentResult> results,
                                   const flow::StreamProgress& progress) {
  unpod_task::v1::CreateTasksResponse response;
  for (DocumentResult& result : results) {
    auto& added = *response.add_results();
    added.set_run_id(result.run_id);
    FillResult(std::move(result), added);
  }
  FillProgress(progress, *response.mutable_progress());
  unwritten_.fetch_add(1, std::memory_order_relaxed);
  const base::MutexLock lock(mutex_);
  responses_.push_back(Serialize(response));
  if (is_writing_) return;
  is_writing_ = true;
  StartWrite(&responses_.front());
}

void CreateTasksReactor::OnWriteDone(bool ok) {
  std::optional<grpc::Status> end;
  {
    const base::MutexLock lock(mutex_);
    responses_.pop_front();
    // Nobody reads any more: OnCancel ends the stream.
    if (!ok) responses_.clear();
    unwritten_.store(responses_.size(), std::memory_order_relaxed);
    is_writing_ = !responses_.empty();
    if (is_writing_) StartWrite(&responses_.front());
    if (!is_writing_) end = end_;
  }
  if (end.has_value()) return Finish(*end);
  if (const auto stream = this->stream()) stream->Continue();
}

// Of the stream as a whole: certain only as long as nobody has been called through it.
void CreateTasksReactor::OnEnd(const std::optional<domain::Failure>& failure,
                               const flow::StreamProgress& progress) {
  grpc::Status status = grpc::Status::OK;
  if (failure.has_value()) {
    domain::Failure told = *failure;
    told.repeat_is_safe = progress.created + progress.unknown > 0;
    // UNAVAILABLE would say that nothing was executed (design invariant 4).
    if (told.repeat_is_safe && told.code == absl::StatusCode::kUnavailable)
      told.code = absl::StatusCode::kAborted;
    status = call_.Fail(told, told.repeat_is_safe ? Execution::kUnknown : Execution::kNotStarted);
  }
  {
    const base::MutexLock lock(mutex_);
    end_ = status;
    if (is_writing_) return;
  }
  Finish(status);
}

}  // namespace unpod::rpc
