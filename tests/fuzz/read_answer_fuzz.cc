// A list of the upstream's: what is made of it can be read by whoever asked, and keeps no credential of the
// upstream's. First line: what it lists (tasks, runs, agents, spaces) and the HTTP status. Then the body.
#include "server/unpod/read_answer.h"

#include <google/protobuf/util/json_util.h>

#include <string>
#include <utility>
#include <variant>

#include "server/domain/names.h"
#include "server/rpc/read_convert.h"
#include "server/unpod/read_objects.h"
#include "server/unpod/task_page.h"
#include "tests/fuzz/failure_check.h"
#include "tests/fuzz/fuzz.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::fuzz {
namespace {

constexpr char kMark[] = "4f2a";

http::Result ResultOf(const HeadedInput& input) {
  http::Result result;
  result.error = http::Error::kNone;
  result.may_have_left = true;
  result.http_status = input.Number(1, 999);
  result.body = input.text();
  return result;
}

template <typename Message>
void CheckReadable(const Message& message) {
  Message again;
  Require(again.ParseFromString(message.SerializeAsString()), "a client can read the answer");
  std::string json;
  Require(google::protobuf::util::MessageToJsonString(message, &json).ok(), "the answer has a JSON form");
}

bool Has(const google::protobuf::Struct& object, const char* name) {
  return object.fields().count(name) != 0;
}

void CheckTasks(std::vector<domain::Object> items) {
  unpod_task::v1::ListRunTasksResponse response;
  for (domain::Object& item : items)
    rpc::FillTask(unpod::ToTaskInfo(std::move(item)), "mark", *response.add_tasks());
  for (const unpod_task::v1::CallTask& task : response.tasks()) {
    const auto& document = task.document();
    Require(!Has(document.structured_variables(), "token") && document.variables().count("token") == 0,
            "the upstream's control key is left out");
    const auto user = task.other().fields().find("user_info");
    if (user == task.other().fields().end() || !user->second.has_struct_value()) continue;
    Require(!Has(user->second.struct_value(), "user_token"), "a user's token is left out");
  }
  CheckReadable(response);
}

void CheckRuns(std::vector<domain::Object> items) {
  unpod_task::v1::ListRunsResponse response;
  for (domain::Object& item : items) rpc::FillRun(unpod::ToRunInfo(std::move(item)), *response.add_runs());
  CheckReadable(response);
}

void CheckAgents(std::vector<domain::Object> items) {
  unpod_task::v1::ListAgentsResponse response;
  for (domain::Object& item : items)
    rpc::FillAgent(unpod::ToAgentInfo(std::move(item)), *response.add_agents());
  CheckReadable(response);
}

void CheckSpaces(std::vector<domain::Object> items) {
  unpod_task::v1::ListSpacesResponse response;
  for (domain::Object& item : items)
    rpc::FillSpace(unpod::ToSpaceInfo(std::move(item)), *response.add_spaces());
  CheckReadable(response);
}

void CheckPage(const std::string& kind, const http::Result& result) {
  auto answer = unpod::ReadPage(result, unpod::TokenOwner::kService, kNow);
  if (const auto* failure = std::get_if<domain::Failure>(&answer)) {
    return CheckFailure(*failure, rpc::Execution::kNotStarted);
  }
  auto& page = std::get<unpod::Page>(answer);
  Require(result.http_status == 200, "only a 200 is a list");
  Require(page.total >= static_cast<int64_t>(page.items.size()), "what is here is part of the total");
  if (kind == "runs") return CheckRuns(std::move(page.items));
  if (kind == "agents") return CheckAgents(std::move(page.items));
  if (kind == "spaces") return CheckSpaces(std::move(page.items));
  CheckTasks(std::move(page.items));
}

// The same page, read for the marks in it.
void CheckMarks(const std::string& body) {
  const unpod::TaskPage page = unpod::ReadTaskPage(body, "client_request_id", kMark);
  Require(page.is_readable || (page.tasks == 0 && page.marked.empty()),
          "nothing comes out of what is unreadable");
  Require(page.marked.size() <= page.tasks, "a task carries one mark");
  Require(page.newest.has_value() == page.oldest.has_value(), "a page has two ends or none");
  for (const unpod::MarkedTask& task : page.marked) {
    Require(domain::IsId(task.task_id) && domain::IsId(task.run_id), "ids have the form of ids");
    Require(task.status.size() <= 64 && IsPlain(task.status), "so has a status");
  }
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const unpod::fuzz::HeadedInput input(data, size);
  const unpod::http::Result result = unpod::fuzz::ResultOf(input);
  unpod::fuzz::CheckPage(input.Word(0), result);
  unpod::fuzz::CheckMarks(result.body);
  return 0;
}
