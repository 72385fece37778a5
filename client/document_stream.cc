#include "client/document_stream.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "client/channel.h"

namespace unpod::client {

class DocumentStream::Call {
 public:
  Call(std::shared_ptr<TaskClient::Channel> channel, Deadline deadline) : channel_(std::move(channel)) {
    context_.set_deadline(deadline);
    channel_->AddToken(context_);
    stream_ = channel_->stub().CreateTasks(&context_);
  }

  std::shared_ptr<TaskClient::Channel> channel_;  // Outlives the call.
  grpc::ClientContext context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<unpod_task::v1::CreateTasksRequest, unpod_task::v1::CreateTasksResponse>>
      stream_;
  bool has_finished_ = false;
};

DocumentStream::DocumentStream(std::unique_ptr<Call> call) : call_(std::move(call)) {}

DocumentStream::~DocumentStream() {
  if (call_->has_finished_) return;
  Cancel();
  unpod_task::v1::CreateTasksResponse ignored;
  while (call_->stream_->Read(&ignored)) {
  }
  call_->stream_->Finish();
}

bool DocumentStream::Send(const unpod_task::v1::CreateTasksRequest& request) {
  return call_->stream_->Write(request);
}

void DocumentStream::Close() {
  call_->stream_->WritesDone();
}

bool DocumentStream::Receive(unpod_task::v1::CreateTasksResponse* response) {
  return call_->stream_->Read(response);
}

std::optional<Error> DocumentStream::Finish() {
  call_->has_finished_ = true;
  const grpc::Status status = call_->stream_->Finish();
  return status.ok() ? std::nullopt : std::optional(ErrorFrom(call_->context_, status));
}

void DocumentStream::Cancel() {
  call_->context_.TryCancel();
}

Result<std::unique_ptr<DocumentStream>> TaskClient::CreateTasks(absl::Duration deadline) {
  const Deadline until = After(deadline);
  if (std::optional<Error> error = channel_->Connect(until)) return *std::move(error);
  return std::make_unique<DocumentStream>(std::make_unique<DocumentStream::Call>(channel_, until));
}

}  // namespace unpod::client
