// A list of strings as one: for each its length in decimal, a colon, and its bytes. Any bytes are fine. Pure.
#ifndef UNPOD_SERVER_LEDGER_STRING_LIST_H_
#define UNPOD_SERVER_LEDGER_STRING_LIST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unpod::ledger {

std::string EncodeStrings(const std::vector<std::string>& strings);

// Nothing for a text that EncodeStrings does not make.
std::optional<std::vector<std::string>> DecodeStrings(absl::string_view text);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_STRING_LIST_H_
