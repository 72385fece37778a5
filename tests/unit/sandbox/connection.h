#ifndef UNPOD_TESTS_UNIT_SANDBOX_CONNECTION_H_
#define UNPOD_TESTS_UNIT_SANDBOX_CONNECTION_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace unpod::sandbox {

struct HttpAnswer {
  int status = 0;  // 0: none came
  std::string head = {};
  std::string body = {};
};

enum class End { kFin, kReset, kNone };

// A client's TCP connection to 127.0.0.1, blocking. A read that waits for more than ten seconds fails.
class Connection {
 public:
  explicit Connection(uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Send(absl::string_view bytes);
  // One answer with a Content-Length.
  HttpAnswer Read();
  HttpAnswer Ask(absl::string_view request) {
    Send(request);
    return Read();
  }
  // What comes next, thrown away; 0 at the end.
  size_t ReadSome();
  // Everything until the other side closes, and how it did.
  End ReadToEnd(std::string* bytes = nullptr);

 private:
  bool Receive();

  int socket_;
  std::string received_;
  End end_ = End::kNone;
};

// The text of a POST that creates, with `body`, in the space SPACE.
std::string CreateText(absl::string_view body);
// A valid body with one document.
std::string OneDocument(absl::string_view document_id);
std::string GetText(absl::string_view path);
std::string PostText(absl::string_view path, absl::string_view body);

}  // namespace unpod::sandbox

#endif  // UNPOD_TESTS_UNIT_SANDBOX_CONNECTION_H_
