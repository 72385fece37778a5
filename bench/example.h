// The one request that all programs of bench/ send: the example of Unpod's documentation, with each of its
// fields.
#ifndef UNPOD_BENCH_EXAMPLE_H_
#define UNPOD_BENCH_EXAMPLE_H_

#include <string>

#include "unpod/task/v1/task_service.pb.h"

namespace unpod::bench {

task::v1::CreateTaskRequest ExampleRequest();
task::v1::CreateTaskResponse ExampleResponse();
// What the service sends upstream for ExampleRequest().
std::string ExampleBody();

inline constexpr char kPath[] = "/api/v2/platform/spaces/8KZAMRAHSXXXXXXMAYNASMJC/tasks/create/";

}  // namespace unpod::bench

#endif  // UNPOD_BENCH_EXAMPLE_H_
