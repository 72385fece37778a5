// An upstream that does to its connections exactly what a test says, over TCP or TLS.
#ifndef UNPOD_TESTS_INTEGRATION_RAW_SERVER_H_
#define UNPOD_TESTS_INTEGRATION_RAW_SERVER_H_

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/testing/temp_folder.h"

namespace unpod::integration {

// "HTTP/1.1 200 OK …" with this run id, whole.
std::string CreatedAnswer(const std::string& run_id);
// The same with another status, further header lines ("Name: value\r\n") and body.
std::string HttpAnswer(const std::string& status, const std::string& headers, const std::string& body);

class RawServer;

// One connection, on a thread of its own.
class RawConnection {
 public:
  RawConnection(RawServer& server, int fd, SSL* tls, int number)
      : server_(server), fd_(fd), tls_(tls), number_(number) {}

  int number() const { return number_; }  // 0 is the first one.
  // Reads a request whole. False once the client has ended the connection.
  bool ReadRequest();
  // In one TLS record, up to 16 KiB. False once the client is gone.
  bool Write(absl::string_view bytes);
  void SendCloseNotify();  // TLS only. TCP stays open.
  void SendTicket();       // TLS only: another session ticket.
  void SendFin();
  void Reset();  // Nothing else may follow.
  // Waits until the client's kernel has everything that was written.
  void AwaitDelivery() const;

 private:
  friend class RawServer;

  ssize_t Read(char* data, size_t size);

  RawServer& server_;
  int fd_;
  SSL* const tls_;
  const int number_;
  std::string unread_;
};

class RawServer {
 public:
  enum class Kind { kPlain, kTls };
  using Script = std::function<void(RawConnection&)>;

  // Runs `script` for each connection, which ends with it. Port 0: any.
  RawServer(Kind kind, Script script, const std::string& address = "127.0.0.1", int port = 0);
  // Ends all connections and waits for their scripts.
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& host = "127.0.0.1") const;
  std::string ca_file() const { return kind_ == Kind::kTls ? folder_.path() + "/cert.pem" : ""; }
  int requests() const { return requests_.load(); }
  int connections() const { return connections_.load(); }

 private:
  friend class RawConnection;

  void Accept();
  void Serve(int fd, int number);
  void CloseConnection(int fd);

  const Kind kind_;
  const Script script_;
  const testing::TempFolder folder_;
  SSL_CTX* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> requests_{0};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  bool stopping_ = false;  // Guarded by mutex_, as what follows.
  std::vector<int> open_;  // Descriptors of connections.
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_RAW_SERVER_H_
