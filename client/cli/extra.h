// An agent's own variables: JSON values as google.protobuf.Value.
#ifndef UNPOD_CLIENT_CLI_EXTRA_H_
#define UNPOD_CLIENT_CLI_EXTRA_H_

#include <google/protobuf/struct.pb.h>

#include <nlohmann/json.hpp>
#include <string>

#include "client/cli/problem.h"

namespace unpod::cli {

// A Value's numbers are doubles: an integer that a double does not hold exactly is a problem, named by its
// path.
google::protobuf::Value ToStructValue(const nlohmann::json& value, const std::string& path,
                                      Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_EXTRA_H_
