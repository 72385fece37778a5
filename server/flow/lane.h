// One event loop on its own thread with the transport that runs on it. A call lives on one lane from its
// first byte to its answer.
#ifndef UNPOD_SERVER_FLOW_LANE_H_
#define UNPOD_SERVER_FLOW_LANE_H_

#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "server/base/event_loop.h"
#include "server/http/transport.h"

namespace unpod::flow {

class Lane {
 public:
  using MakeTransport = std::function<std::unique_ptr<http::Transport>(base::EventLoop&)>;

  // Starts the thread.
  explicit Lane(const MakeTransport& make_transport);
  // Stops and joins it. Calls still under way are dropped unanswered: drain first.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  base::EventLoop& loop() { return loop_; }

  // The lane's thread only.
  http::Transport& transport() { return *transport_; }
  double Jitter() { return std::uniform_real_distribution<double>(0, 1)(random_); }

 private:
  base::EventLoop loop_;
  std::unique_ptr<http::Transport> transport_;
  std::minstd_rand random_;
  std::thread thread_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_LANE_H_
