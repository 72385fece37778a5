// The request body of the upstream's own documentation, as its curl example sends it.
#ifndef UNPOD_TESTS_UNIT_CLIENT_SOURCE_EXAMPLE_H_
#define UNPOD_TESTS_UNIT_CLIENT_SOURCE_EXAMPLE_H_

namespace unpod::cli {

inline constexpr char kSourceExample[] = R"({
    "pilot": "space-agent-f1o3qjm1y7q1avvuynv4vprb1",
    "context": "Call the lead and discuss the project requirements.",
    "schedule": { "type": "now" },
    "documents": [
      {
        "name": "John Doe",
        "email": "john@example.com",
        "contact_number": "1234567890",
        "alternate_number": "+919876543210",
        "occupation": "Sales Manager",
        "company_name": "Acme Corp",
        "address": "123 Main St, Mumbai",
        "about": "Warm lead from webinar",
        "context": "Follow up on proposal sent last week",
        "labels": ["warm-lead", "webinar"],
        "title": "Q1 Outreach",
        "description": "Lead from Q1 campaign",
        "document_id": "6902fb5840a736e125e80ebc"
      }
    ]
  })";

}  // namespace unpod::cli

#endif  // UNPOD_TESTS_UNIT_CLIENT_SOURCE_EXAMPLE_H_
