// Each answer that the upstream is known to give to a create, and what it has to mean.
#ifndef UNPOD_TESTS_UNIT_UNPOD_UPSTREAM_BODIES_H_
#define UNPOD_TESTS_UNIT_UNPOD_UPSTREAM_BODIES_H_

#include <ostream>
#include <string>
#include <vector>

namespace unpod::unpod {

struct KnownAnswer {
  std::string name;  // For the test's name: letters, digits, underscores.
  int status = 0;
  std::string body;
  std::string verdict;  // As Verdict() writes it.
  std::string content_type = "application/json";
};

inline std::ostream& operator<<(std::ostream& out, const KnownAnswer& answer) {
  return out << answer.status << " " << answer.body;
}

const std::vector<KnownAnswer>& KnownAnswers();

}  // namespace unpod::unpod

#endif  // UNPOD_TESTS_UNIT_UNPOD_UPSTREAM_BODIES_H_
