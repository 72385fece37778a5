// Why a field is refused, for programs: what stands beside the words for a person.
#ifndef UNPOD_SERVER_DOMAIN_VIOLATION_REASON_H_
#define UNPOD_SERVER_DOMAIN_VIOLATION_REASON_H_

#include "absl/strings/string_view.h"

namespace unpod::domain {

enum class ViolationReason {
  kInvalidValue,     // INVALID_VALUE: none of these
  kRequired,         // REQUIRED: it is missing, or blank
  kNotANumber,       // NOT_A_NUMBER: no telephone number
  kNotUtf8,          // NOT_UTF8
  kUnknownValue,     // UNKNOWN_VALUE: a choice that this version does not know
  kTooMany,          // TOO_MANY: over a cap
  kReservedName,     // RESERVED_NAME: a variable under a name that the upstream or this service uses
  kInThePast,        // IN_THE_PAST: a time that has passed, or passes before it can be sent
  kNotBuilt,         // NOT_BUILT: something that this version does not do yet
  kRefusedUpstream,  // REFUSED_UPSTREAM: Unpod's complaint
};

// "REQUIRED" and so on; stable. Valid for the program's lifetime.
constexpr absl::string_view ViolationReasonName(ViolationReason reason) {
  switch (reason) {
    case ViolationReason::kRequired:
      return "REQUIRED";
    case ViolationReason::kNotANumber:
      return "NOT_A_NUMBER";
    case ViolationReason::kNotUtf8:
      return "NOT_UTF8";
    case ViolationReason::kUnknownValue:
      return "UNKNOWN_VALUE";
    case ViolationReason::kTooMany:
      return "TOO_MANY";
    case ViolationReason::kReservedName:
      return "RESERVED_NAME";
    case ViolationReason::kInThePast:
      return "IN_THE_PAST";
    case ViolationReason::kNotBuilt:
      return "NOT_BUILT";
    case ViolationReason::kRefusedUpstream:
      return "REFUSED_UPSTREAM";
    case ViolationReason::kInvalidValue:
      break;
  }
  return "INVALID_VALUE";
}

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_VIOLATION_REASON_H_
