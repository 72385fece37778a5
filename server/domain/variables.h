// A document's variables, both kinds. Pure.
#ifndef UNPOD_SERVER_DOMAIN_VARIABLES_H_
#define UNPOD_SERVER_DOMAIN_VARIABLES_H_

#include "server/domain/task.h"

namespace unpod::domain {

// Gives each member to `take`, in the order of their names whichever kind they are: it makes no difference to
// what is sent how a text was written down.
template <typename Take>
void ForEachVariable(const Document& document, Take take) {
  auto text = document.variables.begin();
  auto structured = document.structured_variables.begin();
  while (text != document.variables.end() || structured != document.structured_variables.end()) {
    const bool is_text = structured == document.structured_variables.end() ||
                         (text != document.variables.end() && text->key < structured->key);
    take(is_text ? *text++ : *structured++);
  }
}

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_VARIABLES_H_
