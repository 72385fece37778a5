#include "server/ledger/postgres_url.h"

#include <gtest/gtest.h>

#include <string>

namespace unpod::ledger {
namespace {

TEST(PostgresUrl, IsNamedWithoutItsPassword) {
  const PostgresUrl url("postgres://unpod:correcthorse@db.example:5432/tasks?sslmode=verify-full");
  ASSERT_TRUE(url.status().ok()) << url.status();
  EXPECT_EQ(url.name(), "postgres://unpod@db.example:5432/tasks");
}

TEST(PostgresUrl, ScrubsMessages) {
  const PostgresUrl url("postgres://unpod:correcthorse@db.example/tasks");
  EXPECT_EQ(url.Scrub(" no: \"correcthorse\"\n\tat db\r\n"), "no: \"***\"  at db");
  EXPECT_EQ(url.Scrub("a\rb\x1b[31mc\x7f"), "a b [31mc ");
}

TEST(PostgresUrl, QuotesNothingThatIsWrong) {
  for (const char* text : {"", "host=db password=correcthorse", "postgres://unpod:correct@horse@db/tasks",
                           "postgres://unpod:correcthorse@db/tasks?correcthorse"}) {
    const PostgresUrl url(text);
    EXPECT_FALSE(url.status().ok()) << text;
    EXPECT_EQ(url.status().message().find("correct"), absl::string_view::npos) << text;
  }
}

}  // namespace
}  // namespace unpod::ledger
