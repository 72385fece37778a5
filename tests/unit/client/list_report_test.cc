#include "client/cli/list_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace unpod::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

ListReport AReport() {
  ListReport report;
  report.request_id = "campaign-7";
  report.space_token = "SPACE";
  report.csv = "contacts.csv";
  report.results = "contacts.results.csv";
  report.contacts = 3;
  report.counts.created = 3;
  return report;
}

TEST(ListReport, OfAPlacedListNamesNothingThatIsLeftToDo) {
  const std::string text = ListReportText(AReport(), Colour::kOff);
  EXPECT_THAT(text, Not(HasSubstr("--resume")));
  EXPECT_THAT(text, Not(HasSubstr("request resolve")));
  EXPECT_EQ(ExitCodeOf(AReport()), 0);
}

TEST(ListReport, NamesTheWayOutOfWhatNoRepeatSettles) {
  ListReport report = AReport();
  report.counts.created = 1;
  report.counts.unknown = 2;
  const std::string text = ListReportText(report, Colour::kOff);
  EXPECT_THAT(text, HasSubstr("--resume (nobody is called twice)"));
  EXPECT_THAT(
      text,
      HasSubstr("unpod-task request resolve --space_token SPACE --request_id campaign-7 --as not_started"));
  report.org_handle = "unpod.tv";
  EXPECT_THAT(ListReportText(report, Colour::kOff), HasSubstr("--org_handle unpod.tv --as"));
}

TEST(ListReport, OfWhatMayBeRepeatedNamesNoOperator) {
  ListReport report = AReport();
  report.counts.created = 1;
  report.counts.not_started = 2;
  EXPECT_THAT(ListReportText(report, Colour::kOff), HasSubstr("--resume"));
  EXPECT_THAT(ListReportText(report, Colour::kOff), Not(HasSubstr("request resolve")));
}

}  // namespace
}  // namespace unpod::cli
