#include "server/base/random_id.h"

#include <random>

#include "absl/strings/str_cat.h"

namespace unpod::base {
namespace {

std::mt19937_64 Seeded() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

}  // namespace

std::string RandomId() {
  thread_local std::mt19937_64 random = Seeded();
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad16), absl::Hex(random(), absl::kZeroPad16));
}

}  // namespace unpod::base
