#include "sandbox/run_id.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace unpod::sandbox {
namespace {

// Clock sequence and node, as in the ids of the documentation's examples.
constexpr absl::string_view kNode = "878d43cd8a99e069";
constexpr int64_t kTicksFrom1582To1970 = 0x01B21DD213814000;

}  // namespace

Tick ToTick(absl::Time time) {
  return absl::ToUnixNanos(time) / 100 + kTicksFrom1582To1970;
}

std::string IdOf(char letter, Tick tick) {
  const auto bits = static_cast<uint64_t>(tick);
  return absl::StrFormat("%c%08x%04x1%03x%s", letter, bits & 0xffffffffu, (bits >> 32) & 0xffffu,
                         (bits >> 48) & 0xfffu, kNode);
}

std::optional<Tick> TickOf(char letter, absl::string_view id) {
  if (id.size() != 33 || id[0] != letter || id[13] != '1' || !absl::ConsumeSuffix(&id, kNode))
    return std::nullopt;
  Tick tick = 0;
  const std::string hex = absl::StrCat(id.substr(14, 3), id.substr(9, 4), id.substr(1, 8));
  if (!absl::SimpleHexAtoi(hex, &tick) || IdOf(letter, tick).substr(0, 17) != id) return std::nullopt;
  return tick;
}

}  // namespace unpod::sandbox
