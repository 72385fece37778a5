// The names by which callers say what they mean: what each may be, and the one sentence that says so. Pure.
#ifndef UNPOD_SERVER_DOMAIN_NAMES_H_
#define UNPOD_SERVER_DOMAIN_NAMES_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"

namespace unpod::domain {

inline constexpr size_t kMaxIdBytes = 64;
inline constexpr size_t kMaxHandleBytes = 255;
inline constexpr size_t kMaxTokenBytes = 512;

// [A-Za-z0-9_-]{1,64}: the upstream's own names of spaces, runs and tasks, which stand in its paths.
bool IsId(absl::string_view text);

// An optional name may be empty, which means that it is absent.
enum class Presence { kRequired, kOptional };

// What is wrong with `value`, told of `field`; nothing where it may be taken. The complaint never holds the
// value.
std::optional<FieldViolation> CheckId(std::string field, absl::string_view value,
                                      Presence presence = Presence::kRequired);
// Of an organization or an agent. It stands in a header or, percent-encoded, in a path.
std::optional<FieldViolation> CheckHandle(std::string field, absl::string_view value,
                                          Presence presence = Presence::kRequired);
// A caller's own request_id.
std::optional<FieldViolation> CheckRequestId(std::string field, absl::string_view value,
                                             Presence presence = Presence::kRequired);
// A request_id, or the whole name in the ledger of a request that is remembered under a header.
std::optional<FieldViolation> CheckRequestName(std::string field, absl::string_view value,
                                               Presence presence = Presence::kRequired);
// An API token.
std::optional<FieldViolation> CheckToken(std::string field, absl::string_view value);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_NAMES_H_
