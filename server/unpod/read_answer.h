// What came back from a read: elements, or why not. Pure; never throws; any bytes are fine.
#ifndef UNPOD_SERVER_UNPOD_READ_ANSWER_H_
#define UNPOD_SERVER_UNPOD_READ_ANSWER_H_

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/outcome.h"
#include "server/domain/task.h"
#include "server/http/transfer.h"
#include "server/unpod/classify.h"

namespace unpod::unpod {

struct Page {
  int64_t total = 0;                  // Of the whole list, as the upstream counts; at least what is here.
  std::vector<domain::Object> items;  // One for an answer that is no list.
  size_t skipped = 0;                 // Elements that are there and cannot be read.
};

// A failure whose repeat may help has the code UNAVAILABLE or RESOURCE_EXHAUSTED: a read changes nothing, so
// that is all there is to know.
std::variant<Page, domain::Failure> ReadPage(const http::Result& result, TokenOwner token_owner,
                                             absl::Time now);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_READ_ANSWER_H_
