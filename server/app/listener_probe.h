// Connects to the service's own address, as a client would, to see whether it is still accepted. gRPC 1.51
// gives up a listener for good when it runs out of descriptors, and nothing else tells: connections that are
// open go on, and the kernel completes new ones that nobody will ever take.
#ifndef UNPOD_SERVER_APP_LISTENER_PROBE_H_
#define UNPOD_SERVER_APP_LISTENER_PROBE_H_

#include <sys/socket.h>

#include <functional>
#include <string>
#include <vector>

#include "server/base/monotonic.h"
#include "server/base/periodic.h"

namespace unpod::app {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

// Where a client on this machine reaches what listens on `listen` ("host:port" or "unix:PATH"), with `port`
// in place of its own; several where the name has several. Looks the name up, which may take its time. Empty
// where there is none.
std::vector<SocketAddress> AddressesOf(const std::string& listen, int port);

enum class ProbeResult {
  kAnswered,
  kNotAnswered,
  kNoVerdict,  // This side could not even try: no descriptor, no local port.
};

// Connects and waits until the server has sent something, as an HTTP/2 server does at once; `patience` at
// most, and not after `is_over` says so (no verdict then).
ProbeResult Probe(const SocketAddress& address, base::Duration patience,
                  const std::function<bool()>& is_over);

// Calls `on_deaf` once, on its own thread, when the service does not accept any more: three probes in a row
// were not answered. Where another address than one of this machine's own loopback never answered, something
// else may stand between, and that says nothing. Says in the log when descriptors have run out, and when
// there are some again.
class ListenerWatch {
 public:
  struct Timing {
    base::Duration every = std::chrono::seconds(2);
    base::Duration patience = std::chrono::seconds(2);  // Of one probe.
  };

  ListenerWatch(std::string listen, int port, Timing timing, std::function<void()> on_deaf);

 private:
  struct Listener {
    SocketAddress address;
    bool is_reachable = false;  // Nothing else keeps a probe from it: it is local, or has answered.
  };

  void Look();
  void LookAtDescriptors();
  bool IsDeaf(Listener& listener) const;

  const std::string listen_;
  const int port_;
  const Timing timing_;
  const std::function<void()> on_deaf_;
  std::vector<Listener> listeners_;  // From the first look on.
  bool has_descriptors_ = true;
  bool is_deaf_ = false;
  base::Periodic periodic_;
};

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_LISTENER_PROBE_H_
