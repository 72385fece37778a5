// What became of a list, for a person and for a program.
#ifndef UNPOD_CLIENT_CLI_LIST_REPORT_H_
#define UNPOD_CLIENT_CLI_LIST_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/list_results.h"
#include "client/cli/list_sender.h"
#include "client/cli/paint.h"

namespace unpod::cli {

struct ListReport {
  std::string request_id;
  std::string space_token;
  std::string org_handle;  // Empty: none was named.
  std::string csv;
  std::string results;
  std::string results_error;  // They could not be written.
  uint64_t contacts = 0;
  ListCounts counts;
  absl::Duration elapsed;
  ListEnd end;
};

// What is worst of it: unknown or not answered for, not started, not valid.
int ExitCodeOf(const ListReport& report);
std::string ListReportText(const ListReport& report, Colour colour);
std::string ListReportJson(const ListReport& report);

// Of a list that was only checked.
std::string ValidListText(uint64_t contacts, const std::vector<std::string>& variables, Colour colour);
std::string ValidListJson(uint64_t contacts, const std::vector<std::string>& variables);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_REPORT_H_
