// What is written of a list's contacts, and what stands of it when the list is sent again.
#include "client/cli/list_results.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/csv_reader.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::Pair;

unpod_task::v1::DocumentResult Created(int index, const std::string& task_id = "T1") {
  unpod_task::v1::DocumentResult result;
  result.set_index(index);
  result.set_task_id(task_id);
  return result;
}

unpod_task::v1::DocumentResult Failed(int index, unpod_task::v1::Execution execution,
                                      const std::string& field = "") {
  unpod_task::v1::DocumentResult result;
  result.set_index(index);
  result.mutable_failure()->set_execution(execution);
  result.mutable_failure()->set_field(field);
  return result;
}

unpod_task::v1::DocumentResult Unknown(int index) {
  return Failed(index, unpod_task::v1::EXECUTION_UNKNOWN);
}
unpod_task::v1::DocumentResult NotStarted(int index) {
  return Failed(index, unpod_task::v1::EXECUTION_NOT_STARTED);
}
unpod_task::v1::DocumentResult Invalid(int index) {
  return Failed(index, unpod_task::v1::EXECUTION_NOT_STARTED, "contact_number");
}

constexpr bool kMayBeTaken = true;

// A list of four contacts, in the lines 2 to 5.
class ListResultsTest : public testing::Test {
 protected:
  ListResultsTest() {
    std::string name = (std::filesystem::temp_directory_path() / "list-results-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~ListResultsTest() override { std::filesystem::remove_all(directory_); }

  void Send(const std::vector<unpod_task::v1::DocumentResult>& answers, bool may_be_taken = kMayBeTaken) {
    ListResults results(Path(), lines_, goes_on_);
    for (const auto& answer : answers) results.Add(answer);
    EXPECT_EQ(results.Finish(may_be_taken), "");
    counts_ = results.counts();
    goes_on_ = goes_on_ || may_be_taken || !answers.empty();
  }
  std::map<std::string, std::string> Outcomes() const {
    std::map<std::string, std::string> outcomes;
    for (const CsvRow& row : Rows()) EXPECT_TRUE(outcomes.emplace(row.cells[0], row.cells[1]).second);
    return outcomes;
  }
  std::vector<CsvRow> Rows() const {
    std::ifstream file(Path(), std::ios::binary);
    CsvReader reader(file);
    std::vector<CsvRow> rows;
    reader.Next();
    while (auto row = reader.Next()) rows.push_back(*std::move(row));
    return rows;
  }
  std::string Path() const { return directory_ + "/results.csv"; }

  ListCounts counts_;

 private:
  const std::vector<uint32_t> lines_{2, 3, 4, 5};
  std::string directory_;
  bool goes_on_ = false;
};

TEST_F(ListResultsTest, HasARowForEachContact) {
  Send({Created(1), Unknown(0), Invalid(3)});
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("2", "unknown"), Pair("3", "created"), Pair("4", "open"),
                                      Pair("5", "invalid")));
  EXPECT_EQ(counts_.created + counts_.unknown + counts_.invalid + counts_.open, 4);
}

TEST_F(ListResultsTest, SaysOfWhomNobodyTookThatTheyWereNotStarted) {
  Send({}, !kMayBeTaken);
  EXPECT_EQ(counts_.not_started, 4);
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("2", "not_started"), Pair("3", "not_started"),
                                      Pair("4", "not_started"), Pair("5", "not_started")));
}

TEST_F(ListResultsTest, KeepsWhatIsKnownWhenNothingIsLearned) {
  Send({Created(0, "T,7"), Unknown(1), NotStarted(2)});
  Send({}, !kMayBeTaken);
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("2", "created"), Pair("3", "unknown"), Pair("4", "not_started"),
                                      Pair("5", "open")));
  EXPECT_EQ(Rows().front().cells[2], "T,7");
  EXPECT_EQ(counts_.created, 1);
}

TEST_F(ListResultsTest, DoesNotTakeBackThatSomebodyMayHaveBeenCalled) {
  Send({Created(0), Unknown(1), NotStarted(2)});
  Send({NotStarted(0), NotStarted(1), NotStarted(2), NotStarted(3)});
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("2", "created"), Pair("3", "unknown"), Pair("4", "not_started"),
                                      Pair("5", "open")));
  Send({Unknown(0)});
  EXPECT_EQ(Outcomes()["2"], "created");
  EXPECT_EQ(Outcomes()["4"], "open") << "sent once more, and not answered for";
}

TEST_F(ListResultsTest, TakesWhatIsKnownBetterNow) {
  Send({Unknown(1), NotStarted(2)});
  Send({Created(0), Created(1), Created(2), Invalid(3)});
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("2", "created"), Pair("3", "created"), Pair("4", "created"),
                                      Pair("5", "invalid")));
}

TEST_F(ListResultsTest, TrustsNoRowThatIsNone) {
  Send({Created(0)});
  std::ofstream(Path(), std::ios::binary)
      << "line,outcome\r\n2,created\r\n9,created,a\r\nx,created,a\r\n3,happy,a\r\n\"";
  Send({NotStarted(1)});
  EXPECT_THAT(Outcomes(),
              ElementsAre(Pair("2", "open"), Pair("3", "open"), Pair("4", "open"), Pair("5", "open")));
}

}  // namespace
}  // namespace unpod::cli
