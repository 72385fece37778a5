#include "server/flow/task_creator.h"

#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "server/base/random_id.h"
#include "server/domain/fingerprint.h"
#include "server/flow/failures.h"
#include "server/unpod/classify.h"
#include "server/unpod/encode.h"

namespace unpod::flow {

TaskCreator::TaskCreator(Options options, size_t lanes, const Lane::MakeTransport& make_transport,
                         std::unique_ptr<ledger::Ledger> ledger)
    : options_(std::move(options)),
      admission_(options_.max_in_flight),
      ledger_(std::move(ledger)),
      services_{options_, ledger_.get()} {
  for (size_t i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<Lane>(services_, make_transport));
  reader_ = std::make_unique<TaskReader>(services_, lanes_);
  if (ledger_ != nullptr) unknowns_ = std::make_unique<Unknowns>(*ledger_, lanes_);
}

// The lanes stop before the ledger does, and stand until it has: what it answers goes to their inboxes.
TaskCreator::~TaskCreator() {
  for (const auto& lane : lanes_) lane->Stop();
  ledger_.reset();
}

// As the caller names it: a service that gets another default does not send anything again.
ledger::Key TaskCreator::KeyOf(const std::string& org_handle, const std::string& space_token,
                               const std::string& request_id) {
  return {org_handle, space_token, request_id};
}

// A repeat is a repeat also when the time that it asked for has passed meanwhile: that is looked at after the
// claim.
std::vector<domain::FieldViolation> TaskCreator::Check(const domain::Task& task) const {
  const absl::Time now = task.request_id.empty() ? absl::Now() : absl::InfinitePast();
  return domain::Validate(task, options_.validation, now);
}

std::unique_ptr<ClaimSteps> TaskCreator::MakeSteps(const domain::Task& task) const {
  auto steps = std::make_unique<ClaimSteps>();
  ledger::Entry& entry = steps->claim.entry;
  entry.key = KeyOf(task.org_handle, task.space_token, task.request_id);
  entry.fingerprint = domain::FingerprintOf(task);
  entry.claim_id = base::RandomId();
  entry.documents = static_cast<uint32_t>(task.documents.size());
  steps->claim.digest = ledger::DigestOf(entry.key);
  steps->fingerprint = entry.fingerprint;
  steps->settle.claim_id = entry.claim_id;
  return steps;
}

TaskCreator::Prepared TaskCreator::MakePlan(const domain::Task& task,
                                            const base::Secret& caller_token) const {
  if (auto violations = Check(task); !violations.empty()) return InvalidRequest(std::move(violations));
  const base::Secret& token = caller_token.empty() ? options_.api_token : caller_token;
  if (token.empty()) return TokenMissing();
  auto plan = std::make_unique<Plan>();
  unpod::Mark mark;
  if (!task.request_id.empty()) {
    plan->steps = MakeSteps(task);
    mark = {options_.read_back.mark_name, plan->steps->claim.entry.claim_id};
    plan->token = token;
    if (task.schedule.kind == domain::Schedule::Kind::kAt) {
      plan->send_before = task.schedule.at - options_.validation.min_schedule_lead;
    }
  }
  const std::string& org_handle = task.org_handle.empty() ? options_.org_handle : task.org_handle;
  plan->request = unpod::EncodeRequest(options_.base_url, task, org_handle, token, mark);
  if (plan->request.body.size() > options_.max_request_bytes) {
    return RequestTooLarge(plan->request.body.size(), options_.max_request_bytes);
  }
  plan->request.timeout = options_.attempt_timeout;
  plan->token_owner = caller_token.empty() ? unpod::TokenOwner::kService : unpod::TokenOwner::kCaller;
  plan->documents = task.documents.size();
  return plan;
}

std::variant<http::Request, domain::NotExecuted> TaskCreator::Prepare(
    const domain::Task& task, const base::Secret& caller_token) const {
  if (auto violations = domain::Validate(task, options_.validation, absl::Now()); !violations.empty()) {
    return InvalidRequest(std::move(violations));
  }
  Prepared prepared = MakePlan(task, caller_token);
  if (auto* rejected = std::get_if<domain::NotExecuted>(&prepared)) return std::move(*rejected);
  return std::move(std::get<std::unique_ptr<Plan>>(prepared)->request);
}

bool TaskCreator::IsRefusedByLedger(const domain::Task& task) const {
  if (ledger_ == nullptr) return !task.request_id.empty();
  return !ledger_->writable() && (!task.request_id.empty() || !options_.serve_without_ledger);
}

// Requests with a request_id go where the same one may be under way.
Lane& TaskCreator::ChooseLane(const Plan& plan) {
  const size_t number = plan.steps != nullptr ? ledger::DigestHash()(plan.steps->digest())
                                              : next_lane_.fetch_add(1, std::memory_order_relaxed);
  return *lanes_[number % lanes_.size()];
}

std::shared_ptr<Call> TaskCreator::Start(const domain::Task& task, const base::Secret& caller_token,
                                         base::MonotonicTime deadline, Done done, Call::Passed passed) {
  const auto refuse = [&done](domain::NotExecuted refusal) {
    done(std::move(refusal));
    return nullptr;
  };
  Prepared prepared = MakePlan(task, caller_token);
  if (auto* rejected = std::get_if<domain::NotExecuted>(&prepared)) return refuse(std::move(*rejected));
  if (deadline - base::MonotonicNow() < options_.min_time_left) return refuse(DeadlineTooShort());
  if (IsRefusedByLedger(task)) return refuse(LedgerUnavailable());
  policy::Admission::Ticket ticket = admission_.Admit();
  if (!ticket) return refuse(Overloaded());
  auto plan = std::get<std::unique_ptr<Plan>>(std::move(prepared));
  plan->ticket = std::move(ticket);
  // Who goes on from the claim does not wait for the outcome.
  if (plan->steps != nullptr) plan->steps->settle.can_wait = passed != nullptr;
  Lane& lane = ChooseLane(*plan);
  auto call =
      std::make_shared<Call>(services_, lane, std::move(plan), deadline, std::move(done), std::move(passed));
  call->Start();
  return call;
}

void TaskCreator::Leave(const std::shared_ptr<Call>& call) {
  call->Leave();
}

bool TaskCreator::Drain(base::MonotonicTime deadline) const {
  while (in_flight() > 0) {
    if (base::MonotonicNow() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace unpod::flow
