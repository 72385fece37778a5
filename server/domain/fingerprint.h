// Tells whether two tasks ask for the same: what is sent upstream, however it was written down.
#ifndef UNPOD_SERVER_DOMAIN_FINGERPRINT_H_
#define UNPOD_SERVER_DOMAIN_FINGERPRINT_H_

#include "server/base/sha256.h"
#include "server/domain/task.h"

namespace unpod::domain {

using Fingerprint = base::Sha256Digest;

// SHA-256 of the pilot, the context, the schedule and the documents in their order, each with its length.
// Stored: the form never changes, else a repeat after an upgrade would look like another request. Pure.
Fingerprint FingerprintOf(const Task& task);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_FINGERPRINT_H_
