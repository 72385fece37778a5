#include "server/rpc/watch_run_reactor.h"

#include <string>
#include <utility>

#include "server/flow/failures.h"
#include "server/rpc/incoming.h"
#include "server/rpc/message_io.h"
#include "server/rpc/names.h"
#include "server/rpc/read_convert.h"

namespace unpod::rpc {
namespace {

constexpr size_t kMaxCursor = 4096;

Violations Check(const unpod_task::v1::WatchRunRequest& request) {
  Violations violations;
  Add(domain::CheckId("space_token", request.space_token()), violations);
  Add(domain::CheckId("run_id", request.run_id()), violations);
  Add(domain::CheckHandle("org_handle", request.org_handle(), domain::Presence::kOptional), violations);
  if (request.cursor().size() > kMaxCursor) violations.push_back({"cursor", "is none of this service's"});
  return violations;
}

}  // namespace

class WatchRunReactor::Watcher final : public flow::RunWatcher {
 public:
  Watcher(WatchRunReactor& reactor, absl::string_view mark_name) : reactor_(reactor), mark_name_(mark_name) {}

 private:
  void OnChange(flow::RunChange change) override {
    unpod_task::v1::WatchRunResponse response;
    FillProgress(change.progress, *response.mutable_progress());
    for (const auto& task : change.tasks) FillTask(*task, mark_name_, *response.add_tasks());
    response.set_cursor(std::move(change.cursor));
    reactor_.response_ = Serialize(response);
    reactor_.StartWrite(&reactor_.response_);
  }
  // The reactor is gone after this.
  void OnEnd(const std::optional<domain::Failure>& failure) override {
    if (failure.has_value()) return reactor_.Refuse(*failure);
    reactor_.Finish(reactor_.call_.Succeed());
  }

  WatchRunReactor& reactor_;
  const absl::string_view mark_name_;  // Of the service's options.
};

void WatchRunReactor::Start(flow::TaskCreator& creator, const grpc::ByteBuffer& bytes) {
  WithoutExceptions(
      [&] {
        unpod_task::v1::WatchRunRequest request;
        if (const auto failure = call_.Take(bytes, request)) return Refuse(*failure);
        Begin(creator, request);
      },
      [this](const domain::Failure& failure) { Refuse(failure); });
}

void WatchRunReactor::Refuse(const domain::Failure& failure) {
  Finish(call_.Fail(failure, Execution::kNotStarted));
}

void WatchRunReactor::Begin(flow::TaskCreator& creator, const unpod_task::v1::WatchRunRequest& request) {
  auto violations = Check(request);
  const auto caller = call_.ReadCaller(creator.options(), request.org_handle(), kReadBudget, violations);
  if (!violations.empty()) {
    return Refuse(flow::InvalidRequest(std::move(violations)).failure);
  }
  auto watcher = std::make_shared<Watcher>(*this, creator.options().read_back.mark_name);
  if (const auto refusal = creator.reader().Watch(caller, request.space_token(), request.run_id(),
                                                  request.cursor(), watcher)) {
    return Refuse(*refusal);
  }
  watcher_ = std::move(watcher);
  watcher_->Next();
}

void WatchRunReactor::OnWriteDone(bool ok) {
  if (ok) watcher_->Next();  // Else OnCancel ends it.
}

void WatchRunReactor::OnCancel() {
  if (watcher_ != nullptr) watcher_->Leave();
}

}  // namespace unpod::rpc
