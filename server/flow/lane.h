// One event loop on its own thread with the transport that runs on it. A call lives on one lane from its
// first byte to its answer; all calls with the same request_id live on the same one.
#ifndef UNPOD_SERVER_FLOW_LANE_H_
#define UNPOD_SERVER_FLOW_LANE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "server/base/event_loop.h"
#include "server/flow/in_flight.h"
#include "server/flow/known_tokens.h"
#include "server/flow/services.h"
#include "server/http/transport.h"
#include "server/ledger/entry.h"

namespace unpod::flow {

class ReadBacks;
class Submission;

class Lane {
 public:
  using MakeTransport = std::function<std::unique_ptr<http::Transport>(base::EventLoop&)>;

  // Starts the thread. `services` must outlive this.
  Lane(const Services& services, const MakeTransport& make_transport);
  // Calls still under way are dropped unanswered: drain first.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  base::EventLoop& loop() { return loop_; }
  // Stops and joins the thread; what is posted from then on finds the lane over. Idempotent.
  void Stop();
  // Any thread: tells everything that is in flight here how near the end is.
  void Tell(Stopping stage);
  // Nothing may be begun any more: what it would need is gone, or about to go.
  bool is_over() const { return over_.load(std::memory_order_relaxed); }

  // --- The lane's thread only ---

  // Aborts elsewhere, as EventLoop::AssertInLoop does.
  void AssertInLoop(const char* file = __builtin_FILE(), int line = __builtin_LINE()) const {
    loop_.AssertInLoop(file, line);
  }
  http::Transport& transport();
  ReadBacks& read_backs();
  // At random from 0 to 1.
  double Jitter();
  KnownTokens& known_tokens() {
    AssertInLoop();
    return known_tokens_;
  }

  // What is told of the end of the process.
  void Add(InFlight& in_flight) { in_flight_.insert(&in_flight); }
  void Remove(InFlight& in_flight) { in_flight_.erase(&in_flight); }
  // Stopping::kDraining, or more, has been told.
  bool is_draining() const { return is_draining_; }

  // Which requests with a request_id are under way here.
  Submission* FindSubmission(const ledger::Digest& digest) const;
  void AddSubmission(const ledger::Digest& digest, Submission& submission);
  void RemoveSubmission(const ledger::Digest& digest, const Submission& submission);

 private:
  // Synchronised by itself.
  std::atomic<bool> over_{false};

  // The lane's thread only, but for what the loop says itself.
  absl::flat_hash_map<ledger::Digest, Submission*, ledger::DigestHash> submissions_;
  absl::flat_hash_set<InFlight*> in_flight_;
  bool is_draining_ = false;
  base::EventLoop loop_;  // After these three: what its timers hold looks at them when it goes.
  std::unique_ptr<ReadBacks> read_backs_;
  std::unique_ptr<http::Transport> transport_;  // Before read_backs_: what is under way holds on to both.
  std::minstd_rand random_;
  KnownTokens known_tokens_;

  // Of who makes this and stops it.
  std::thread thread_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_LANE_H_
