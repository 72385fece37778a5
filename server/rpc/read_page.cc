#include "server/rpc/read_page.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/sha256.h"

namespace unpod::rpc {
namespace {

constexpr int kDefaultSize = 50;
constexpr int kMaxSize = 200;
constexpr int kMaxPage = std::numeric_limits<int>::max() / kMaxSize - 1;

std::string QueryName(absl::string_view query) {
  constexpr size_t kBytes = 9;
  const base::Sha256Digest digest = base::Sha256(query);
  return absl::WebSafeBase64Escape({reinterpret_cast<const char*>(digest.data()), kBytes});
}

bool ReadToken(const std::string& token, ReadPageQuery& page) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return false;
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  return parts.size() == 4 && parts[0] == "reads" && parts[1] == QueryName(page.query) &&
         absl::SimpleAtoi(parts[2], &page.size) && absl::SimpleAtoi(parts[3], &page.page) && page.size >= 1 &&
         page.size <= kMaxSize && page.page >= 1 && page.page <= kMaxPage;
}

}  // namespace

ReadPageQuery ReadPageOf(std::string query, int32_t page_size, const std::string& page_token,
                         std::vector<domain::FieldViolation>& violations) {
  ReadPageQuery page;
  page.query = std::move(query);
  if (page_size < 0) violations.push_back({"page_size", "must not be negative"});
  page.size = page_size == 0 ? kDefaultSize : std::min(page_size, kMaxSize);
  if (!page_token.empty() && !ReadToken(page_token, page)) {
    violations.push_back({"page_token", "is not of a page of this list"});
  }
  return page;
}

std::string NextPageToken(const ReadPageQuery& page, int64_t total) {
  if (int64_t{page.page} * page.size >= total || page.page >= kMaxPage) return "";
  return absl::WebSafeBase64Escape(
      absl::StrCat("reads/", QueryName(page.query), "/", page.size, "/", page.page + 1));
}

}  // namespace unpod::rpc
