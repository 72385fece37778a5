#include "tests/integration/certificate.h"

#include <cstdlib>

namespace unpod::integration {

bool MakeCertificate(const std::string& folder) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=test -addext "
      "subjectAltName=IP:127.0.0.1,DNS:upstream.test -keyout " +
      folder + "/key.pem -out " + folder + "/cert.pem 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

}  // namespace unpod::integration
