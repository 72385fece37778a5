// A text that must not be printed: an API token. Reveal() is the only way to it and is called where the
// Authorization header is made.
#ifndef UNPOD_SERVER_BASE_SECRET_H_
#define UNPOD_SERVER_BASE_SECRET_H_

#include <string>
#include <utility>

namespace unpod::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  bool empty() const { return text_.empty(); }
  const std::string& Reveal() const { return text_; }
  bool operator==(const Secret&) const = default;

  // Printing one is a mistake that does not compile.
  template <typename Stream>
  friend Stream& operator<<(Stream&, const Secret&) = delete;

 private:
  std::string text_;
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_SECRET_H_
