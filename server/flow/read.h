// One read on its way: GETs one after the other, each tried again where that may help, until the deadline.
// What is read and when it is done, the classes below it know. Lives on one lane's thread.
#ifndef UNPOD_SERVER_FLOW_READ_H_
#define UNPOD_SERVER_FLOW_READ_H_

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/functional/any_invocable.h"
#include "server/base/event_loop.h"
#include "server/base/monotonic.h"
#include "server/base/secret.h"
#include "server/domain/outcome.h"
#include "server/flow/caller.h"
#include "server/flow/lane.h"
#include "server/flow/page_detour.h"
#include "server/flow/services.h"
#include "server/http/transport.h"
#include "server/policy/admission.h"
#include "server/unpod/classify.h"
#include "server/unpod/read_answer.h"
#include "server/unpod/read_request.h"

namespace unpod::flow {

// Gets what was read, or why not: once.
template <typename T>
using ReadDone = absl::AnyInvocable<void(std::variant<T, domain::Failure>)>;

// Who reads, and the place that it takes among all who do; without a place where the service reads for
// itself.
struct ReadCaller : Caller {
  ReadCaller() = default;
  explicit ReadCaller(Caller caller) : Caller(std::move(caller)) {}
  policy::Admission::Ticket ticket;
};

class Read : private base::Runnable, private InFlight, public std::enable_shared_from_this<Read> {
 public:
  Read(const Services& services, Lane& lane, ReadCaller caller)
      : services_(services), lane_(lane), caller_(std::move(caller)) {}
  ~Read() override = default;

  // Any thread, once: hands it to its lane.
  void Start();
  // Any thread: the caller is gone. It is told CANCELLED.
  void Leave();

 protected:
  // All of these on the lane's thread.
  virtual void Begin() = 0;
  virtual void OnPage(unpod::Page page) = 0;
  virtual void Tell(domain::Failure failure) = 0;

  // Ends in OnPage, or in Tell when it cannot be read. Around an element that the upstream cannot list it is
  // read in parts, and then without it: the page's `skipped` counts those.
  void Fetch(const unpod::ReadTarget& target, int page, int page_size);
  // Before the caller is told: nothing more will happen. False when it has ended already.
  bool End();
  void Fail(domain::Failure failure);

 private:
  void Run() final;
  void OnStopping(Stopping stage) final;
  void Send();
  void OnResult(const http::Result& result);
  void OnUnreadable(domain::Failure failure);
  void GoAround(PageDetour::Step step);
  // Of the page, or of the part of it that is to be read now.
  void Get(int page, int page_size);
  bool SendAgainLater(const domain::Failure& failure);
  // Whether the service's token was taken, where the page was asked for with that. True: it is tried once
  // more, with a newer or another one.
  bool LearnOfToken(const std::variant<unpod::Page, domain::Failure>& page);
  void SendAfter(base::Duration delay);
  base::Duration TimeLeft() const;

  // Constant after construction.
  const Services& services_;
  Lane& lane_;

  // The lane's thread only, from Run on.
  ReadCaller caller_;
  std::shared_ptr<Read> self_;  // From Start to Run.
  bool is_over_ = false;
  base::MonotonicTime answer_at_{};  // Set by Run: the caller's deadline, less what the answer takes.
  unpod::ReadTarget target_;
  int page_ = 1;
  int page_size_ = 0;
  std::optional<PageDetour> detour_;              // While that page is read in parts.
  std::optional<domain::Failure> first_failure_;  // Of the whole of it.
  http::Request request_;                         // Of the attempt under way.
  http::Transfer* transfer_ = nullptr;
  int attempts_ = 0;            // At the page.
  base::Secret service_token_;  // In request_; empty where the caller's own is.
  bool has_changed_token_ = false;
  std::optional<base::EventLoop::TimerId> deadline_timer_;
  std::optional<base::EventLoop::TimerId> backoff_timer_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_READ_H_
