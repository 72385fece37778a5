#ifndef UNPOD_SANDBOX_RUN_ID_H_
#define UNPOD_SANDBOX_RUN_ID_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unpod::sandbox {

// Run and task ids are a letter and 32 hex digits of a UUID version 1. Such a UUID is a time in ticks of 100
// ns since 1582-10-15 and a fixed node; the tick is all that tells two of them apart.
using Tick = int64_t;

Tick ToTick(absl::Time time);
// `letter`: 'R' for a run, 'T' for a task.
std::string IdOf(char letter, Tick tick);
// Empty when the id is none that IdOf makes.
std::optional<Tick> TickOf(char letter, absl::string_view id);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_RUN_ID_H_
