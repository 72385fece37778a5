#ifndef UNPOD_CLIENT_REQUEST_ID_H_
#define UNPOD_CLIENT_REQUEST_ID_H_

#include <string>

namespace unpod::client {

// A new random UUID (RFC 9562 version 4) from the system's randomness, in lower case. Safe from any thread.
std::string NewRequestId();

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_REQUEST_ID_H_
