// The one request that all programs of bench/ send: the example of Unpod's documentation, with each of its
// fields.
#ifndef UNPOD_BENCH_EXAMPLE_H_
#define UNPOD_BENCH_EXAMPLE_H_

#include <string>

#include "unpod_task/v1/task_service.pb.h"

namespace unpod::bench {

unpod_task::v1::CreateTaskRequest ExampleRequest();
unpod_task::v1::CreateTaskResponse ExampleResponse();
// What the service sends upstream for ExampleRequest(), its one document so many times.
std::string ExampleBody(int documents = 1);
// The same made anew with nlohmann/json from ExampleRequest(), as code of a caller's own would make it.
std::string EncodeExampleBody(int documents);

inline constexpr char kPath[] = "/api/v2/platform/spaces/8KZAMRAHSXXXXXXMAYNASMJC/tasks/create/";

}  // namespace unpod::bench

#endif  // UNPOD_BENCH_EXAMPLE_H_
