#include "server/flow/lane.h"

#include <pthread.h>

#include <random>
#include <vector>

#include "server/flow/read_back.h"

namespace unpod::flow {

Lane::Lane(const Services& services, const MakeTransport& make_transport)
    : read_backs_(std::make_unique<ReadBacks>(services, *this)),
      transport_(make_transport(loop_)),
      random_(std::random_device{}()),
      thread_([this] {
        pthread_setname_np(pthread_self(), "lane");
        loop_.Run();
      }) {}

Lane::~Lane() {
  Stop();
}

void Lane::Stop() {
  if (!thread_.joinable()) return;
  loop_.Stop();
  thread_.join();
  over_.store(true, std::memory_order_relaxed);
}

http::Transport& Lane::transport() {
  AssertInLoop();
  return *transport_;
}

ReadBacks& Lane::read_backs() {
  AssertInLoop();
  return *read_backs_;
}

double Lane::Jitter() {
  AssertInLoop();
  return std::uniform_real_distribution<double>(0, 1)(random_);
}

void Lane::Tell(Stopping stage) {
  loop_.PostTask([this, stage] {
    if (is_over()) return;
    is_draining_ = true;
    // One that is told may end others.
    const std::vector<InFlight*> all(in_flight_.begin(), in_flight_.end());
    for (InFlight* const each : all) {
      if (in_flight_.contains(each)) each->OnStopping(stage);
    }
  });
}

Submission* Lane::FindSubmission(const ledger::Digest& digest) const {
  AssertInLoop();
  const auto found = submissions_.find(digest);
  return found == submissions_.end() ? nullptr : found->second;
}

void Lane::AddSubmission(const ledger::Digest& digest, Submission& submission) {
  AssertInLoop();
  submissions_[digest] = &submission;
}

void Lane::RemoveSubmission(const ledger::Digest& digest, const Submission& submission) {
  AssertInLoop();
  const auto found = submissions_.find(digest);
  if (found != submissions_.end() && found->second == &submission) submissions_.erase(found);
}

}  // namespace unpod::flow
