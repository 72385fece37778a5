#include "server/base/crash_point.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace unpod::base {
namespace {

struct Target {
  std::string name;
  std::atomic<int> passes_left{1};
};

// Null almost always. Read once: the environment of a running process does not change.
Target* ReadTarget() {
  const char* const text = std::getenv("UNPOD_TASKD_CRASH_POINT");
  if (text == nullptr || *text == '\0') return nullptr;
  auto* const target = new Target;  // For the program's lifetime.
  const absl::string_view all = text;
  const size_t colon = all.find(':');
  target->name = std::string(all.substr(0, colon));
  int passes = 1;
  if (colon != absl::string_view::npos && absl::SimpleAtoi(all.substr(colon + 1), &passes)) {
    target->passes_left = passes;
  }
  return target;
}

}  // namespace

void CrashPoint(const char* name) {
  static Target* const target = ReadTarget();
  if (target == nullptr || target->name != name) return;
  if (target->passes_left.fetch_sub(1) == 1) std::raise(SIGKILL);
}

}  // namespace unpod::base
