#include "server/base/sha256.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace unpod::base {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Looking the algorithm up costs more than hashing a request does: once for the program.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

}  // namespace

Sha256Digest Sha256(absl::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Sha256Digest digest{};
  unsigned length = 0;
  const bool done = context != nullptr && EVP_DigestInit_ex2(context.get(), Algorithm(), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1;
  // A wrong digest could let two requests pass for one, or one for two: there is no going on without it.
  if (!done || length != digest.size()) std::abort();
  return digest;
}

}  // namespace unpod::base
