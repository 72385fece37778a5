// A real nginx in front of an upstream, with TLS, HTTP/1.1 and HTTP/2, in a directory of its own.
#ifndef UNPOD_TESTS_INTEGRATION_NGINX_H_
#define UNPOD_TESTS_INTEGRATION_NGINX_H_

#include <sys/types.h>

#include <string>

namespace unpod::integration {

class Nginx {
 public:
  // Proxies to http://127.0.0.1:`upstream_port`; closes each client connection after `keepalive_requests`.
  // `more`: further directives of the server.
  Nginx(int upstream_port, int keepalive_requests, const std::string& more = "");
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  std::string ca_file() const { return directory_ + "/cert.pem"; }

  // A new configuration, in order: the old workers end their idle connections. False if they do not end.
  bool Reload();
  // SIGKILL to each worker: their connections die at once. The master starts new ones.
  void KillWorkers();

 private:
  bool WriteFiles(int upstream_port, int keepalive_requests, const std::string& more);
  bool WaitUntilServing() const;

  std::string directory_;
  int port_ = 0;
  pid_t master_ = 0;
};

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_NGINX_H_
