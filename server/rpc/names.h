// The names in a request, checked: complaints are collected.
#ifndef UNPOD_SERVER_RPC_NAMES_H_
#define UNPOD_SERVER_RPC_NAMES_H_

#include <optional>
#include <utility>
#include <vector>

#include "server/domain/names.h"
#include "server/domain/outcome.h"

namespace unpod::rpc {

using Violations = std::vector<domain::FieldViolation>;

inline void Add(std::optional<domain::FieldViolation> wrong, Violations& violations) {
  if (wrong.has_value()) violations.push_back(*std::move(wrong));
}

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_NAMES_H_
