#include "sandbox/sandbox.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/backend.h"
#include "sandbox/fault_json.h"
#include "sandbox/fault_queue.h"
#include "sandbox/http_server.h"

namespace unpod::sandbox {

class Sandbox::Impl {
 public:
  explicit Impl(Options options) : backend(std::move(options)), server(backend) {}

  Backend backend;
  HttpServer server;
};

Sandbox::Sandbox(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Sandbox::~Sandbox() = default;

absl::Status Sandbox::Start() {
  return impl_->server.Start();
}

void Sandbox::Stop() {
  impl_->server.Stop();
}

uint16_t Sandbox::port() const {
  return impl_->server.port();
}

std::string Sandbox::url() const {
  const std::string& address = impl_->backend.options().address;
  const bool v6 = absl::StrContains(address, ':');
  return absl::StrCat("http://", v6 ? "[" : "", address, v6 ? "]" : "", ":", port());
}

absl::Status Sandbox::Script(Fault fault) {
  if (absl::Status checked = CheckFault(fault); !checked.ok()) return checked;
  impl_->backend.Script({std::move(fault)});
  return absl::OkStatus();
}

absl::Status Sandbox::ScriptJson(absl::string_view json) {
  absl::StatusOr<std::vector<Fault>> faults = ParseFaults(json);
  if (!faults.ok()) return faults.status();
  impl_->backend.Script(*std::move(faults));
  return absl::OkStatus();
}

void Sandbox::ClearFaults() {
  impl_->backend.ClearFaults();
}

int Sandbox::faults_left() const {
  return impl_->backend.faults_left();
}

Book Sandbox::book() const {
  return impl_->backend.book();
}

std::map<std::string, ValueCount> Sandbox::CountBy(absl::string_view key) const {
  return impl_->backend.CountBy(key);
}

bool Sandbox::WaitFor(const std::function<bool(const Book&)>& done, absl::Duration timeout) const {
  return impl_->backend.WaitFor(done, timeout);
}

void Sandbox::CloseIdleConnections() {
  impl_->server.CloseIdle();
}

void Sandbox::Advance(absl::Duration by) {
  impl_->backend.Advance(by);
}

void Sandbox::Reset() {
  impl_->backend.Reset();
}

}  // namespace unpod::sandbox
