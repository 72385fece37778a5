// How long before a caller's deadline it is answered, so that the answer reaches it in time. Pure.
#ifndef UNPOD_SERVER_POLICY_REPLY_MARGIN_H_
#define UNPOD_SERVER_POLICY_REPLY_MARGIN_H_

#include "server/base/monotonic.h"

namespace unpod::policy {

// `time_left`: until the deadline that the caller has sent. The libraries on gRPC's C core (Python, Ruby,
// C++, PHP) round it up to the unit that they send it in: 10 ms from 1 s, 100 ms from 10 s, 1 s from 100 s,
// and so on. Such a caller gives up by that much earlier than its deadline says here.
base::Duration ReplyMargin(base::Duration time_left);

}  // namespace unpod::policy

#endif  // UNPOD_SERVER_POLICY_REPLY_MARGIN_H_
