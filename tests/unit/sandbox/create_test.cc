#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/access.h"
#include "sandbox/bodies.h"
#include "sandbox/run_id.h"
#include "tests/unit/sandbox/backend_case.h"

namespace unpod::sandbox {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

class Creates : public BackendCase {
 protected:
  static constexpr char kGood[] =
      R"({"pilot":"p","context":"c","documents":[{"contact_number":"1234567890"}]})";

  Answer CreateIn(absl::string_view space, absl::string_view body = kGood) {
    Request request = CreateRequest(body);
    SetTarget(absl::StrCat("/api/v2/platform/spaces/", space, "/tasks/create/"), request);
    return Ask(std::move(request));
  }
  Answer CreateWithHeader(const std::string& name, const std::string& value) {
    Request request = CreateRequest(kGood);
    for (auto& header : request.headers) {
      if (header.first == name) header.second = value;
    }
    if (!Header(request, name).has_value()) request.headers.emplace_back(name, value);
    return Ask(std::move(request));
  }
  Answer CreateWithToken(const std::string& token) {
    return CreateWithHeader("authorization", "Token " + token);
  }
  Answer CreateWithSchedule(absl::string_view schedule, absl::string_view pilot = "p") {
    return Create(absl::StrCat(R"({"pilot":")", pilot, R"(","documents":[{}],"schedule":)", schedule, "}"));
  }
};

#define EXPECT_BODY(answer, name) EXPECT_EQ(Shown(answer), Shown(Body(name)))

TEST_F(Creates, AnswersWithARunAndItsTasks) {
  const Tick tick = ToTick(now_);
  EXPECT_EQ(Shown(Create(R"({"pilot":"p","documents":[{},{}]})")),
            absl::StrCat(R"(200 {"status_code":200,"message":"Task Created Successfully","data":{"run_id":")",
                         IdOf('R', tick), R"(","task_ids":[")", IdOf('T', tick + 1), R"(",")",
                         IdOf('T', tick + 2), R"("],"status":"pending"}})"));
  EXPECT_EQ(backend().book().accepted, 1);
  EXPECT_EQ(backend().book().calls, 2);
}

TEST_F(Creates, GivesNoIdTwice) {
  EXPECT_NE(Create(kGood).text, Create(kGood).text) << "the clock stands still";
}

TEST_F(Creates, WritesTheStatusAsItIsToldTo) {
  Configure({.status_form = StatusForm::kMap});
  const std::string task = IdOf('T', ToTick(now_) + 1);
  EXPECT_THAT(Create(kGood).text, HasSubstr(absl::StrCat(R"("status":{")", task, R"(":"pending"}}})")));
  Configure({.status_form = StatusForm::kAbsent});
  EXPECT_THAT(Create(kGood).text, HasSubstr(R"("]}})"));
}

TEST_F(Creates, RefusesAnAcceptHeaderWithoutJson) {
  EXPECT_BODY(CreateWithHeader("accept", "text/html"), "406_accept");
  EXPECT_EQ(CreateWithHeader("accept", "text/html, */*;q=0.1").status, 200);
  EXPECT_EQ(CreateWithHeader("accept", "application/json").status, 200);
}

TEST_F(Creates, RefusesEachWrongAuthorizationInItsOwnWords) {
  EXPECT_BODY(CreateWithHeader("authorization", ""), "401_no_credentials");
  EXPECT_BODY(CreateWithHeader("authorization", "Basic YTpi"), "401_no_credentials");
  EXPECT_BODY(CreateWithHeader("authorization", "Token"), "401_empty_token");
  EXPECT_BODY(CreateWithHeader("authorization", "Token a b"), "401_spaces_in_token");
  EXPECT_BODY(CreateWithHeader("authorization", "Bearer x"), "401_bearer");
  EXPECT_BODY(CreateWithToken(std::string(kInvalidToken)), "401_invalid_token");
  EXPECT_BODY(CreateWithToken(std::string(kInactiveToken)), "401_inactive");
  EXPECT_BODY(CreateWithToken(std::string(kExpiredToken)), "403_token_expired");
  EXPECT_EQ(CreateWithHeader("authorization", "token abc").status, 200) << "the keyword has no case";
  EXPECT_THAT(CreateWithToken("invalid-token").headers, Contains(Pair("WWW-Authenticate", "Token")));
}

TEST_F(Creates, LetsInOnlyListedTokensAndSpaces) {
  Configure({.tokens = {"good"}, .spaces = {"MINE"}});
  EXPECT_BODY(CreateIn("MINE"), "401_invalid_token");
  Request request = CreateRequest(kGood);
  request.headers[0].second = "Token good";
  EXPECT_BODY(Ask(request), "206_invalid_space_token");
  SetTarget("/api/v2/platform/spaces/MINE/tasks/create/", request);
  EXPECT_EQ(Ask(request).status, 200);
}

TEST_F(Creates, RefusesSpacesWith206) {
  EXPECT_BODY(CreateIn(kInvalidSpace), "206_invalid_space_token");
  EXPECT_BODY(CreateIn("a%20b"), "206_invalid_space_token");
  EXPECT_BODY(CreateIn(kNoAccessSpace), "206_no_access");
  EXPECT_BODY(CreateIn(kReadOnlySpace), "206_no_role");
}

TEST_F(Creates, ChecksInTheBackendsOrder) {
  Request request = CreateRequest("{");
  SetTarget("/api/v2/platform/spaces/INVALID_SPACE/tasks/create/", request);
  EXPECT_BODY(Ask(request), "206_invalid_space_token") << "before the body";
  request.method = "PUT";
  EXPECT_BODY(Ask(request), "405_method") << "before the space";
  request.headers[0].second = "";
  EXPECT_BODY(Ask(request), "401_no_credentials") << "before the method";
  request.headers.emplace_back("accept", "image/png");
  EXPECT_BODY(Ask(request), "406_accept") << "before the token";
}

TEST_F(Creates, RefusesWhatIsNoJson) {
  EXPECT_BODY(Create(R"({"pilot": })"), "400_json");
  EXPECT_BODY(CreateWithHeader("content-type", "text/plain"), "415_media_type");
  EXPECT_BODY(CreateWithHeader("content-type", "application/x-www-form-urlencoded"), "206_validation_all");
  EXPECT_EQ(CreateWithHeader("content-type", "application/json; charset=utf-8").status, 200);
  EXPECT_BODY(Create(""), "206_validation_all");
  EXPECT_BODY(Create(std::string(100'000, '[')), "500_html");
}

TEST_F(Creates, ComplainsInTheSerializersWords) {
  const std::pair<const char*, const char*> kCases[] = {
      {R"({"documents":[{}]})", "206_validation_pilot"},
      {R"({"pilot":"p","context":" ","documents":[{}]})", "206_validation_context_blank"},
      {R"({"pilot":"p","context":null,"documents":[{}]})", "206_validation_context_null"},
      {R"({"pilot":"p","context":[],"documents":[{}]})", "206_validation_context_type"},
      {R"({"pilot":"p","context":"\u0000","documents":[{}]})", "206_validation_nul"},
      {R"({"pilot":"p","documents":{}})", "206_validation_documents_type"},
      {R"({"pilot":"p","documents":[{},"x"]})", "206_validation_document_type"},
      {R"({"pilot":"p","documents":[{}],"schedule":"now"})", "206_validation_schedule_type"},
      {R"([])", "206_validation_body_type"},
  };
  for (const auto& [body, name] : kCases) EXPECT_BODY(Create(body), name) << body;
  EXPECT_EQ(Create(R"({"pilot":7,"documents":[{}]})").status, 200) << "a number is made a string";
}

TEST_F(Creates, AsksForContextOnlyWhenToldTo) {
  EXPECT_EQ(Create(R"({"pilot":"p","documents":[{}]})").status, 200);
  Configure({.require_context = true});
  EXPECT_BODY(Create(R"({"pilot":"p","documents":[{}]})"), "206_validation_context");
  EXPECT_BODY(Create("{}"), "206_validation_all");
}

TEST_F(Creates, RefusesAnEmptyListOfDocuments) {
  EXPECT_BODY(Create(R"({"pilot":"p","documents":[]})"), "400_no_documents");
  EXPECT_BODY(Create(R"({"pilot":"p","documents":[],"filters":{"a":1}})"), "400_no_stored_tasks");
}

TEST_F(Creates, RefusesADocumentIdThatIsNoString) {
  EXPECT_BODY(Create(R"({"pilot":"p","documents":[{"document_id":123}]})"), "422_document_id");
  EXPECT_EQ(Create(R"({"pilot":"p","documents":[{"id":"a","document_id":123}]})").status, 200) << "id wins";
  EXPECT_EQ(Create(R"({"pilot":"p","documents":[{"document_id":null}]})").status, 200);
  EXPECT_THAT(Create(R"({"pilot":"p","documents":[{"id":{"a":[true,"it's"]}}]})").text,
              HasSubstr(R"('input': {'a': [True, \"it's\"]}}])"));
}

TEST_F(Creates, DialsAtOnceForATypeItDoesNotKnow) {
  for (const char* schedule : {R"({"type":"now"})", R"({"type":"later"})", "{}", R"({"type":null})"}) {
    EXPECT_THAT(CreateWithSchedule(schedule).text, HasSubstr(R"("status":"pending")")) << schedule;
  }
}

TEST_F(Creates, SchedulesACustomTimeOfTheFuture) {
  const auto custom = [&](absl::string_view date, absl::string_view time) {
    return CreateWithSchedule(
        absl::StrCat(R"({"type":"custom","calling_date":")", date, R"(","calling_time":")", time, R"("})"));
  };
  EXPECT_THAT(custom("2026-02-07", "06:00:00+00:00").text, HasSubstr(R"("status":"scheduled")"));
  EXPECT_THAT(custom("2026-02-08", "10:00").text, HasSubstr(R"("status":"scheduled")"));
  EXPECT_BODY(custom("2026-02-07", "05:57:45+00:00"), "400_schedule_past");
  EXPECT_BODY(custom("2026-02-07", "06:00:00+01:00"), "400_schedule_past");
  EXPECT_BODY(custom("tomorrow", "noon"), "500_internal");
  EXPECT_BODY(custom("2026-02-08", ""), "400_schedule_format");
  EXPECT_BODY(CreateWithSchedule(R"({"type":"custom"})"), "400_schedule_format");
}

TEST_F(Creates, SchedulesAutomaticallyForAnAgentThatExists) {
  EXPECT_THAT(CreateWithSchedule(R"({"type":"auto"})", "space-agent-x").text, HasSubstr("scheduled"));
  EXPECT_THAT(CreateWithSchedule(R"({"type":"auto"})", "nobody").text, HasSubstr("pending"));
}

TEST_F(Creates, FailsHalfwayWhereTheDatabaseWould) {
  EXPECT_BODY(Create(R"({"pilot":"p","documents":[{"a":1},{"a":[9223372036854775808]}]})"), "500_internal");
  EXPECT_EQ(backend().book().accepted, 1) << "the run is there";
  EXPECT_EQ(backend().book().calls, 1) << "and the first task";
}

TEST_F(Creates, CountsWhatItRefuses) {
  CreateIn(kInvalidSpace);
  Create("{");
  EXPECT_EQ(backend().book().received, 2);
  EXPECT_EQ(backend().book().accepted, 0);
}

}  // namespace
}  // namespace unpod::sandbox
