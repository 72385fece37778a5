#ifndef UNPOD_SANDBOX_DIRECTORY_H_
#define UNPOD_SANDBOX_DIRECTORY_H_

#include "absl/strings/string_view.h"
#include "sandbox/answer.h"
#include "sandbox/options.h"
#include "sandbox/request.h"
#include "sandbox/route.h"

namespace unpod::sandbox {

// The fixed agents and spaces of the sandbox's organization.

// Whether GET /agents/ lists it.
bool IsAgent(absl::string_view handle);

// Each asks for Org-Handle.
Answer ListAgents(const Request& request);
Answer ListSpaces(const Request& request, const Options& options);
Answer GetSpace(const Request& request, const Route& route, const Options& options);

// The one that there is, without Org-Handle: this is where a caller learns it.
Answer ListOrganizations();

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_DIRECTORY_H_
