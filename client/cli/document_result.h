// What became of a document, in words.
#ifndef UNPOD_CLIENT_CLI_DOCUMENT_RESULT_H_
#define UNPOD_CLIENT_CLI_DOCUMENT_RESULT_H_

#include <string>

#include "client/error.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// kUnknown for whatever this version does not know.
client::Execution ExecutionOf(const unpod_task::v1::Failure& failure);

// "pending"; the upstream's own word for a state that this version does not know.
std::string StateWord(unpod_task::v1::TaskState state, const std::string& upstream_status);

// Its rows for a person: the tasks, and which documents have none.
std::string ResultRows(const google::protobuf::RepeatedPtrField<unpod_task::v1::DocumentResult>& results);

// True where a document has no task.
bool HasGaps(const google::protobuf::RepeatedPtrField<unpod_task::v1::DocumentResult>& results);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_DOCUMENT_RESULT_H_
