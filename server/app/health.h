// What grpc.health.v1 says. "" and the service's name: whether calls may be sent here. "live": whether this
// process can serve at all, so that only a restart would mend it where it cannot; also while it drains and
// while the ledger is away. "ledger": whether that can be written. "upstream": whether the upstream takes the
// service's API token, as far as it is known. Thread-safe.
#ifndef UNPOD_SERVER_APP_HEALTH_H_
#define UNPOD_SERVER_APP_HEALTH_H_

#include <grpcpp/health_check_service_interface.h>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"

namespace unpod::app {

class Health {
 public:
  // From now on it is told; `service` must outlive this. `ledger_required`: without the ledger nothing is
  // served.
  void Begin(grpc::HealthCheckServiceInterface& service, bool ledger_required);
  // NOT_SERVING for good, but alive.
  void End();
  void SetLedger(bool writable);
  void SetUpstream(bool takes_token);

 private:
  void Tell() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  base::Mutex mutex_;
  grpc::HealthCheckServiceInterface* service_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;
  bool ledger_required_ ABSL_GUARDED_BY(mutex_) = true;
  bool ledger_writable_ ABSL_GUARDED_BY(mutex_) = false;
  bool upstream_takes_token_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_HEALTH_H_
