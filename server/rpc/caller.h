// What a call's metadata says about its caller.
#ifndef UNPOD_SERVER_RPC_CALLER_H_
#define UNPOD_SERVER_RPC_CALLER_H_

#include <grpcpp/server_context.h>

#include <string>
#include <variant>

#include "server/base/secret.h"
#include "server/domain/outcome.h"

namespace unpod::rpc {

// The Unpod API token of the caller's own.
inline constexpr char kApiTokenKey[] = "unpod-api-token";

// Told to callers whose answer is the stored one of an earlier request.
inline constexpr char kReplayedKey[] = "unpod-replayed";

// The metadata x-request-id, which Envoy and Istio make and keep over their own retries; empty when there is
// none, or several. What it holds is not checked.
std::string HeaderRequestId(const grpc::CallbackServerContext& context);

// Empty when the caller brings none. A token that cannot stand in a header, or two of them, is a violation.
std::variant<base::Secret, domain::FieldViolation> CallerToken(const grpc::CallbackServerContext& context);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CALLER_H_
