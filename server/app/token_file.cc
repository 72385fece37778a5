#include "server/app/token_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/log.h"
#include "server/domain/names.h"

namespace unpod::app {
namespace {

constexpr size_t kMaxFileBytes = 4096;
constexpr base::Duration kLookEvery = std::chrono::seconds(1);

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | flags)) {}
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool is_open() const { return fd_ >= 0; }
  bool IsRegular() const {
    struct stat found {};
    return fstat(fd_, &found) == 0 && S_ISREG(found.st_mode);
  }
  // As much as can be right, and a byte more.
  absl::StatusOr<std::string> Read() const {
    std::string text(kMaxFileBytes + 1, '\0');
    size_t size = 0;
    while (size < text.size()) {
      const ssize_t got = read(fd_, text.data() + size, text.size() - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return absl::UnavailableError(std::strerror(errno));
      if (got == 0) break;
      size += static_cast<size_t>(got);
    }
    text.resize(size);
    return text;
  }

 private:
  const int fd_;
};

absl::Status CannotOpen(const std::string& path) {
  return absl::NotFoundError(absl::StrCat("cannot be read: ", path));
}

// What a token is often written with, and what Unpod would answer with 401 long after the start. Null for
// none.
const char* WrongAroundToken(absl::string_view text) {
  if (text.find_first_of("\"'`") != absl::string_view::npos) {
    return "holds quotes: write the token alone, without them";
  }
  if (absl::StrContains(absl::AsciiStrToUpper(text), "UNPOD_API_TOKEN")) {
    return "holds the name of the variable: write the token alone, without UNPOD_API_TOKEN=";
  }
  for (const absl::string_view scheme : {"Token", "Bearer", "Authorization", "JWT"}) {
    if (!absl::StartsWithIgnoreCase(text, scheme)) continue;
    const absl::string_view rest = text.substr(scheme.size());
    if (rest.empty() || absl::StartsWith(rest, ":") || absl::StartsWith(rest, "=") ||
        absl::ascii_isspace(static_cast<unsigned char>(rest.front()))) {
      return "begins with the scheme of a header: write the token alone, without Token or Bearer";
    }
  }
  return nullptr;
}

absl::StatusOr<std::vector<base::Secret>> TokensOf(const OpenFile& file) {
  auto text = file.Read();
  if (!text.ok()) return text.status();
  return ParseTokens(*text);
}

}  // namespace

absl::StatusOr<base::Secret> ParseToken(absl::string_view text) {
  std::string token(absl::StripAsciiWhitespace(text));
  if (const char* problem = WrongAroundToken(token)) return absl::InvalidArgumentError(problem);
  const auto wrong = domain::CheckToken("", token);
  if (!wrong.has_value()) return base::Secret(std::move(token));
  return absl::InvalidArgumentError(absl::StrCat("must hold one API token, which ", wrong->description));
}

absl::StatusOr<std::vector<base::Secret>> ParseTokens(absl::string_view text) {
  std::vector<base::Secret> tokens;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    auto token = ParseToken(line);
    if (!token.ok()) return absl::InvalidArgumentError(absl::StrCat("a line ", token.status().message()));
    tokens.push_back(*std::move(token));
  }
  if (tokens.empty() || tokens.size() > 2 || text.size() > kMaxFileBytes) {
    return absl::InvalidArgumentError("must hold one API token, or two: each on a line of its own");
  }
  return tokens;
}

absl::StatusOr<std::vector<base::Secret>> ReadTokens(const std::string& path) {
  const OpenFile file(path, 0);
  if (!file.is_open()) return CannotOpen(path);
  return TokensOf(file);
}

TokenFile::TokenFile(std::string path, std::shared_ptr<flow::ServiceToken> token)
    : path_(std::move(path)),
      token_(std::move(token)),
      periodic_("token-file", kLookEvery, [this] { Read(); }) {}

void TokenFile::Read() {
  const OpenFile file(path_, O_NONBLOCK);
  if (file.is_open() && !file.IsRegular()) return;
  const absl::StatusOr<std::vector<base::Secret>> tokens =
      file.is_open() ? TokensOf(file) : CannotOpen(path_);
  if (!tokens.ok()) {
    if (problem_ != tokens.status().message()) {
      problem_ = std::string(tokens.status().message());
      spdlog::error("--api_token_file: {}; the last good token stays", problem_);
    }
    return;
  }
  if (!std::exchange(problem_, "").empty()) spdlog::info("--api_token_file: can be read again");
  if (token_->Set(*tokens))
    spdlog::info("--api_token_file: changed, {} API tokens from now on", tokens->size());
}

}  // namespace unpod::app
