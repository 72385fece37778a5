#include "tests/integration/raw_server.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/certificate.h"

namespace unpod::integration {
namespace {

int Listen(const std::string& address, int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, address.c_str(), &name.sin_addr);
  if (bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0 || listen(fd, 128) != 0) {
    throw std::runtime_error("cannot listen on " + address);
  }
  return fd;
}

int PortOf(int fd) {
  sockaddr_in name{};
  socklen_t size = sizeof name;
  getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
  return ntohs(name.sin_port);
}

SSL_CTX* MakeTls(const std::string& folder) {
  if (!MakeCertificate(folder)) throw std::runtime_error("openssl made no certificate");
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate_file(context, (folder + "/cert.pem").c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_use_PrivateKey_file(context, (folder + "/key.pem").c_str(), SSL_FILETYPE_PEM);
  return context;
}

// 0 where none is named.
size_t ContentLength(const std::string& head) {
  const std::string lower = absl::AsciiStrToLower(head);
  const size_t at = lower.find("\r\ncontent-length:");
  if (at == std::string::npos) return 0;
  const size_t begin = at + 17;
  size_t length = 0;
  (void)absl::SimpleAtoi(lower.substr(begin, lower.find("\r\n", begin) - begin), &length);
  return length;
}

}  // namespace

std::string HttpAnswer(const std::string& status, const std::string& headers, const std::string& body) {
  return absl::StrCat("HTTP/1.1 ", status,
                      "\r\nContent-Type: application/json\r\nContent-Length: ", body.size(), "\r\n", headers,
                      "\r\n", body);
}

std::string CreatedAnswer(const std::string& run_id) {
  return HttpAnswer(
      "200 OK", "",
      absl::StrCat(R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":")", run_id,
                   R"(","task_ids":["T1"],"status":"pending"}})"));
}

ssize_t RawConnection::Read(char* data, size_t size) {
  if (tls_ == nullptr) return recv(fd_, data, size, 0);
  return SSL_read(tls_, data, static_cast<int>(size));
}

bool RawConnection::ReadRequest() {
  std::array<char, 4096> part;
  while (true) {
    const size_t end = unread_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const size_t whole = end + 4 + ContentLength(unread_.substr(0, end + 2));
      if (unread_.size() >= whole) {
        unread_.erase(0, whole);
        ++server_.requests_;
        return true;
      }
    }
    const ssize_t count = Read(part.data(), part.size());
    if (count <= 0) return false;
    unread_.append(part.data(), static_cast<size_t>(count));
  }
}

bool RawConnection::Write(absl::string_view bytes) {
  if (tls_ != nullptr) return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  while (!bytes.empty()) {
    const ssize_t count = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

void RawConnection::SendCloseNotify() {
  SSL_shutdown(tls_);
}

void RawConnection::SendTicket() {
  SSL_new_session_ticket(tls_);
  SSL_do_handshake(tls_);
}

void RawConnection::SendFin() {
  shutdown(fd_, SHUT_WR);
}

void RawConnection::Reset() {
  const linger at_once{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  server_.CloseConnection(fd_);
  fd_ = -1;
}

void RawConnection::AwaitDelivery() const {
  int unacknowledged = 1;
  for (int i = 0; i < 5000 && unacknowledged > 0; ++i) {
    if (ioctl(fd_, SIOCOUTQ, &unacknowledged) != 0) return;
    if (unacknowledged > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

RawServer::RawServer(Kind kind, Script script, const std::string& address, int port)
    : kind_(kind),
      script_(std::move(script)),
      tls_(kind == Kind::kTls ? MakeTls(folder_.path()) : nullptr),
      listener_(Listen(address, port)),
      port_(PortOf(listener_)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with write.
  acceptor_ = std::thread([this] { Accept(); });
}

RawServer::~RawServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
  SSL_CTX_free(tls_);
}

std::string RawServer::url(const std::string& host) const {
  return absl::StrCat(kind_ == Kind::kTls ? "https://" : "http://", host, ":", port_);
}

void RawServer::Accept() {
  while (true) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      close(fd);
      return;
    }
    open_.push_back(fd);
    threads_.emplace_back([this, fd, number = connections_++] { Serve(fd, number); });
  }
}

void RawServer::Serve(int fd, int number) {
  SSL* tls = nullptr;
  bool is_ready = true;
  if (tls_ != nullptr) {
    tls = SSL_new(tls_);
    SSL_set_fd(tls, fd);
    is_ready = SSL_accept(tls) == 1;
  }
  RawConnection connection(*this, fd, tls, number);
  if (is_ready) script_(connection);
  if (connection.fd_ >= 0) CloseConnection(fd);  // After Reset the number may be another one's.
  SSL_free(tls);
}

void RawServer::CloseConnection(int fd) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find(open_.begin(), open_.end(), fd);
  if (found == open_.end()) return;
  open_.erase(found);
  close(fd);
}

}  // namespace unpod::integration
