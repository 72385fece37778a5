// What the stand-in reads: bodies, scripted faults, targets. First line: a request's target. Then its body.
#include <string>

#include "sandbox/document.h"
#include "sandbox/fault_json.h"
#include "sandbox/json_error.h"
#include "sandbox/python.h"
#include "sandbox/request.h"
#include "sandbox/route.h"
#include "sandbox/schedule.h"
#include "sandbox/serializer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

void CheckBody(const std::string& text) {
  const sandbox::Json body = sandbox::ParseBody(text);
  if (sandbox::JsonDepth(text) <= sandbox::kMaxJsonDepth) {
    const std::string error = sandbox::JsonError(text);
    Require(error.empty() || body.is_discarded(), "what is taken has no error");
    Require(!error.empty() || IsUtf8BySecondOpinion(text), "the backend takes UTF-8 only");
  }
  if (body.is_discarded()) return;
  Require(IsUtf8BySecondOpinion(sandbox::PythonRepr(body)), "an answer is UTF-8");
  const sandbox::Json errors = sandbox::SerializerErrors(body, sandbox::ContextRule::kRequired);
  Require(errors.is_object(), "complaints go by field");
  if (!errors.empty()) return;
  const sandbox::Plan plan = sandbox::PlanSchedule(sandbox::Member(body, "schedule"), "space-agent", kNow);
  Require(plan.refusal.has_value() || !plan.scheduled || plan.due > kNow, "what is scheduled lies ahead");
}

void CheckFaults(const std::string& text) {
  const absl::StatusOr<std::vector<sandbox::Fault>> faults = sandbox::ParseFaults(text);
  if (!faults.ok()) return;
  for (const sandbox::Fault& fault : *faults) {
    const sandbox::Json json = sandbox::FaultToJson(fault);
    const auto again = sandbox::ParseFaults(sandbox::Dump(json));
    Require(again.ok() && again->size() == 1, "a fault that is shown can be scripted");
    Require(sandbox::FaultToJson(again->front()) == json, "and is the same");
  }
}

void CheckTarget(const std::string& target) {
  sandbox::Request request;
  sandbox::SetTarget(target, request);
  sandbox::Parameter(request, "page");
  const std::optional<sandbox::Route> route = sandbox::FindRoute(request.path);
  if (!route.has_value()) return;
  Require(request.path.back() == '/', "a path ends with a slash");
  Require(route->endpoint != sandbox::Endpoint::kCreate || !route->space.empty(), "a create names its space");
  Require(sandbox::TargetOf("POST", request.path).has_value(), "a fault may hit each route");
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const unpod::fuzz::HeadedInput input(data, size);
  unpod::fuzz::CheckTarget(input.Word(0));
  unpod::fuzz::CheckBody(input.text());
  unpod::fuzz::CheckFaults(input.text());
  return 0;
}
