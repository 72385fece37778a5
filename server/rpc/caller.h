// What a call's metadata says about its caller.
#ifndef UNPOD_SERVER_RPC_CALLER_H_
#define UNPOD_SERVER_RPC_CALLER_H_

#include <grpcpp/server_context.h>

#include <string>

#include "server/base/secret.h"
#include "server/flow/task_reader.h"
#include "server/rpc/names.h"

namespace unpod::rpc {

// The Unpod API token of the caller's own.
inline constexpr char kApiTokenKey[] = "unpod-api-token";

// Told to callers whose answer is the stored one of an earlier request.
inline constexpr char kReplayedKey[] = "unpod-replayed";

// Told to callers whose request is remembered under a header of theirs: its value, with every answer.
inline constexpr char kRequestIdKey[] = "unpod-request-id";
inline constexpr char kRequestIdHeader[] = "x-request-id";

// The metadata x-request-id, which Envoy and Istio make and keep over their own retries. Given twice with one
// value, as by a proxy that adds what is there already, it counts once; different values, or an empty one,
// are a violation. Empty where there is none, or none that can be a key: shorter than 22 characters it may be
// a counter or a fixed text (a UUID has 36, 128 random bits in base64 have 22), longer than 128 or not
// visible ASCII it is nothing to be named by.
std::string HeaderRequestId(const grpc::CallbackServerContext& context, Violations& violations);

// The metadata by which a gRPC library or Envoy says that this is not the first attempt at the call; null
// where none does. A first attempt may be out there.
const char* RepeatHeader(const grpc::CallbackServerContext& context);

// Whether a gRPC library says so. What it repeats is a new request to the sidecar behind it, which gives that
// a new x-request-id, where Envoy's own retries keep theirs.
bool IsRepeatOfALibrary(const grpc::CallbackServerContext& context);

// Empty when the caller brings none. A token that cannot stand in a header, or two of them, is a violation.
base::Secret CallerToken(const grpc::CallbackServerContext& context, Violations& violations);

// On whose behalf something is read, and until when. Adds what is wrong with that.
flow::TaskReader::Caller ReadCallerOf(const grpc::CallbackServerContext& context,
                                      const std::string& org_handle, Violations& violations);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CALLER_H_
