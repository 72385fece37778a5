// Transport on one curl multi, driven by one event loop with curl_multi_socket_action: a call costs what its
// own socket does, however many others wait (curl_multi_poll walks every descriptor on every wake).
#ifndef UNPOD_SERVER_HTTP_CURL_TRANSPORT_H_
#define UNPOD_SERVER_HTTP_CURL_TRANSPORT_H_

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "server/base/event_loop.h"
#include "server/http/idle_sweep.h"
#include "server/http/open_sockets.h"
#include "server/http/reachability.h"
#include "server/http/transport.h"

namespace unpod::http {

enum class HttpVersion {
  k1_1,
  // HTTP/2 by ALPN over TLS, 1.1 where the server has no 2. Calls share a connection.
  k2,
};

struct CurlOptions {
  absl::Duration connect_timeout = absl::Seconds(5);  // Name resolution, TCP and TLS together.
  // A connection idle for longer is not used again: gunicorn closes at 5 s, and a request that meets the
  // close is an unknown outcome.
  absl::Duration max_idle = absl::Seconds(4);
  // A connection that was made this long ago is not used again, so that a name that moves is followed. Each
  // gets 80 to 100 % of it: they do not all end together. On HTTP/2 it ends between two streams only.
  absl::Duration max_lifetime = absl::Minutes(5);
  size_t max_response_bytes = size_t{1} << 20;
  size_t max_idle_connections = 1024;
  HttpVersion version = HttpVersion::k1_1;
  std::string ca_file;  // PEM; empty: the system's authorities.
  // "http://host:port": every request goes through it by CONNECT, and it sees no header of ours. Empty: no
  // proxy, whatever the environment says.
  std::string proxy;
  // Shared by the lanes of a service.
  std::shared_ptr<Reachability> reachability = std::make_shared<Reachability>();
};

class TransferHandle;

class CurlTransport final : public Transport, private base::EventSource {
 public:
  // `loop` must outlive this, and must not run while this is made or destroyed. InitCurl() was called.
  CurlTransport(base::EventLoop& loop, CurlOptions options);
  // Transfers still under way are dropped without a call to `done`: whoever owns both has drained before.
  ~CurlTransport() override;

  Transfer& Send(const Request& request, Done done) override;

 private:
  friend class TransferHandle;

  static int OnSocket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket);
  static int OnTimer(CURLM* multi, long timeout_ms, void* self);
  static int OnCloseSocket(void* self, curl_socket_t fd);

  void OnFd(int fd, uint32_t epoll_events) override;
  void OnUnwatchedFd(int fd) override;
  base::MonotonicTime Deadline() const override { return timer_; }
  void OnDeadline() override;
  void OnTurnEnd() override;

  std::unique_ptr<TransferHandle> Obtain();
  std::unique_ptr<TransferHandle> Remove(TransferHandle& transfer);
  void Cancel(TransferHandle& transfer);
  void DeliverLater(std::unique_ptr<TransferHandle> transfer, CURLcode code);
  void Deliver(std::unique_ptr<TransferHandle> transfer, CURLcode code);
  // Begins it again on a fresh connection: the one that it got was stale, and nothing had left on it.
  CURLcode Restart(TransferHandle& transfer);
  void NoteReachability(const TransferHandle& transfer, CURLcode code, const Result& result);

  // What transfers report.
  void OnSocketOpened(int fd);
  void OnConnecting();
  void OnConnectingOver() { --connecting_; }
  base::MonotonicTime ExpiryOfConnectionMadeNow();
  bool ResolvesAnew();

  void ArmSweep();
  void ArmNudge(base::Duration pause);
  void Nudge();

  base::EventLoop& loop_;
  const CurlOptions options_;
  CURLM* const multi_;
  std::optional<IdleSweep> sweep_;  // Destroyed before multi_ is cleaned up.
  OpenSockets sockets_;
  std::minstd_rand random_{std::random_device{}()};
  size_t connecting_ = 0;      // Transfers whose connection is being made.
  bool resolve_anew_ = false;  // The next transfer does not believe libcurl's cache of names.
  base::MonotonicTime resolved_anew_{};
  std::optional<base::EventLoop::TimerId> sweep_timer_;  // While there are sockets.
  std::optional<base::EventLoop::TimerId> nudge_timer_;  // While connections are being made.
  base::MonotonicTime timer_ = base::kNever;
  std::vector<std::unique_ptr<TransferHandle>> active_;  // Each knows its place.
  std::vector<std::unique_ptr<TransferHandle>> spare_;   // Easy handles whose last transfer ended well.
  const std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_CURL_TRANSPORT_H_
