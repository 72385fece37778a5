#include "client/cli/schedule.h"

#include <gmock/gmock.h>

namespace unpod::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using unpod_task::v1::Schedule;

// 2030-01-31T08:30:00Z
constexpr int64_t kMorning = 1896078600;

TEST(ParseScheduleFlag, TakesNowAutoAndATime) {
  Schedule schedule;
  EXPECT_TRUE(ParseScheduleFlag("now", &schedule));
  EXPECT_TRUE(schedule.has_now());
  EXPECT_TRUE(ParseScheduleFlag("auto", &schedule));
  EXPECT_TRUE(schedule.has_auto_());
  EXPECT_TRUE(ParseScheduleFlag("2030-01-31T09:30:00+01:00", &schedule));
  EXPECT_EQ(schedule.at().seconds(), kMorning);
  EXPECT_TRUE(ParseScheduleFlag("2030-01-31t08:30:00.25z", &schedule));
  EXPECT_EQ(schedule.at().seconds(), kMorning);
  EXPECT_EQ(schedule.at().nanos(), 250000000);
}

TEST(ParseScheduleFlag, RefusesAllElse) {
  for (const char* text : {"", "NOW", "tomorrow", "infinite-future", "2030-01-31", "2030-01-31T09:30:00",
                           "2030-01-31 09:30:00+01:00", "2030-02-30T09:30:00Z", "2030-01-31T25:00:00Z",
                           " 2030-01-31T09:30:00Z", "2030-01-31T09:30:00Zx", "20300-01-31T09:30:00Z",
                           "0000-12-31T23:00:00Z", "9999-12-31T23:59:59-01:00"}) {
    Schedule schedule;
    EXPECT_FALSE(ParseScheduleFlag(text, &schedule)) << text;
  }
}

TEST(ReadSchedule, TakesTheThreeTypes) {
  Problems problems;
  Schedule schedule;
  ReadSchedule(json{{"type", "now"}}, &schedule, &problems);
  EXPECT_TRUE(schedule.has_now());
  ReadSchedule(json{{"type", "auto"}}, &schedule, &problems);
  EXPECT_TRUE(schedule.has_auto_());
  for (const char* time : {"09:30:00+01:00", "09:30+01:00", "08:30:00Z", "03:30:00-05:00"}) {
    schedule.Clear();
    ReadSchedule(json{{"type", "custom"}, {"calling_date", "2030-01-31"}, {"calling_time", time}}, &schedule,
                 &problems);
    EXPECT_EQ(schedule.at().seconds(), kMorning) << time;
  }
  EXPECT_THAT(problems, IsEmpty());
}

Problems ScheduleProblems(const char* text) {
  Problems problems;
  Schedule schedule;
  ReadSchedule(json::parse(text), &schedule, &problems);
  return problems;
}

TEST(ReadSchedule, RefusesWhatTheUpstreamWouldDialAtOnce) {
  EXPECT_THAT(ScheduleProblems(R"({"type":"tomorrow"})"),
              ElementsAre(Problem{"schedule.type", "must be now, auto or custom"}));
  EXPECT_THAT(ScheduleProblems("{}"), ElementsAre(Problem{"schedule.type", "is missing"}));
  EXPECT_THAT(ScheduleProblems(R"({"type":1})"),
              ElementsAre(Problem{"schedule.type", "must be a string, is a number (put it into quotes)"}));
  EXPECT_THAT(ScheduleProblems(R"("now")"),
              ElementsAre(Problem{"schedule", "must be an object, is a string"}));
  EXPECT_THAT(ScheduleProblems(R"({"type":"now","calling_date":"2030-01-31","zone":"x"})"),
              ElementsAre(Problem{"schedule.calling_date", "is only for the type \"custom\""},
                          Problem{"schedule.zone", "is not known here"}));
}

TEST(ReadSchedule, RefusesATimeWithoutACertainMeaning) {
  EXPECT_THAT(ScheduleProblems(R"({"type":"custom"})"),
              ElementsAre(Problem{"schedule.calling_date", "is missing"},
                          Problem{"schedule.calling_time", "is missing"}));
  EXPECT_THAT(
      ScheduleProblems(R"({"type":"custom","calling_date":"10-03-2030","calling_time":"09:30:00"})"),
      ElementsAre(Problem{"schedule.calling_date", "must be YYYY-MM-DD"},
                  Problem{"schedule.calling_time",
                          "needs an offset, such as 09:30:00+01:00: without one it has no certain meaning"}));
  EXPECT_THAT(ScheduleProblems(R"({"type":"custom","calling_date":"2030-02-30","calling_time":"09:30Z"})"),
              ElementsAre(Problem{"schedule", "names no existing date and time"}));
  EXPECT_THAT(ScheduleProblems(R"({"type":"custom","calling_date":"2030-01-31","calling_time":"9.30 am"})"),
              ElementsAre(Problem{"schedule.calling_time",
                                  "must be HH:MM:SS and an offset, such as 09:30:00+01:00"}));
}

}  // namespace
}  // namespace unpod::cli
