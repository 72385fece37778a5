#include "sandbox/http_server.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::sandbox {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;

// After a failure that may pass, such as too many open files.
constexpr std::chrono::milliseconds kAcceptPause{20};

}  // namespace

HttpServer::HttpServer(Backend& backend) : host_{backend}, io_(1), acceptor_(io_), retry_(io_) {}

HttpServer::~HttpServer() {
  Stop();
}

absl::Status HttpServer::Start() {
  if (absl::Status listening = Listen(); !listening.ok()) return listening;
  Accept();
  const base::MutexLock lock(mutex_);
  running_ = true;
  thread_ = std::thread([this] { io_.run(); });
  return absl::OkStatus();
}

absl::Status HttpServer::Listen() {
  const Options& options = host_.backend.options();
  Error error;
  const asio::ip::address address = asio::ip::make_address(options.address, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(options.address, ": not a numeric address"));
  const asio::ip::tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.address, ":", options.port, ": ", error.message()));
  }
  port_ = acceptor_.local_endpoint(error).port();
  return absl::OkStatus();
}

void HttpServer::Accept() {
  acceptor_.async_accept(
      [this](Error error, asio::ip::tcp::socket socket) { OnAccept(error, std::move(socket)); });
}

void HttpServer::OnAccept(Error error, asio::ip::tcp::socket socket) {
  if (!acceptor_.is_open()) return;
  if (error) {
    retry_.expires_after(kAcceptPause);
    retry_.async_wait([this](Error cancelled) {
      if (!cancelled) Accept();
    });
    return;
  }
  Error ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  std::make_shared<Session>(std::move(socket), host_)->Start(host_.backend.OnConnection());
  Accept();
}

void HttpServer::Stop() {
  {
    const base::MutexLock lock(mutex_);
    if (!running_) return;
    running_ = false;
  }
  asio::post(io_, [this] {
    Error ignored;
    acceptor_.close(ignored);
    retry_.cancel();
    host_.CloseAll();
  });
  thread_.join();
}

void HttpServer::CloseIdle() {
  const base::MutexLock lock(mutex_);
  if (!running_) return;
  std::promise<void> closed;
  // Posted twice: an answer that a client has got is written, but the handler that makes its connection idle
  // may be in the queue still. The second time it is behind that.
  asio::post(io_, [&] {
    asio::post(io_, [&] {
      host_.CloseIdle();
      closed.set_value();
    });
  });
  closed.get_future().wait();
}

}  // namespace unpod::sandbox
