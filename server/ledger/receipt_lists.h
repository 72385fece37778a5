// The parts of a receipt that are lists, each as one text: how both SQL ledgers keep them. Pure.
#ifndef UNPOD_SERVER_LEDGER_RECEIPT_LISTS_H_
#define UNPOD_SERVER_LEDGER_RECEIPT_LISTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/ledger/entry.h"

namespace unpod::ledger {

std::string EncodeTasks(const Receipt& receipt);
std::string EncodeIndexes(const std::vector<uint32_t>& indexes);

// Leaves the receipt's lists empty for a text that the above do not make. There are as many statuses as ids,
// or none.
void DecodeTasks(absl::string_view text, Receipt& receipt);
std::vector<uint32_t> DecodeIndexes(absl::string_view text);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_RECEIPT_LISTS_H_
