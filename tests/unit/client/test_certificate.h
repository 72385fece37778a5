#ifndef UNPOD_TESTS_UNIT_CLIENT_TEST_CERTIFICATE_H_
#define UNPOD_TESTS_UNIT_CLIENT_TEST_CERTIFICATE_H_

#include <string>

namespace unpod::client {

// A fresh key and a certificate of its own making for 127.0.0.1, good for an hour. Its own authority.
struct TestCertificate {
  std::string key_pem;
  std::string certificate_pem;
};

TestCertificate MakeTestCertificate();

}  // namespace unpod::client

#endif  // UNPOD_TESTS_UNIT_CLIENT_TEST_CERTIFICATE_H_
