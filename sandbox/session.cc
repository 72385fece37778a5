#include "sandbox/session.h"

#include <algorithm>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "sandbox/bodies.h"
#include "sandbox/control.h"
#include "sandbox/route.h"
#include "sandbox/wire.h"

namespace unpod::sandbox {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

// How long a client may take to send a request.
constexpr absl::Duration kRequestTimeout = absl::Seconds(60);
constexpr uint32_t kMaxHeaderBytes = 64 << 10;
constexpr size_t kFirstRead = 4096;

// Boost's string_view is another type in each of its versions.
template <typename View>
absl::string_view ToView(const View& view) {
  return {view.data(), view.size()};
}

}  // namespace

void Host::CloseIdle() const {
  const std::set<Session*> present = sessions;
  for (Session* session : present) {
    if (session->idle()) session->Close();
  }
}

void Host::CloseAll() const {
  const std::set<Session*> present = sessions;
  for (Session* session : present) session->Close();
}

Session::Session(asio::ip::tcp::socket socket, Host& host)
    : host_(host), socket_(std::move(socket)), timer_(socket_.get_executor()), delivery_(socket_, timer_) {
  host_.sessions.insert(this);
}

Session::~Session() {
  host_.sessions.erase(this);
}

void Session::Start(const std::optional<Fault>& fault) {
  if (fault.has_value()) return End(*fault);
  AwaitRequest(host_.backend.options().keep_alive);
}

void Session::AwaitRequest(absl::Duration at_most) {
  idle_ = true;
  parser_.emplace();
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(host_.backend.options().max_request_bytes);
  if (buffer_.size() > 0) return OnFirstBytes({});  // sent together with the request before
  CloseAfter(at_most);
  socket_.async_read_some(buffer_.prepare(kFirstRead), [self = shared_from_this()](Error error, size_t size) {
    self->buffer_.commit(size);
    self->OnFirstBytes(error);
  });
}

void Session::OnFirstBytes(Error error) {
  if (error) return Close();
  idle_ = false;
  const absl::string_view bytes(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  if (const auto fault = host_.backend.OnProgress(Stage::kFirstByte, GuessTarget(bytes), reused_)) {
    return End(*fault);
  }
  CloseAfter(kRequestTimeout);
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](Error failed, size_t) { self->OnHeaders(failed); });
}

void Session::OnHeaders(Error error) {
  if (error) return OnReadError(error);
  Request request;
  SetTarget(ToView(parser_->get().target()), request);
  const auto target = TargetOf(ToView(parser_->get().method_string()), request.path);
  if (const auto fault = host_.backend.OnProgress(Stage::kHeaders, target, reused_)) return End(*fault);
  if (!absl::EqualsIgnoreCase(ToView(parser_->get()[http::field::expect]), "100-continue")) return ReadBody();
  asio::async_write(socket_, asio::buffer(kContinueText.data(), kContinueText.size()),
                    [self = shared_from_this()](Error failed, size_t) {
                      if (failed) return self->Close();
                      self->ReadBody();
                    });
}

void Session::ReadBody() {
  if (parser_->is_done()) return OnBody({});
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](Error failed, size_t) { self->OnBody(failed); });
}

void Session::OnBody(Error error) {
  if (error) return OnReadError(error);
  timer_.cancel();
  const KeepAlive keep_alive = parser_->get().keep_alive() ? KeepAlive::kYes : KeepAlive::kNo;
  Request request = TakeRequest();
  const Framing framing = request.method == "HEAD" ? Framing::kHead : Framing::kLength;
  if (absl::StartsWith(request.path, kControlPrefix)) {
    how_ = Fault{};
    return Deliver(Control(request, host_.backend, [this] { host_.CloseIdle(); }), keep_alive, framing);
  }
  Reply reply = host_.backend.OnRequest(std::move(request), reused_);
  how_ = reply.how.value_or(Fault{});
  if (how_.close == Close::kAfterRequest) return End(how_);
  if (how_.delay == absl::ZeroDuration()) return Deliver(reply.answer, keep_alive, framing);
  After(how_.delay, [this, answer = std::move(reply.answer), keep_alive, framing] {
    Deliver(answer, keep_alive, framing);
  });
}

void Session::OnReadError(Error error) {
  how_ = Fault{};
  if (error == http::error::body_limit) return Deliver(Body("413_html"), KeepAlive::kNo, Framing::kLength);
  const bool bad_request = error.category() == http::make_error_code(http::error::bad_method).category() &&
                           error != http::error::end_of_stream && error != http::error::partial_message;
  if (bad_request) return Deliver(Body("400_html"), KeepAlive::kNo, Framing::kLength);
  Close();
}

Request Session::TakeRequest() {
  auto& message = parser_->get();
  Request request;
  request.method = std::string(ToView(message.method_string()));
  SetTarget(ToView(message.target()), request);
  for (const auto& field : message) {
    request.headers.emplace_back(absl::AsciiStrToLower(ToView(field.name_string())), ToView(field.value()));
  }
  // Without a Content-Length the backend sees no body.
  if (!parser_->chunked()) request.body = std::move(message.body());
  return request;
}

void Session::Deliver(const Answer& answer, KeepAlive keep_alive, Framing framing) {
  delivery_.Send(answer, keep_alive, framing, how_, shared_from_this(),
                 [this, keep_alive](Error error) { OnDelivered(error, keep_alive); });
}

void Session::OnDelivered(Error error, KeepAlive keep_alive) {
  if (error) return Close();
  const Fault how = std::exchange(how_, Fault{});
  const bool part = how.close == Close::kMidResponse || how.endless || how.endless_trailers;
  const bool at_once = how.close == Close::kAfterResponse && how.close_delay == absl::ZeroDuration();
  if (part || at_once || keep_alive == KeepAlive::kNo) return how.reset ? CloseWithReset() : Close();
  reused_ = true;
  how_.reset = how.reset;
  if (!how.stray.empty()) SendStray(how);
  AwaitRequest(how.close == Close::kAfterResponse ? how.close_delay : host_.backend.options().keep_alive);
}

// Beside whatever the connection does next: it has a timer of its own.
void Session::SendStray(const Fault& how) {
  const auto timer = std::make_shared<asio::steady_timer>(socket_.get_executor());
  const auto bytes = std::make_shared<std::string>(how.stray);
  timer->expires_after(absl::ToChronoNanoseconds(how.stray_delay));
  timer->async_wait([self = shared_from_this(), timer, bytes](Error) {
    if (!self->socket_.is_open()) return;
    asio::async_write(self->socket_, asio::buffer(*bytes), [self, bytes](Error, size_t) {});
  });
}

void Session::After(absl::Duration delay, std::function<void()> next) {
  if (!socket_.is_open()) return;  // closed from outside meanwhile
  timer_.expires_after(absl::ToChronoNanoseconds(delay));
  timer_.async_wait([self = shared_from_this(), next = std::move(next)](Error error) {
    if (!error) next();
  });
}

void Session::CloseAfter(absl::Duration limit) {
  timer_.expires_after(absl::ToChronoNanoseconds(limit));
  timer_.async_wait([self = shared_from_this()](Error error) {
    // It may have been set anew while this was under way.
    if (error || self->timer_.expiry() > std::chrono::steady_clock::now()) return;
    if (self->how_.reset) return self->CloseWithReset();
    self->Close();
  });
}

void Session::End(const Fault& fault) {
  const bool reset = fault.reset;
  After(fault.delay, [this, reset] { reset ? CloseWithReset() : Close(); });
}

void Session::Close() {
  Error ignored;
  timer_.cancel();
  // What has arrived but is not read would turn the FIN into an RST.
  socket_.non_blocking(true, ignored);
  char scrap[kFirstRead];
  for (Error empty; !empty && socket_.is_open();) socket_.read_some(asio::buffer(scrap), empty);
  socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Session::CloseWithReset() {
  Error ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  timer_.cancel();
  socket_.close(ignored);
}

}  // namespace unpod::sandbox
