// One call at gRPC's edge: what its metadata says, until when its caller waits, and how it ends. The reactors
// of all RPCs read and end their calls through this, so that each RPC does it in the same way.
#ifndef UNPOD_SERVER_RPC_CALL_CONTEXT_H_
#define UNPOD_SERVER_RPC_CALL_CONTEXT_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <optional>
#include <string>

#include "server/base/monotonic.h"
#include "server/base/secret.h"
#include "server/domain/outcome.h"
#include "server/flow/caller.h"
#include "server/rpc/names.h"
#include "server/rpc/rpc_options.h"
#include "server/rpc/status.h"

namespace unpod::rpc {

// The verdict in trailers, which every language reads in one line.
inline constexpr char kExecutionKey[] = "unpod-execution";
inline constexpr char kReasonKey[] = "unpod-reason";
inline constexpr char kRepeatKey[] = "unpod-repeat";

// The Unpod API token of the caller's own.
inline constexpr char kApiTokenKey[] = "unpod-api-token";

// Told to callers whose answer is the stored one of an earlier request.
inline constexpr char kReplayedKey[] = "unpod-replayed";

// Told to callers whose request is remembered under a header of theirs: its value, with every answer.
inline constexpr char kRequestIdKey[] = "unpod-request-id";
inline constexpr char kRequestIdHeader[] = "x-request-id";

// Told with a list from which elements were left out, since the upstream has them and cannot list them: how
// many.
inline constexpr char kSkippedKey[] = "unpod-skipped";

// What a read may take whose caller has no deadline.
inline constexpr base::Duration kReadBudget = std::chrono::seconds(30);

// Not thread-safe: one thread at a time, as the call itself.
class CallContext {
 public:
  // Both must outlive this.
  CallContext(const RpcOptions& options, grpc::CallbackServerContext& context)
      : options_(options), context_(context) {}

  const RpcOptions& options() const { return options_; }

  // --- What came ---

  // Why the call cannot be taken for its metadata alone: there is more of it than --max_metadata_bytes.
  std::optional<domain::Failure> CheckMetadata() const;

  // Reads the one message of a call, whose metadata it checks as well. For the failures see TakeMessage
  // (incoming.h).
  std::optional<domain::Failure> Take(const grpc::ByteBuffer& bytes,
                                      google::protobuf::Message& message) const;

  // Who asks; the deadline is `cap` from now at most. A token that cannot stand in a header, or two of them,
  // is added to `violations`. `org_handle`, the request's, is taken as it is: the message's own checks are
  // about it.
  flow::Caller ReadCaller(const flow::Options& options, const std::string& org_handle, base::Duration cap,
                          Violations& violations) const;

  // The metadata x-request-id, which Envoy and Istio make and keep over their own retries. Given twice with
  // one value, as by a proxy that adds what is there already, it counts once; different values, or an empty
  // one, are a violation. Empty where there is none, or none that can be a key: shorter than 22 characters it
  // may be a counter or a fixed text (a UUID has 36, 128 random bits in base64 have 22), longer than 128 or
  // not visible ASCII it is nothing to be named by.
  std::string HeaderRequestId(Violations& violations) const;

  // The metadata by which a gRPC library or Envoy says that this is not the first attempt at the call; null
  // where none does. A first attempt may be out there.
  const char* RepeatHeader() const;

  // Whether a gRPC library says so. What it repeats is a new request to the sidecar behind it, which gives
  // that a new x-request-id, where Envoy's own retries keep theirs.
  bool IsRepeatOfALibrary() const;

  // --- How it ends ---

  // From now on the caller is told, with success and with failure, that its request has this header as its
  // name.
  void NameByHeader(std::string request_id) { header_request_id_ = std::move(request_id); }

  // Adds metadata to the answer of a call that succeeds; before OK.
  void Tell(const char* key, const std::string& value) { context_.AddInitialMetadata(key, value); }

  // Each of these: what to finish with, at once and exactly once.
  //
  // Fail adds the verdict's trailers, and one that stops the retries of gRPC libraries where a repeat is not
  // safe.
  grpc::Status Fail(const domain::Failure& failure, Execution execution);
  grpc::Status Succeed();

 private:
  base::Secret ReadToken(Violations& violations) const;

  const RpcOptions& options_;
  grpc::CallbackServerContext& context_;
  std::string header_request_id_;
};

// `deadline` on the steady clock, `cap` from now at most. Any deadline that can be sent is taken: gRPC's own
// conversion to system_clock overflows for Go's longest ones, which then lie in the past.
base::MonotonicTime ToMonotonic(gpr_timespec deadline, base::Duration cap);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CALL_CONTEXT_H_
