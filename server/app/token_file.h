// The file with the service's own API token, while it serves: read anew when it changes. One token to a line,
// two at most: the one to try first and, while it takes over, the other one.
#ifndef UNPOD_SERVER_APP_TOKEN_FILE_H_
#define UNPOD_SERVER_APP_TOKEN_FILE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/base/periodic.h"
#include "server/base/secret.h"
#include "server/flow/service_token.h"

namespace unpod::app {

// Without white space around it. The status says what is wrong with it, and does not show it.
absl::StatusOr<base::Secret> ParseToken(absl::string_view text);

// What a token file holds. Blank lines, and CR at the end of one, are passed over.
absl::StatusOr<std::vector<base::Secret>> ParseTokens(absl::string_view text);

// Reads the file, which may be a pipe, for as long as that takes.
absl::StatusOr<std::vector<base::Secret>> ReadTokens(const std::string& path);

// Looks at the file every second, by its content: however it was changed, also behind a symbolic link. While
// it cannot be read, or holds no token, the last good ones stay. What is no regular file is read once, at the
// start.
class TokenFile {
 public:
  TokenFile(std::string path, std::shared_ptr<flow::ServiceToken> token);

  // Any thread, never waits: looks at once.
  void Look() { periodic_.Hurry(); }

 private:
  void Read();

  const std::string path_;
  const std::shared_ptr<flow::ServiceToken> token_;
  std::string problem_;  // That was said last; empty when there is none. The thread's only.
  base::Periodic periodic_;
};

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_TOKEN_FILE_H_
