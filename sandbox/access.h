#ifndef UNPOD_SANDBOX_ACCESS_H_
#define UNPOD_SANDBOX_ACCESS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "sandbox/answer.h"
#include "sandbox/options.h"
#include "sandbox/request.h"
#include "sandbox/route.h"

namespace unpod::sandbox {

// Well-known values, refused unless Options list what is let in.
inline constexpr absl::string_view kInvalidToken = "invalid-token";
inline constexpr absl::string_view kInactiveToken = "inactive-token";
inline constexpr absl::string_view kExpiredToken = "expired-token";
inline constexpr absl::string_view kInvalidSpace = "INVALID_SPACE";
inline constexpr absl::string_view kNoAccessSpace = "NO_ACCESS_SPACE";
inline constexpr absl::string_view kReadOnlySpace = "READ_ONLY_SPACE";
inline constexpr absl::string_view kUnknownOrg = "unknown-org";

// What the backend checks before it looks at a body, in its order: Accept (406), token (401, 403), method
// (405), the space (206). Empty when all is well.
std::optional<Answer> Refusal(const Request& request, const Route& route, const Options& options);

// The organization that /agents/ and /spaces/ ask for (400, 404). Empty when it is named and known.
std::optional<Answer> OrganizationRefusal(const Request& request);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_ACCESS_H_
