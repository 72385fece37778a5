// What the service does with its upstream, without gRPC: a TaskCreator over the real transport.
#ifndef UNPOD_TESTS_INTEGRATION_CLIENT_UNDER_TEST_H_
#define UNPOD_TESTS_INTEGRATION_CLIENT_UNDER_TEST_H_

#include <future>
#include <memory>
#include <string>

#include "server/domain/outcome.h"
#include "server/domain/task.h"
#include "server/flow/call.h"
#include "server/flow/task_creator.h"
#include "server/http/curl_transport.h"

namespace unpod::integration {

class ClientUnderTest {
 public:
  static flow::Options DefaultOptions(const std::string& base_url);
  static http::CurlOptions DefaultCurl() { return {}; }

  ClientUnderTest(flow::Options options, http::CurlOptions curl);
  explicit ClientUnderTest(const std::string& base_url)
      : ClientUnderTest(DefaultOptions(base_url), DefaultCurl()) {}
  // Everything in flight has ended.
  ~ClientUnderTest();

  // One document, which carries `document_id`: what the sandbox's book counts by.
  static domain::Task TaskFor(const std::string& document_id);

  struct Started {
    std::future<domain::Outcome> outcome;
    std::shared_ptr<flow::Call> call;
  };
  Started Start(const domain::Task& task, base::Duration deadline = std::chrono::seconds(20));
  domain::Outcome Create(const std::string& document_id, base::Duration deadline = std::chrono::seconds(20));

  flow::TaskCreator& creator() { return creator_; }

 private:
  flow::TaskCreator creator_;
};

// "created", "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE", "unknown UNKNOWN CONNECTION_LOST": for
// assertions that read well when they fail.
std::string Describe(const domain::Outcome& outcome);

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_CLIENT_UNDER_TEST_H_
