#include "server/flow/task_creator.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "server/base/random_id.h"
#include "server/domain/fingerprint.h"
#include "server/domain/request_name.h"
#include "server/flow/failures.h"
#include "server/flow/read_back.h"
#include "server/flow/task_stream.h"
#include "server/unpod/classify.h"
#include "server/unpod/encode.h"

namespace unpod::flow {

namespace {

// Whether a document of a request that only a header names has a variable of the mark's name. Such a request
// is sent as it is, and cannot be read back; with a request_id it would have been refused.
bool HasName(const domain::Task& task, const std::string& name) {
  return std::any_of(task.documents.begin(), task.documents.end(), [&name](const domain::Document& document) {
    const auto has_name = [&name](const domain::Member& member) { return member.key == name; };
    return std::any_of(document.variables.begin(), document.variables.end(), has_name) ||
           std::any_of(document.structured_variables.begin(), document.structured_variables.end(), has_name);
  });
}

}  // namespace

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
                               const std::string& request_id, std::optional<int32_t> batch) {
  return {org_handle, space_token,
          batch.has_value() ? domain::MakeBatchName(request_id, *batch) : request_id};
}

// A repeat is a repeat also when the time that it asked for has passed meanwhile: that is looked at after the
// claim.
std::vector<domain::FieldViolation> TaskCreator::Check(const domain::Task& task, bool is_keyed) const {
  const absl::Time now = is_keyed ? absl::InfinitePast() : absl::Now();
  return domain::Validate(task, options_.validation, now);
}

ledger::Digest TaskCreator::DigestOf(const domain::Task& task) {
  return MakeSteps(task)->claim.digest;
}

std::unique_ptr<ClaimSteps> TaskCreator::MakeSteps(const domain::Task& task) {
  auto steps = std::make_unique<ClaimSteps>();
  ledger::Entry& entry = steps->claim.entry;
  entry.fingerprint = domain::FingerprintOf(task);
  const bool is_named = !task.request_id.empty();
  entry.key =
      KeyOf(task.org_handle, task.space_token,
            is_named ? task.request_id : domain::MakeHeaderName(task.header_request_id, entry.fingerprint),
            task.batch);
  entry.claim_id = base::RandomId();
  entry.documents = static_cast<uint32_t>(task.documents.size());
  entry.skipped = task.skipped;
  steps->claim.digest = ledger::DigestOf(entry.key);
  steps->fingerprint = entry.fingerprint;
  steps->settle.claim_id = entry.claim_id;
  return steps;
}

TaskCreator::Prepared TaskCreator::MakePlan(const domain::Task& task, const Caller& caller) const {
  const bool is_keyed = IsKeyed(task);  // Once: the ledger may go and come back meanwhile.
  if (auto violations = Check(task, is_keyed); !violations.empty())
    return InvalidRequest(std::move(violations));
  auto plan = std::make_unique<Plan>();
  if (caller.token.empty()) plan->service_token = options_.service_token->First();
  const base::Secret& token = caller.token.empty() ? plan->service_token : caller.token;
  if (token.empty()) return TokenMissing();
  unpod::Mark mark;
  if (is_keyed) {
    plan->steps = MakeSteps(task);
    if (!task.request_id.empty() || !HasName(task, options_.read_back.mark_name)) {
      mark = {options_.read_back.mark_name, plan->steps->claim.entry.claim_id};
    }
    plan->token = caller.token;
    if (task.schedule.kind == domain::Schedule::Kind::kAt) {
      plan->send_before = task.schedule.at - options_.validation.min_schedule_lead;
    }
  }
  plan->request = unpod::EncodeRequest(options_.base_url, task, caller.org_handle, token, mark);
  if (plan->request.body.size() > options_.max_request_bytes) {
    return RequestTooLarge(plan->request.body.size(), options_.max_request_bytes);
  }
  plan->request.timeout = options_.attempt_timeout;
  plan->token_owner = caller.token_owner();
  plan->documents = task.documents.size();
  return plan;
}

std::variant<http::Request, domain::NotExecuted> TaskCreator::Prepare(const domain::Task& task,
                                                                      const Caller& caller) const {
  if (auto violations = domain::Validate(task, options_.validation, absl::Now()); !violations.empty()) {
    return InvalidRequest(std::move(violations));
  }
  Prepared prepared = MakePlan(task, caller);
  if (auto* rejected = std::get_if<domain::NotExecuted>(&prepared)) return std::move(*rejected);
  return std::move(std::get<std::unique_ptr<Plan>>(prepared)->request);
}

// A header is a help that nobody has asked for: where the ledger may be away, the call goes without.
bool TaskCreator::IsKeyed(const domain::Task& task) const {
  if (!task.request_id.empty()) return true;
  if (task.header_request_id.empty() || ledger_ == nullptr) return false;
  return ledger_->writable() || !options_.serve_without_ledger;
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

std::shared_ptr<Call> TaskCreator::Start(const domain::Task& task, const Caller& caller, Done done,
                                         Call::Passed passed) {
  const auto refuse = [&done](domain::NotExecuted refusal) {
    done(std::move(refusal));
    return nullptr;
  };
  Prepared prepared = MakePlan(task, caller);
  if (auto* rejected = std::get_if<domain::NotExecuted>(&prepared)) return refuse(std::move(*rejected));
  if (caller.deadline - base::MonotonicNow() < options_.min_time_left) return refuse(DeadlineTooShort());
  if (ending_.load(std::memory_order_relaxed)) return refuse(StoppedBeforeSending());
  if (IsRefusedByLedger(task)) return refuse(LedgerUnavailable());
  policy::Admission::Ticket ticket = admission_.Admit();
  if (!ticket) return refuse(Overloaded());
  auto plan = std::get<std::unique_ptr<Plan>>(std::move(prepared));
  plan->ticket = std::move(ticket);
  // Who goes on from the claim does not wait for the outcome.
  if (plan->steps != nullptr) plan->steps->settle.can_wait = passed != nullptr;
  Lane& lane = ChooseLane(*plan);
  auto call = std::make_shared<Call>(services_, lane, std::move(plan), caller.deadline, std::move(done),
                                     std::move(passed));
  call->Start();
  return call;
}

void TaskCreator::Leave(const std::shared_ptr<Call>& call) {
  call->Leave();
}

void TaskCreator::AddStream(const std::shared_ptr<TaskStream>& stream) {
  {
    const base::MutexLock lock(mutex_);
    constexpr size_t kFew = 16;
    if (streams_.size() >= std::max(kFew, tidy_streams_at_)) {
      std::erase_if(streams_, [](const auto& each) { return each.expired(); });
      tidy_streams_at_ = 2 * streams_.size();
    }
    streams_.push_back(stream);
  }
  // Either BeginDrain finds it, or it is seen here that this was before.
  if (is_draining()) stream->OnDraining();
}

void TaskCreator::BeginDrain() {
  draining_.store(true);
  std::vector<std::weak_ptr<TaskStream>> streams;
  {
    const base::MutexLock lock(mutex_);
    streams.swap(streams_);
  }
  for (const auto& each : streams) {
    if (const auto stream = each.lock()) stream->OnDraining();
  }
  for (const auto& lane : lanes_) lane->Tell(Stopping::kDraining);
}

void TaskCreator::OnResolved(const ledger::Digest& digest) {
  Lane& lane = *lanes_[ledger::DigestHash()(digest) % lanes_.size()];
  lane.loop().PostTask([&lane, digest] {
    if (!lane.is_over()) lane.read_backs().Drop(digest);
  });
}

void TaskCreator::EndCalls(Stopping stage) {
  ending_.store(true, std::memory_order_relaxed);
  for (const auto& lane : lanes_) lane->Tell(stage);
}

bool TaskCreator::Drain(base::MonotonicTime deadline) const {
  while (in_flight() > 0) {
    if (base::MonotonicNow() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace unpod::flow
