#include "server/policy/admission.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

namespace unpod::policy {
namespace {

TEST(Admission, AdmitsUpToTheLimitAndAgainWhenAPlaceIsFree) {
  Admission admission(2);
  Admission::Ticket first = admission.Admit();
  Admission::Ticket second = admission.Admit();
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
  EXPECT_FALSE(admission.Admit());
  first = {};
  EXPECT_TRUE(admission.Admit());
  EXPECT_EQ(admission.in_flight(), 1u);
}

TEST(Admission, AMovedTicketHoldsOnePlace) {
  Admission admission(1);
  {
    Admission::Ticket ticket = admission.Admit();
    Admission::Ticket moved = std::move(ticket);
    EXPECT_EQ(admission.in_flight(), 1u);
  }
  EXPECT_EQ(admission.in_flight(), 0u);
}

TEST(Admission, NeverAdmitsMoreThanTheLimitFromManyThreads) {
  Admission admission(3);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20'000; ++n) {
        const Admission::Ticket ticket = admission.Admit();
        if (!ticket) continue;
        const int now = ++inside;
        int seen = most.load();
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        --inside;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(most.load(), 3);
  EXPECT_EQ(admission.in_flight(), 0u);
}

}  // namespace
}  // namespace unpod::policy
