// What a program reads of runs, tasks, agents and spaces: protobuf's own JSON with the contract's field
// names, counts as numbers.
#ifndef UNPOD_CLIENT_CLI_READ_JSON_H_
#define UNPOD_CLIENT_CLI_READ_JSON_H_

#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>

#include <string>

#include "absl/strings/string_view.h"

namespace unpod::cli {

// The fields of `message` behind the outcome and the exit code 0, on one line. Of a list: "more" in place of
// the token of its next page.
std::string MessageJson(absl::string_view outcome, const google::protobuf::Message& message);
std::string StructJson(const google::protobuf::Struct& value);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_READ_JSON_H_
