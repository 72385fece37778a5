#ifndef UNPOD_SANDBOX_BACKEND_H_
#define UNPOD_SANDBOX_BACKEND_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

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
  // These are called with mu_ held.
  Answer HandleCreate(const Request& request, const Route& route, const Json& body, StatusForm form,
                      Entry& entry);
  Answer HandleRead(const Request& request, const Route& route) const;
  absl::Time Now() const { return options_.now() + advanced_; }

  const Options options_;
  mutable std::mutex mu_;
  mutable std::condition_variable changed_;  // the book
  // Guarded by mu_:
  Journal journal_;
  FaultQueue faults_;
  RateLimit rate_limit_;
  absl::Duration advanced_ = absl::ZeroDuration();
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_BACKEND_H_
