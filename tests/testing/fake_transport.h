// A transport that the test plays: it sees each request and decides when bytes leave and what comes back.
#ifndef UNPOD_TESTS_TESTING_FAKE_TRANSPORT_H_
#define UNPOD_TESTS_TESTING_FAKE_TRANSPORT_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "server/base/event_loop.h"
#include "server/base/mutex.h"
#include "server/flow/lane.h"
#include "server/http/transport.h"

namespace unpod::testing {

// The upstream as the test sees it. Thread-safe; must outlive the lanes that use it.
class FakeUpstream {
 public:
  // For Lane and TaskCreator.
  flow::Lane::MakeTransport MakeTransport();

  // How attempts are answered from now on, at once; without one they wait for Answer.
  using Script = std::function<std::optional<http::Result>(int attempt, const http::Request& request)>;
  void SetScript(Script script);

  // Waits until `count` attempts have been made in all; false after ten seconds.
  bool WaitForAttempts(int count);
  int attempts();
  int cancelled();
  // Attempts are numbered from 1. Each waits for the loop to have done it.
  void LetLeave(int attempt);
  void Answer(int attempt, http::Result result);

  // A complete answer that names a run.
  static http::Result Created();
  static http::Result Status(int status, std::string body = "{}");
  static http::Result Failed(http::Error error, bool may_have_left);

 private:
  friend class FakeTransport;

  struct Attempt {
    base::EventLoop* loop = nullptr;
    std::function<void()> leave;
    std::function<void(http::Result)> answer;
  };
  // Runs on the loop of the attempt.
  void OnLoop(int attempt, const std::function<void(Attempt&)>& work);

  base::Mutex mutex_;
  base::CondVar changed_;
  Script script_ ABSL_GUARDED_BY(mutex_);
  int made_ ABSL_GUARDED_BY(mutex_) = 0;
  int cancelled_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int, Attempt> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_FAKE_TRANSPORT_H_
