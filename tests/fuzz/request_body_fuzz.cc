// A JSON body of the upstream's form, as unpod-task takes it: it is refused, or goes upstream as it was
// written.
#include <string>

#include "absl/strings/str_cat.h"
#include "client/cli/body.h"
#include "client/cli/document.h"
#include "client/cli/text.h"
#include "server/rpc/convert.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"
#include "tests/fuzz/sent_check.h"

namespace unpod::fuzz {
namespace {

using nlohmann::json;

void CheckProblems(const cli::Problems& problems) {
  for (const cli::Problem& problem : problems) {
    Require(!problem.what.empty(), "a problem says what is wrong");
    Require(cli::Printable(problem.where) == problem.where, "where it is can be shown on a terminal");
    Require(cli::Printable(problem.what) == problem.what, "what it is can be shown on a terminal");
  }
}

absl::Time TimeOf(const json* schedule) {
  const std::string text = absl::StrCat(TextOf(MemberOf(schedule, "calling_date")), "T",
                                        TextOf(MemberOf(schedule, "calling_time")));
  for (const char* form : {"%Y-%m-%dT%H:%M:%S%Ez", "%Y-%m-%dT%H:%M%Ez"}) {
    absl::Time time;
    if (absl::ParseTime(form, text, &time, nullptr)) return time;
  }
  return absl::InfinitePast();
}

// Empty texts are left out of what is sent; nothing else is changed.
json WithoutEmpty(json document) {
  unpod_task::v1::Document fields;
  for (auto member = document.begin(); member != document.end();) {
    const bool is_field = member.key() == "labels" || cli::TextField(member.key(), &fields) != nullptr;
    const bool is_empty = member->is_array() ? member->empty() : *member == "";
    member = is_field && is_empty ? document.erase(member) : std::next(member);
  }
  return document;
}

void CheckSame(const json& given, const json& sent) {
  for (const char* name : {"pilot", "context"}) {
    Require(TextOf(MemberOf(&given, name)) == TextOf(MemberOf(&sent, name)),
            "a text arrives as it was written");
  }
  const json& documents = given["documents"];
  Require(documents.size() == sent["documents"].size(), "each contact is sent once");
  for (size_t i = 0; i < documents.size(); ++i) {
    Require(WithoutEmpty(documents[i]) == sent["documents"][i], "a contact arrives as it was written");
  }
  const json* const asked = MemberOf(&given, "schedule");
  const json& when = sent["schedule"];
  if (asked == nullptr) return Require(when["type"] == "now", "without a schedule it is now");
  Require(TextOf(MemberOf(asked, "type")) == when["type"], "the schedule is the one that was written");
  if (when["type"] == "custom")
    Require(TimeOf(asked) == TimeOf(&when), "the time is the one that was written");
}

void Check(const std::string& text) {
  cli::Problems problems;
  unpod_task::v1::CreateTaskRequest request;
  cli::ReadBody(text, &request, &problems);
  CheckProblems(problems);
  const JsonTree tree = ReadTree(text);
  Require(tree.root.is_object() || !problems.empty(), "only an object is a body");
  if (!problems.empty()) return;
  const std::optional<json> sent = CheckSent(rpc::ToTask(request));
  if (sent.has_value()) CheckSame(tree.root, *sent);
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  unpod::fuzz::Check(unpod::fuzz::TextOf(data, size));
  return 0;
}
