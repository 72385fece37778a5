// JSON that a person wrote: taken as it stands, or refused for a reason that can be shown.
#include "client/cli/strict_json.h"

#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "client/cli/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

bool HasNul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

void CheckTaken(const std::string& text, const nlohmann::json& value, const JsonTree& tree) {
  Require(IsUtf8BySecondOpinion(text), "only UTF-8 is JSON");
  Require(tree.depth <= cli::kMaxJsonDepth, "the depth is bounded");
  Require(value == tree.root, "it is taken as it stands");
  Require(!HasText(value, HasNul), "no NUL is taken");
}

void CheckRefused(const std::string& text, const cli::Problems& problems, const JsonTree& tree) {
  Require(problems.size() == 1, "it stops at the first mistake");
  const cli::Problem& problem = problems.front();
  Require(!problem.what.empty() && IsPlain(problem.what), "the reason repeats nothing");
  Require(cli::Printable(problem.where) == problem.where, "the place can be shown on a terminal");
  const bool is_bad_text = !IsUtf8BySecondOpinion(text) || HasNul(text);
  if (is_bad_text) Require(problem.where.empty(), "that is a mistake of the whole");
  if (absl::StartsWith(problem.what, "is not JSON"))
    Require(tree.root.is_discarded(), "what is JSON is not refused so");
}

void Check(const std::string& text) {
  cli::Problems problems;
  const std::optional<nlohmann::json> value = cli::ParseStrict(text, &problems);
  Require(value.has_value() == problems.empty(), "it is taken, or there is a reason");
  const JsonTree tree = ReadTree(text);
  if (value.has_value()) {
    CheckTaken(text, *value, tree);
  } else {
    CheckRefused(text, problems, tree);
  }
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  unpod::fuzz::Check(unpod::fuzz::TextOf(data, size));
  return 0;
}
