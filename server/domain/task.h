// What a caller asks for, free of protobuf and JSON. Plain values: copy and move freely, no thread rules.
#ifndef UNPOD_SERVER_DOMAIN_TASK_H_
#define UNPOD_SERVER_DOMAIN_TASK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace unpod::domain {

// One value of a document's structured variables: what google.protobuf.Struct can hold, and the value that
// names no kind, which a client makes by mistake. That one is refused, never sent.
struct NoKind {
  bool operator==(const NoKind&) const = default;
};
struct Value;
struct Member;  // No std::pair: it needs its parts complete, and Value is not before Object is.
using List = std::vector<Value>;
using Object = std::vector<Member>;
struct Value {
  std::variant<std::nullptr_t, bool, double, std::string, List, Object, NoKind> data;
};
struct Member {
  std::string key;
  Value value;
};

// One contact. An empty string or list means absent; it is never sent.
struct Document {
  std::string name;
  std::string contact_number;
  std::string email;
  std::string alternate_number;
  std::string occupation;
  std::string company_name;
  std::string address;
  std::string about;
  std::string context;
  std::vector<std::string> labels;
  std::string title;
  std::string description;
  std::string document_id;
  Object variables;  // All of them texts. In the order of the names, as are the structured ones.
  Object structured_variables;
};

struct Schedule {
  enum class Kind {
    kNow,
    kAuto,
    kAt,
    kUnrecognized,  // A choice was made that this version does not know: refused, since the upstream would
                    // dial now.
  };
  Kind kind = Kind::kNow;
  absl::Time at;  // Only with kAt.
};

struct Task {
  std::string space_token;
  std::string pilot;
  std::vector<Document> documents;
  std::string context;
  Schedule schedule;
  std::string request_id;
  // Of a list: which batch this is, from 0. The request_id is the list's.
  std::optional<int32_t> batch;
  // Without a request_id: what the caller's metadata x-request-id says, which stands for this request only
  // together with its contents. Empty: none.
  std::string header_request_id;
  std::string org_handle;
  // Where in the request documents stood that were left out of `documents`, ascending.
  std::vector<uint32_t> skipped;

  bool IsNamed() const { return !request_id.empty() || !header_request_id.empty(); }
};

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_TASK_H_
