#ifndef UNPOD_SANDBOX_DELIVERY_H_
#define UNPOD_SANDBOX_DELIVERY_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "sandbox/answer.h"
#include "sandbox/fault.h"
#include "sandbox/wire.h"

namespace unpod::sandbox {

// Writes one answer after the other to a socket, each as a fault wants it: whole, in part, drop by drop,
// without end. Lives on the socket's thread; one answer at a time.
class Delivery {
 public:
  // Whether the answer left as it was meant to.
  using Done = std::function<void(boost::system::error_code)>;

  // Both outlive this. The timer is not in use by others while an answer is on its way.
  Delivery(boost::asio::ip::tcp::socket& socket, boost::asio::steady_timer& timer)
      : socket_(socket), timer_(timer) {}

  // `owner` owns this, and is kept until `done` has been called. `done` is called once, perhaps before this
  // returns.
  void Send(const Answer& answer, KeepAlive keep_alive, Framing framing, const Fault& how,
            std::shared_ptr<void> owner, Done done);

 private:
  void Step();
  void Rest();  // the pause between drops
  void SendEndless();
  void Finish(boost::system::error_code error);

  boost::asio::ip::tcp::socket& socket_;
  boost::asio::steady_timer& timer_;
  // Of the present answer:
  std::shared_ptr<void> owner_;
  Done done_;
  std::string out_;
  size_t at_ = 0;     // bytes of out_ that are written
  size_t until_ = 0;  // bytes of out_ to be written
  size_t drop_ = 0;   // bytes at once
  std::chrono::nanoseconds pause_{0};
  size_t endless_left_ = 0;
  std::string endless_part_;  // what is sent again and again
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_DELIVERY_H_
