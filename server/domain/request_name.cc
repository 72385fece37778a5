#include "server/domain/request_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/domain/text.h"

namespace unpod::domain {
namespace {

constexpr size_t kFingerprintBytes = 8;

}  // namespace

bool IsRequestId(absl::string_view text) {
  return IsVisibleAscii(text, kMaxRequestIdBytes);
}

std::string MakeHeaderName(absl::string_view header_value, const Fingerprint& fingerprint) {
  const absl::string_view beginning(reinterpret_cast<const char*>(fingerprint.data()), kFingerprintBytes);
  return absl::StrCat(header_value, " ", absl::BytesToHexString(beginning));
}

bool IsRequestName(absl::string_view text) {
  const size_t space = text.find(' ');
  if (space == absl::string_view::npos) return IsRequestId(text);
  const absl::string_view end = text.substr(space + 1);
  return IsRequestId(text.substr(0, space)) && end.size() == 2 * kFingerprintBytes &&
         std::all_of(end.begin(), end.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

std::string MakeBatchName(absl::string_view list, int32_t batch) {
  return absl::StrCat(list, absl::string_view(&kBatchMark, 1), batch);
}

RequestName ParseRequestName(absl::string_view name) {
  const size_t mark = name.rfind(kBatchMark);
  int32_t batch = 0;
  if (mark == absl::string_view::npos || !absl::SimpleAtoi(name.substr(mark + 1), &batch))
    return {std::string(name), std::nullopt};
  return {std::string(name.substr(0, mark)), batch};
}

}  // namespace unpod::domain
