#ifndef UNPOD_SANDBOX_BOOK_H_
#define UNPOD_SANDBOX_BOOK_H_

#include <cstdint>

namespace unpod::sandbox {

// What has happened since the start or the last reset.
struct Book {
  int64_t received = 0;     // create POSTs whose body was read whole, also those refused
  int64_t accepted = 0;     // of these, the ones that stored a run
  int64_t calls = 0;        // tasks stored: the telephones that would have rung
  int64_t reads = 0;        // requests that create nothing: lists and the like, also those refused
  int64_t connections = 0;  // opened
  int64_t dropped = 0;      // create POSTs forgotten because of Options::max_kept_bytes
};

// What has happened to one value of a document key, over the create POSTs still kept.
struct ValueCount {
  int64_t received = 0;  // create POSTs that carry it
  int64_t accepted = 0;  // of these, the ones that stored a run
  int64_t calls = 0;  // tasks stored with it; more than `accepted` if a POST carries it in several documents
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_BOOK_H_
