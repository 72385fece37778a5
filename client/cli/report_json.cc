#include "client/cli/report_json.h"

#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/cli/document_result.h"
#include "client/cli/exit_code.h"

namespace unpod::cli {
namespace {

using nlohmann::ordered_json;

// In the order of the names; a protobuf map has none.
template <class Map>
ordered_json Sorted(const Map& map) {
  ordered_json object = ordered_json::object();
  for (const auto& [key, value] : std::map<std::string, std::string>(map.begin(), map.end()))
    object[key] = value;
  return object;
}

std::string OutcomeName(client::Verdict verdict) {
  switch (verdict) {
    case client::Verdict::kRefused:
      return "refused";
    case client::Verdict::kRetryable:
      return "retryable";
    case client::Verdict::kUnreachable:
      return "unreachable";
    case client::Verdict::kUnknown:
      break;
  }
  return "unknown";
}

ordered_json ExecutionName(client::Execution execution) {
  switch (execution) {
    case client::Execution::kNotStarted:
      return "not_started";
    case client::Execution::kUnknown:
      return "unknown";
    case client::Execution::kAbsent:
      break;
  }
  return nullptr;
}

ordered_json Preview(const unpod_task::v1::RequestPreview& preview) {
  ordered_json object;
  object["method"] = preview.method();
  object["path"] = preview.path();
  object["headers"] = Sorted(preview.headers());
  object["body"] = preview.body();
  return object;
}

}  // namespace

std::string Line(const ordered_json& object) {
  // The replacing handler: foreign text that is not UTF-8 must not throw.
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json FailureObject(const unpod_task::v1::Failure& failure) {
  ordered_json object;
  object["code"] = absl::StatusCodeToString(static_cast<absl::StatusCode>(failure.code()));
  object["reason"] = failure.reason();
  object["message"] = failure.message();
  object["execution"] = ExecutionName(ExecutionOf(failure));
  object["repeat_is_safe"] = failure.repeat_is_safe();
  object["field"] = failure.field();
  object["http_status"] =
      failure.http_status() == 0 ? ordered_json(nullptr) : ordered_json(failure.http_status());
  return object;
}

ordered_json ResultsArray(const google::protobuf::RepeatedPtrField<unpod_task::v1::DocumentResult>& results) {
  ordered_json array = ordered_json::array();
  for (const auto& result : results) {
    ordered_json object;
    object["index"] = result.index();
    object["task_id"] = result.task_id();
    object["state"] = StateWord(result.state(), result.upstream_status());
    object["upstream_status"] = result.upstream_status();
    object["failure"] = result.has_failure() ? FailureObject(result.failure()) : ordered_json(nullptr);
    array.push_back(std::move(object));
  }
  return array;
}

ordered_json ErrorObject(const client::Error& error) {
  ordered_json object;
  object["code"] = absl::StatusCodeToString(error.code);
  object["reason"] = error.reason;
  object["message"] = error.message;
  object["execution"] = ExecutionName(error.execution);
  object["http_status"] = error.http_status == 0 ? ordered_json(nullptr) : ordered_json(error.http_status);
  object["retry_after_seconds"] = error.retry_delay.has_value()
                                      ? ordered_json(absl::ToDoubleSeconds(*error.retry_delay))
                                      : ordered_json(nullptr);
  object["resource_type"] = error.resource_type;
  object["violations"] = ordered_json::array();
  for (const client::FieldViolation& violation : error.violations) {
    ordered_json item;
    item["field"] = violation.field;
    item["description"] = violation.description;
    item["reason"] = violation.reason;
    object["violations"].push_back(std::move(item));
  }
  return object;
}

std::string ResponseJson(const client::CreateTaskResult& result) {
  const unpod_task::v1::CreateTaskResponse& response = result.response();
  ordered_json object;
  object["outcome"] = response.run_id().empty() ? "valid" : "created";
  object["exit_code"] = kExitOk;
  object["request_id"] = result.request_id();
  if (response.run_id().empty()) {
    object["preview"] = response.has_preview() ? Preview(response.preview()) : ordered_json(nullptr);
    return Line(object);
  }
  object["run_id"] = response.run_id();
  object["results"] = ResultsArray(response.results());
  object["upstream_status"] = response.upstream_status();
  object["upstream_message"] = response.upstream_message();
  object["replayed"] = response.replayed();
  object["read_back"] = response.read_back();
  return Line(object);
}

std::string ErrorJson(const client::Error& error, const std::string& request_id) {
  ordered_json object;
  object["outcome"] = OutcomeName(VerdictOf(error));
  object["exit_code"] = ExitCodeOf(VerdictOf(error));
  object["request_id"] = request_id;
  object["error"] = ErrorObject(error);
  object["error"]["repeat_is_safe"] = IsSafeToRepeat(error);
  return Line(object);
}

std::string CommandErrorJson(const std::string& outcome, int exit_code, const client::Error& error) {
  ordered_json object;
  object["outcome"] = outcome;
  object["exit_code"] = exit_code;
  object["error"] = ErrorObject(error);
  return Line(object);
}

std::string ProblemsJson(const Problems& problems) {
  client::Error error;
  error.code = absl::StatusCode::kInvalidArgument;
  error.reason = "USAGE";
  error.message = "wrong flags or body; nothing was sent";
  error.execution = client::Execution::kNotStarted;
  for (const Problem& problem : problems) error.violations.push_back({problem.where, problem.what});
  ordered_json object;
  object["outcome"] = "usage";
  object["exit_code"] = kExitUsage;
  object["error"] = ErrorObject(error);
  return Line(object);
}

std::string HealthJson(const HealthReport& report) {
  ordered_json object;
  object["outcome"] = report.state;
  object["exit_code"] = report.exit_code;
  object["service"] = report.service;
  object["address"] = report.address;
  object["detail"] = report.detail;
  return Line(object);
}

}  // namespace unpod::cli
