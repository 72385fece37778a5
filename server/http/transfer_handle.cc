#include "server/http/transfer_handle.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "server/http/curl_error.h"

namespace unpod::http {
namespace {

// libcurl's receive buffer, one for each transfer under way. Answers are a few hundred bytes.
constexpr long kReceiveBufferBytes = 4096;

}  // namespace

TransferHandle::TransferHandle(CurlTransport& owner) : owner_(owner), easy_(curl_easy_init()) {
  if (easy_ == nullptr || !SetConstantOptions())
    std::abort();  // Out of memory, or a libcurl without what we need.
}

TransferHandle::~TransferHandle() {
  curl_easy_cleanup(easy_);
}

bool TransferHandle::SetConstantOptions() {
  const CurlOptions& options = owner_.options_;
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok &= curl_easy_setopt(easy_, option, value) == CURLE_OK;
  };
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");  // Unset would mean: from the environment.
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_WRITEFUNCTION, &TransferHandle::OnBody);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_PREREQFUNCTION, &TransferHandle::OnBeforeSend);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &CurlTransport::OnCloseSocket);
  set(CURLOPT_CLOSESOCKETDATA, &owner_);
  set(CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
  set(CURLOPT_QUICK_EXIT,
      1L);  // Ending a transfer that still resolves a name must not block the loop on getaddrinfo.
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options.connect_timeout)));
  // Whole seconds, and libcurl reuses up to and including the value: one less than the limit.
  set(CURLOPT_MAXAGE_CONN,
      static_cast<long>(std::max<int64_t>(1, absl::ToInt64Seconds(options.max_idle) - 1)));
  const bool http2 = options.version == HttpVersion::k2;
  set(CURLOPT_HTTP_VERSION, static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  set(CURLOPT_PIPEWAIT, http2 ? 1L : 0L);  // A cold burst shares one connection instead of opening one each.
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  return ok;
}

bool TransferHandle::Prepare(const Request& request, Transport::Done done) {
  done_ = std::move(done);
  sends_ = 0;
  response_too_large_ = false;
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
  return curl_easy_setopt(easy_, CURLOPT_URL, request.url.c_str()) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_nodes_.data()) == CURLE_OK &&
         SetMethod(request) && curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, timeout) == CURLE_OK;
}

// Each of the two sets what the other one had set, on a handle that is used again.
bool TransferHandle::SetMethod(const Request& request) {
  if (request.method == Method::kGet) return curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L) == CURLE_OK;
  // POSTFIELDS points into `request`. The size comes first: it says how much to read.
  const auto bytes = static_cast<curl_off_t>(request.body.size());
  return curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, bytes) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body.data()) == CURLE_OK;
}

// libcurl calls this each time it is about to send the request, also when it resends one by itself because a
// reused connection died before the first byte of a response (it does that for a POST too). The second time
// is refused: the first may have been read and executed.
int TransferHandle::OnBeforeSend(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<TransferHandle*>(self);
  return ++transfer.sends_ == 1 || !transfer.once_ ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
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
  return FromCurlCode(code);
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
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
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
