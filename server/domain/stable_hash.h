// A hash of an Object that is the same in each process and on each machine. Pure.
#ifndef UNPOD_SERVER_DOMAIN_STABLE_HASH_H_
#define UNPOD_SERVER_DOMAIN_STABLE_HASH_H_

#include <cstdint>

#include "server/domain/task.h"

namespace unpod::domain {

// Of its contents in their order. No protection against somebody who looks for two with the same one.
uint64_t StableHash(const Object& object);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_STABLE_HASH_H_
