#include "server/rpc/caller.h"

#include <iterator>
#include <string>

#include "absl/strings/string_view.h"
#include "server/domain/validate.h"

namespace unpod::rpc {
namespace {

constexpr size_t kMaxTokenBytes = 512;

}  // namespace

std::variant<base::Secret, domain::FieldViolation> CallerToken(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kApiTokenKey);
  if (found == metadata.end()) return base::Secret();
  const std::string field = "metadata unpod-api-token";
  if (metadata.count(kApiTokenKey) > 1) return domain::FieldViolation{field, "is given more than once"};
  const absl::string_view token(found->second.data(), found->second.size());
  if (!domain::IsVisibleAscii(token, kMaxTokenBytes)) {
    return domain::FieldViolation{field, "must be 1 to 512 visible ASCII characters, without spaces"};
  }
  return base::Secret(std::string(token));
}

std::string HeaderRequestId(const grpc::CallbackServerContext& context) {
  const auto [first, last] = context.client_metadata().equal_range("x-request-id");
  if (first == last || std::next(first) != last) return "";
  return {first->second.data(), first->second.size()};
}

}  // namespace unpod::rpc
