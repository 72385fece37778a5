// Page tokens of ListRequests: opaque to callers, bound to their query. Pure.
#ifndef UNPOD_SERVER_RPC_PAGE_TOKEN_H_
#define UNPOD_SERVER_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

std::string MakePageToken(int64_t before, unpod_task::v1::RequestState state);

// 0 for an empty token. Nothing for one that is not of a page of this list.
std::optional<int64_t> ReadPageToken(const std::string& token, unpod_task::v1::RequestState state);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_PAGE_TOKEN_H_
