// A certificate of its own for a server in a test, valid for 127.0.0.1 and upstream.test, its own authority.
#ifndef UNPOD_TESTS_INTEGRATION_CERTIFICATE_H_
#define UNPOD_TESTS_INTEGRATION_CERTIFICATE_H_

#include <string>

namespace unpod::integration {

// Writes cert.pem and key.pem into `folder`, with the program openssl. False if that does not work.
bool MakeCertificate(const std::string& folder);

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_CERTIFICATE_H_
