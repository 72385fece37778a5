#ifndef UNPOD_SANDBOX_SESSION_H_
#define UNPOD_SANDBOX_SESSION_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "absl/time/time.h"
#include "sandbox/answer.h"
#include "sandbox/backend.h"
#include "sandbox/delivery.h"
#include "sandbox/fault.h"
#include "sandbox/request.h"

namespace unpod::sandbox {

class Session;

// What the connections of a server share. Outlives them.
struct Host {
  Backend& backend;
  std::set<Session*> sessions = {};  // those alive
  void CloseIdle() const;
  void CloseAll() const;
};

// One connection: reads a request, has it answered, and again. At each stage it asks for the fault that acts
// there. Lives on the thread of its socket; owned by the operation that is under way.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, Host& host);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // `fault`: the one that closes on accept, if any.
  void Start(const std::optional<Fault>& fault);
  // Between two requests, or before the first.
  bool idle() const { return idle_; }
  void Close();

 private:
  using Error = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void AwaitRequest(absl::Duration at_most);
  void OnFirstBytes(Error error);
  void OnHeaders(Error error);
  void ReadBody();
  void OnBody(Error error);
  void OnReadError(Error error);

  Request TakeRequest();
  void Deliver(const Answer& answer, KeepAlive keep_alive, Framing framing);
  void OnDelivered(Error error, KeepAlive keep_alive);

  // Bytes that belong to no request.
  void SendStray(const Fault& how);

  // Does `next` after a while.
  void After(absl::Duration delay, std::function<void()> next);
  // Closes the connection unless the timer is set anew before.
  void CloseAfter(absl::Duration limit);
  // Waits as the fault says, then closes as it says.
  void End(const Fault& fault);
  void CloseWithReset();

  Host& host_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  Delivery delivery_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Fault how_;  // how the present answer travels
  bool idle_ = false;
  bool reused_ = false;  // has answered a request
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_SESSION_H_
