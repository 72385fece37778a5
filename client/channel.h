// The connection of a TaskClient. Internal to this folder: needs gRPC's headers.
#ifndef UNPOD_CLIENT_CHANNEL_H_
#define UNPOD_CLIENT_CHANNEL_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/error.h"
#include "client/task_client.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::client {

using Deadline = std::chrono::system_clock::time_point;
using Stub = unpod_task::v1::TaskService::Stub;
using LedgerStub = unpod_task::v1::LedgerService::Stub;

// At most a day from now.
absl::Time EndOf(absl::Duration wait);
Deadline After(absl::Duration wait);
// After the call has ended.
Error ErrorFrom(const grpc::ClientContext& context, const grpc::Status& status);
// Of a call to another service, which says nothing about calls.
Error ErrorFrom(const grpc::Status& status);

class TaskClient::Channel {
 public:
  enum class Token { kNone, kSent };

  // Does not connect. INVALID_ARGUMENT for options that cannot work.
  static absl::StatusOr<std::shared_ptr<Channel>> Make(const Options& options);

  // Connects before anything is sent. Only so is "not reachable" a proof: a call that fails with UNAVAILABLE
  // may have been sent before its connection broke.
  std::optional<Error> Connect(Deadline deadline);

  // A call of one answer; `method` is one of a stub's.
  template <class AStub, class Request, class Response>
  std::optional<Error> Ask(grpc::Status (AStub::*method)(grpc::ClientContext*, const Request&, Response*),
                           const Request& request, Token token, absl::Duration wait, Response* response) {
    const Deadline deadline = After(wait);
    if (std::optional<Error> error = Connect(deadline)) return error;
    grpc::ClientContext context;
    context.set_deadline(deadline);
    if (token == Token::kSent) AddToken(context);
    const grpc::Status status = (StubOf(static_cast<AStub*>(nullptr))->*method)(&context, request, response);
    return status.ok() ? std::nullopt : std::optional(ErrorFrom(context, status));
  }

  void AddToken(grpc::ClientContext& context) const;
  grpc::Status CheckHealth(const std::string& service, Deadline deadline, int* serving_status);
  Stub& stub() { return *stub_; }

 private:
  Channel(const Options& options, const std::shared_ptr<grpc::ChannelCredentials>& credentials);
  std::string WhyNotConnected(Deadline deadline);
  Stub* StubOf(const Stub*) { return stub_.get(); }
  LedgerStub* StubOf(const LedgerStub*) { return ledger_stub_.get(); }

  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
  std::unique_ptr<LedgerStub> ledger_stub_;
  std::string api_token_;
  std::string address_;
};

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_CHANNEL_H_
