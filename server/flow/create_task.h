// One CreateTask under way: send, judge, perhaps send again, answer once. Lives on one lane's thread.
#ifndef UNPOD_SERVER_FLOW_CREATE_TASK_H_
#define UNPOD_SERVER_FLOW_CREATE_TASK_H_

#include <memory>
#include <optional>

#include "server/base/event_loop.h"
#include "server/base/monotonic.h"
#include "server/domain/outcome.h"
#include "server/flow/lane.h"
#include "server/flow/options.h"
#include "server/flow/task_creator.h"
#include "server/http/transport.h"
#include "server/policy/admission.h"
#include "server/unpod/classify.h"

namespace unpod::flow {

// Waiting for nothing → sending → (backing off → sending)* → ended. It is answered once, at the end or
// before: when the caller's deadline comes or the caller leaves, an attempt that may have left goes on
// without it.
class CreateTask final : private base::Runnable, public std::enable_shared_from_this<CreateTask> {
 public:
  struct Plan {
    http::Request request;
    unpod::TokenOwner token_owner = unpod::TokenOwner::kService;
    size_t documents = 0;
    base::MonotonicTime deadline;
  };

  CreateTask(const Options& options, Lane& lane, policy::Admission::Ticket ticket, Plan plan,
             TaskCreator::Done done);

  // Any thread, once: hands the call to its lane.
  void Start();
  // Any thread: the caller is gone.
  void Leave();

 private:
  void Run() override;  // On the lane: the first attempt.
  void Send();
  void OnResult(const http::Result& result);
  bool SendAgainLater(const domain::Outcome& outcome);
  void OnReplyTime();
  void OnLeave();
  void Answer(domain::Outcome outcome);
  void End(domain::Outcome outcome);
  void CancelTimer(std::optional<base::EventLoop::TimerId>& timer);

  const Options& options_;
  Lane& lane_;
  policy::Admission::Ticket ticket_;
  Plan plan_;

  // The lane's thread only.
  TaskCreator::Done done_;  // Null once answered.
  std::shared_ptr<CreateTask>
      self_;  // From Start to Run; then whatever is pending on the lane holds the call.
  http::Transfer* transfer_ = nullptr;  // While one is under way.
  int attempts_ = 0;
  // Why a transfer that has not left is being cancelled; the outcome to end with.
  std::optional<domain::Outcome> cancelled_with_;
  std::optional<base::EventLoop::TimerId> reply_timer_;
  std::optional<base::EventLoop::TimerId> backoff_timer_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_CREATE_TASK_H_
