#include "server/ledger/string_list.h"

#include <gtest/gtest.h>

namespace unpod::ledger {
namespace {

TEST(StringList, ReadsWhatItWrote) {
  using namespace std::string_literals;
  for (const std::vector<std::string>& list :
       {std::vector<std::string>{}, {""}, {"", ""}, {"a"}, {"T1", "T2"}, {"1:2", "\0\n:"s, "ü"}}) {
    EXPECT_EQ(DecodeStrings(EncodeStrings(list)), list);
  }
}

TEST(StringList, RefusesWhatItDoesNotWrite) {
  for (const char* text : {"x", "5:abc", ":", "-1:a", "3abc", "99999999999999999999:a"}) {
    EXPECT_FALSE(DecodeStrings(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace unpod::ledger
