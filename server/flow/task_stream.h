// A list of documents of any length on its way: checked one by one, cut into batches, each batch created as a
// request of its own under the list's request_id and its number, a bounded number of them at once.
// Thread-safe.
//
// Batches are claimed in the order of the list: the next one is begun only when the one before has passed its
// claim. So what has been claimed is always the beginning of the list, and when a list is sent again that is
// another one, the first batch that differs is refused before anything behind it is sent.
#ifndef UNPOD_SERVER_FLOW_TASK_STREAM_H_
#define UNPOD_SERVER_FLOW_TASK_STREAM_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/monotonic.h"
#include "server/base/mutex.h"
#include "server/base/secret.h"
#include "server/domain/outcome.h"
#include "server/domain/task.h"
#include "server/flow/batch_cutter.h"
#include "server/flow/caller.h"
#include "server/flow/document_result.h"
#include "server/flow/task_creator.h"

namespace unpod::flow {

struct StreamProgress {
  uint64_t received = 0;
  uint64_t created = 0;
  uint64_t invalid = 0;
  uint64_t not_started = 0;
  uint64_t unknown = 0;
  uint64_t replayed = 0;  // Of those created.
  uint64_t pending() const { return received - created - invalid - not_started - unknown; }
};

// What all documents have in common.
struct StreamHeader {
  domain::Task task;  // Without documents; its request_id is the list's.
  bool stop_at_invalid = false;
  Caller caller;
};

class TaskStream : public std::enable_shared_from_this<TaskStream> {
 public:
  // Told one thing at a time, on any thread; must not block.
  class Listener {
   public:
    virtual ~Listener() = default;
    // More documents are wanted: Add or Close comes next.
    virtual void OnWanted() = 0;
    // In the order of the list within one call.
    virtual void OnResults(std::vector<DocumentResult> results, const StreamProgress& progress) = 0;
    // Once, last, when each document that was taken has been answered for. `failure`: why no more were.
    virtual void OnEnd(const std::optional<domain::Failure>& failure, const StreamProgress& progress) = 0;
    // True: results are not taken as fast as they come; no batch is begun before Continue.
    virtual bool IsBehind() const = 0;
  };

  // What is wrong with a header; none when a stream may be made of it.
  static std::vector<domain::FieldViolation> Check(const TaskCreator& creator, const StreamHeader& header);

  // `listener` must outlive the call to its OnEnd. The stream ends by itself when the service is about to
  // stop.
  static std::shared_ptr<TaskStream> Open(TaskCreator& creator, StreamHeader header, Listener& listener);
  // For Open.
  TaskStream(TaskCreator& creator, StreamHeader header, Listener& listener);

  void Add(std::vector<domain::Document> documents);
  // The list is whole.
  void Close();
  // The caller has made a mistake: what was begun goes on, nothing else is sent.
  void Fail(domain::Failure failure);
  // The caller is gone: what has left runs on, nothing else is sent.
  void Leave();
  // Results have been taken.
  void Continue();
  // The service is about to stop: nothing more is begun, what is in flight is answered for.
  void OnDraining();

 private:
  struct Begun {
    std::vector<uint64_t> indexes;
    bool has_passed_claim = false;
    std::shared_ptr<Call> call;
  };
  struct Event {
    enum class Kind { kWanted, kResults, kEnd } kind = Kind::kWanted;
    std::vector<DocumentResult> results;
    StreamProgress progress;
    std::optional<domain::Failure> failure;
  };

  void AddOne(domain::Document document, std::vector<DocumentResult>& invalid)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StopWith(domain::Failure failure) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Report(std::vector<DocumentResult> results) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReportQueued(const DocumentBatch& batch, const std::shared_ptr<const domain::Failure>& failure)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool CanBegin() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AskForMore() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndIfOver() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  void Dispatch(Event event) ABSL_LOCKS_EXCLUDED(mutex_);
  void Begin(DocumentBatch batch) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnPassedClaim(uint64_t number) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnBatchDone(uint64_t number, const domain::Outcome& outcome) ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<DocumentResult> ResultsOf(const Begun& batch, const domain::Outcome& outcome) const;

  // Synchronised by itself.
  TaskCreator& creator_;
  // Told by one thread at a time, without the lock; IsBehind is asked by any, with it.
  Listener& listener_;

  // Constant after construction.
  const StreamHeader header_;

  base::Mutex mutex_;
  BatchCutter cutter_ ABSL_GUARDED_BY(mutex_);
  std::deque<DocumentBatch> queue_ ABSL_GUARDED_BY(mutex_);      // Full, not begun.
  std::map<uint64_t, Begun> in_flight_ ABSL_GUARDED_BY(mutex_);  // By number.
  StreamProgress progress_ ABSL_GUARDED_BY(mutex_);
  std::deque<Event> events_ ABSL_GUARDED_BY(mutex_);
  std::optional<domain::Failure> failure_ ABSL_GUARDED_BY(mutex_);  // Why it cannot go on.
  int unknown_in_a_row_ ABSL_GUARDED_BY(mutex_) = 0;
  bool last_has_passed_ ABSL_GUARDED_BY(mutex_) = true;  // The batch begun last is past its claim.
  bool is_asking_ ABSL_GUARDED_BY(mutex_) = false;       // OnWanted was told, and nothing has come yet.
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool has_left_ ABSL_GUARDED_BY(mutex_) = false;  // The caller.
  bool has_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_running_ ABSL_GUARDED_BY(mutex_) = false;  // Some thread is inside Run.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_TASK_STREAM_H_
