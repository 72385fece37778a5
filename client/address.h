// What may be said about a service's address without resolving it.
#ifndef UNPOD_CLIENT_ADDRESS_H_
#define UNPOD_CLIENT_ADDRESS_H_

#include "absl/strings/string_view.h"

namespace unpod::client {

// "host:port", "[::1]:port", "dns:///host:port", "unix:/path": a target that names its port. (gRPC itself
// would take a missing port for 443.)
bool IsAddress(absl::string_view address);

// True when the address is this machine by its very text: "localhost", 127.x.x.x, [::1], or a unix socket.
// False for what is looked up at a name server that the address names.
bool IsLocal(absl::string_view address);

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_ADDRESS_H_
