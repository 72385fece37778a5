#include "server/domain/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/domain/valid_task.h"

namespace unpod::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kNulText("a\0b", 3);

// What is complained about when the valid task is changed like this.
template <typename Change>
std::vector<std::string> WrongAfter(Change change, const ValidationRules& rules = {}) {
  Task task = ValidTask();
  change(task);
  return WrongFields(task, rules);
}

TEST(Validate, TakesATaskWithTheRequiredFields) {
  EXPECT_THAT(WrongFields(ValidTask()), IsEmpty());
}

TEST(Validate, TakesTextInAnyScript) {
  EXPECT_THAT(WrongAfter([](Task& task) {
                task.pilot = task.context = task.documents[0].name = "Zoë 日本 😀";
                task.documents[0].labels = {"é", ""};
                task.documents[0].address = " ";
              }),
              IsEmpty());
}

TEST(Validate, HoldsTheSpaceTokenToItsAlphabet) {
  for (const char* token : {"", "a/b", "..", "a b", "a%2f", "a\r\n", "é"}) {
    EXPECT_THAT(WrongAfter([token](Task& task) { task.space_token = token; }), ElementsAre("space_token"))
        << token;
  }
  EXPECT_THAT(WrongAfter([](Task& task) { task.space_token = std::string(65, 'x'); }),
              ElementsAre("space_token"));
  EXPECT_THAT(WrongAfter([](Task& task) { task.space_token = std::string(64, '_'); }), IsEmpty());
  EXPECT_THAT(WrongAfter([](Task& task) { task.space_token = kNulText; }), ElementsAre("space_token"));
}

TEST(Validate, WantsAPilotThatIsNotBlank) {
  for (const char* pilot : {"", " \t", "\u00a0", "\xff"}) {
    EXPECT_THAT(WrongAfter([pilot](Task& task) { task.pilot = pilot; }), ElementsAre("pilot")) << pilot;
  }
  EXPECT_THAT(WrongAfter([](Task& task) { task.pilot = kNulText; }), ElementsAre("pilot"));
}

TEST(Validate, TakesNoBlankContext) {
  EXPECT_THAT(WrongAfter([](Task& task) { task.context = ""; }), IsEmpty());
  EXPECT_THAT(WrongAfter([](Task& task) { task.context = " \n"; }), ElementsAre("context"));
  EXPECT_THAT(WrongAfter([](Task& task) { task.context = kNulText; }), ElementsAre("context"));
}

TEST(Validate, WantsOneDocumentAndNotTooMany) {
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents.clear(); }), ElementsAre("documents"));
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents.assign(100, ValidDocument()); }), IsEmpty());
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents.assign(101, ValidDocument()); }),
              ElementsAre("documents"));
  ValidationRules rules;
  rules.max_documents = 2;
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents.assign(3, Document()); }, rules),
              ElementsAre("documents", "documents[0].contact_number", "documents[1].contact_number"));
}

TEST(Validate, WantsAContactNumberUnlessTheSpaceDoesNotCall) {
  for (const char* number : {"", "  ", "call me", "123", "\xff"}) {
    EXPECT_THAT(WrongAfter([number](Task& task) { task.documents[0].contact_number = number; }),
                ElementsAre("documents[0].contact_number"))
        << number;
  }
  ValidationRules rules;
  rules.require_contact_number = false;
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents[0].contact_number = ""; }, rules), IsEmpty());
  for (const char* number : {" ", "call me"}) {
    EXPECT_THAT(WrongAfter([number](Task& task) { task.documents[0].contact_number = number; }, rules),
                ElementsAre("documents[0].contact_number"))
        << number;
  }
}

TEST(Validate, LooksIntoEachTextOfADocument) {
  EXPECT_THAT(WrongAfter([](Task& task) {
                Document document;
                document.contact_number = "5550100";
                for (std::string* text :
                     {&document.name, &document.email, &document.alternate_number, &document.occupation,
                      &document.company_name, &document.address, &document.about, &document.context,
                      &document.title, &document.description, &document.document_id}) {
                  *text = kNulText;
                }
                document.labels = {"good", kNulText, "\xff"};
                task.documents.push_back(document);
              }),
              ElementsAre("documents[1].name", "documents[1].email", "documents[1].alternate_number",
                          "documents[1].occupation", "documents[1].company_name", "documents[1].address",
                          "documents[1].about", "documents[1].context", "documents[1].labels[1]",
                          "documents[1].labels[2]", "documents[1].title", "documents[1].description",
                          "documents[1].document_id"));
}

std::vector<std::string> WrongAt(absl::Time at) {
  return WrongAfter([at](Task& task) { task.schedule = {Schedule::Kind::kAt, at}; });
}

TEST(Validate, TakesATimeThatIsFarEnoughAhead) {
  EXPECT_THAT(WrongAt(kNow - absl::Seconds(1)), ElementsAre("schedule.at"));
  EXPECT_THAT(WrongAt(kNow), ElementsAre("schedule.at"));
  EXPECT_THAT(WrongAt(kNow + absl::Seconds(59)), ElementsAre("schedule.at"));
  EXPECT_THAT(WrongAt(kNow + absl::Seconds(60)), IsEmpty());
  EXPECT_THAT(WrongAt(absl::FromUnixSeconds(253'402'300'799)), IsEmpty());
  EXPECT_THAT(WrongAt(absl::FromUnixSeconds(253'402'300'800)), ElementsAre("schedule.at"));
  EXPECT_THAT(WrongAt(absl::InfiniteFuture()), ElementsAre("schedule.at"));
  EXPECT_THAT(WrongAt(absl::InfinitePast()), ElementsAre("schedule.at"));
}

// The upstream dials at once for any schedule that it does not know.
TEST(Validate, TakesNoScheduleThatItDoesNotKnow) {
  EXPECT_THAT(WrongAfter([](Task& task) { task.schedule.kind = Schedule::Kind::kUnrecognized; }),
              ElementsAre("schedule"));
  EXPECT_THAT(WrongAfter([](Task& task) { task.schedule.kind = Schedule::Kind::kAuto; }), IsEmpty());
}

TEST(Validate, LetsNothingIntoAHeaderThatCouldEndIt) {
  for (const char* text : {"two words", "a\r\nAuthorization: x", "a\n", "é", "\x7f"}) {
    EXPECT_THAT(WrongAfter([text](Task& task) { task.request_id = task.org_handle = text; }),
                ElementsAre("request_id", "org_handle"))
        << text;
  }
  EXPECT_THAT(WrongAfter([](Task& task) {
                task.request_id = std::string(128, 'x');
                task.org_handle = std::string(255, 'x');
              }),
              IsEmpty());
  EXPECT_THAT(WrongAfter([](Task& task) {
                task.request_id = std::string(129, 'x');
                task.org_handle = std::string(256, 'x');
              }),
              ElementsAre("request_id", "org_handle"));
}

TEST(Validate, TellsAllMistakesAtOnceInTheOrderOfTheFields) {
  EXPECT_THAT(WrongAfter([](Task& task) {
                task = Task();
                task.context = " ";
                task.schedule = {Schedule::Kind::kAt, kNow};
                task.documents = {ValidDocument(), Document()};
                task.request_id = task.org_handle = " ";
              }),
              ElementsAre("space_token", "pilot", "documents[1].contact_number", "context", "schedule.at",
                          "request_id", "org_handle"));
}

TEST(Validate, StopsAtTheMostThatAreReported) {
  ValidationRules rules;
  rules.max_documents = 1000;
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents.assign(1000, Document()); }, rules),
              SizeIs(kMaxViolations));
  EXPECT_THAT(WrongAfter([](Task& task) { task.documents[0].labels.assign(1000, kNulText); }),
              SizeIs(kMaxViolations));
}

TEST(Validate, NeverRepeatsAValue) {
  const std::string mark("Marked\0\xff", 8);
  Task task = ValidTask();
  task.space_token = task.pilot = task.context = task.request_id = task.org_handle = mark;
  task.documents[0].name = task.documents[0].contact_number = mark;
  task.documents[0].labels = {mark};
  task.documents[0].structured_variables = {{"a", {mark}}, {mark, {mark}}};
  const auto violations = Validate(task, {}, kNow);
  EXPECT_THAT(violations, SizeIs(11));
  for (const auto& [field, description, reason] : violations)
    EXPECT_THAT(field + description, Not(HasSubstr("Marked")));
}

TEST(Validate, TheNameOfTheMarkIsTheServicesOwnWhereDocumentsAreMarked) {
  Task task = ValidTask();
  task.documents[0].structured_variables = {{"client_request_id", {std::string("mine")}}};
  ValidationRules rules;
  rules.mark_name = "client_request_id";
  EXPECT_THAT(WrongFields(task, rules), ::testing::IsEmpty()) << "without request_id nothing is marked";
  task.request_id = "key";
  EXPECT_THAT(WrongFields(task, rules),
              ::testing::ElementsAre("documents[0].structured_variables.client_request_id"));
  rules.mark_name = "";
  EXPECT_THAT(WrongFields(task, rules), ::testing::IsEmpty());
}

}  // namespace
}  // namespace unpod::domain
