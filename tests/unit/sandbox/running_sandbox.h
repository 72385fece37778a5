#ifndef UNPOD_TESTS_UNIT_SANDBOX_RUNNING_SANDBOX_H_
#define UNPOD_TESTS_UNIT_SANDBOX_RUNNING_SANDBOX_H_

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "sandbox/sandbox.h"
#include "tests/unit/sandbox/connection.h"

namespace unpod::sandbox {

// A sandbox on a free port.
class RunningSandbox : public testing::Test {
 protected:
  RunningSandbox() { Restart({}); }

  void Restart(Options options) {
    sandbox_ = std::make_unique<Sandbox>(std::move(options));
    const absl::Status started = sandbox_->Start();
    EXPECT_TRUE(started.ok()) << started;
  }
  void Script(Fault fault) {
    const absl::Status scripted = sandbox().Script(std::move(fault));
    EXPECT_TRUE(scripted.ok()) << scripted;
  }
  Sandbox& sandbox() { return *sandbox_; }
  uint16_t port() const { return sandbox_->port(); }

 private:
  std::unique_ptr<Sandbox> sandbox_;
};

}  // namespace unpod::sandbox

#endif  // UNPOD_TESTS_UNIT_SANDBOX_RUNNING_SANDBOX_H_
