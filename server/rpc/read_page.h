// Page sizes and page tokens of reads: a token is opaque to callers and bound to its query. Pure.
#ifndef UNPOD_SERVER_RPC_READ_PAGE_H_
#define UNPOD_SERVER_RPC_READ_PAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"

namespace unpod::rpc {

// Which page of which list.
struct ReadPageQuery {
  std::string query;  // What names the list: the same for all of its pages.
  int page = 1;
  int size = 50;
};

// Of a request's page_size and page_token; adds what is wrong with them to `violations`. With a token, the
// page size is that of the page before.
ReadPageQuery ReadPageOf(std::string query, int32_t page_size, const std::string& page_token,
                         std::vector<domain::FieldViolation>& violations);

// The token of the page after; empty when `total` elements end before it.
std::string NextPageToken(const ReadPageQuery& page, int64_t total);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_READ_PAGE_H_
