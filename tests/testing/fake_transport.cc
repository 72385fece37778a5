#include "tests/testing/fake_transport.h"

#include <chrono>
#include <future>
#include <utility>

namespace unpod::testing {

// On one loop's thread, like the real one.
class FakeTransport final : public http::Transport {
 public:
  FakeTransport(FakeUpstream& upstream, base::EventLoop& loop) : upstream_(upstream), loop_(loop) {}

  http::Transfer& Send(const http::Request& request, Done done) override {
    loop_.AssertInLoop();
    const base::MutexLock lock(upstream_.mutex_);
    const int number = ++upstream_.made_;
    auto transfer = std::make_unique<FakeTransfer>(*this, number, std::move(done));
    FakeTransfer& sent = *transfer;
    transfers_[number] = std::move(transfer);
    std::optional<http::Result> scripted;
    if (upstream_.script_) scripted = upstream_.script_(number, request);
    if (scripted.has_value()) {
      FinishLater(number, *std::move(scripted));
    } else {
      upstream_.open_[number] = {&loop_, [&sent] { sent.left = true; },
                                 [this, number](http::Result result) { Finish(number, std::move(result)); }};
    }
    upstream_.changed_.NotifyAll();
    return sent;
  }

 private:
  struct FakeTransfer final : http::Transfer {
    FakeTransfer(FakeTransport& transport, int attempt, Done on_done)
        : owner(transport), number(attempt), done(std::move(on_done)) {}
    bool MayHaveLeft() const override { return left; }
    void Cancel() override { owner.Cancel(*this); }
    FakeTransport& owner;
    const int number;
    Done done;
    bool left = false;
  };

  void Cancel(const FakeTransfer& transfer) {
    loop_.AssertInLoop();
    {
      const base::MutexLock lock(upstream_.mutex_);
      ++upstream_.cancelled_;
      upstream_.open_.erase(transfer.number);
    }
    http::Result result = FakeUpstream::Failed(
        transfer.left ? http::Error::kConnectionLost : http::Error::kCancelled, transfer.left);
    FinishLater(transfer.number, std::move(result));
  }

  // What is posted may outlive this: a loop runs its inbox once more when it goes.
  void FinishLater(int number, http::Result result) {
    loop_.PostTask([this, alive = std::weak_ptr<int>(alive_), number, result = std::move(result)]() mutable {
      if (!alive.expired()) Finish(number, std::move(result));
    });
  }

  void Finish(int number, http::Result result) {
    const auto found = transfers_.find(number);
    if (found == transfers_.end()) return;
    Done done = std::move(found->second->done);
    transfers_.erase(found);
    done(std::move(result));
  }

  FakeUpstream& upstream_;
  base::EventLoop& loop_;
  std::map<int, std::unique_ptr<FakeTransfer>> transfers_;
  const std::shared_ptr<int> alive_ = std::make_shared<int>();
};

flow::Lane::MakeTransport FakeUpstream::MakeTransport() {
  return [this](base::EventLoop& loop) { return std::make_unique<FakeTransport>(*this, loop); };
}

void FakeUpstream::SetScript(Script script) {
  const base::MutexLock lock(mutex_);
  script_ = std::move(script);
}

bool FakeUpstream::WaitForAttempts(int count) {
  const base::MonotonicTime until = base::MonotonicNow() + std::chrono::seconds(10);
  const base::MutexLock lock(mutex_);
  while (made_ < count && changed_.WaitUntil(mutex_, until)) {
  }
  return made_ >= count;
}

int FakeUpstream::attempts() {
  const base::MutexLock lock(mutex_);
  return made_;
}

int FakeUpstream::cancelled() {
  const base::MutexLock lock(mutex_);
  return cancelled_;
}

void FakeUpstream::OnLoop(int attempt, const std::function<void(Attempt&)>& work) {
  base::EventLoop* loop = nullptr;
  {
    const base::MutexLock lock(mutex_);
    const auto found = open_.find(attempt);
    if (found == open_.end()) return;
    loop = found->second.loop;
  }
  std::promise<void> done;
  loop->PostTask([&] {
    std::optional<Attempt> open;
    {
      const base::MutexLock lock(mutex_);
      const auto found = open_.find(attempt);
      if (found != open_.end()) open = found->second;
    }
    if (open.has_value()) work(*open);
    done.set_value();
  });
  done.get_future().wait();
}

void FakeUpstream::LetLeave(int attempt) {
  OnLoop(attempt, [](Attempt& open) { open.leave(); });
}

void FakeUpstream::Answer(int attempt, http::Result result) {
  OnLoop(attempt, [&](Attempt& open) {
    {
      const base::MutexLock lock(mutex_);
      open_.erase(attempt);
    }
    open.answer(std::move(result));
  });
}

http::Result FakeUpstream::Created() {
  return Status(200, R"({"status_code":200,"message":"Task Created Successfully",)"
                     R"("data":{"run_id":"R1","task_ids":["T1"],"status":"pending"}})");
}

http::Result FakeUpstream::Status(int status, std::string body) {
  http::Result result;
  result.error = http::Error::kNone;
  result.may_have_left = true;
  result.http_status = status;
  result.body = std::move(body);
  result.content_type = "application/json";
  return result;
}

http::Result FakeUpstream::Failed(http::Error error, bool may_have_left) {
  http::Result result;
  result.error = error;
  result.may_have_left = may_have_left;
  return result;
}

}  // namespace unpod::testing
