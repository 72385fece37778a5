// A CSV file as documents, and what is said of one that is wrong.
#include "client/cli/contact_list.h"

#include <gmock/gmock.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "client/cli/csv_reader.h"
#include "client/cli/list_progress.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// All rows, and at last the error if there is one.
std::vector<std::vector<std::string>> Rows(const std::string& text, std::vector<uint64_t>* lines = nullptr) {
  std::istringstream in(text);
  CsvReader reader(in);
  std::vector<std::vector<std::string>> rows;
  while (std::optional<CsvRow> row = reader.Next()) {
    if (lines != nullptr) lines->push_back(row->line);
    rows.push_back(row->cells);
  }
  if (!reader.error().empty()) rows.push_back({"error", reader.error()});
  return rows;
}

TEST(CsvReader, ReadsWhatTheRfcShows) {
  EXPECT_THAT(Rows("aaa,bbb\r\nccc,ddd\r\n"),
              ElementsAre(ElementsAre("aaa", "bbb"), ElementsAre("ccc", "ddd")));
  EXPECT_THAT(Rows("aaa,bbb\nccc,ddd"), ElementsAre(ElementsAre("aaa", "bbb"), ElementsAre("ccc", "ddd")));
  EXPECT_THAT(Rows("\"aaa\",\"b \r\nb,b\",\"c\"\"c\"\r\n"),
              ElementsAre(ElementsAre("aaa", "b \r\nb,b", "c\"c")));
}

TEST(CsvReader, KeepsSpacesAndEmptyCells) {
  EXPECT_THAT(Rows(" a , b\n,\n"), ElementsAre(ElementsAre(" a ", " b"), ElementsAre("", "")));
}

TEST(CsvReader, SkipsAByteOrderMarkAndEmptyLines) {
  EXPECT_THAT(Rows("\xEF\xBB\xBF"
                   "a,b\n\n\r\nc,d\n\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_THAT(Rows(""), IsEmpty());
}

TEST(CsvReader, KnowsTheLineWhereARowBegins) {
  std::vector<uint64_t> lines;
  Rows("a\n\n\"b\n\nb\"\nc\n", &lines);
  EXPECT_THAT(lines, ElementsAre(1, 3, 6));
  lines.clear();
  EXPECT_THAT(Rows("a\r\"b\nb\"\rc\nd", &lines),
              ElementsAre(ElementsAre("a"), ElementsAre("b\nb"), ElementsAre("c"), ElementsAre("d")));
  EXPECT_THAT(lines, ElementsAre(1, 1, 2, 3)) << "a CR alone ends a row, and no line";
}

TEST(CsvReader, NamesTheLineOfAQuoteThatIsWrong) {
  EXPECT_THAT(Rows("a\nb\"b\nc\n"),
              ElementsAre(ElementsAre("a"), ElementsAre("error", HasSubstr("line 2 has a quote"))));
  EXPECT_THAT(
      Rows("a\n\"b\nc\nd"),
      ElementsAre(ElementsAre("a"), ElementsAre("error", HasSubstr("line 2 begins a row with a quote"))));
  EXPECT_THAT(Rows("a\n\"b\nc\"d"),
              ElementsAre(ElementsAre("a"), ElementsAre("error", HasSubstr("line 3 has a quote"))));
}

TEST(CsvReader, HasACapForARow) {
  EXPECT_THAT(Rows(std::string(2 << 20, 'x')),
              ElementsAre(ElementsAre("error", "line 1 is longer than 1 MiB")));
  EXPECT_THAT(Rows("a\r\"b" + std::string(2 << 20, '\n')),
              ElementsAre(ElementsAre("a"), ElementsAre("error", HasSubstr("line 1 begins a row of more"))));
  std::string open = "a\n\"";
  for (int i = 0; i < 300'000; ++i) open += "xxxxxx\n";
  EXPECT_THAT(Rows(open),
              ElementsAre(ElementsAre("a"), ElementsAre("error", HasSubstr("line 2 begins a row of more"))));
}

struct Read {
  std::vector<Contact> contacts;
  Problems problems;
  std::vector<std::string> variables;
};

Read ReadList(const std::string& text, const std::vector<std::string>& renamed = {}) {
  std::istringstream in(text);
  ContactList list(in, renamed);
  Read read;
  while (std::optional<Contact> contact = list.Next(&read.problems))
    read.contacts.push_back(*std::move(contact));
  read.variables = list.variable_columns();
  return read;
}

TEST(ContactList, MapsColumnsToFieldsAndOthersToVariables) {
  const Read read = ReadList("contact_number,labels,city,address\n+1 555 0100,warm; webinar,Mumbai,\n");
  EXPECT_THAT(read.problems, IsEmpty());
  ASSERT_THAT(read.contacts, SizeIs(1));
  const auto& document = read.contacts[0].document;
  EXPECT_EQ(document.contact_number(), "+1 555 0100");
  EXPECT_THAT(document.labels(), ElementsAre("warm", "webinar"));
  EXPECT_EQ(document.variables().at("city"), "Mumbai");
  EXPECT_EQ(document.variables().size(), 1u) << "empty cells are not sent";
  EXPECT_THAT(read.variables, ElementsAre("city"));
}

TEST(ContactList, TakesOtherNamesForColumns) {
  const Read read = ReadList("Phone\n5550100\n", {"Phone=contact_number"});
  ASSERT_THAT(read.contacts, SizeIs(1));
  EXPECT_EQ(read.contacts[0].document.contact_number(), "5550100");
  EXPECT_THAT(ReadList("a\n1\n", {"Phone=contact_number"}).problems,
              ElementsAre(Problem{"--column", "names Phone, which is no column"}));
  EXPECT_THAT(ReadList("a\n1\n", {"a"}).problems, ElementsAre(Problem{"--column", "must be COLUMN=FIELD"}));
}

TEST(ContactList, NamesLineAndColumnOfAMistake) {
  const Read read = ReadList("name,contact_number\n\xff,1\na,b,c\nx,5550100\n");
  EXPECT_THAT(read.problems, ElementsAre(Problem{"line 2, column 1 (name)", "is not valid UTF-8"},
                                         Problem{"line 3", "has 3 cells, the first row has 2"}));
  EXPECT_THAT(read.contacts, SizeIs(1)) << "goes on, to name more than one";
}

TEST(ContactList, RefusesAHeadingThatIsNone) {
  EXPECT_THAT(ReadList("").problems, ElementsAre(Problem{"", "has no row that names the columns"}));
  EXPECT_THAT(ReadList("a,,a\n1,2,3\n").problems,
              ElementsAre(Problem{"line 1, column 2", "has no name"},
                          Problem{"line 1, column 3", "has the name a a second time"}));
}

TEST(ContactList, StopsAfterTheFirstMistakes) {
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += "1\n";
  EXPECT_THAT(ReadList(text).problems, SizeIs(ContactList::kMaxProblems));
}

TEST(ProgressLine, HasCountsRateAndTimeLeft) {
  ListCounts counts;
  counts.created = 12'300;
  counts.invalid = 45;
  EXPECT_EQ(ProgressLine(counts, 12'345, 100'000, absl::Seconds(10)),
            "12,345 of 100,000 (12%)  created 12,300, invalid 45  1,234/s, 1m11s left");
  EXPECT_EQ(ProgressLine({}, 0, 7, absl::ZeroDuration()), "0 of 7 (0%)  created 0");
}

TEST(ListProgress, IsABarOnATerminalAndPlainLinesElsewhere) {
  const absl::Time begun = absl::UnixEpoch();
  std::ostringstream terminal;
  ListProgress bar(terminal, true, 10, begun);
  bar.Show({}, 5, begun);
  bar.Show({}, 6, begun + absl::Milliseconds(10));  // Too soon.
  EXPECT_THAT(terminal.str(), HasSubstr("\r\x1b[K[##########..........] 5 of 10"));
  EXPECT_THAT(terminal.str(), testing::Not(HasSubstr("6 of 10")));
  std::ostringstream file;
  ListProgress lines(file, false, 10, begun);
  lines.Show({}, 5, begun + absl::Seconds(9));
  lines.Show({}, 6, begun + absl::Seconds(10));
  lines.Clear();
  EXPECT_EQ(file.str(), "6 of 10 (60%)  created 0  0/s, 6s left\n");
}

}  // namespace
}  // namespace unpod::cli
