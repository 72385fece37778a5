// What a program reads: one JSON object on one line. Keys are only ever added; docs/command-line.md lists
// them.
#ifndef UNPOD_CLIENT_CLI_REPORT_JSON_H_
#define UNPOD_CLIENT_CLI_REPORT_JSON_H_

#include <nlohmann/json.hpp>
#include <string>

#include "client/cli/problem.h"
#include "client/cli/report_text.h"
#include "client/error.h"
#include "client/task_client.h"

namespace unpod::cli {

// The object as one line.
std::string Line(const nlohmann::ordered_json& object);

// Code, reason, message and details.
nlohmann::ordered_json ErrorObject(const client::Error& error);

// Why a document has no task, or a request did not succeed.
nlohmann::ordered_json FailureObject(const unpod_task::v1::Failure& failure);

nlohmann::ordered_json ResultsArray(
    const google::protobuf::RepeatedPtrField<unpod_task::v1::DocumentResult>& results);

std::string ResponseJson(const client::CreateTaskResult& result);
std::string ErrorJson(const client::Error& error, const std::string& request_id);
// `outcome` in place of the one of CreateTask; without a request id.
std::string CommandErrorJson(const std::string& outcome, int exit_code, const client::Error& error);
std::string ProblemsJson(const Problems& problems);
std::string HealthJson(const HealthReport& report);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_REPORT_JSON_H_
