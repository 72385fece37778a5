#include "server/app/health.h"

#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::app {

void Health::Begin(grpc::HealthCheckServiceInterface& service, bool ledger_required) {
  const base::MutexLock lock(mutex_);
  service_ = &service;
  ledger_required_ = ledger_required;
  Tell();
}

void Health::End() {
  const base::MutexLock lock(mutex_);
  is_over_ = true;
  Tell();
  service_ = nullptr;
}

void Health::SetLedger(bool writable) {
  const base::MutexLock lock(mutex_);
  ledger_writable_ = writable;
  Tell();
}

void Health::SetUpstream(bool takes_token) {
  const base::MutexLock lock(mutex_);
  upstream_takes_token_ = takes_token;
  Tell();
}

void Health::Tell() {
  if (service_ == nullptr) return;
  const bool serving = !is_over_ && (ledger_writable_ || !ledger_required_);
  service_->SetServingStatus("", serving);
  service_->SetServingStatus(unpod_task::v1::TaskService::service_full_name(), serving);
  service_->SetServingStatus(unpod_task::v1::LedgerService::service_full_name(), serving);
  service_->SetServingStatus("live", true);
  service_->SetServingStatus("upstream", upstream_takes_token_);
  service_->SetServingStatus("ledger", !is_over_ && ledger_writable_);
}

}  // namespace unpod::app
