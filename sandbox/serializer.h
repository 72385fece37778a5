#ifndef UNPOD_SANDBOX_SERIALIZER_H_
#define UNPOD_SANDBOX_SERIALIZER_H_

#include "sandbox/answer.h"

namespace unpod::sandbox {

enum class ContextRule { kOptional, kRequired };

// What the backend's serializer complains of in a create's body, by field, in its order and words; an empty
// object when there is nothing.
Json SerializerErrors(const Json& body, ContextRule context);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_SERIALIZER_H_
