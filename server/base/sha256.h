// SHA-256, by OpenSSL. Pure; thread-safe.
#ifndef UNPOD_SERVER_BASE_SHA256_H_
#define UNPOD_SERVER_BASE_SHA256_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace unpod::base {

using Sha256Digest = std::array<uint8_t, 32>;

Sha256Digest Sha256(absl::string_view bytes);

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_SHA256_H_
