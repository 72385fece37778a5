// The names under which the ledger keeps requests. Pure.
#ifndef UNPOD_SERVER_DOMAIN_REQUEST_NAME_H_
#define UNPOD_SERVER_DOMAIN_REQUEST_NAME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/domain/fingerprint.h"

namespace unpod::domain {

inline constexpr size_t kMaxRequestIdBytes = 128;

// 1 to kMaxRequestIdBytes visible ASCII characters, without spaces.
bool IsRequestId(absl::string_view text);

// The name of a request that its caller has not named, but for a header: "VALUE 0123456789abcdef", the
// header's value and the beginning of the request's fingerprint. So a header that an application passes on to
// several different requests stands for each of them. No request_id has a space, so none is ever equal to it.
std::string MakeHeaderName(absl::string_view header_value, const Fingerprint& fingerprint);

// A caller's own request_id, or a header's name.
bool IsRequestName(absl::string_view text);

// Between the name of a list and the number of its batch: a byte that neither of the above can hold.
inline constexpr char kBatchMark = '\x1f';

// The name of one batch of a list. `batch` is its number, from 0.
std::string MakeBatchName(absl::string_view list, int32_t batch);

// What a name in the ledger is made of.
struct RequestName {
  std::string request_id;        // Of a batch: its list's.
  std::optional<int32_t> batch;  // Absent: no part of a list.
};
RequestName ParseRequestName(absl::string_view name);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_REQUEST_NAME_H_
