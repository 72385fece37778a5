// JSON of the upstream's as values and back: read as another parser reads it, and written so that it reads
// the same.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "server/domain/text.h"
#include "server/unpod/answer.h"
#include "server/unpod/json_writer.h"
#include "server/unpod/value_reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

using nlohmann::json;

// Of a name that stands twice both are kept, where the tree keeps one: there the two cannot be compared.
bool HasTwins(const domain::Value& value) {
  if (const auto* list = std::get_if<domain::List>(&value.data)) {
    return std::any_of(list->begin(), list->end(), HasTwins);
  }
  const auto* object = std::get_if<domain::Object>(&value.data);
  if (object == nullptr) return false;
  std::set<std::string> names;
  return std::any_of(object->begin(), object->end(), [&names](const domain::Member& member) {
    return !names.insert(member.key).second || HasTwins(member.value);
  });
}

// It is written without an exponent, and then read as its digits.
bool HasLargeNumber(const domain::Value& value) {
  if (const auto* number = std::get_if<double>(&value.data)) return std::fabs(*number) >= 0x1p53;
  if (const auto* list = std::get_if<domain::List>(&value.data)) {
    return std::any_of(list->begin(), list->end(), HasLargeNumber);
  }
  const auto* object = std::get_if<domain::Object>(&value.data);
  return object != nullptr && std::any_of(object->begin(), object->end(), [](const domain::Member& member) {
           return HasLargeNumber(member.value);
         });
}

void CheckObject(const std::string& text) {
  const JsonTree tree = ReadAnswerTree(text);
  const std::optional<domain::Object> object = unpod::ReadObject(text);
  Require(object.has_value() == (tree.root.is_object() && tree.depth <= unpod::kMaxAnswerLevels),
          "an object within its bounds is read, and nothing else");
  if (!object.has_value()) return;
  const domain::Value value{*object};
  const bool is_plain = !HasTwins(value);
  if (is_plain) Require(AreSame(value, tree.root), "it is read as it stands");
  if (HasLargeNumber(value)) return;
  std::string written;
  unpod::AppendValue(value, written);
  const std::optional<domain::Object> again = unpod::ReadObject(written);
  Require(again.has_value(), "what is written can be read");
  std::string rewritten;
  unpod::AppendValue({*again}, rewritten);
  Require(rewritten == written, "what is written reads the same");
  if (is_plain) Require(AreSame(value, ReadTree(written).root), "what is written says the same to others");
}

void CheckString(const std::string& text) {
  std::string written;
  unpod::AppendString(text, written);
  Require(unpod::StringBytes(text) == written.size(), "a text's size is known before it is written");
  if (!domain::IsUtf8(text)) return;
  const json read = json::parse(written, nullptr, /*allow_exceptions=*/false);
  Require(read.is_string() && read == text, "a text reads as it was");
}

void CheckNumber(const std::string& text) {
  double number = 0;
  std::memcpy(&number, text.data(), std::min(text.size(), sizeof number));
  if (!std::isfinite(number)) return;
  std::string written;
  unpod::AppendNumber(number, written);
  const json read = json::parse(written, nullptr, /*allow_exceptions=*/false);
  Require(read.is_number() && read.get<double>() == number, "a number reads as it was");
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = unpod::fuzz::TextOf(data, size);
  unpod::fuzz::CheckObject(text);
  unpod::fuzz::CheckString(text);
  unpod::fuzz::CheckNumber(text);
  return 0;
}
