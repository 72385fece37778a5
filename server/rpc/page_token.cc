#include "server/rpc/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace unpod::rpc {
namespace {

std::string Prefix(absl::string_view query) {
  return absl::StrCat("requests/", query, "/");
}

}  // namespace

std::string MakePageToken(int64_t before, absl::string_view query) {
  return absl::WebSafeBase64Escape(absl::StrCat(Prefix(query), before));
}

std::optional<int64_t> ReadPageToken(const std::string& token, absl::string_view query) {
  if (token.empty()) return 0;
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  absl::string_view rest = text;
  int64_t before = 0;
  if (!absl::ConsumePrefix(&rest, Prefix(query)) || !absl::SimpleAtoi(rest, &before) || before < 1) {
    return std::nullopt;
  }
  return before;
}

}  // namespace unpod::rpc
