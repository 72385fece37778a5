// The use case: a task in, one outcome out. What rpc calls. Thread-safe.
#ifndef UNPOD_SERVER_FLOW_TASK_CREATOR_H_
#define UNPOD_SERVER_FLOW_TASK_CREATOR_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/monotonic.h"
#include "server/base/mutex.h"
#include "server/domain/outcome.h"
#include "server/domain/task.h"
#include "server/flow/call.h"
#include "server/flow/caller.h"
#include "server/flow/lane.h"
#include "server/flow/options.h"
#include "server/flow/plan.h"
#include "server/flow/services.h"
#include "server/flow/task_reader.h"
#include "server/flow/unknowns.h"
#include "server/http/transfer.h"
#include "server/ledger/ledger.h"
#include "server/policy/admission.h"

namespace unpod::flow {

class TaskStream;

class TaskCreator {
 public:
  using Done = Call::Done;

  // Starts `lanes` ≥ 1 threads. `ledger` is open; without one, requests that name a request_id are refused.
  TaskCreator(Options options, size_t lanes, const Lane::MakeTransport& make_transport,
              std::unique_ptr<ledger::Ledger> ledger = nullptr);
  // Nothing may be in flight: see Drain.
  ~TaskCreator();

  // Checks `task` and makes the HTTP request that would be sent; nothing is sent.
  std::variant<http::Request, domain::NotExecuted> Prepare(const domain::Task& task,
                                                           const Caller& caller) const;

  // What is wrong with `task`: what Start would refuse it for.
  std::vector<domain::FieldViolation> Check(const domain::Task& task) const {
    return Check(task, IsKeyed(task));
  }

  // Checks and sends. `done` gets the one outcome, on a lane's thread or, when nothing is sent, before Start
  // returns. Returns null in the second case, else what Leave takes. `passed` is told, on a lane's thread and
  // before `done`, when the ledger has a request_id with these contents: claimed now, or before. With a
  // `passed` the outcome may be written down, and told, a millisecond later, together with other requests'
  // claims and outcomes.
  std::shared_ptr<Call> Start(const domain::Task& task, const Caller& caller, Done done,
                              Call::Passed passed = nullptr);

  // The caller is gone: answered at once, with CANCELLED or DEADLINE_EXCEEDED. What has left runs on to its
  // end.
  static void Leave(const std::shared_ptr<Call>& call);

  // Calls and reads that were started and have not ended yet, calls of callers who left included.
  size_t in_flight() const { return admission_.in_flight() + reader_->in_flight(); }

  // The end of the process, in this order. Each may be called from any thread.
  //
  // Streams and watches end, with what has become of them so far; calls and reads go on, and new ones are
  // taken.
  void BeginDrain();
  bool is_draining() const { return draining_.load(std::memory_order_relaxed); }
  // Waits until nothing is in flight, until `deadline` at most. True when drained.
  bool Drain(base::MonotonicTime deadline) const;
  // Each caller that still waits is answered with its verdict: not started where nothing has left, else
  // unknown. With Stopping::kEnding as soon as that is written down, with kNow at once. Nothing is begun any
  // more.
  void EndCalls(Stopping stage);

  // Somebody has settled an unknown request by hand: it is looked for no longer. Any thread.
  void OnResolved(const ledger::Digest& digest);

  // Is told of BeginDrain, at once if that was before.
  void AddStream(const std::shared_ptr<TaskStream>& stream);

  const Options& options() const { return options_; }
  TaskReader& reader() { return *reader_; }
  // Null when there is none.
  ledger::Ledger* ledger() const { return ledger_.get(); }
  // The key of a request in the ledger, of what the caller has named.
  // `batch`: of a list, which one.
  static ledger::Key KeyOf(const std::string& org_handle, const std::string& space_token,
                           const std::string& request_id, std::optional<int32_t> batch = std::nullopt);
  // Of the key of a request that has a name.
  static ledger::Digest DigestOf(const domain::Task& task);

 private:
  using Prepared = std::variant<std::unique_ptr<Plan>, domain::NotExecuted>;
  static std::unique_ptr<ClaimSteps> MakeSteps(const domain::Task& task);
  Prepared MakePlan(const domain::Task& task, const Caller& caller) const;
  std::vector<domain::FieldViolation> Check(const domain::Task& task, bool is_keyed) const;
  bool IsKeyed(const domain::Task& task) const;
  bool IsRefusedByLedger(const domain::Task& task) const;
  Lane& ChooseLane(const Plan& plan);

  // Constant after construction. What it owns is synchronised by itself.
  const Options options_;
  policy::Admission admission_;
  std::unique_ptr<ledger::Ledger> ledger_;
  const Services services_;
  std::unique_ptr<Unknowns> unknowns_;
  std::unique_ptr<TaskReader> reader_;
  std::vector<std::unique_ptr<Lane>> lanes_;

  // Synchronised by themselves.
  std::atomic<size_t> next_lane_{0};
  std::atomic<bool> draining_{false};
  std::atomic<bool> ending_{false};

  base::Mutex mutex_;
  // Those that have ended are removed now and then.
  std::vector<std::weak_ptr<TaskStream>> streams_ ABSL_GUARDED_BY(mutex_);
  size_t tidy_streams_at_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_TASK_CREATOR_H_
