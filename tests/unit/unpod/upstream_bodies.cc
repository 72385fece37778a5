#include "tests/unit/unpod/upstream_bodies.h"

namespace unpod::unpod {
namespace {

const char kInvalid[] = "not_started INVALID_ARGUMENT UPSTREAM_INVALID";
const char kHalfWay[] = "unknown FAILED_PRECONDITION TASK_CREATION_FAILED";
const char kTokenRejected[] = "not_started FAILED_PRECONDITION SERVICE_TOKEN_REJECTED";
const char kNoRunId[] = "unknown UNKNOWN RUN_ID_MISSING";
const char kBroken[] = "unknown UNKNOWN UPSTREAM_ERROR";
const char kHtml[] = "text/html; charset=utf-8";

KnownAnswer Validation(const std::string& name, const std::string& errors, const std::string& fields) {
  return {name, 206,
          R"({"status_code":206,"message":"There is some Validation error","data":{"errors":)" + errors +
              R"(},"errors":)" + errors + "}",
          kInvalid + fields};
}

KnownAnswer Refused(const std::string& name, const std::string& detail, const std::string& fields) {
  return {name, 400,
          R"({"status_code":400,"message":"Task Creation Failed: )" + detail +
              R"(","data":{"errors":{"detail":")" + detail + R"("}},"errors":{"detail":")" + detail +
              R"("}})",
          kInvalid + fields};
}

std::vector<KnownAnswer> Success() {
  return {
      {"created", 200,
       R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":"R74802366fe9011f0878d43cd8a99e069","task_ids":["T74802367fe9011f0878d43cd8a99e069"],"status":"pending"}})",
       "created R74802366fe9011f0878d43cd8a99e069"},
      {"created_status_map", 200,
       R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":"R1","task_ids":["T1","T2"],"status":{"T1":"pending","T2":"pending"}}})",
       "created R1"},
      {"created_scheduled", 200,
       R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":"R1","task_ids":["T1","T2"],"status":{"T1":"scheduled","T2":"scheduled"}}})",
       "created R1"},
      // What the reads answer; a create that is answered like this proves nothing.
      {"runs", 200,
       R"({"count":9,"status_code":200,"message":"Runs Fetched Successfully","data":[{"run_id":"Recac64fe03e911f1878d43cd8a99e069","collection_ref":"collection_data_SA2W8R6NZRK6C9PO3JSL1J85","run_mode":"prefect","status":"completed","created":"2026-02-07T05:57:45","modified":"2026-02-07T05:57:45"}]})",
       kNoRunId},
      {"tasks", 200,
       R"({"count":1,"status_code":200,"message":"Tasks Fetched Successfully","data":[{"_id":"697debb84c27faa892bfa0cc","thread_id":null,"user_info":{"email":"user@example.com","full_name":"John Doe"},"task_id":"T8ff2ccdffe9a11f0878d43cd8a99e069","run_id":"R8ff2ccdefe9a11f0878d43cd8a99e069","task":{"objective":"Call it"},"input":{"name":"John","contact_number":"1234567890","multi_select":"multi","document_id":"6902fb5840a736e125e80c","quality":"good"},"output":{},"attachments":[],"assignee":"space-agent-x","status":"pending","execution_type":"call","ref_id":"6902fb5840a736e125e80c","run_mode":"dev","created":"2026-02-07T05:57:45","modified":"2026-02-07T05:57:45"}]})",
       kNoRunId},
      {"no_tasks", 200, R"({"count":0,"status_code":200,"message":"Tasks Fetched Successfully","data":[]})",
       kNoRunId},
  };
}

std::vector<KnownAnswer> Checks() {
  return {
      Validation("pilot_required", R"({"pilot":["This field is required."]})", " pilot"),
      Validation("context_required", R"({"context":["This field is required."]})", " context"),
      Validation("context_blank", R"({"context":["This field may not be blank."]})", " context"),
      Validation("context_null", R"({"context":["This field may not be null."]})", " context"),
      Validation("context_type", R"({"context":["Not a valid string."]})", " context"),
      Validation("documents_type", R"({"documents":["Expected a list of items but got type \"dict\"."]})",
                 " documents"),
      Validation("document_type",
                 R"({"documents":{"1":["Expected a dictionary of items but got type \"str\"."]}})",
                 " documents[1]"),
      Validation("schedule_type", R"({"schedule":["Expected a dictionary of items but got type \"str\"."]})",
                 " schedule"),
      Validation("body_type",
                 R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})", ""),
      Validation("nul", R"({"context":["Null characters are not allowed."]})", " context"),
      Validation("surrogate", R"({"context":["Surrogate characters are not allowed: U+D800."]})", " context"),
      Validation(
          "all_required",
          R"({"pilot":["This field is required."],"context":["This field is required."],"documents":["This field is required."]})",
          " context documents pilot"),
      {"invalid_space_token", 206, R"({"status_code":206,"message":"Invalid Space Token","data":{}})",
       "not_started NOT_FOUND SPACE_NOT_FOUND resource:space"},
      {"not_a_member", 206,
       R"({"status_code":206,"message":"You Don't have Access to this Space, You can't do any operation to this Space","data":{}})",
       "not_started PERMISSION_DENIED SPACE_ACCESS_DENIED resource:space"},
      {"role_too_low", 206,
       R"({"status_code":206,"message":"You Don't have Access to do operation to this Space","data":{}})",
       "not_started PERMISSION_DENIED SPACE_ACCESS_DENIED resource:space"},
  };
}

std::vector<KnownAnswer> HalfWay() {
  return {
      {"collection_type", 206,
       R"({"status_code":206,"message":"Task Creation Failed: Collection type not supported","data":{"errors":{"message":"Collection type not supported","success":false}},"errors":{"message":"Collection type not supported","success":false}})",
       kHalfWay},
      {"creation_failed", 206, R"({"message":"Task creation failed","errors":"Detailed error description"})",
       kHalfWay},
      {"runs_fetch_failed", 206,
       R"({"status_code":206,"message":"Runs Fetch Failed","data":{"errors":"{\"detail\":\"skip must be >= 0\"}"},"errors":"{\"detail\":\"skip must be >= 0\"}"})",
       kHalfWay},
      {"error_fetching_runs", 206,
       R"({"message":"Error fetching runs","errors":"Detailed error description"})", kHalfWay},
  };
}

std::vector<KnownAnswer> BadRequests() {
  return {
      Refused("no_tasks_and_filters", "No tasks provided and filters missing in data", " documents"),
      Refused("schedule_past", "Scheduled time must be in the future.", " schedule.at"),
      Refused(
          "schedule_format",
          "Invalid schedule format. 'calling_date' and 'calling_time' are required for manual scheduling.",
          " schedule"),
      Refused("no_tasks_in_store", "No tasks provided and no tasks found in store", " documents"),
      {"creation_failed_400", 400,
       R"({"status_code":400,"message":"Task Creation Failed","data":{"errors":{"detail":"No tasks provided and filters missing in data"}},"errors":{"detail":"No tasks provided and filters missing in data"}})",
       "not_started INVALID_ARGUMENT UPSTREAM_INVALID documents"},
      {"json_error", 400,
       R"json({"status_code":400,"message":"Error","data":{"detail":"JSON parse error - Expecting value: line 1 column 11 (char 10)"}})json",
       kInvalid},
      {"org_handle_header", 400,
       R"({"status_code":400,"message":"Organization handle is required in Org-Handle header","data":{}})",
       "not_started INVALID_ARGUMENT UPSTREAM_INVALID org_handle"},
      {"org_handle_documented", 400, R"({"status_code":400,"message":"Org-Handle header is required."})",
       "not_started INVALID_ARGUMENT UPSTREAM_INVALID org_handle"},
      {"bad_host", 400, "<html><body><h1>Bad Request (400)</h1></body></html>", kInvalid, kHtml},
      {"document_id_type", 422,
       R"({"message":"Task Creation Failed: [{'type': 'string_type', 'loc': ['body', 'tasks', 0, 'ref_id'], 'msg': 'Input should be a valid string', 'input': 123}]","errors":{"detail":[{"type":"string_type","loc":["body","tasks",0,"ref_id"],"msg":"Input should be a valid string","input":123}]}})",
       "not_started INVALID_ARGUMENT UPSTREAM_INVALID documents[0].document_id"},
  };
}

std::vector<KnownAnswer> Denials() {
  return {
      {"no_credentials", 401,
       R"({"message":"Authentication credentials were not provided.","status_code":401})", kTokenRejected},
      {"invalid_token", 401, R"({"message":"Invalid token.","status_code":401})", kTokenRejected},
      {"empty_token", 401,
       R"({"message":"Invalid token header. No credentials provided.","status_code":401})", kTokenRejected},
      {"inactive_user", 401, R"({"message":"User inactive or deleted.","status_code":401})", kTokenRejected},
      {"expired_auth_token", 401, R"({"message":"Unauthorized Access","error":"Expired Auth Token"})",
       kTokenRejected},
      {"documented_401", 401, R"({"status_code":401,"message":"Invalid or expired token."})", kTokenRejected},
      {"token_has_expired", 403, R"({"status_code":403,"message":"Token has expired."})", kTokenRejected},
      {"no_permission", 403,
       R"({"message":"You do not have permission to perform this action.","status_code":403})",
       "not_started PERMISSION_DENIED PERMISSION_DENIED"},
  };
}

std::vector<KnownAnswer> OtherRefusals() {
  return {
      {"moved", 301, "", "not_started INTERNAL UPSTREAM_REDIRECT", kHtml},
      {"agent_not_found", 404, R"({"message":"Agent not found"})",
       "not_started NOT_FOUND NOT_FOUND resource:agent"},
      {"space_not_found", 404, R"({"status_code":404,"message":"Space not found."})",
       "not_started NOT_FOUND NOT_FOUND resource:space"},
      {"not_found", 404, R"({"status_code":404,"message":"Not found."})", "not_started NOT_FOUND NOT_FOUND"},
      {"inner_not_found", 404,
       R"({"message":"Task Creation Failed: Not Found","errors":{"detail":"Not Found"}})", kHalfWay},
      {"page_not_found", 404, "<!doctype html>\n<html><head><title>Page not found</title></head></html>",
       "not_started FAILED_PRECONDITION UPSTREAM_ROUTE_NOT_FOUND", kHtml},
      {"method", 405, R"({"message":"Method \"PUT\" not allowed.","status_code":405})",
       "not_started INTERNAL UPSTREAM_REFUSED_REQUEST"},
      {"accept", 406, R"({"message":"Could not satisfy the request Accept header.","status_code":406})",
       "not_started INTERNAL UPSTREAM_REFUSED_REQUEST"},
      {"media_type", 415,
       R"({"message":"Unsupported media type \"text/plain\" in request.","status_code":415})",
       "not_started INTERNAL UPSTREAM_REFUSED_REQUEST"},
      {"too_large", 413, "<html><head><title>413 Request Entity Too Large</title></head></html>",
       "not_started RESOURCE_EXHAUSTED REQUEST_TOO_LARGE", kHtml},
      {"throttled", 429,
       R"({"message":"Request was throttled. Expected available in 60 seconds.","status_code":429})",
       "not_started RESOURCE_EXHAUSTED RATE_LIMITED after:1m"},
      {"rate_limit", 429,
       R"({"error":{"code":"rate_limit_exceeded","message":"Rate limit exceeded. Please try again in 60 seconds."}})",
       "not_started RESOURCE_EXHAUSTED RATE_LIMITED after:1m"},
  };
}

std::vector<KnownAnswer> ServerErrors() {
  return {
      {"inner_crash", 500, R"({"message":"Task Creation Failed","errors":"Internal Server Error"})", kBroken},
      {"server_error", 500, R"({"message":"A server error occurred.","status_code":500})", kBroken},
      {"server_error_page", 500, "<!doctype html><html><h1>Server Error (500)</h1></html>", kBroken, kHtml},
      {"inner_bad_gateway", 502, R"({"message":"Task Creation Failed","errors":"<html>502</html>"})",
       kBroken},
      {"bad_gateway", 502, "<html><head><title>502 Bad Gateway</title></head></html>", kBroken, kHtml},
      {"unavailable", 503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>",
       kBroken, kHtml},
      {"gateway_timeout", 504, "<html><head><title>504 Gateway Time-out</title></head></html>", kBroken,
       kHtml},
  };
}

std::vector<KnownAnswer> All() {
  std::vector<KnownAnswer> all;
  for (auto* part : {Success, Checks, HalfWay, BadRequests, Denials, OtherRefusals, ServerErrors}) {
    const std::vector<KnownAnswer> answers = part();
    all.insert(all.end(), answers.begin(), answers.end());
  }
  return all;
}

}  // namespace

const std::vector<KnownAnswer>& KnownAnswers() {
  static const auto* const all = new std::vector<KnownAnswer>(All());
  return *all;
}

}  // namespace unpod::unpod
