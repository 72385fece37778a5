#include "server/http/transfer_handle.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "server/http/connection_check.h"
#include "server/http/curl_error.h"

namespace unpod::http {
namespace {

// libcurl's receive buffer, one for each transfer under way. Answers are a few hundred bytes.
constexpr long kReceiveBufferBytes = 4096;
// libcurl keeps each header and trailer line of an answer, however many come. Unpod's are under 2 KB.
constexpr size_t kMaxHeaderBytes = size_t{256} << 10;
// A name that has moved is noticed with the next connection this long after, at the latest.
constexpr long kMaxDnsCacheSeconds = 60;

long DnsCacheSeconds(const CurlOptions& options) {
  return std::clamp(static_cast<long>(absl::ToInt64Seconds(options.max_lifetime / 5)), 1L,
                    kMaxDnsCacheSeconds);
}

}  // namespace

// libcurl 7.88 reuses up to the end of this second, newer versions up to its beginning.
long TransferHandle::MaxIdleSeconds(const CurlOptions& options) {
  return static_cast<long>(std::max<int64_t>(1, absl::ToInt64Seconds(options.max_idle) - 1));
}

// Of what lies idle. What is used again ends sooner, each at its own time (ExpiryOfConnectionMadeNow).
long TransferHandle::MaxLifetimeSeconds(const CurlOptions& options) {
  return static_cast<long>(std::max<int64_t>(1, absl::ToInt64Seconds(options.max_lifetime)));
}

TransferHandle::TransferHandle(CurlTransport& owner) : owner_(owner), easy_(curl_easy_init()) {
  if (easy_ == nullptr || !SetConstantOptions() || !SetConnectionOptions() || !SetProxy())
    std::abort();  // Out of memory, or a libcurl without what we need.
}

TransferHandle::~TransferHandle() {
  curl_easy_cleanup(easy_);
}

bool TransferHandle::SetConstantOptions() {
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok &= curl_easy_setopt(easy_, option, value) == CURLE_OK;
  };
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_WRITEFUNCTION, &TransferHandle::OnBody);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &TransferHandle::OnHeader);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_PREREQFUNCTION, &TransferHandle::OnBeforeSend);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &TransferHandle::OnOpenSocket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &CurlTransport::OnCloseSocket);
  set(CURLOPT_CLOSESOCKETDATA, &owner_);
  set(CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
  set(CURLOPT_QUICK_EXIT,
      1L);  // Ending a transfer that still resolves a name must not block the loop on getaddrinfo.
  return ok;
}

bool TransferHandle::SetConnectionOptions() {
  const CurlOptions& options = owner_.options_;
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok &= curl_easy_setopt(easy_, option, value) == CURLE_OK;
  };
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options.connect_timeout)));
  set(CURLOPT_DNS_CACHE_TIMEOUT, DnsCacheSeconds(options));
  set(CURLOPT_MAXAGE_CONN, MaxIdleSeconds(options));
  set(CURLOPT_MAXLIFETIME_CONN, MaxLifetimeSeconds(options));
  const bool http2 = options.version == HttpVersion::k2;
  set(CURLOPT_HTTP_VERSION, static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  set(CURLOPT_PIPEWAIT, http2 ? 1L : 0L);  // A cold burst shares one connection instead of opening one each.
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  return ok;
}

bool TransferHandle::SetProxy() {
  const std::string& proxy = owner_.options_.proxy;
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok &= curl_easy_setopt(easy_, option, value) == CURLE_OK;
  };
  set(CURLOPT_PROXY, proxy.c_str());  // Unset would mean: from the environment.
  set(CURLOPT_NOPROXY, "");           // The same.
  if (proxy.empty()) return ok;
  set(CURLOPT_HTTPPROXYTUNNEL, 1L);
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // The proxy gets none of ours: no token.
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  return ok;
}

bool TransferHandle::Prepare(const Request& request, Transport::Done done) {
  done_ = std::move(done);
  sends_ = 0;
  Forget();
  once_ = request.method == Method::kPost;
  max_response_bytes_ =
      request.max_response_bytes != 0 ? request.max_response_bytes : owner_.options_.max_response_bytes;

  static char no_expect[] = "Expect:";  // Without it libcurl waits for "100 Continue" before a body of 1 MiB.
  header_nodes_.clear();
  for (const std::string& line : request.headers) {
    header_nodes_.push_back({const_cast<char*>(line.c_str()), nullptr});  // libcurl only reads it.
  }
  header_nodes_.push_back({no_expect, nullptr});
  for (size_t i = 0; i + 1 < header_nodes_.size(); ++i) header_nodes_[i].next = &header_nodes_[i + 1];

  const auto timeout = static_cast<long>(std::max<int64_t>(1, absl::ToInt64Milliseconds(request.timeout)));
  deadline_ = base::After(base::MonotonicNow(), absl::ToChronoNanoseconds(request.timeout));
  if (std::exchange(is_restarted_, false) && curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 0L) != CURLE_OK)
    return false;
  return curl_easy_setopt(easy_, CURLOPT_URL, request.url.c_str()) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_nodes_.data()) == CURLE_OK &&
         SetMethod(request) && SetResolving() &&
         curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, timeout) == CURLE_OK;
}

// What one pass through libcurl leaves behind.
void TransferHandle::Forget() {
  EndConnecting();
  met_stale_ = false;
  response_too_large_ = false;
  header_bytes_ = 0;
  body_.clear();
  opened_.clear();
  open_errno_ = 0;
  error_text_[0] = '\0';
}

CURLcode TransferHandle::PrepareAgain() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - base::MonotonicNow()).count();
  Forget();
  if (left <= 0) return CURLE_OPERATION_TIMEDOUT;
  is_restarted_ = true;
  const bool ok = curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 0L) == CURLE_OK &&
                  curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK &&
                  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(left)) == CURLE_OK;
  return ok ? CURLE_OK : CURLE_FAILED_INIT;
}

// Each of the two sets what the other one had set, on a handle that is used again.
bool TransferHandle::SetMethod(const Request& request) {
  if (request.method == Method::kGet) return curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L) == CURLE_OK;
  // POSTFIELDS points into `request`. The size comes first: it says how much to read.
  const auto bytes = static_cast<curl_off_t>(request.body.size());
  return curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, bytes) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body.data()) == CURLE_OK;
}

// libcurl keeps an address to which no connection can be made for as long as any other.
bool TransferHandle::SetResolving() {
  const bool anew = owner_.ResolvesAnew();
  if (anew == resolves_anew_) return true;
  resolves_anew_ = anew;
  const long seconds = anew ? 0 : DnsCacheSeconds(owner_.options_);
  return curl_easy_setopt(easy_, CURLOPT_DNS_CACHE_TIMEOUT, seconds) == CURLE_OK;
}

curl_socket_t TransferHandle::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<TransferHandle*>(self);
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) {
    transfer.open_errno_ = errno;
    return CURL_SOCKET_BAD;
  }
  transfer.opened_.push_back(fd);
  transfer.owner_.OnSocketOpened(fd);
  if (!std::exchange(transfer.is_connecting_, true)) {
    transfer.connecting_since_ = base::MonotonicNow();
    transfer.owner_.OnConnecting();
  }
  return fd;
}

void TransferHandle::EndConnecting() {
  if (std::exchange(is_connecting_, false)) owner_.OnConnectingOver();
}

// libcurl calls this each time it is about to send the request, also when it resends one by itself because a
// reused connection died before the first byte of a response (it does that for a POST too). The second time
// is refused: the first may have been read and executed.
int TransferHandle::OnBeforeSend(void* self, char* peer_ip, char* local_ip, int, int local_port) {
  auto& transfer = *static_cast<TransferHandle*>(self);
  transfer.EndConnecting();
  if (transfer.sends_ > 0 && transfer.once_) return CURL_PREREQFUNC_ABORT;
  if (!transfer.IsUsable({local_ip, local_port, peer_ip})) {
    transfer.met_stale_ = true;
    curl_easy_setopt(transfer.easy_, CURLOPT_FORBID_REUSE, 1L);  // libcurl closes it instead of keeping it.
    return CURL_PREREQFUNC_ABORT;
  }
  ++transfer.sends_;
  return CURL_PREREQFUNC_OK;
}

// A fresh connection is not judged: session tickets of TLS 1.3 lie on it. It is named here. So a restart,
// which gets a fresh one, is never followed by another.
bool TransferHandle::IsUsable(const OpenSockets::Ends& ends) {
  OpenSockets& sockets = owner_.sockets_;
  const int fd = sockets.Find(ends);
  if (fd >= 0) {
    if (is_restarted_) return true;
    const bool expires = owner_.options_.version == HttpVersion::k1_1;
    return (!expires || base::MonotonicNow() < sockets.Expires(fd)) && IsUnspoilt(easy_, fd);
  }
  const base::MonotonicTime expiry = owner_.ExpiryOfConnectionMadeNow();
  const bool is_fresh = std::any_of(opened_.begin(), opened_.end(),
                                    [&](int opened) { return sockets.Name(opened, ends, expiry); });
  return is_fresh || is_restarted_;
}

size_t TransferHandle::OnHeader(char*, size_t size, size_t count, void* self) {
  auto& transfer = *static_cast<TransferHandle*>(self);
  const size_t bytes = size * count;
  transfer.header_bytes_ += bytes;
  if (transfer.header_bytes_ <= kMaxHeaderBytes) return bytes;
  transfer.response_too_large_ = true;
  return CURL_WRITEFUNC_ERROR;
}

size_t TransferHandle::OnBody(char* data, size_t size, size_t count, void* self) {
  auto& transfer = *static_cast<TransferHandle*>(self);
  const size_t bytes = size * count;
  if (transfer.body_.size() + bytes > transfer.max_response_bytes_) {
    transfer.response_too_large_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  transfer.body_.append(data, bytes);
  return bytes;
}

Error TransferHandle::ErrorOf(CURLcode code) const {
  if (response_too_large_) return Error::kResponseTooLarge;
  if (code == CURLE_ABORTED_BY_CALLBACK) return sends_ == 0 ? Error::kCancelled : Error::kConnectionLost;
  return FromCurlCode(code, MayHaveLeft());
}

uint64_t TransferHandle::FailureReason(CURLcode code) const {
  long verify = 0;
  long system = 0;
  long proxy = 0;
  curl_easy_getinfo(easy_, CURLINFO_SSL_VERIFYRESULT, &verify);
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &system);
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &proxy);
  const auto part = [](long number, int bits) { return (static_cast<uint64_t>(number) & 0xffff) << bits; };
  return part(code, 0) | part(verify, 16) | part(system, 32) | part(proxy, 48);
}

std::string TransferHandle::FailureText(CURLcode code) const {
  if (open_errno_ == EMFILE || open_errno_ == ENFILE) return std::strerror(open_errno_);
  std::string text = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
  // A certificate's names stand in it, and are its maker's.
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return !absl::ascii_isprint(c); }, '?');
  return text;
}

std::string TransferHandle::ResponseHeader(const char* name) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy_, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return "";
  return header->value;
}

Result TransferHandle::Finish(CURLcode code) {
  Result result;
  result.error = ErrorOf(code);
  result.may_have_left = MayHaveLeft();
  long status = 0;
  // Before the request has left, this is what the proxy said.
  if (result.may_have_left) curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  result.http_status = static_cast<int>(status);
  const char* content_type = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_CONTENT_TYPE, &content_type);
  if (content_type != nullptr) result.content_type = content_type;
  if (status != 200 && status != 0) {
    result.retry_after = ResponseHeader("Retry-After");
    result.rate_limit_reset = ResponseHeader("X-RateLimit-Reset");
    if (result.rate_limit_reset.empty()) result.rate_limit_reset = ResponseHeader("RateLimit-Reset");
    result.location = ResponseHeader("Location");
  }
  result.body = std::exchange(body_, {});
  return result;
}

bool TransferHandle::MayHaveLeft() const {
  owner_.loop_.AssertInLoop();
  return sends_ > 0;
}

void TransferHandle::Cancel() {
  owner_.loop_.AssertInLoop();
  owner_.Cancel(*this);
}

}  // namespace unpod::http
