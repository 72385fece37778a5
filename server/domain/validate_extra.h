// The agent's own variables in a document: names that the upstream would take for its own, values that it
// cannot store. Internal to domain.
#ifndef UNPOD_SERVER_DOMAIN_VALIDATE_EXTRA_H_
#define UNPOD_SERVER_DOMAIN_VALIDATE_EXTRA_H_

#include "absl/strings/string_view.h"
#include "server/domain/task.h"
#include "server/domain/violations.h"

namespace unpod::domain {

// `extra` itself is the first level. Deeper is refused, and not looked into: the upstream's parser and its
// store each have a limit of their own, and the store's shows only after the run is there.
inline constexpr int kMaxLevels = 50;

// A name that the upstream takes for its own: one of its control keys, or a field of a document.
bool IsReservedName(absl::string_view name);

// Adds what is wrong with the extra of the document at `document`.
void ValidateExtra(const Object& extra, const FieldPath& document, Violations& violations);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_VALIDATE_EXTRA_H_
