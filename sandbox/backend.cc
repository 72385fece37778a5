#include "sandbox/backend.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/access.h"
#include "sandbox/bodies.h"
#include "sandbox/create.h"
#include "sandbox/directory.h"
#include "sandbox/document.h"
#include "sandbox/progress.h"
#include "sandbox/reads.h"
#include "sandbox/replacement.h"
#include "server/base/monotonic.h"

namespace unpod::sandbox {
namespace {

// A path that leads nowhere: the framework's page, or its redirect to the same path with a slash.
Answer NoRoute(const Request& request) {
  if (absl::EndsWith(request.path, "/") || !FindRoute(absl::StrCat(request.path, "/")).has_value()) {
    return Body("404_html");
  }
  Answer answer = Body("301_no_slash");
  const std::string query = request.query.empty() ? "" : absl::StrCat("?", request.query);
  answer.headers = {{"Location", absl::StrCat(request.path, "/", query)}};
  return answer;
}

}  // namespace

Backend::Backend(Options options)
    : options_(std::move(options)), journal_(options_.max_kept_bytes), rate_limit_(options_.rate_limit) {}

std::optional<Fault> Backend::OnConnection() {
  const base::MutexLock lock(mutex_);
  journal_.AddConnection();
  changed_.NotifyAll();
  return faults_.Take({.stage = Stage::kAccept});
}

std::optional<Fault> Backend::OnProgress(Stage stage, std::optional<Target> target, bool reused) {
  if (!target.has_value()) return std::nullopt;
  const base::MutexLock lock(mutex_);
  return faults_.Take({.stage = stage, .target = *target, .reused = reused});
}

Reply Backend::OnRequest(Request request, bool reused) {
  const std::optional<Route> route = FindRoute(request.path);
  const Target target = TargetOf(request.method, request.path).value_or(Target::kRead);
  const bool create = target == Target::kCreate;
  const Json body = create ? ParseBody(request.body) : Json();

  const base::MutexLock lock(mutex_);
  const std::optional<Fault> fault =
      faults_.Take({.stage = Stage::kWhole, .target = target, .reused = reused, .body = &body});
  const RateLimit::Place place = rate_limit_.Count(Header(request, "authorization").value_or(""), Now());
  const bool handle = place.allowed && (!fault.has_value() || Handles(*fault));
  Answer answer;
  if (create) {
    Entry entry{.space = route->space};
    const StatusForm form =
        fault.has_value() ? fault->status_form.value_or(options_.status_form) : options_.status_form;
    if (handle) answer = HandleCreate(request, *route, body, form, entry);
    entry.body = std::move(request.body);
    journal_.Add(std::move(entry));
    changed_.NotifyAll();
  } else if (handle) {
    journal_.AddRead();
    answer = route.has_value() ? HandleRead(request, *route) : NoRoute(request);
  }
  if (!place.allowed) answer = TooManyRequests(place, Now());
  AddRateHeaders(place, answer);
  if (fault.has_value()) answer = Replace(std::move(answer), *fault);
  return {std::move(answer), fault};
}

Answer Backend::HandleCreate(const Request& request, const Route& route, const Json& body, StatusForm form,
                             Entry& entry) {
  Created created = Create(request, route, body, options_, form, Now(), journal_);
  if (created.entry.has_value()) entry = *std::move(created.entry);
  return std::move(created.answer);
}

Answer Backend::HandleRead(const Request& request, const Route& route) const {
  if (std::optional<Answer> refused = Refusal(request, route, options_)) return *std::move(refused);
  const Progress progress(Now(), options_.task_time);
  switch (route.endpoint) {
    case Endpoint::kRuns:
      return ListRuns(request, route, journal_, progress);
    case Endpoint::kRunTasks:
      return ListRunTasks(request, route, journal_, progress);
    case Endpoint::kSpaceTasks:
      return ListSpaceTasks(request, route, journal_, progress);
    case Endpoint::kAgentTasks:
      return ListAgentTasks(request, route, journal_, progress);
    case Endpoint::kAgentExecutions:
      return ListAgentExecutions(request, route, journal_, progress);
    case Endpoint::kAgents:
      return ListAgents(request);
    case Endpoint::kSpaces:
      return ListSpaces(request, options_);
    case Endpoint::kSpace:
      return GetSpace(request, route, options_);
    case Endpoint::kOrganizations:
      return ListOrganizations();
    case Endpoint::kCreate:
      break;  // Refused above: its method is POST.
  }
  return Body("404_html");
}

void Backend::Script(std::vector<Fault> faults) {
  const base::MutexLock lock(mutex_);
  for (Fault& fault : faults) faults_.Add(std::move(fault));
}

void Backend::ClearFaults() {
  const base::MutexLock lock(mutex_);
  faults_.Clear();
}

std::vector<Fault> Backend::Faults() const {
  const base::MutexLock lock(mutex_);
  return {faults_.faults().begin(), faults_.faults().end()};
}

int Backend::faults_left() const {
  const base::MutexLock lock(mutex_);
  return faults_.left();
}

Book Backend::book() const {
  const base::MutexLock lock(mutex_);
  return journal_.book();
}

std::map<std::string, ValueCount> Backend::CountBy(absl::string_view key) const {
  const base::MutexLock lock(mutex_);
  return journal_.CountBy(key);
}

bool Backend::WaitFor(const std::function<bool(const Book&)>& done, absl::Duration timeout) const {
  const base::MonotonicTime until = base::After(base::MonotonicNow(), absl::ToChronoNanoseconds(timeout));
  const base::MutexLock lock(mutex_);
  while (!done(journal_.book())) {
    if (!changed_.WaitUntil(mutex_, until)) return done(journal_.book());
  }
  return true;
}

void Backend::Advance(absl::Duration by) {
  const base::MutexLock lock(mutex_);
  advanced_ += by;
}

void Backend::Reset() {
  const base::MutexLock lock(mutex_);
  faults_.Clear();
  journal_.Clear();
}

}  // namespace unpod::sandbox
