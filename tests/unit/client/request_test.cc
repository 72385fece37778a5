#include "client/cli/request.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/unit/client/source_example.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unpod_task::v1::CreateTaskRequest;

class RequestTest : public testing::Test {
 protected:
  CreateTaskRequest Build(const std::vector<std::string>& args, const std::string& in = "") {
    std::istringstream stream(in);
    Flags flags = Flags::Parse(args, RequestFlags(), &problems_);
    return RequestFrom(flags, stream, &problems_);
  }
  Problems problems_;
};

TEST_F(RequestTest, MakesOneContactFromFlags) {
  CreateTaskRequest request = Build({"--space_token",
                                     "S",
                                     "--pilot",
                                     "p",
                                     "--context",
                                     "c",
                                     "--schedule",
                                     "auto",
                                     "--org_handle",
                                     "o",
                                     "--request_id",
                                     "r",
                                     "--validate_only",
                                     "--contact_number",
                                     "1234567890",
                                     "--name",
                                     "n",
                                     "--email",
                                     "e",
                                     "--alternate_number",
                                     "a",
                                     "--occupation",
                                     "oc",
                                     "--company_name",
                                     "co",
                                     "--contact_address",
                                     "ad",
                                     "--about",
                                     "ab",
                                     "--contact_context",
                                     "cc",
                                     "--title",
                                     "t",
                                     "--description",
                                     "d",
                                     "--document_id",
                                     "di",
                                     "--label",
                                     "l1",
                                     "--label",
                                     "l2",
                                     "--variable",
                                     "city=Pune=x",
                                     "--variable",
                                     "empty="});
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(request.space_token(), "S");
  EXPECT_EQ(request.pilot(), "p");
  EXPECT_EQ(request.context(), "c");
  EXPECT_TRUE(request.schedule().has_auto_());
  EXPECT_EQ(request.org_handle(), "o");
  EXPECT_EQ(request.request_id(), "r");
  EXPECT_TRUE(request.validate_only());
  ASSERT_EQ(request.documents_size(), 1);
  const auto& document = request.documents(0);
  EXPECT_EQ(document.contact_number(), "1234567890");
  EXPECT_EQ(document.address(), "ad");
  EXPECT_EQ(document.context(), "cc");
  EXPECT_EQ(document.document_id(), "di");
  EXPECT_THAT(document.labels(), ElementsAre("l1", "l2"));
  EXPECT_EQ(document.variables().at("city"), "Pune=x");
  EXPECT_EQ(document.variables().at("empty"), "");
}

TEST_F(RequestTest, TakesTheSourceDocumentsExampleWithASpace) {
  CreateTaskRequest request = Build({"--file", "-", "--space_token", "S"}, kSourceExample);
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(request.documents_size(), 1);
  EXPECT_FALSE(request.validate_only());
}

TEST_F(RequestTest, SaysThatTheExampleAloneLacksTheSpace) {
  Build({"--file", "-"}, kSourceExample);
  EXPECT_THAT(problems_,
              ElementsAre(Problem{"--space_token", "is missing: the space in which the task is created"}));
}

TEST_F(RequestTest, LetsFlagsReplaceWhatTheFileSays) {
  CreateTaskRequest request = Build({"--file", "-", "--space_token", "S", "--pilot", "other",
                                     "--context=", "--schedule", "2030-01-31T09:30:00Z"},
                                    kSourceExample);
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(request.pilot(), "other");
  EXPECT_EQ(request.context(), "");
  EXPECT_TRUE(request.schedule().has_at());
}

TEST_F(RequestTest, AddsTheContactOfTheFlagsToTheFiles) {
  CreateTaskRequest request =
      Build({"--file", "-", "--space_token", "S", "--contact_number", "+1 555 0100"}, kSourceExample);
  ASSERT_EQ(request.documents_size(), 2);
  EXPECT_EQ(request.documents(1).contact_number(), "+1 555 0100");
}

TEST_F(RequestTest, NamesAllThatIsMissing) {
  Build({});
  EXPECT_THAT(problems_, ElementsAre(testing::Field(&Problem::where, "--space_token"),
                                     testing::Field(&Problem::where, "--pilot"),
                                     testing::Field(&Problem::where, "--contact_number")));
}

TEST_F(RequestTest, NamesWhatIsWrongInFileAndFlags) {
  Build({"--file", "-", "--schedule", "later", "--variable", "novalue", "--variable", "=x", "--variable",
         "k=1", "--variable", "k=2"},
        "{");
  EXPECT_THAT(
      problems_,
      ElementsAre(Problem{"--file", "is not JSON: it ends too early"},
                  Problem{"--schedule", "must be now, auto, or a time such as 2030-01-31T09:30:00+01:00"},
                  Problem{"--variable", "must be KEY=VALUE"}, Problem{"--variable", "must be KEY=VALUE"},
                  Problem{"--variable", "has the same key twice"}));
}

}  // namespace
}  // namespace unpod::cli
