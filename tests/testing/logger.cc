// Makes spdlog's registry before a test has threads. It is a static of the library, which ThreadSanitizer
// does not see into: two threads that log for the first time at once look like a race. unpod-taskd makes its
// logger before its threads.
#include <spdlog/spdlog.h>

namespace {

[[maybe_unused]] const bool kIsMade = spdlog::default_logger_raw() != nullptr;

}  // namespace
