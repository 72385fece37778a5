// What grpc.health.v1 says. Three names: "" and the service's for whether calls may be sent here, "ledger"
// for whether the ledger can be written. Thread-safe.
#ifndef UNPOD_SERVER_APP_HEALTH_H_
#define UNPOD_SERVER_APP_HEALTH_H_

#include <grpcpp/health_check_service_interface.h>

#include <mutex>

namespace unpod::app {

class Health {
 public:
  // From now on it is told; `service` must outlive this. `ledger_required`: without the ledger nothing is
  // served.
  void Begin(grpc::HealthCheckServiceInterface& service, bool ledger_required);
  // NOT_SERVING for good.
  void End();
  void SetLedger(bool writable);

 private:
  void Tell();  // With mutex_ held.

  std::mutex mutex_;
  grpc::HealthCheckServiceInterface* service_ = nullptr;
  bool ledger_required_ = true;
  bool ledger_writable_ = false;
};

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_HEALTH_H_
