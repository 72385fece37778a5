#include "server/http/connection_check.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace unpod::http {
namespace {

enum class Sight { kQuiet, kBytes, kEnded };

Sight Peek(int fd) {
  char byte = 0;
  const ssize_t count = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return Sight::kBytes;
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Sight::kQuiet;
  return Sight::kEnded;
}

// Null for plain HTTP, and where libcurl has its TLS from elsewhere.
SSL* TlsOf(CURL* easy) {
  curl_tlssessioninfo* info = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == nullptr) return nullptr;
  return info->backend == CURLSSLBACKEND_OPENSSL ? static_cast<SSL*>(info->internals) : nullptr;
}

bool IsHttp2(const SSL* tls) {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(tls, &name, &size);
  return absl::string_view(reinterpret_cast<const char*>(name), size) == "h2";
}

}  // namespace

bool IsUnspoilt(CURL* easy, int fd) {
  const Sight sight = Peek(fd);
  if (sight == Sight::kEnded) return false;
  const SSL* const tls = TlsOf(easy);
  if (tls == nullptr) return sight == Sight::kQuiet;
  if (SSL_get_shutdown(tls) != 0) return false;
  if (IsHttp2(tls)) return true;
  // OpenSSL reads a record whole, and libcurl takes no more of it than the answer's length says: what a
  // server put behind the answer in the same record waits here and not in the socket.
  return sight == Sight::kQuiet && SSL_has_pending(tls) == 0;
}

void EndIfSpoilt(int fd) {
  if (Peek(fd) == Sight::kQuiet) return;
  // libcurl holds a connection for alive as long as there is something to read.
  std::array<char, 4096> scrap;
  for (int i = 0; i < 64 && recv(fd, scrap.data(), scrap.size(), MSG_DONTWAIT) > 0; ++i) {
  }
  shutdown(fd, SHUT_RDWR);
}

}  // namespace unpod::http
