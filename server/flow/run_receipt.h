// Whether a run that an operator has found is what became of a request, and which task is whose. Pure.
#ifndef UNPOD_SERVER_FLOW_RUN_RECEIPT_H_
#define UNPOD_SERVER_FLOW_RUN_RECEIPT_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"
#include "server/domain/read_model.h"
#include "server/ledger/entry.h"

namespace unpod::flow {

// `tasks`: all of the run, newest first, as the upstream lists them. Where they carry the ledger's marks, by
// `mark_name`, these tell which document each is of, and some may be missing. Where they carry none, there
// must be one for each document; the upstream makes them in the order of the documents.
std::variant<ledger::Receipt, domain::Failure> ReceiptOfRun(const ledger::Entry& entry,
                                                            const std::string& run_id,
                                                            const std::vector<domain::TaskInfo>& tasks,
                                                            absl::string_view mark_name);

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_RUN_RECEIPT_H_
