#include "server/domain/reason.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace unpod::domain {
namespace {

TEST(Reason, HasANameOfItsOwnForEachValue) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(Reason::kInternal); ++i) {
    const std::string name(ReasonName(static_cast<Reason>(i)));
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(ReasonFromName(name), static_cast<Reason>(i));
  }
  EXPECT_EQ(ReasonName(Reason::kInternal), "INTERNAL");
  EXPECT_EQ(ReasonFromName("NO_SUCH"), Reason::kInternal);
}

}  // namespace
}  // namespace unpod::domain
