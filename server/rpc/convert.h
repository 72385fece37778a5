// The public contract to the domain and back. Pure.
#ifndef UNPOD_SERVER_RPC_CONVERT_H_
#define UNPOD_SERVER_RPC_CONVERT_H_

#include "server/domain/outcome.h"
#include "server/domain/task.h"
#include "server/http/transfer.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Takes over what it says, right or wrong: domain::Validate judges.
domain::Task ToTask(const unpod_task::v1::CreateTaskRequest& request);

// The same of a stream: a task without documents.
domain::Task ToTask(const unpod_task::v1::CreateTasksHeader& header);
domain::Document ToDocument(const unpod_task::v1::Document& from);

// The request as it would be sent, the API token masked.
void FillPreview(const http::Request& request, unpod_task::v1::RequestPreview& preview);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CONVERT_H_
