// A list of documents on its way to the service: TaskService.CreateTasks.
#ifndef UNPOD_CLIENT_DOCUMENT_STREAM_H_
#define UNPOD_CLIENT_DOCUMENT_STREAM_H_

#include <memory>
#include <optional>

#include "client/error.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::client {

// Made by TaskClient::CreateTasks. Send and Close belong to one thread, Receive and Finish to another: the
// service takes documents only as fast as its answers are received. Cancel is safe from any.
class DocumentStream {
 public:
  class Call;  // Internal.
  explicit DocumentStream(std::unique_ptr<Call> call);
  // Cancels what has not ended.
  ~DocumentStream();

  // The first message has the header. Blocks while the service takes no more. False: the stream has ended;
  // Finish tells why.
  bool Send(const unpod_task::v1::CreateTasksRequest& request);
  // The list is whole.
  void Close();
  // Blocks for the next answers. False: there are no more; Finish tells why.
  bool Receive(unpod_task::v1::CreateTasksResponse* response);
  // After Receive gave false. Nothing: each document was answered for.
  std::optional<Error> Finish();
  // What was sent may be placed or not; the same list under the same request id tells.
  void Cancel();

 private:
  std::unique_ptr<Call> call_;
};

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_DOCUMENT_STREAM_H_
