#include "client/cli/ledger_json.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "client/cli/exit_code.h"
#include "client/cli/report_json.h"
#include "client/cli/table.h"

namespace unpod::cli {
namespace {

using nlohmann::ordered_json;

std::string ExactStamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", TimeFrom(timestamp), absl::UTCTimeZone());
}

// Each key stands in each record, whatever its state.
ordered_json Record(const unpod_task::v1::RequestRecord& record) {
  ordered_json object;
  object["request_id"] = record.request_id();
  object["batch"] = record.has_batch() ? ordered_json(record.batch()) : ordered_json(nullptr);
  object["space_token"] = record.space_token();
  object["org_handle"] = record.org_handle();
  object["state"] = StateName(record.state());
  object["document_count"] = record.document_count();
  object["create_time"] = ExactStamp(record.create_time());
  object["update_time"] = ExactStamp(record.update_time());
  object["failure"] = record.has_failure() ? FailureObject(record.failure()) : ordered_json(nullptr);
  object["run_id"] = record.run_id();
  object["upstream_status"] = record.upstream_status();
  object["results"] = ResultsArray(record.results());
  object["read_back"] = record.read_back();
  object["note"] = record.note();
  return object;
}

ordered_json Counts(const RequestList& list, absl::Time now) {
  ordered_json object;
  object["in_flight"] = list.counts.in_flight();
  object["created"] = list.counts.created();
  object["not_started"] = list.counts.not_started();
  object["unknown"] = list.counts.unknown();
  object["oldest_unknown_create_time"] = nullptr;
  object["oldest_unknown_age_seconds"] = nullptr;
  if (std::optional<absl::Duration> age = OldestUnknownAge(list, now); age.has_value()) {
    object["oldest_unknown_create_time"] = ExactStamp(list.counts.oldest_unknown_create_time());
    object["oldest_unknown_age_seconds"] = absl::ToInt64Seconds(*age);
  }
  return object;
}

}  // namespace

std::string RecordJson(const unpod_task::v1::RequestRecord& record) {
  ordered_json object;
  object["outcome"] = "found";
  object["exit_code"] = kExitOk;
  object["request"] = Record(record);
  return Line(object);
}

std::string ResolvedJson(const unpod_task::v1::ResolveRequestResponse& resolved) {
  ordered_json object;
  object["outcome"] = "resolved";
  object["exit_code"] = kExitOk;
  object["request"] = resolved.has_request() ? Record(resolved.request()) : ordered_json(nullptr);
  object["settled_count"] = resolved.settled_count();
  return Line(object);
}

std::string ListJson(const RequestList& list, absl::Time now) {
  ordered_json object;
  object["outcome"] = "listed";
  object["exit_code"] = kExitOk;
  object["requests"] = ordered_json::array();
  for (const auto& record : list.records) object["requests"].push_back(Record(record));
  object["more"] = list.more;
  object["counts"] = Counts(list, now);
  return Line(object);
}

}  // namespace unpod::cli
