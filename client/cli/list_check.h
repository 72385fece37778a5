// What is wrong with a list, before anybody is called.
#ifndef UNPOD_CLIENT_CLI_LIST_CHECK_H_
#define UNPOD_CLIENT_CLI_LIST_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "client/cli/list_sender.h"
#include "client/cli/problem.h"
#include "client/task_client.h"

namespace unpod::cli {

// Reads the file through: fills plan->lines, adds what cannot be sent to `problems`. Gives the names of its
// columns that become variables of the agent.
std::vector<std::string> ReadThrough(ListPlan* plan, Problems* problems);

// Lets the service check each contact, as CreateTask with validate_only; nobody is called. The first mistakes
// go to `problems`, by line and column. An error when it cannot be asked.
std::optional<client::Error> CheckByService(client::TaskClient& client, const ListPlan& plan,
                                            Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_CHECK_H_
