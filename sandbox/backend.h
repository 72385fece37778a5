#ifndef UNPOD_SANDBOX_BACKEND_H_
#define UNPOD_SANDBOX_BACKEND_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/answer.h"
#include "sandbox/book.h"
#include "sandbox/fault.h"
#include "sandbox/fault_queue.h"
#include "sandbox/journal.h"
#include "sandbox/options.h"
#include "sandbox/rate_limit.h"
#include "sandbox/request.h"
#include "sandbox/route.h"
#include "server/base/mutex.h"

namespace unpod::sandbox {

// The answer to a request and how it travels (`how` says only that; `answer` has the fault's changes).
struct Reply {
  Answer answer;
  std::optional<Fault> how = std::nullopt;
};

// All of the stand-in but the sockets: requests in, answers out, and the state between them. Thread-safe.
class Backend {
 public:
  explicit Backend(Options options);

  const Options& options() const { return options_; }

  // ---- asked by a connection, in this order ----
  std::optional<Fault> OnConnection();
  // At kFirstByte and kHeaders.
  std::optional<Fault> OnProgress(Stage stage, std::optional<Target> target, bool reused);
  // At kWhole; not for control requests.
  Reply OnRequest(Request request, bool reused);

  // ---- the controls ----
  void Script(std::vector<Fault> faults);
  void ClearFaults();
  std::vector<Fault> Faults() const;
  int faults_left() const;
  Book book() const;
  std::map<std::string, ValueCount> CountBy(absl::string_view key) const;
  bool WaitFor(const std::function<bool(const Book&)>& done, absl::Duration timeout) const;
  void Advance(absl::Duration by);
  void Reset();

 private:
  Answer HandleCreate(const Request& request, const Route& route, const Json& body, StatusForm form,
                      Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Answer HandleRead(const Request& request, const Route& route) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time Now() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return options_.now() + advanced_; }

  // Constant after construction.
  const Options options_;

  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;  // the book
  Journal journal_ ABSL_GUARDED_BY(mutex_);
  FaultQueue faults_ ABSL_GUARDED_BY(mutex_);
  RateLimit rate_limit_ ABSL_GUARDED_BY(mutex_);
  absl::Duration advanced_ ABSL_GUARDED_BY(mutex_) = absl::ZeroDuration();
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_BACKEND_H_
