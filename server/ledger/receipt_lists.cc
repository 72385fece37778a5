#include "server/ledger/receipt_lists.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/ledger/string_list.h"

namespace unpod::ledger {

// The ids, then as many statuses or none.
std::string EncodeTasks(const Receipt& receipt) {
  if (receipt.task_ids.empty()) return "";
  return EncodeStrings({EncodeStrings(receipt.task_ids), EncodeStrings(receipt.task_statuses)});
}

void DecodeTasks(absl::string_view text, Receipt& receipt) {
  auto lists = DecodeStrings(text);
  if (!lists.has_value() || lists->size() != 2) return;
  receipt.task_ids = DecodeStrings((*lists)[0]).value_or(std::vector<std::string>());
  receipt.task_statuses = DecodeStrings((*lists)[1]).value_or(std::vector<std::string>());
  // A status that stands beside no id is nobody's.
  if (receipt.task_statuses.size() != receipt.task_ids.size()) receipt.task_statuses.clear();
}

std::string EncodeIndexes(const std::vector<uint32_t>& indexes) {
  std::vector<std::string> numbers;
  numbers.reserve(indexes.size());
  for (const uint32_t index : indexes) numbers.push_back(absl::StrCat(index));
  return EncodeStrings(numbers);
}

std::vector<uint32_t> DecodeIndexes(absl::string_view text) {
  std::vector<uint32_t> indexes;
  const auto numbers = DecodeStrings(text);
  if (!numbers.has_value()) return indexes;
  for (const std::string& number : *numbers) {
    uint32_t index = 0;
    if (!absl::SimpleAtoi(number, &index) || absl::StrCat(index) != number) return {};
    indexes.push_back(index);
  }
  return indexes;
}

}  // namespace unpod::ledger
