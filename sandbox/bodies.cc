#include "sandbox/bodies.h"

#include <algorithm>
#include <cassert>
#include <string>

#include "absl/strings/string_view.h"

namespace unpod::sandbox {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Answer Text(int status, std::string text, Headers headers = {}) {
  return {.status = status, .text = std::move(text), .headers = std::move(headers)};
}

Answer Html(int status, std::string text, Headers headers = {}) {
  return {
      .status = status, .text = std::move(text), .content_type = "text/html", .headers = std::move(headers)};
}

// A proxy's own error page.
Answer Nginx(int status, const std::string& title) {
  return Html(status, "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" +
                          title + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
}

// The backend's web framework's page.
Answer Django(int status, const std::string& title, const std::string& text) {
  return Html(status, "<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>" + title +
                          "</title>\n</head>\n<body>\n  <h1>" + title + "</h1><p>" + text +
                          "</p>\n</body>\n</html>\n");
}

Answer Unauthorized(std::string text) {
  return Text(401, std::move(text), {{"WWW-Authenticate", "Token"}});
}

// The serializer's wrapper: `errors` is in it twice.
Answer Validation(const std::string& errors) {
  return Text(206, R"({"status_code":206,"message":"There is some Validation error","data":{"errors":)" +
                       errors + R"(},"errors":)" + errors + "}");
}

// The wrapper of what the internal service refuses.
Answer Refused(const std::string& detail) {
  return Text(400, R"({"status_code":400,"message":"Task Creation Failed: )" + detail +
                       R"(","data":{"errors":{"detail":")" + detail + R"("}},"errors":{"detail":")" + detail +
                       R"("}})");
}

std::vector<NamedBody> CreatedBodies() {
  return {
      {"200_created",
       Text(
           200,
           R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":"R74802366fe9011f0878d43cd8a99e069","task_ids":["T74802367fe9011f0878d43cd8a99e069"],"status":"pending"}})")},
      {"200_created_status_map",
       Text(
           200,
           R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":"R1","task_ids":["T1","T2"],"status":{"T1":"pending","T2":"pending"}}})")},
      {"200_runs",
       Text(
           200,
           R"({"count":9,"status_code":200,"message":"Runs Fetched Successfully","data":[{"run_id":"Recac64fe03e911f1878d43cd8a99e069","collection_ref":"collection_data_SA2W8R6NZRK6C9PO3JSL1J85","run_mode":"prefect","status":"completed","created":"2026-02-07T05:57:45","modified":"2026-02-07T05:57:45"}]})")},
      {"200_tasks",
       Text(
           200,
           R"({"count":1,"status_code":200,"message":"Tasks Fetched Successfully","data":[{"_id":"697debb84c27faa892bfa0cc","thread_id":null,"user_info":{"email":"user@example.com","full_name":"John Doe"},"task_id":"T8ff2ccdffe9a11f0878d43cd8a99e069","run_id":"R8ff2ccdefe9a11f0878d43cd8a99e069","task":{"objective":"Call it"},"input":{"name":"John","contact_number":"1234567890","multi_select":"multi","document_id":"6902fb5840a736e125e80c","quality":"good"},"output":{},"attachments":[],"assignee":"space-agent-x","status":"pending","execution_type":"call","ref_id":"6902fb5840a736e125e80c","run_mode":"dev","created":"2026-02-07T05:57:45","modified":"2026-02-07T05:57:45"}]})")},
      {"200_no_tasks",
       Text(200, R"({"count":0,"status_code":200,"message":"Tasks Fetched Successfully","data":[]})")},
  };
}

std::vector<NamedBody> PartialContent() {
  return {
      {"206_validation_pilot", Validation(R"({"pilot":["This field is required."]})")},
      {"206_validation_context", Validation(R"({"context":["This field is required."]})")},
      {"206_validation_context_blank", Validation(R"({"context":["This field may not be blank."]})")},
      {"206_validation_context_null", Validation(R"({"context":["This field may not be null."]})")},
      {"206_validation_context_type", Validation(R"({"context":["Not a valid string."]})")},
      {"206_validation_documents_type",
       Validation(R"({"documents":["Expected a list of items but got type \"dict\"."]})")},
      {"206_validation_document_type",
       Validation(R"({"documents":{"1":["Expected a dictionary of items but got type \"str\"."]}})")},
      {"206_validation_schedule_type",
       Validation(R"({"schedule":["Expected a dictionary of items but got type \"str\"."]})")},
      {"206_validation_body_type",
       Validation(R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})")},
      {"206_validation_nul", Validation(R"({"context":["Null characters are not allowed."]})")},
      {"206_validation_surrogate",
       Validation(R"({"context":["Surrogate characters are not allowed: U+D800."]})")},
      {"206_validation_all",
       Validation(
           R"({"pilot":["This field is required."],"context":["This field is required."],"documents":["This field is required."]})")},
      {"206_invalid_space_token",
       Text(206, R"({"status_code":206,"message":"Invalid Space Token","data":{}})")},
      {"206_no_access",
       Text(
           206,
           R"({"status_code":206,"message":"You Don't have Access to this Space, You can't do any operation to this Space","data":{}})")},
      {"206_no_role",
       Text(
           206,
           R"({"status_code":206,"message":"You Don't have Access to do operation to this Space","data":{}})")},
      {"206_collection_type",
       Text(
           206,
           R"({"status_code":206,"message":"Task Creation Failed: Collection type not supported","data":{"errors":{"message":"Collection type not supported","success":false}},"errors":{"message":"Collection type not supported","success":false}})")},
      {"206_task_creation_failed",
       Text(206, R"({"message":"Task creation failed","errors":"Detailed error description"})")},
      {"206_runs_fetch_failed",
       Text(
           206,
           R"({"status_code":206,"message":"Runs Fetch Failed","data":{"errors":"{\"detail\":\"skip must be >= 0\"}"},"errors":"{\"detail\":\"skip must be >= 0\"}"})")},
      {"206_tasks_fetch_failed",
       Text(
           206,
           R"({"status_code":206,"message":"Tasks Fetch Failed","data":{"errors":"{\"detail\":\"skip must be >= 0\"}"},"errors":"{\"detail\":\"skip must be >= 0\"}"})")},
      {"206_error_fetching_runs",
       Text(206, R"({"message":"Error fetching runs","errors":"Detailed error description"})")},
  };
}

std::vector<NamedBody> BadRequest() {
  return {
      {"301_no_slash", Html(301, "", {{"Location", "/api/v2/platform/spaces/SPACE/tasks/create/"}})},
      {"400_no_documents", Refused("No tasks provided and filters missing in data")},
      {"400_schedule_past", Refused("Scheduled time must be in the future.")},
      {"400_schedule_format",
       Refused(
           "Invalid schedule format. 'calling_date' and 'calling_time' are required for manual scheduling.")},
      {"400_no_stored_tasks", Refused("No tasks provided and no tasks found in store")},
      {"400_task_creation_failed",
       Text(
           400,
           R"({"status_code":400,"message":"Task Creation Failed","data":{"errors":{"detail":"No tasks provided and filters missing in data"}},"errors":{"detail":"No tasks provided and filters missing in data"}})")},
      {"400_json",
       Text(
           400,
           R"json({"status_code":400,"message":"Error","data":{"detail":"JSON parse error - Expecting value: line 1 column 11 (char 10)"}})json")},
      {"400_org_handle",
       Text(
           400,
           R"({"status_code":400,"message":"Organization handle is required in Org-Handle header","data":{}})")},
      {"400_org_handle_documented",
       Text(400, R"({"status_code":400,"message":"Org-Handle header is required."})")},
      {"400_html", Html(400,
                        "<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n    "
                        "<h1><p>Bad Request</p></h1>\n  </body>\n</html>\n")},
  };
}

std::vector<NamedBody> Denied() {
  return {
      {"401_no_credentials",
       Unauthorized(R"({"message":"Authentication credentials were not provided.","status_code":401})")},
      {"401_invalid_token", Unauthorized(R"({"message":"Invalid token.","status_code":401})")},
      {"401_empty_token",
       Unauthorized(R"({"message":"Invalid token header. No credentials provided.","status_code":401})")},
      {"401_spaces_in_token",
       Unauthorized(
           R"({"message":"Invalid token header. Token string should not contain spaces.","status_code":401})")},
      {"401_bearer", Unauthorized(R"({"message":"Invalid or expired token.","status_code":401})")},
      {"401_inactive", Unauthorized(R"({"message":"User inactive or deleted.","status_code":401})")},
      {"401_blacklisted", Unauthorized(R"({"message":"Unauthorized Access","error":"Expired Auth Token"})")},
      {"401_documented", Unauthorized(R"({"status_code":401,"message":"Invalid token."})")},
      {"403_token_expired", Text(403, R"({"status_code":403,"message":"Token has expired."})")},
      {"403_no_permission",
       Text(403, R"({"message":"You do not have permission to perform this action.","status_code":403})")},
      {"404_agent", Text(404, R"({"message":"Agent not found"})")},
      {"404_organization", Text(404, R"({"message":"Organization not found"})")},
      {"404_space", Text(404, R"({"status_code":404,"message":"Space not found."})")},
      {"404_not_found", Text(404, R"({"status_code":404,"message":"Not found."})")},
      {"404_internal",
       Text(404, R"({"message":"Task Creation Failed: Not Found","errors":{"detail":"Not Found"}})")},
      {"404_html", Django(404, "Page not found", "The requested resource was not found on this server.")},
      {"405_method", Text(405, R"({"message":"Method \"PUT\" not allowed.","status_code":405})")},
      {"406_accept",
       Text(406, R"({"message":"Could not satisfy the request Accept header.","status_code":406})")},
      {"413_html", Nginx(413, "413 Request Entity Too Large")},
      {"415_media_type",
       Text(415, R"({"message":"Unsupported media type \"text/plain\" in request.","status_code":415})")},
      {"422_document_id",
       Text(
           422,
           R"({"message":"Task Creation Failed: [{'type': 'string_type', 'loc': ['body', 'tasks', 0, 'ref_id'], 'msg': 'Input should be a valid string', 'input': 123}]","errors":{"detail":[{"type":"string_type","loc":["body","tasks",0,"ref_id"],"msg":"Input should be a valid string","input":123}]}})")},
      {"429_throttled",
       Text(429,
            R"({"message":"Request was throttled. Expected available in 60 seconds.","status_code":429})",
            {{"Retry-After", "60"}})},
      {"429_rate_limit",
       Text(
           429,
           R"({"error":{"code":"rate_limit_exceeded","message":"Rate limit exceeded. Please try again in 60 seconds."}})",
           {{"Retry-After", "60"},
            {"X-RateLimit-Limit", "100"},
            {"X-RateLimit-Remaining", "0"},
            {"X-RateLimit-Reset", "1614556800"}})},
  };
}

std::vector<NamedBody> ServerError() {
  return {
      {"500_internal", Text(500, R"({"message":"Task Creation Failed","errors":"Internal Server Error"})")},
      {"500_server_error", Text(500, R"({"message":"A server error occurred.","status_code":500})")},
      {"500_html", Django(500, "Server Error (500)", "")},
      {"502_internal", Text(502, R"({"message":"Task Creation Failed","errors":"<html>502</html>"})")},
      {"502_html", Nginx(502, "502 Bad Gateway")},
      {"503_html", Nginx(503, "503 Service Temporarily Unavailable")},
      {"504_html", Nginx(504, "504 Gateway Time-out")},
  };
}

std::vector<NamedBody> All() {
  std::vector<NamedBody> all;
  for (auto* part : {CreatedBodies, PartialContent, BadRequest, Denied, ServerError}) {
    std::vector<NamedBody> bodies = part();
    std::move(bodies.begin(), bodies.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

const std::vector<NamedBody>& NamedBodies() {
  static const auto* const kAll = new std::vector<NamedBody>(All());
  return *kAll;
}

const Answer* FindBody(absl::string_view name) {
  const auto& all = NamedBodies();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const NamedBody& body) { return body.name == name; });
  return found == all.end() ? nullptr : &found->answer;
}

const Answer& Body(absl::string_view name) {
  const Answer* const found = FindBody(name);
  assert(found != nullptr);
  return *found;
}

}  // namespace unpod::sandbox
