// What was read, in the words of the public contract. Pure.
#ifndef UNPOD_SERVER_RPC_READ_CONVERT_H_
#define UNPOD_SERVER_RPC_READ_CONVERT_H_

#include "absl/strings/string_view.h"
#include "server/domain/read_model.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// `mark_name`: of the service's own mark in its document.
void FillTask(domain::TaskInfo from, absl::string_view mark_name, unpod_task::v1::CallTask& to);
void FillRun(domain::RunInfo from, unpod_task::v1::Run& to);
void FillAgent(domain::AgentInfo from, unpod_task::v1::Agent& to);
void FillSpace(domain::SpaceInfo from, unpod_task::v1::Space& to);
void FillProgress(const domain::RunProgress& from, unpod_task::v1::RunProgress& to);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_READ_CONVERT_H_
