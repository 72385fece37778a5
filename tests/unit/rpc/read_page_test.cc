#include "server/rpc/read_page.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace unpod::rpc {
namespace {

ReadPageQuery Read(const std::string& token, int size = 0, const std::string& query = "runs/SPACE") {
  std::vector<domain::FieldViolation> violations;
  const ReadPageQuery page = ReadPageOf(query, size, token, violations);
  EXPECT_TRUE(violations.empty());
  return page;
}
std::string Complaint(const std::string& token, int size, const std::string& query = "runs/SPACE") {
  std::vector<domain::FieldViolation> violations;
  ReadPageOf(query, size, token, violations);
  return violations.empty() ? "" : violations.front().field;
}

TEST(ReadPage, LeadsFromTheFirstPageToTheLast) {
  ReadPageQuery page = Read("", 20);
  EXPECT_EQ(page.page, 1);
  page = Read(NextPageToken(page, 45), 20);
  EXPECT_EQ(page.page, 2);
  page = Read(NextPageToken(page, 45), 20);
  EXPECT_EQ(page.page, 3);
  EXPECT_EQ(NextPageToken(page, 45), "");
  EXPECT_EQ(NextPageToken(page, 60), "") << "exactly full";
}

TEST(ReadPage, HasASizeWithinBounds) {
  EXPECT_EQ(Read("", 0).size, 50);
  EXPECT_EQ(Read("", 7).size, 7);
  EXPECT_EQ(Read("", 100'000).size, 200);
  EXPECT_EQ(Complaint("", -1), "page_size");
}

TEST(ReadPage, KeepsTheSizeThatItsTokenWasMadeFor) {
  const std::string token = NextPageToken(Read("", 20), 1000);
  EXPECT_EQ(Read(token, 50).size, 20);
}

TEST(ReadPage, RefusesTokensOfOtherListsAndInventedOnes) {
  const std::string token = NextPageToken(Read("", 20), 1000);
  EXPECT_EQ(Complaint(token, 20, "runs/OTHER"), "page_token");
  for (const char* text : {"x", "reads", "reads/x/20/2", "reads//0/2", "reads//20/-1"}) {
    EXPECT_EQ(Complaint(absl::WebSafeBase64Escape(text), 20), "page_token") << text;
    EXPECT_EQ(Complaint(text, 20), "page_token") << text;
  }
}

}  // namespace
}  // namespace unpod::rpc
