// Who asks, and until when. Made once, where a call comes in; all that happens for the call is handed this.
#ifndef UNPOD_SERVER_FLOW_CALLER_H_
#define UNPOD_SERVER_FLOW_CALLER_H_

#include <string>
#include <utility>

#include "server/base/monotonic.h"
#include "server/base/secret.h"
#include "server/flow/options.h"
#include "server/unpod/classify.h"

namespace unpod::flow {

struct Caller {
  std::string org_handle;          // Sent as Org-Handle. Empty: that header is left out.
  base::Secret token;              // An Unpod token of the caller's own. Empty: the service's is used.
  base::MonotonicTime deadline{};  // base::kNever: the caller waits as long as it takes.

  unpod::TokenOwner token_owner() const {
    return token.empty() ? unpod::TokenOwner::kService : unpod::TokenOwner::kCaller;
  }
};

// `org_handle` and `token` may be empty: then the service's own are used.
inline Caller MakeCaller(const Options& options, const std::string& org_handle, base::Secret token,
                         base::MonotonicTime deadline) {
  return {org_handle.empty() ? options.org_handle : org_handle, std::move(token), deadline};
}

// Neither the caller nor the service has a token.
inline bool HasNoToken(const Options& options, const Caller& caller) {
  return caller.token.empty() && options.service_token->empty();
}

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_CALLER_H_
