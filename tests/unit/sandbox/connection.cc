#include "tests/unit/sandbox/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace unpod::sandbox {

Connection::Connection(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval timeout{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof generic);
  if (connect(socket_, &generic, sizeof generic) != 0) end_ = End::kReset;
}

Connection::~Connection() {
  close(socket_);
}

void Connection::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      // The kernel reports a reset once only: here or to the next read.
      if (errno == ECONNRESET || errno == EPIPE) end_ = End::kReset;
      return;
    }
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

bool Connection::Receive() {
  char chunk[16384];
  const ssize_t got = recv(socket_, chunk, sizeof chunk, 0);
  if (got > 0) received_.append(chunk, static_cast<size_t>(got));
  if (got == 0 && end_ == End::kNone) end_ = End::kFin;
  if (got < 0 && errno == ECONNRESET) end_ = End::kReset;
  return got > 0;
}

HttpAnswer Connection::Read() {
  size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!Receive()) return {};
  }
  HttpAnswer answer{.head = received_.substr(0, end + 2)};
  received_.erase(0, end + 4);
  size_t length = 0;
  constexpr absl::string_view kLength = "Content-Length: ";
  if (const size_t at = answer.head.find(kLength.data()); at != std::string::npos) {
    const size_t from = at + kLength.size();
    if (!absl::SimpleAtoi(answer.head.substr(from, answer.head.find('\r', from) - from), &length)) return {};
  }
  while (received_.size() < length) {
    if (!Receive()) return {};
  }
  answer.body = received_.substr(0, length);
  received_.erase(0, length);
  if (!absl::SimpleAtoi(answer.head.substr(9, 3), &answer.status)) return {};
  return answer;
}

size_t Connection::ReadSome() {
  const bool got = Receive();
  const size_t size = received_.size();
  received_.clear();
  return got ? size : 0;
}

End Connection::ReadToEnd(std::string* bytes) {
  while (Receive()) {
  }
  if (bytes != nullptr) *bytes = received_;
  return end_;
}

std::string PostText(absl::string_view path, absl::string_view body) {
  return absl::StrCat(
      "POST ", path,
      " HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Token abc\r\nContent-Type: application/json\r\n"
      "Content-Length: ",
      body.size(), "\r\n\r\n", body);
}

std::string GetText(absl::string_view path) {
  return absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Token abc\r\n\r\n");
}

std::string CreateText(absl::string_view body) {
  return PostText("/api/v2/platform/spaces/SPACE/tasks/create/", body);
}

std::string OneDocument(absl::string_view document_id) {
  return absl::StrCat(
      R"({"pilot":"space-agent-x","documents":[{"name":"John","contact_number":"1234567890","document_id":")",
      document_id, R"("}]})");
}

}  // namespace unpod::sandbox
