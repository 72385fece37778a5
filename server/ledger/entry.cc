#include "server/ledger/entry.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/base/sha256.h"

namespace unpod::ledger {

// None of the parts can hold a NUL: the domain has refused it.
Digest DigestOf(const Key& key) {
  const base::Sha256Digest whole = base::Sha256(absl::StrCat(
      key.tenant, absl::string_view("\0", 1), key.space_token, absl::string_view("\0", 1), key.request_id));
  Digest half{};
  std::copy_n(whole.begin(), half.size(), half.begin());
  return half;
}

}  // namespace unpod::ledger
