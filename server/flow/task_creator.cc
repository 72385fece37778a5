#include "server/flow/task_creator.h"

#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "server/flow/create_task.h"
#include "server/flow/failures.h"
#include "server/unpod/classify.h"
#include "server/unpod/encode.h"

namespace unpod::flow {

TaskCreator::TaskCreator(Options options, size_t lanes, const Lane::MakeTransport& make_transport)
    : options_(std::move(options)), admission_(options_.max_in_flight) {
  for (size_t i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<Lane>(make_transport));
}

TaskCreator::~TaskCreator() = default;

std::variant<http::Request, domain::NotExecuted> TaskCreator::Prepare(
    const domain::Task& task, const base::Secret& caller_token) const {
  auto violations = domain::Validate(task, options_.validation, absl::Now());
  if (!violations.empty()) return InvalidRequest(std::move(violations));
  const base::Secret& token = caller_token.empty() ? options_.api_token : caller_token;
  if (token.empty()) return TokenMissing();
  const std::string& org_handle = task.org_handle.empty() ? options_.org_handle : task.org_handle;
  http::Request request = unpod::EncodeRequest(options_.base_url, task, org_handle, token);
  if (request.body.size() > options_.max_request_bytes) {
    return RequestTooLarge(request.body.size(), options_.max_request_bytes);
  }
  request.timeout = options_.attempt_timeout;
  return request;
}

std::shared_ptr<CreateTask> TaskCreator::Start(const domain::Task& task, const base::Secret& caller_token,
                                               base::MonotonicTime deadline, Done done) {
  auto prepared = Prepare(task, caller_token);
  if (auto* rejected = std::get_if<domain::NotExecuted>(&prepared)) {
    done(std::move(*rejected));
    return nullptr;
  }
  if (deadline - base::MonotonicNow() < options_.min_time_left) {
    done(DeadlineTooShort());
    return nullptr;
  }
  policy::Admission::Ticket ticket = admission_.Admit();
  if (!ticket) {
    done(Overloaded());
    return nullptr;
  }
  Lane& lane = *lanes_[next_lane_.fetch_add(1, std::memory_order_relaxed) % lanes_.size()];
  CreateTask::Plan plan;
  plan.request = std::get<http::Request>(std::move(prepared));
  plan.token_owner = caller_token.empty() ? unpod::TokenOwner::kService : unpod::TokenOwner::kCaller;
  plan.documents = task.documents.size();
  plan.deadline = deadline;
  auto call =
      std::make_shared<CreateTask>(options_, lane, std::move(ticket), std::move(plan), std::move(done));
  call->Start();
  return call;
}

void TaskCreator::Leave(const std::shared_ptr<CreateTask>& call) {
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
