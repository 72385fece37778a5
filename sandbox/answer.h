#ifndef UNPOD_SANDBOX_ANSWER_H_
#define UNPOD_SANDBOX_ANSWER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace unpod::sandbox {

// Keeps the order of keys: the backend's answers have one, and a document comes back in `input` as it was
// sent.
using Json = nlohmann::ordered_json;

// An HTTP answer, but for the headers that depend on the connection.
struct Answer {
  int status = 200;
  std::string text = {};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// Compact, UTF-8 as it is; what is not UTF-8 is replaced.
std::string Dump(const Json& json);

Answer JsonAnswer(int status, const Json& body);
// {"status_code":STATUS,"message":MESSAGE,"data":{}}: what the backend's renderer makes below 401.
Answer MessageAnswer(int status, absl::string_view message);
// The envelope of a failed task creation below 401, which carries `errors` twice.
Answer ErrorsAnswer(int status, absl::string_view message, const Json& errors);
// 206 with the serializer's complaints.
Answer ValidationAnswer(const Json& errors);
// {"count":…,"status_code":200,"message":MESSAGE,"data":ITEMS}: a list, or a page of one that has `count`
// items.
Answer ListAnswer(absl::string_view message, int64_t count, Json items);
Answer ListAnswer(absl::string_view message, Json items);
// {"message":MESSAGE,"status_code":STATUS}: the same renderer from 401 on.
Answer DetailAnswer(int status, absl::string_view message);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_ANSWER_H_
