// Page tokens of ListRequests: opaque to callers, bound to their query. Pure.
#ifndef UNPOD_SERVER_RPC_PAGE_TOKEN_H_
#define UNPOD_SERVER_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace unpod::rpc {

// `query` is a short text that stands for all that is asked for.
std::string MakePageToken(int64_t before, absl::string_view query);

// 0 for an empty token. Nothing for one that is not of a page of this list.
std::optional<int64_t> ReadPageToken(const std::string& token, absl::string_view query);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_PAGE_TOKEN_H_
