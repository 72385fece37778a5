// The agent's own variables in a document: names that the upstream would take for its own, values that it
// cannot store. Internal to domain.
#ifndef UNPOD_SERVER_DOMAIN_VALIDATE_VARIABLES_H_
#define UNPOD_SERVER_DOMAIN_VALIDATE_VARIABLES_H_

#include "absl/strings/string_view.h"
#include "server/domain/task.h"
#include "server/domain/violations.h"

namespace unpod::domain {

// `structured_variables` itself is the first level. Deeper is refused, and not looked into: the upstream's
// parser and its store each have a limit of their own, and the store's shows only after the run is there.
inline constexpr int kMaxLevels = 50;

// One of the upstream's control keys.
bool IsControlKey(absl::string_view name);

// A name that the upstream takes for its own: one of its control keys, or a field of a document.
bool IsReservedName(absl::string_view name);

// Adds what is wrong with the variables of a document, both kinds.
void ValidateVariables(const Document& document, const FieldPath& here, Violations& violations);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_VALIDATE_VARIABLES_H_
