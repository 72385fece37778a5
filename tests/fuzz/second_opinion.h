// The same judgements as the product's, made in the simplest way that there is: for comparison.
#ifndef UNPOD_TESTS_FUZZ_SECOND_OPINION_H_
#define UNPOD_TESTS_FUZZ_SECOND_OPINION_H_

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/task.h"

namespace unpod::fuzz {

// Each character is decoded to its number and encoded again.
bool IsUtf8BySecondOpinion(absl::string_view text);

// The tree of a JSON text, discarded where it is none, and how deep its lists and objects nest.
struct JsonTree {
  nlohmann::json root;
  size_t depth = 0;
};
JsonTree ReadTree(const std::string& text);

// The same of what the upstream wrote: of a text that is no JSON, the tree of its repair, where it has one.
JsonTree ReadAnswerTree(const std::string& text);

// The member of that name; null when there is none, or `object` is no object.
const nlohmann::json* MemberOf(const nlohmann::json* object, const std::string& name);

// Its text; empty when it is none.
std::string TextOf(const nlohmann::json* value);

// Whether both are the same, where numbers are doubles. An object's members may stand in another order, and
// each name stands for one member.
bool AreSame(const domain::Value& value, const nlohmann::json& tree);

// Whether some text or name in it satisfies `is_odd`.
template <typename Predicate>
bool HasText(const nlohmann::json& tree, Predicate is_odd) {
  if (tree.is_string()) return is_odd(tree.get_ref<const std::string&>());
  for (const auto& [name, value] : tree.items()) {
    if (tree.is_object() && is_odd(name)) return true;
    if (value.is_primitive() && !value.is_string()) continue;
    if (HasText(value, is_odd)) return true;
  }
  return false;
}

// Rows as RFC 4180 has them; CR, LF and both end one, and empty lines are none.
struct CsvTable {
  std::vector<std::vector<std::string>> rows;
  std::vector<size_t> lines;  // Where each begins, from 1, by line feeds.
  bool is_whole = true;       // If not, a quote stands where none may be, or is not closed.
};
CsvTable ReadTable(const std::string& text);

}  // namespace unpod::fuzz

#endif  // UNPOD_TESTS_FUZZ_SECOND_OPINION_H_
