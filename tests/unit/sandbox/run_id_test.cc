#include "sandbox/run_id.h"

#include <gtest/gtest.h>

namespace unpod::sandbox {
namespace {

constexpr char kDocumented[] = "Recac64fe03e911f1878d43cd8a99e069";

TEST(RunId, CarriesItsTimeAsTheDocumentedOnesDo) {
  absl::Time time;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-02-07T05:57:45.818035Z", &time, nullptr));
  EXPECT_EQ(IdOf('R', ToTick(time)), kDocumented);
}

TEST(RunId, IsReadBack) {
  ASSERT_TRUE(TickOf('R', kDocumented).has_value());
  EXPECT_EQ(IdOf('R', *TickOf('R', kDocumented)), kDocumented);
}

TEST(RunId, IsNotReadFromAnythingElse) {
  EXPECT_FALSE(TickOf('T', kDocumented).has_value());
  EXPECT_FALSE(TickOf('R', "").has_value());
  EXPECT_FALSE(TickOf('R', "R1").has_value());
  EXPECT_FALSE(TickOf('R', "Recac64fe03e941f1878d43cd8a99e069").has_value()) << "another version of UUID";
  EXPECT_FALSE(TickOf('R', "Recac64fe03e911f1878d43cd8a99e060").has_value()) << "another node";
  EXPECT_FALSE(TickOf('R', "R-cac64fe03e911f1878d43cd8a99e069").has_value());
}

TEST(RunId, OfTheNextTickIsTheNextNumber) {
  const Tick tick = *TickOf('R', "R74802366fe9011f0878d43cd8a99e069");
  EXPECT_EQ(IdOf('T', tick + 1), "T74802367fe9011f0878d43cd8a99e069");
}

}  // namespace
}  // namespace unpod::sandbox
