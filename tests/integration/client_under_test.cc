#include "tests/integration/client_under_test.h"

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/http/curl_global.h"

namespace unpod::integration {
namespace {

std::string Describe(const char* verdict, const domain::Failure& failure) {
  return absl::StrCat(verdict, " ", absl::StatusCodeToString(failure.code), " ",
                      domain::ReasonName(failure.reason));
}

}  // namespace

flow::Options ClientUnderTest::DefaultOptions(const std::string& base_url) {
  flow::Options options;
  options.base_url = base_url;
  options.service_token->Set({base::Secret("service-token")});
  options.attempt_timeout = absl::Seconds(10);
  return options;
}

ClientUnderTest::ClientUnderTest(flow::Options options, http::CurlOptions curl)
    : creator_(std::move(options), 1, [curl](base::EventLoop& loop) {
        http::InitCurl();
        return std::make_unique<http::CurlTransport>(loop, curl);
      }) {}

ClientUnderTest::~ClientUnderTest() {
  creator_.Drain(base::MonotonicNow() + std::chrono::seconds(30));
}

domain::Task ClientUnderTest::TaskFor(const std::string& document_id) {
  domain::Task task;
  task.space_token = "8KZAMRAHSXXXXXXMAYNASMJC";
  task.pilot = "space-agent-f1o3qjm1y7q1avvuynv4vprb1";
  task.context = "Call the lead.";
  domain::Document document;
  document.name = "John Doe";
  document.contact_number = "1234567890";
  document.document_id = document_id;
  task.documents.push_back(std::move(document));
  return task;
}

ClientUnderTest::Started ClientUnderTest::Start(const domain::Task& task, base::Duration deadline) {
  auto promise = std::make_shared<std::promise<domain::Outcome>>();
  Started started;
  started.outcome = promise->get_future();
  started.call = creator_.Start(
      task, flow::MakeCaller(creator_.options(), task.org_handle, {}, base::MonotonicNow() + deadline),
      [promise](domain::Outcome outcome) { promise->set_value(std::move(outcome)); });
  return started;
}

domain::Outcome ClientUnderTest::Create(const std::string& document_id, base::Duration deadline) {
  return Start(TaskFor(document_id), deadline).outcome.get();
}

std::string Describe(const domain::Outcome& outcome) {
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome)) {
    return Describe("not_executed", rejected->failure);
  }
  if (const auto* unknown = std::get_if<domain::Unknown>(&outcome))
    return Describe("unknown", unknown->failure);
  return "created";
}

}  // namespace unpod::integration
