// Identifiers that nobody else makes: 128 random bits. Thread-safe.
#ifndef UNPOD_SERVER_BASE_RANDOM_ID_H_
#define UNPOD_SERVER_BASE_RANDOM_ID_H_

#include <string>

namespace unpod::base {

// 32 lower-case hexadecimal digits. No secret: it may be guessed from others by who tries.
std::string RandomId();

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_RANDOM_ID_H_
