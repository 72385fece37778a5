// The controls over HTTP, as another program uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sandbox/answer.h"
#include "sandbox/bodies.h"
#include "tests/unit/sandbox/running_sandbox.h"

namespace unpod::sandbox {
namespace {

class Controls : public RunningSandbox {
 protected:
  HttpAnswer Get(absl::string_view path) { return Connection(port()).Ask(GetText(path)); }
  HttpAnswer Post(absl::string_view path, absl::string_view body) {
    return Connection(port()).Ask(PostText(path, body));
  }
  HttpAnswer Create(absl::string_view id) { return Connection(port()).Ask(CreateText(OneDocument(id))); }
  Json GetJson(absl::string_view path) { return Json::parse(Get(path).body, nullptr, false); }
};

TEST_F(Controls, ScriptFaults) {
  EXPECT_EQ(Post("/_sandbox/faults", R"([{"body":"206_no_access"},{"status":500}])").body,
            R"({"faults_left":2})");
  EXPECT_EQ(GetJson("/_sandbox/faults")["faults"].size(), 2u);
  EXPECT_EQ(Create("d1").body, Body("206_no_access").text);
  EXPECT_EQ(sandbox().faults_left(), 1);
  EXPECT_EQ(Connection(port()).Ask("DELETE /_sandbox/faults HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_EQ(Create("d1").status, 200);
}

TEST_F(Controls, TakeAllFaultsOrNone) {
  const HttpAnswer answer = Post("/_sandbox/faults", R"([{"body":"206_no_access"},{"stauts":500}])");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, R"({"message":"stauts: a fault has no such member"})");
  EXPECT_EQ(sandbox().faults_left(), 0);
}

TEST_F(Controls, ReadTheBook) {
  Create("d1");
  Create("d1");
  Connection(port()).Ask(CreateText("{"));
  const Json book = GetJson("/_sandbox/book?key=document_id");
  EXPECT_EQ(book["received"], 3);
  EXPECT_EQ(book["accepted"], 2);
  EXPECT_EQ(book["connections"], 4) << "this one, too";
  EXPECT_EQ(Dump(book["values"]), R"({"d1":{"received":2,"accepted":2,"calls":2}})");
}

TEST_F(Controls, ResetTheBookAndTheRuns) {
  Create("d1");
  Post("/_sandbox/faults", "{}");
  EXPECT_EQ(Post("/_sandbox/reset", "").status, 200);
  EXPECT_EQ(sandbox().book().received, 0);
  EXPECT_EQ(sandbox().faults_left(), 0);
  EXPECT_EQ(GetJson("/api/v2/platform/spaces/SPACE/runs/")["count"], 0);
}

TEST_F(Controls, AdvanceTheClock) {
  Create("d1");
  EXPECT_EQ(Post("/_sandbox/advance", R"({"seconds":3600})").status, 200);
  EXPECT_EQ(GetJson("/api/v2/platform/spaces/SPACE/runs/")["data"][0]["status"], "completed");
  EXPECT_EQ(Post("/_sandbox/advance", R"({"seconds":"3600"})").status, 400);
}

TEST_F(Controls, CloseIdleConnections) {
  Restart({.keep_alive = absl::Minutes(5)});
  Connection idle(port());
  EXPECT_EQ(idle.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(Post("/_sandbox/close_idle", "").status, 200);
  EXPECT_EQ(idle.ReadToEnd(), End::kFin);
}

TEST_F(Controls, ListTheBodies) {
  EXPECT_EQ(GetJson("/_sandbox/bodies")["404_space"], Body("404_space").text);
}

TEST_F(Controls, KnowWhatTheyAreNot) {
  EXPECT_EQ(Get("/_sandbox/nothing").status, 404);
  EXPECT_EQ(Post("/_sandbox/book", "").status, 405);
}

}  // namespace
}  // namespace unpod::sandbox
