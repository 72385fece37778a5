// One contact, from JSON.
#ifndef UNPOD_CLIENT_CLI_DOCUMENT_H_
#define UNPOD_CLIENT_CLI_DOCUMENT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/problem.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// The string field of a document by its JSON key, or null when there is none.
std::string* TextField(absl::string_view key, unpod_task::v1::Document* document);

void ReadDocument(const nlohmann::json& value, const std::string& path, unpod_task::v1::Document* document,
                  Problems* problems);

// "must be a string, is a number (put it into quotes)".
std::string MustBe(absl::string_view expected, const nlohmann::json& value);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_DOCUMENT_H_
