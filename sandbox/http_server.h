#ifndef UNPOD_SANDBOX_HTTP_SERVER_H_
#define UNPOD_SANDBOX_HTTP_SERVER_H_

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "sandbox/backend.h"
#include "sandbox/session.h"
#include "server/base/mutex.h"

namespace unpod::sandbox {

// Listens, and runs the connections on a thread of its own. Start and Stop by one thread, CloseIdle by any.
class HttpServer {
 public:
  explicit HttpServer(Backend& backend);  // outlives this
  ~HttpServer();

  [[nodiscard]] absl::Status Start();
  void Stop();
  void CloseIdle();
  uint16_t port() const { return port_; }

 private:
  absl::Status Listen();
  void Accept();
  void OnAccept(boost::system::error_code error, boost::asio::ip::tcp::socket socket);

  // The thread's own, once it runs; but anybody may post to `io_`, whose handlers look at `host_` until they
  // go.
  Host host_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;

  // Synchronised by itself.
  std::atomic<uint16_t> port_ = 0;

  base::Mutex mutex_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;

  // Of who calls Start and Stop.
  std::thread thread_;
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_HTTP_SERVER_H_
