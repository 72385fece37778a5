#ifndef UNPOD_SANDBOX_SANDBOX_H_
#define UNPOD_SANDBOX_SANDBOX_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/book.h"
#include "sandbox/fault.h"
#include "sandbox/options.h"

namespace unpod::sandbox {

// A stand-in for Unpod's REST API on plain HTTP/1.1: the same checks in the same order, the same texts, runs
// and tasks in memory, faults by script, and a book of what arrived. It calls nobody. See docs/sandbox.md.
//
//   Sandbox sandbox({.port = 0});
//   if (absl::Status started = sandbox.Start(); !started.ok()) …
//   sandbox.Script({.match_key = "document_id", .match_value = "d1", .close = Close::kAfterRequest});
//   … POST to sandbox.url() + "/api/v2/platform/spaces/ANY/tasks/create/" …
//   EXPECT_EQ(sandbox.CountBy("document_id")["d1"].accepted, 1);
//
// Serves on a thread of its own. Start and Stop are called by one thread; everything else by any thread, at
// any time between construction and destruction.
class Sandbox {
 public:
  explicit Sandbox(Options options = {});
  ~Sandbox();  // stops
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Binds, listens and serves. UNAVAILABLE when the address cannot be had, INVALID_ARGUMENT when it is no
  // address. At most once.
  [[nodiscard]] absl::Status Start();
  // Closes the listener and each connection, whatever it is doing, and joins the thread. May be repeated.
  void Stop();

  uint16_t port() const;    // the bound port; 0 before Start
  std::string url() const;  // http://ADDRESS:PORT

  // Appends to the queue. INVALID_ARGUMENT when the fault contradicts itself or names an unknown body.
  absl::Status Script(Fault fault);
  // The same from the JSON of POST /_sandbox/faults: an object or a list of them; all or nothing.
  absl::Status ScriptJson(absl::string_view json);
  void ClearFaults();
  // Faults in the queue that still wait for a request, without those that hit all of them (`count` = 0).
  int faults_left() const;

  Book book() const;
  // Per value of a document's member `key` (strings as they are, other values as JSON text).
  std::map<std::string, ValueCount> CountBy(absl::string_view key) const;
  // Waits until `done` says so. False when it does not within `timeout`. `done` runs on this thread, under a
  // lock: it must not call the sandbox.
  bool WaitFor(const std::function<bool(const Book&)>& done, absl::Duration timeout) const;

  // Closes each connection that is open and has no request on it. When it returns they are closed.
  void CloseIdleConnections();
  // Moves the sandbox's clock forward, so that tasks progress without waiting.
  void Advance(absl::Duration by);
  // Forgets runs, tasks, faults and the book. Connections stay.
  void Reset();

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_SANDBOX_H_
