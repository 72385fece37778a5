// A task's document as the upstream has it, as the contract's. Pure.
#ifndef UNPOD_SERVER_RPC_READ_DOCUMENT_H_
#define UNPOD_SERVER_RPC_READ_DOCUMENT_H_

#include "absl/strings/string_view.h"
#include "server/domain/task.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Without the upstream's control keys and the member `mark_name`. What is no field of a document, or of
// another type than that has, is among the variables.
void FillDocument(domain::Object from, absl::string_view mark_name, unpod_task::v1::Document& to);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_READ_DOCUMENT_H_
