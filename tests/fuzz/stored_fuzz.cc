// What was stored and is read again, perhaps spoilt: the ledger's lists, and the state of a list that was
// begun.
#include <sys/mman.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/list_state.h"
#include "server/ledger/receipt_lists.h"
#include "server/ledger/string_list.h"
#include "tests/fuzz/fuzz.h"

namespace unpod::fuzz {
namespace {

void CheckStrings(const std::string& text) {
  const std::optional<std::vector<std::string>> strings = ledger::DecodeStrings(text);
  if (strings.has_value()) Require(ledger::EncodeStrings(*strings) == text, "only what we write is read");
}

void CheckReceipt(const std::string& text) {
  ledger::Receipt receipt;
  ledger::DecodeTasks(text, receipt);
  Require(receipt.task_statuses.empty() || receipt.task_statuses.size() == receipt.task_ids.size(),
          "statuses stand beside the ids, or there are none");
  ledger::Receipt again;
  ledger::DecodeTasks(ledger::EncodeTasks(receipt), again);
  Require(again == receipt, "what is read is written as it was");
}

void CheckIndexes(const std::string& text) {
  const std::vector<uint32_t> indexes = ledger::DecodeIndexes(text);
  if (!indexes.empty()) Require(ledger::EncodeIndexes(indexes) == text, "only what we write is read");
}

// In memory; removed when it goes out of scope.
class File {
 public:
  explicit File(const std::string& text) : descriptor_(memfd_create("list_state", MFD_CLOEXEC)) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    Require(written == static_cast<ssize_t>(text.size()), "the file can be written");
  }
  ~File() { close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string path() const { return absl::StrCat("/proc/self/fd/", descriptor_); }

 private:
  const int descriptor_;
};

void CheckListState(const std::string& text) {
  const File file(text);
  cli::Problems problems;
  const std::optional<cli::ListState> state = cli::ReadListState(file.path(), &problems);
  Require(state.has_value() == problems.empty(), "it is read, or there is a reason");
  if (!state.has_value()) return;
  Require(!state->header.request_id().empty(), "a list goes on under its own id");
  Require(state->begun != absl::InfiniteFuture() && state->begun != absl::InfinitePast(), "a list was begun");
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = unpod::fuzz::TextOf(data, size);
  unpod::fuzz::CheckStrings(text);
  unpod::fuzz::CheckReceipt(text);
  unpod::fuzz::CheckIndexes(text);
  unpod::fuzz::CheckListState(text);
  return 0;
}
