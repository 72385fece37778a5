#include "server/http/ca_file.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace unpod::http {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

struct InfosDeleter {
  void operator()(STACK_OF(X509_INFO) * infos) const { sk_X509_INFO_pop_free(infos, X509_INFO_free); }
};

using Infos = std::unique_ptr<STACK_OF(X509_INFO), InfosDeleter>;

int CountCertificates(const STACK_OF(X509_INFO) * infos) {
  int count = 0;
  for (int i = 0; i < sk_X509_INFO_num(infos); ++i) {
    if (sk_X509_INFO_value(infos, i)->x509 != nullptr) ++count;
  }
  return count;
}

absl::Status CheckPem(const std::string& path) {
  const std::unique_ptr<BIO, BioDeleter> file(BIO_new_file(path.c_str(), "r"));
  if (file == nullptr) return absl::InvalidArgumentError(absl::StrCat("cannot be read: ", path));
  // A key that is encrypted must not ask for its passphrase on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  const Infos infos(PEM_X509_INFO_read_bio(file.get(), nullptr, no_passphrase, nullptr));
  if (infos == nullptr) return absl::InvalidArgumentError(absl::StrCat("is not all valid PEM: ", path));
  if (CountCertificates(infos.get()) == 0) {
    return absl::InvalidArgumentError(absl::StrCat("holds no certificate: ", path));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCaFile(const std::string& path) {
  absl::Status status = CheckPem(path);
  ERR_clear_error();  // What stays in this thread's queue would be told of the next TLS error.
  return status;
}

}  // namespace unpod::http
