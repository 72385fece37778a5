// What names stand for, in this program: it has a getaddrinfo of its own, which libcurl calls.
#ifndef UNPOD_TESTS_INTEGRATION_TEST_RESOLVER_H_
#define UNPOD_TESTS_INTEGRATION_TEST_RESOLVER_H_

#include <string>
#include <vector>

namespace unpod::integration {

// From now on `name` has these numeric addresses, in this order. Thread-safe.
void SetAddresses(const std::string& name, const std::vector<std::string>& addresses);

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_TEST_RESOLVER_H_
