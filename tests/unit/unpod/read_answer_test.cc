#include "server/unpod/read_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "server/domain/object.h"
#include "server/domain/reason.h"
#include "tests/unit/unpod/upstream_bodies.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

std::string Describe(const std::variant<Page, domain::Failure>& answer) {
  if (const auto* page = std::get_if<Page>(&answer)) {
    return absl::StrCat(page->items.size(), " of ", page->total);
  }
  const auto& failure = std::get<domain::Failure>(answer);
  return absl::StrCat(absl::StatusCodeToString(failure.code), " ", domain::ReasonName(failure.reason),
                      failure.resource.has_value() ? " " + failure.resource->type : "");
}

std::string Read(const http::Result& result, TokenOwner owner = TokenOwner::kService) {
  return Describe(ReadPage(result, owner, absl::UnixEpoch()));
}

const char kFailedInside[] = "FAILED_PRECONDITION UPSTREAM_READ_FAILED";
const char kReadInvalid[] = "INVALID_ARGUMENT UPSTREAM_INVALID";
const char kServiceToken[] = "FAILED_PRECONDITION SERVICE_TOKEN_REJECTED";
const char kRefused[] = "INTERNAL UPSTREAM_REFUSED_REQUEST";
const char kReadBroken[] = "UNAVAILABLE UPSTREAM_ERROR";

// What each of them means as the answer to a read. Where a create's answer comes back, no harm is done.
const std::map<std::string, std::string>& Meanings() {
  static const auto* const meanings = new std::map<std::string, std::string>{
      {"created", "1 of 1"},
      {"created_status_map", "1 of 1"},
      {"created_scheduled", "1 of 1"},
      {"runs", "1 of 9"},
      {"tasks", "1 of 1"},
      {"no_tasks", "0 of 0"},
      {"pilot_required", kFailedInside},
      {"context_required", kFailedInside},
      {"context_blank", kFailedInside},
      {"context_null", kFailedInside},
      {"context_type", kFailedInside},
      {"documents_type", kFailedInside},
      {"document_type", kFailedInside},
      {"schedule_type", kFailedInside},
      {"body_type", kFailedInside},
      {"nul", kFailedInside},
      {"surrogate", kFailedInside},
      {"all_required", kFailedInside},
      {"invalid_space_token", "NOT_FOUND SPACE_NOT_FOUND space"},
      {"not_a_member", "PERMISSION_DENIED SPACE_ACCESS_DENIED space"},
      {"role_too_low", "PERMISSION_DENIED SPACE_ACCESS_DENIED space"},
      {"collection_type", kFailedInside},
      {"creation_failed", kFailedInside},
      {"runs_fetch_failed", kFailedInside},
      {"error_fetching_runs", kFailedInside},
      {"no_tasks_and_filters", kReadInvalid},
      {"schedule_past", kReadInvalid},
      {"schedule_format", kReadInvalid},
      {"no_tasks_in_store", kReadInvalid},
      {"creation_failed_400", kReadInvalid},
      {"json_error", kReadInvalid},
      {"org_handle_header", kReadInvalid},
      {"org_handle_documented", kReadInvalid},
      {"bad_host", kReadInvalid},
      {"document_id_type", kRefused},
      {"no_credentials", kServiceToken},
      {"invalid_token", kServiceToken},
      {"empty_token", kServiceToken},
      {"inactive_user", kServiceToken},
      {"expired_auth_token", kServiceToken},
      {"documented_401", kServiceToken},
      {"token_has_expired", kServiceToken},
      {"no_permission", "PERMISSION_DENIED PERMISSION_DENIED"},
      {"moved", "INTERNAL UPSTREAM_REDIRECT"},
      {"agent_not_found", "NOT_FOUND NOT_FOUND agent"},
      {"space_not_found", "NOT_FOUND NOT_FOUND space"},
      {"not_found", "NOT_FOUND NOT_FOUND"},
      {"inner_not_found", "NOT_FOUND NOT_FOUND"},
      {"page_not_found", "FAILED_PRECONDITION UPSTREAM_ROUTE_NOT_FOUND"},
      {"method", kRefused},
      {"accept", kRefused},
      {"media_type", kRefused},
      {"too_large", kRefused},
      {"throttled", "RESOURCE_EXHAUSTED RATE_LIMITED"},
      {"rate_limit", "RESOURCE_EXHAUSTED RATE_LIMITED"},
      {"inner_crash", kReadBroken},
      {"server_error", kReadBroken},
      {"server_error_page", kReadBroken},
      {"inner_bad_gateway", kReadBroken},
      {"bad_gateway", kReadBroken},
      {"unavailable", kReadBroken},
      {"gateway_timeout", kReadBroken},
  };
  return *meanings;
}

TEST(ReadAnswer, KnowsEachAnswerOfTheUpstream) {
  for (const KnownAnswer& known : KnownAnswers()) {
    const auto meaning = Meanings().find(known.name);
    ASSERT_NE(meaning, Meanings().end()) << known.name << " is in no table";
    EXPECT_EQ(Read(Answered(known.status, known.body, known.content_type)), meaning->second) << known.name;
  }
}

TEST(ReadAnswer, PassesOnNothingOfAnErrorsBody) {
  for (const KnownAnswer& known : KnownAnswers()) {
    const auto answer = ReadPage(Answered(known.status, known.body), TokenOwner::kService, absl::UnixEpoch());
    const auto* failure = std::get_if<domain::Failure>(&answer);
    if (failure == nullptr) continue;
    for (const char* word : {"detail", "Detailed", "html", "loc"}) {
      EXPECT_THAT(failure->message, ::testing::Not(::testing::HasSubstr(word))) << known.name;
    }
  }
}

TEST(ReadAnswer, TellsWhoseTokenWasRejected) {
  EXPECT_EQ(Read(Answered(401, "{}"), TokenOwner::kCaller), "UNAUTHENTICATED CALLER_TOKEN_REJECTED");
}

TEST(ReadAnswer, OfABrokenConnectionMayBeAskedForAgain) {
  http::Result lost;
  lost.may_have_left = true;
  lost.error = http::Error::kConnectionLost;
  EXPECT_EQ(Read(lost), "UNAVAILABLE CONNECTION_LOST");
  lost.error = http::Error::kTimeout;
  EXPECT_EQ(Read(lost), "UNAVAILABLE UPSTREAM_TIMEOUT");
  lost.error = http::Error::kResponseTooLarge;
  EXPECT_EQ(Read(lost), "FAILED_PRECONDITION RESPONSE_TOO_LARGE");
  lost.error = http::Error::kUnreadable;
  EXPECT_EQ(Read(lost), "INTERNAL RESPONSE_UNREADABLE");
  http::Result refused;
  refused.error = http::Error::kConnect;
  EXPECT_EQ(Read(refused), "UNAVAILABLE UPSTREAM_UNREACHABLE");
}

TEST(ReadAnswer, IsReadLeniently) {
  EXPECT_EQ(Read(Answered(200, R"({"data":[{"a":1},7,null,{"b":2}]})")), "2 of 2")
      << "no count, other things";
  EXPECT_EQ(Read(Answered(200, R"({"count":"many","data":[]})")), "0 of 0");
  EXPECT_EQ(Read(Answered(200, R"({"count":1e300,"data":[]})")), "0 of 0");
}

TEST(ReadAnswer, ThatIsNoneIsAnError) {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
        std::string(R"({"data":"text"})"), std::string("<html>"), absl::StrCat(R"({"data":[)", deep, "]}")}) {
    EXPECT_EQ(Read(Answered(200, body)), "INTERNAL RESPONSE_UNREADABLE") << body.substr(0, 40);
  }
}

TEST(ReadAnswer, KeepsEveryKindOfValue) {
  const auto answer = ReadPage(
      Answered(200, R"({"data":{"n":null,"b":true,"i":-3,"u":7,"f":1.5,"s":"x","l":[1,[2]],"o":{"p":{}}}})"),
      TokenOwner::kService, absl::UnixEpoch());
  const domain::Object& object = std::get<Page>(answer).items.at(0);
  EXPECT_TRUE(std::get<bool>(domain::Find(object, "b")->data));
  EXPECT_EQ(std::get<double>(domain::Find(object, "i")->data), -3);
  EXPECT_EQ(std::get<double>(domain::Find(object, "u")->data), 7);
  EXPECT_EQ(std::get<double>(domain::Find(object, "f")->data), 1.5);
  EXPECT_EQ(domain::TextOf(object, "s"), "x");
  EXPECT_EQ(std::get<domain::List>(domain::Find(object, "l")->data).size(), 2u);
  EXPECT_TRUE(std::holds_alternative<domain::Object>(domain::Find(object, "o")->data));
  EXPECT_TRUE(std::holds_alternative<std::nullptr_t>(domain::Find(object, "n")->data));
}

}  // namespace
}  // namespace unpod::unpod
