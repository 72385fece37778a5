#include "bench/example.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace unpod::bench {

unpod_task::v1::CreateTaskRequest ExampleRequest() {
  unpod_task::v1::CreateTaskRequest request;
  request.set_space_token("8KZAMRAHSXXXXXXMAYNASMJC");
  request.set_pilot("space-agent-f1o3qjm1y7q1avvuynv4vprb1");
  request.set_context("Call the lead and discuss the project requirements.");
  request.mutable_schedule()->mutable_now();
  auto& document = *request.add_documents();
  document.set_name("John Doe");
  document.set_email("john@example.com");
  document.set_contact_number("1234567890");
  document.set_alternate_number("+919876543210");
  document.set_occupation("Sales Manager");
  document.set_company_name("Acme Corp");
  document.set_address("123 Main St, Mumbai");
  document.set_about("Warm lead from webinar");
  document.set_context("Follow up on proposal sent last week");
  document.add_labels("warm-lead");
  document.add_labels("webinar");
  document.set_title("Q1 Outreach");
  document.set_description("Lead from Q1 campaign");
  document.set_document_id("6902fb5840a736e125e80ebc");
  return request;
}

unpod_task::v1::CreateTaskResponse ExampleResponse() {
  unpod_task::v1::CreateTaskResponse response;
  response.set_run_id("R74802366fe9011f0878d43cd8a99e069");
  unpod_task::v1::DocumentResult& result = *response.add_results();
  result.set_task_id("T74802367fe9011f0878d43cd8a99e069");
  result.set_state(unpod_task::v1::TASK_STATE_PENDING);
  result.set_upstream_status("pending");
  response.set_upstream_status("pending");
  response.set_upstream_message("Task Created Successfully");
  return response;
}

std::string ExampleBody(int documents) {
  const std::string document =
      R"({"name":"John Doe","email":"john@example.com","contact_number":"1234567890",)"
      R"("alternate_number":"+919876543210","occupation":"Sales Manager","company_name":"Acme Corp",)"
      R"("address":"123 Main St, Mumbai","about":"Warm lead from webinar",)"
      R"("context":"Follow up on proposal sent last week","labels":["warm-lead","webinar"],)"
      R"("title":"Q1 Outreach","description":"Lead from Q1 campaign",)"
      R"("document_id":"6902fb5840a736e125e80ebc"})";
  std::string body =
      R"({"pilot":"space-agent-f1o3qjm1y7q1avvuynv4vprb1",)"
      R"("context":"Call the lead and discuss the project requirements.","schedule":{"type":"now"},)"
      R"("documents":[)";
  for (int i = 0; i < documents; ++i) body += (i > 0 ? "," : "") + document;
  return body + "]}";
}

std::string EncodeExampleBody(int documents) {
  using Json = nlohmann::ordered_json;
  static const auto request = ExampleRequest();
  Json body = {{"pilot", request.pilot()}, {"context", request.context()}, {"schedule", {{"type", "now"}}}};
  Json& list = body["documents"] = Json::array();
  for (int i = 0; i < documents; ++i) {
    const auto& from = request.documents(0);
    Json document = {{"name", from.name()},
                     {"email", from.email()},
                     {"contact_number", from.contact_number()},
                     {"alternate_number", from.alternate_number()},
                     {"occupation", from.occupation()},
                     {"company_name", from.company_name()},
                     {"address", from.address()},
                     {"about", from.about()},
                     {"context", from.context()}};
    for (const auto& label : from.labels()) document["labels"].push_back(label);
    document["title"] = from.title();
    document["description"] = from.description();
    document["document_id"] = from.document_id();
    list.push_back(std::move(document));
  }
  return body.dump();
}

}  // namespace unpod::bench
