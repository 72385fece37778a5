// Variables that nobody has set for this program: Kubernetes and Docker describe each service in the
// environment of every container beside it, under the service's name.
#ifndef UNPOD_SERVER_APP_SERVICE_LINK_H_
#define UNPOD_SERVER_APP_SERVICE_LINK_H_

#include "absl/strings/string_view.h"

namespace unpod::app {

// Whether NAME=value has the form of such a variable: X_SERVICE_HOST, X_SERVICE_PORT, X_SERVICE_PORT_NAME,
// X_PORT=tcp://…, X_PORT_80_TCP, X_PORT_80_TCP_PROTO, _PORT and _ADDR, and of Docker's links X_NAME=/a/b and
// X_ENV_…. A name with another kind of value has not.
bool IsServiceLink(absl::string_view name, absl::string_view value);

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_SERVICE_LINK_H_
