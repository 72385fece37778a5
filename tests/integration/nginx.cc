#include "tests/integration/nginx.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/integration/certificate.h"

namespace unpod::integration {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

// nginx cannot tell which port it got for 0. Nobody else takes this one in the moment between.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

bool Connects(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(port);
  const bool connected = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return connected;
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  const std::string id = std::to_string(parent);
  std::ifstream list("/proc/" + id + "/task/" + id + "/children");
  for (pid_t child; list >> child;) children.push_back(child);
  return children;
}

}  // namespace

Nginx::Nginx(int upstream_port, int keepalive_requests, const std::string& more) : port_(FreePort()) {
  char name[] = "/tmp/unpod-nginx-XXXXXX";
  directory_ = mkdtemp(name);
  if (!WriteFiles(upstream_port, keepalive_requests, more))
    throw std::runtime_error("openssl made no certificate");
  const std::string config = directory_ + "/nginx.conf";
  master_ = fork();
  if (master_ == 0) {
    execlp("nginx", "nginx", "-p", directory_.c_str(), "-c", config.c_str(), nullptr);
    execl("/usr/sbin/nginx", "nginx", "-p", directory_.c_str(), "-c", config.c_str(), nullptr);
    _exit(127);
  }
  if (!WaitUntilServing()) throw std::runtime_error("nginx does not serve");
}

Nginx::~Nginx() {
  kill(master_, SIGTERM);
  waitpid(master_, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

bool Nginx::WriteFiles(int upstream_port, int keepalive_requests, const std::string& more) {
  std::ofstream(directory_ + "/nginx.conf")
      << "daemon off; worker_processes 1; pid " << directory_ << "/pid; error_log " << directory_
      << "/error.log;\n"
      << "events { worker_connections 1024; }\n"
      << "http {\n  access_log off;\n  client_body_temp_path " << directory_ << "/body; proxy_temp_path "
      << directory_ << "/proxy; fastcgi_temp_path " << directory_ << "/f; uwsgi_temp_path " << directory_
      << "/u; scgi_temp_path " << directory_ << "/s;\n"
      << "  server {\n    listen 127.0.0.1:" << port_ << " ssl http2;\n    ssl_certificate " << directory_
      << "/cert.pem; ssl_certificate_key " << directory_ << "/key.pem;\n    keepalive_requests "
      << keepalive_requests << ";\n    " << more
      << "\n    location / { proxy_pass http://127.0.0.1:" << upstream_port
      << "; proxy_http_version 1.1; }\n  }\n}\n";
  return MakeCertificate(directory_);
}

bool Nginx::WaitUntilServing() const {
  for (int i = 0; i < 500; ++i) {
    if (Connects(port_)) return true;
    if (waitpid(master_, nullptr, WNOHANG) != 0) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

bool Nginx::Reload() {
  const std::vector<pid_t> before = ChildrenOf(master_);
  kill(master_, SIGHUP);
  for (int i = 0; i < 500; ++i) {
    const std::vector<pid_t> now = ChildrenOf(master_);
    const bool is_over = !now.empty() && std::none_of(now.begin(), now.end(), [&](pid_t worker) {
      return std::find(before.begin(), before.end(), worker) != before.end();
    });
    if (is_over) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

void Nginx::KillWorkers() {
  for (const pid_t worker : ChildrenOf(master_)) kill(worker, SIGKILL);
}

}  // namespace unpod::integration
