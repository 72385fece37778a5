#ifndef UNPOD_SANDBOX_CREATE_H_
#define UNPOD_SANDBOX_CREATE_H_

#include <optional>

#include "absl/time/time.h"
#include "sandbox/answer.h"
#include "sandbox/journal.h"
#include "sandbox/options.h"
#include "sandbox/request.h"
#include "sandbox/route.h"

namespace unpod::sandbox {

// What became of a create POST.
struct Created {
  Answer answer;
  std::optional<Entry> entry = std::nullopt;  // a run was made; its body is left empty
};

// POST /spaces/{space}/tasks/create/. `body` is the parsed request.body, perhaps discarded. Takes ids from
// `journal`, but leaves it to the caller to add the entry.
Created Create(const Request& request, const Route& route, const Json& body, const Options& options,
               StatusForm status_form, absl::Time now, Journal& journal);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_CREATE_H_
