// One attempt to place a whole list: the file into the stream, the answers into the results.
#ifndef UNPOD_CLIENT_CLI_LIST_SENDER_H_
#define UNPOD_CLIENT_CLI_LIST_SENDER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/list_progress.h"
#include "client/cli/list_results.h"
#include "client/task_client.h"

namespace unpod::cli {

// What is sent.
struct ListPlan {
  std::string csv;                   // The file.
  std::vector<std::string> renamed;  // As ContactList takes it.
  std::vector<uint32_t> lines;       // Of its contacts.
  unpod_task::v1::CreateTasksHeader header;
};

struct ListEnd {
  std::optional<client::Error> error;  // Why the stream ended before its time.
  bool is_interrupted = false;
  bool has_file_changed = false;
};

// `interrupted` is asked ten times a second, on another thread.
ListEnd SendList(client::TaskClient& client, const ListPlan& plan, const std::function<bool()>& interrupted,
                 ListResults& results, ListProgress& progress);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_SENDER_H_
