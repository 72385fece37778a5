// The running service: everything wired together, in the order of construction; destroyed in reverse.
#ifndef UNPOD_SERVER_APP_SERVICE_H_
#define UNPOD_SERVER_APP_SERVICE_H_

#include <grpcpp/server.h>

#include <atomic>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "sandbox/sandbox.h"
#include "server/app/config.h"
#include "server/app/health.h"
#include "server/app/listener_probe.h"
#include "server/app/token_file.h"
#include "server/flow/task_creator.h"
#include "server/ledger/store.h"
#include "server/rpc/ledger_service.h"
#include "server/rpc/task_service.h"

namespace unpod::app {

class Service {
 public:
  // InitCurl() and InitLog() were called; signals that end the process are blocked in this thread. `end` asks
  // for the end on any thread, when nobody can connect any more.
  Service(Config config, std::function<void()> end);
  ~Service();

  // Serves from when this returns OK. Otherwise the status says what could not be started.
  absl::Status Start();

  // Reads anew what may change while it serves. From the thread that calls Start and Stop.
  void Reload();

  // NOT_SERVING at once; new calls are taken for drain_delay more, cut short when `hurry` says so (asked
  // about ten times a second); then calls in flight get drain_timeout to finish. Returns when nothing is
  // served any more. Call once, from an ordinary thread.
  void Stop(const std::function<bool()>& hurry);

  // Nobody could connect any more, and `end` was called.
  bool is_deaf() const { return is_deaf_; }

 private:
  std::unique_ptr<ledger::Store> MakeStore() const;
  absl::Status StartSandbox();
  absl::Status StartServer();
  absl::Status WritePortFile(int port) const;
  // When this returns, each caller has been answered, or is being.
  void DrainUntil(base::MonotonicTime deadline);

  void WatchToken();

  Config config_;
  const std::function<void()> end_;
  std::atomic<bool> is_deaf_{false};
  Health health_;
  std::unique_ptr<TokenFile> token_file_;  // Before creator_, whose lanes ask for a look.
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::unique_ptr<flow::TaskCreator> creator_;
  std::unique_ptr<rpc::TaskService> task_service_;
  std::unique_ptr<rpc::LedgerService> ledger_service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<ListenerWatch> listener_watch_;
};

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_SERVICE_H_
