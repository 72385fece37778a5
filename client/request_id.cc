#include "client/request_id.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_format.h"

namespace unpod::client {

std::string NewRequestId() {
  // Not a seeded generator: two processes that start together must not name their requests alike.
  std::random_device device;
  auto word = [&device] { return (uint64_t{device()} << 32) | device(); };
  uint64_t high = (word() & ~uint64_t{0xf000}) | 0x4000;                 // Version 4.
  uint64_t low = (word() & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);  // Variant 10.
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xffff, high & 0xffff,
                         low >> 48, low & 0xffffffffffff);
}

}  // namespace unpod::client
