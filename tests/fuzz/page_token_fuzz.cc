// Page tokens: ours lead to the next page of their own list, and to no page of another one.
// First line: a number, a page, a page size and a total. Then a token.
#include "server/rpc/page_token.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "server/rpc/read_page.h"
#include "tests/fuzz/fuzz.h"

namespace unpod::fuzz {
namespace {

constexpr int kMaxSize = 200;
constexpr char kQuery[] = "runs/SPACE/";

int64_t LongNumber(const std::string& word) {
  int64_t number = 0;
  return absl::SimpleAtoi(word, &number) ? number : 0;
}

std::vector<std::string> Lists() {
  return {"0", "1", "2", "3", "4"};
}

void CheckOwn(int64_t before) {
  for (const std::string& made_for : Lists()) {
    const std::string token = rpc::MakePageToken(before, made_for);
    for (const std::string& read_for : Lists()) {
      const std::optional<int64_t> read = rpc::ReadPageToken(token, read_for);
      Require(read.has_value() == (made_for == read_for && before >= 1), "a token is of its own list");
      Require(!read.has_value() || *read == before, "a token says what it was made of");
    }
  }
}

void CheckForeign(const std::string& token) {
  int lists = 0;
  for (const std::string& list : Lists()) {
    const std::optional<int64_t> read = rpc::ReadPageToken(token, list);
    if (!read.has_value()) continue;
    ++lists;
    Require((*read == 0) == token.empty(), "the first page has no token, each other one a number");
    Require(
        rpc::ReadPageToken(rpc::MakePageToken(*read, list), list) == (token.empty() ? std::nullopt : read),
        "what is taken is a token of ours");
  }
  Require(lists <= 1 || token.empty(), "a token is of one list");
}

rpc::ReadPageQuery Read(const std::string& query, int32_t size, const std::string& token, bool* is_refused) {
  std::vector<domain::FieldViolation> violations;
  rpc::ReadPageQuery page = rpc::ReadPageOf(query, size, token, violations);
  *is_refused = !violations.empty();
  for (const domain::FieldViolation& violation : violations) {
    Require(IsPlain(violation.field) && IsPlain(violation.description), "an error text is plain ASCII");
  }
  return page;
}

void CheckNext(const rpc::ReadPageQuery& page, int64_t total) {
  const std::string next = rpc::NextPageToken(page, total);
  const bool is_last = int64_t{page.page} * page.size >= total;
  if (next.empty()) return;
  Require(!is_last, "the last page has no next one");
  bool is_refused = false;
  const rpc::ReadPageQuery read = Read(kQuery, 0, next, &is_refused);
  Require(!is_refused && read.page == page.page + 1 && read.size == page.size,
          "the next page is the next one");
  Read("runs/ANOTHER/", 0, next, &is_refused);
  Require(is_refused, "a token is of its own list");
}

void Check(const HeadedInput& input) {
  CheckOwn(LongNumber(input.Word(0)));
  CheckForeign(input.text());
  const auto size = static_cast<int32_t>(LongNumber(input.Word(2)));
  bool is_refused = false;
  rpc::ReadPageQuery page = Read(kQuery, size, input.text(), &is_refused);
  if (is_refused) return;
  Require(page.size >= 1 && page.size <= kMaxSize && page.page >= 1, "a page has a place and a size");
  CheckNext(page, LongNumber(input.Word(3)));
  page.page = std::max(1, input.Number(1, 1 << 20));
  CheckNext(page, LongNumber(input.Word(3)));
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  unpod::fuzz::Check(unpod::fuzz::HeadedInput(data, size));
  return 0;
}
