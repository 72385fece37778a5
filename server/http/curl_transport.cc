#include "server/http/curl_transport.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "server/base/log.h"
#include "server/http/connection_check.h"
#include "server/http/transfer_handle.h"

namespace unpod::http {
namespace {

// How often idle connections are looked at; libcurl itself does it at most once a second.
constexpr base::Duration kSweepInterval = std::chrono::seconds(2);
// From when on, and how often, libcurl is asked to look after connections that are being made.
constexpr base::Duration kLongConnecting = std::chrono::seconds(1);
constexpr base::Duration kNudgeInterval = std::chrono::milliseconds(100);
// After a connection that could not be made, names are resolved anew, but no more often than this.
constexpr base::Duration kResolveInterval = std::chrono::seconds(1);

// A multi that refuses one of these has lost its state; the calls in flight cannot be told apart from lost
// ones. Ending the process is the one answer that stays true: what was sent is unknown to its callers.
void Require(CURLMcode code, const char* what) {
  if (code == CURLM_OK) return;
  std::fprintf(stderr, "%s: %s\n", what, curl_multi_strerror(code));
  std::abort();
}

uint32_t ToEpoll(int what) {
  switch (what) {
    case CURL_POLL_IN:
      return EPOLLIN;
    case CURL_POLL_OUT:
      return EPOLLOUT;
    case CURL_POLL_INOUT:
      return EPOLLIN | EPOLLOUT;
    default:
      return 0;
  }
}

int FromEpoll(uint32_t events) {
  int flags = 0;
  if ((events & EPOLLIN) != 0) flags |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) flags |= CURL_CSELECT_OUT;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) flags |= CURL_CSELECT_ERR;
  return flags;
}

}  // namespace

CurlTransport::CurlTransport(base::EventLoop& loop, CurlOptions options)
    : loop_(loop), options_(std::move(options)), multi_(curl_multi_init()) {
  loop_.AssertInLoop();
  if (multi_ == nullptr) std::abort();
  Require(curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlTransport::OnSocket), "SOCKETFUNCTION");
  Require(curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this), "SOCKETDATA");
  Require(curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlTransport::OnTimer), "TIMERFUNCTION");
  Require(curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this), "TIMERDATA");
  Require(curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.max_idle_connections)),
          "MAXCONNECTS");
  sweep_.emplace(multi_, TransferHandle::MaxIdleSeconds(options_),
                 TransferHandle::MaxLifetimeSeconds(options_));
  loop_.SetSource(this);
}

CurlTransport::~CurlTransport() {
  loop_.AssertInLoop();
  if (sweep_timer_.has_value()) loop_.CancelTimer(*sweep_timer_);
  if (nudge_timer_.has_value()) loop_.CancelTimer(*nudge_timer_);
  for (auto& transfer : active_) curl_multi_remove_handle(multi_, transfer->easy());
  active_.clear();
  spare_.clear();
  sweep_.reset();
  curl_multi_cleanup(multi_);  // Closes the idle connections, which tells the loop.
  loop_.SetSource(nullptr);
}

Transfer& CurlTransport::Send(const Request& request, Done done) {
  loop_.AssertInLoop();
  std::unique_ptr<TransferHandle> transfer = Obtain();
  TransferHandle& handle = *transfer;
  handle.place = active_.size();
  active_.push_back(std::move(transfer));
  // Both can only fail for want of memory or by our own mistake. Not inside Send: the caller is not ready
  // yet.
  if (!handle.Prepare(request, std::move(done)) || curl_multi_add_handle(multi_, handle.easy()) != CURLM_OK) {
    DeliverLater(Remove(handle), CURLE_FAILED_INIT);
  }
  return handle;
}

std::unique_ptr<TransferHandle> CurlTransport::Obtain() {
  if (spare_.empty()) return std::make_unique<TransferHandle>(*this);
  auto transfer = std::move(spare_.back());
  spare_.pop_back();
  return transfer;
}

void CurlTransport::Cancel(TransferHandle& transfer) {
  DeliverLater(Remove(transfer), CURLE_ABORTED_BY_CALLBACK);
}

// What is posted may outlive this: a loop runs its inbox once more when it goes.
void CurlTransport::DeliverLater(std::unique_ptr<TransferHandle> transfer, CURLcode code) {
  loop_.PostTask([this, alive = std::weak_ptr<int>(alive_), owned = std::move(transfer), code]() mutable {
    if (!alive.expired()) Deliver(std::move(owned), code);
  });
}

std::unique_ptr<TransferHandle> CurlTransport::Remove(TransferHandle& transfer) {
  curl_multi_remove_handle(multi_, transfer.easy());
  transfer.EndConnecting();
  const size_t place = transfer.place;
  std::unique_ptr<TransferHandle> owned = std::move(active_[place]);
  if (place + 1 < active_.size()) {
    active_[place] = std::move(active_.back());
    active_[place]->place = place;
  }
  active_.pop_back();
  return owned;
}

void CurlTransport::Deliver(std::unique_ptr<TransferHandle> transfer, CURLcode code) {
  Result result = transfer->Finish(code);
  NoteReachability(*transfer, code, result);
  Done done = transfer->TakeDone();
  // A handle that failed is not used again: what state its failure left is nobody's to know.
  if (code == CURLE_OK && spare_.size() < options_.max_idle_connections)
    spare_.push_back(std::move(transfer));
  transfer.reset();
  done(std::move(result));
}

CURLcode CurlTransport::Restart(TransferHandle& transfer) {
  curl_multi_remove_handle(multi_, transfer.easy());
  const CURLcode code = transfer.PrepareAgain();
  if (code != CURLE_OK) return code;
  return curl_multi_add_handle(multi_, transfer.easy()) == CURLM_OK ? CURLE_OK : CURLE_FAILED_INIT;
}

void CurlTransport::NoteReachability(const TransferHandle& transfer, CURLcode code, const Result& result) {
  if (result.may_have_left) {
    if (options_.reachability->OnSuccess()) spdlog::info("upstream: reachable again");
    return;
  }
  if (result.error == Error::kCancelled || result.error == Error::kInternal) return;
  const base::MonotonicTime now = base::MonotonicNow();
  if (now - resolved_anew_ >= kResolveInterval) {
    resolve_anew_ = true;
    resolved_anew_ = now;
  }
  if (options_.reachability->OnFailure(transfer.FailureReason(code), now)) {
    spdlog::warn("upstream: no connection: {}", transfer.FailureText(code));
  }
}

bool CurlTransport::ResolvesAnew() {
  return std::exchange(resolve_anew_, false);
}

base::MonotonicTime CurlTransport::ExpiryOfConnectionMadeNow() {
  const double share = std::uniform_real_distribution<double>(0.8, 1)(random_);
  return base::After(base::MonotonicNow(), absl::ToChronoNanoseconds(options_.max_lifetime * share));
}

void CurlTransport::OnSocketOpened(int fd) {
  sockets_.Add(fd);
  ArmSweep();
}

void CurlTransport::ArmSweep() {
  if (sweep_timer_.has_value() || sockets_.size() == 0) return;
  sweep_timer_ = loop_.RunAt(base::MonotonicNow() + kSweepInterval, [this] {
    sweep_timer_.reset();
    sweep_->Begin();
    ArmSweep();
  });
}

void CurlTransport::OnConnecting() {
  ++connecting_;
  ArmNudge(kLongConnecting);
}

void CurlTransport::ArmNudge(base::Duration pause) {
  if (nudge_timer_.has_value() || connecting_ == 0) return;
  nudge_timer_ = loop_.RunAt(base::MonotonicNow() + pause, [this] {
    nudge_timer_.reset();
    Nudge();
    ArmNudge(kNudgeInterval);
  });
}

// libcurl 7.88 gives up on an address that does not answer and takes the next one, but opens its socket only
// when it is called once more, and nothing calls it: there is no timer and no descriptor yet.
void CurlTransport::Nudge() {
  const base::MonotonicTime since = base::MonotonicNow() - kLongConnecting;
  const bool is_needed = std::any_of(active_.begin(), active_.end(), [since](const auto& transfer) {
    return transfer->HasBeenConnectingSince(since);
  });
  if (!is_needed) return;
  int running = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // The one call that does not need a descriptor.
  Require(curl_multi_socket_all(multi_, &running), "curl_multi_socket_all");
#pragma GCC diagnostic pop
  OnTurnEnd();
}

int CurlTransport::OnSocket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  auto& transport = *static_cast<CurlTransport*>(self);
  if (what == CURL_POLL_REMOVE) {
    transport.loop_.Unwatch(fd);
  } else {
    transport.loop_.Watch(fd, ToEpoll(what));
  }
  return 0;
}

int CurlTransport::OnTimer(CURLM*, long timeout_ms, void* self) {
  auto& transport = *static_cast<CurlTransport*>(self);
  transport.timer_ =
      timeout_ms < 0 ? base::kNever : base::MonotonicNow() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

int CurlTransport::OnCloseSocket(void* self, curl_socket_t fd) {
  auto& transport = *static_cast<CurlTransport*>(self);
  transport.sockets_.Remove(fd);
  transport.loop_.Forget(fd);
  return close(fd);
}

// On HTTP/1.1 nothing may come on an idle connection but its end, and whatever comes ends it. HTTP/2 has
// frames of its own; libcurl reads them when it sweeps.
void CurlTransport::OnUnwatchedFd(int fd) {
  if (options_.version == HttpVersion::k1_1 && sockets_.IsNamed(fd)) EndIfSpoilt(fd);
}

void CurlTransport::OnFd(int fd, uint32_t epoll_events) {
  int running = 0;
  Require(curl_multi_socket_action(multi_, fd, FromEpoll(epoll_events), &running),
          "curl_multi_socket_action");
}

void CurlTransport::OnDeadline() {
  timer_ = base::kNever;  // libcurl sets it again if it wants.
  int running = 0;
  Require(curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running), "curl_multi_socket_action");
}

void CurlTransport::OnTurnEnd() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode code = message->data.result;
    if (sweep_->Owns(message->easy_handle)) {
      sweep_->End();
      continue;
    }
    TransferHandle* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    if (transfer->MetStaleConnection()) {
      code = Restart(*transfer);
      if (code == CURLE_OK) continue;
    }
    Deliver(Remove(*transfer), code);  // `message` is gone after Remove.
  }
}

}  // namespace unpod::http
