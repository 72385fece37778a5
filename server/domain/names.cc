#include "server/domain/names.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/domain/request_name.h"
#include "server/domain/text.h"

namespace unpod::domain {
namespace {

std::string VisibleAscii(size_t max) {
  return absl::StrCat("must be 1 to ", max, " visible ASCII characters, without spaces");
}

template <typename IsFine, typename Sentence>
std::optional<FieldViolation> Check(std::string field, absl::string_view value, Presence presence,
                                    IsFine is_fine, Sentence sentence) {
  if (value.empty()) {
    if (presence == Presence::kOptional) return std::nullopt;
    return FieldViolation{std::move(field), "is required", ViolationReason::kRequired};
  }
  if (is_fine(value)) return std::nullopt;
  return FieldViolation{std::move(field), sentence()};
}

}  // namespace

bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  });
}

std::optional<FieldViolation> CheckId(std::string field, absl::string_view value, Presence presence) {
  return Check(std::move(field), value, presence, IsId,
               [] { return absl::StrCat("must be 1 to ", kMaxIdBytes, " characters of [A-Za-z0-9_-]"); });
}

std::optional<FieldViolation> CheckHandle(std::string field, absl::string_view value, Presence presence) {
  return Check(
      std::move(field), value, presence,
      [](absl::string_view text) { return IsVisibleAscii(text, kMaxHandleBytes); },
      [] { return VisibleAscii(kMaxHandleBytes); });
}

std::optional<FieldViolation> CheckRequestId(std::string field, absl::string_view value, Presence presence) {
  return Check(std::move(field), value, presence, IsRequestId,
               [] { return VisibleAscii(kMaxRequestIdBytes); });
}

std::optional<FieldViolation> CheckRequestName(std::string field, absl::string_view value,
                                               Presence presence) {
  return Check(std::move(field), value, presence, IsRequestName, [] {
    return VisibleAscii(kMaxRequestIdBytes) +
           "; or, of a request that is remembered under a header, its whole name in the ledger";
  });
}

std::optional<FieldViolation> CheckToken(std::string field, absl::string_view value) {
  if (IsVisibleAscii(value, kMaxTokenBytes)) return std::nullopt;
  return FieldViolation{std::move(field), VisibleAscii(kMaxTokenBytes)};
}

}  // namespace unpod::domain
