#ifndef UNPOD_TESTS_UNIT_SANDBOX_BACKEND_CASE_H_
#define UNPOD_TESTS_UNIT_SANDBOX_BACKEND_CASE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/answer.h"
#include "sandbox/backend.h"

namespace unpod::sandbox {

// Asks a backend without any socket, by a clock that stands still.
class BackendCase : public testing::Test {
 protected:
  BackendCase() { Configure({}); }

  void Configure(Options options);

  // A request that is well but for what the case changes.
  static Request CreateRequest(absl::string_view body);
  static Request GetRequest(absl::string_view target);

  Answer Ask(Request request) { return backend_->OnRequest(std::move(request), false).answer; }
  Answer Create(absl::string_view body) { return Ask(CreateRequest(body)); }
  Answer Get(absl::string_view target) { return Ask(GetRequest(target)); }
  Json GetJson(absl::string_view target) { return Json::parse(Get(target).text, nullptr, false); }

  Backend& backend() { return *backend_; }

  const absl::Time now_ = absl::FromUnixSeconds(1'770'443'865);  // 2026-02-07T05:57:45Z

 private:
  std::unique_ptr<Backend> backend_;
};

// "206 {…}"
std::string Shown(const Answer& answer);

}  // namespace unpod::sandbox

#endif  // UNPOD_TESTS_UNIT_SANDBOX_BACKEND_CASE_H_
