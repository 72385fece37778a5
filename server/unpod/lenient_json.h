// JSON as the upstream may write it. Python's json writes NaN, Infinity and -Infinity, which are no JSON, and
// lone surrogates, which are no text: one such value must not make all else unreadable. What is refused at
// first is read once more with these replaced. Pure; never throws; any bytes are fine. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_LENIENT_JSON_H_
#define UNPOD_SERVER_UNPOD_LENIENT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace unpod::unpod {

// The text with null for each bare NaN, Infinity, -Infinity and each number too large for a double, U+FFFD
// for each lone surrogate, and "?" for each byte of a string that is no UTF-8. Nullopt where there is none of
// them. At most a third longer.
std::optional<std::string> Repaired(absl::string_view text);

// A tree; discarded (`is_discarded()`) for what is no JSON, and for what nests deeper than kMaxAnswerLevels
// (answer.h).
nlohmann::json ParseLeniently(absl::string_view text);

// The same of what `is_wanted` keeps, however deep it nests.
nlohmann::json ParseWanted(absl::string_view text, const nlohmann::json::parser_callback_t& is_wanted);

// Whether the text nests deeper than that. The parser itself has no limit.
bool IsNestedTooDeep(absl::string_view text);

// The parser takes a NUL for the end, so what stands after it would not be looked at; JSON has none.
bool HasNul(absl::string_view text);

// Reads by the parser's events: `Reader` is one of nlohmann's SAX interface, and begins anew for a second
// reading. Nullopt for what is no JSON.
template <typename Reader>
std::optional<Reader> ReadLeniently(absl::string_view text) {
  if (HasNul(text)) return std::nullopt;
  Reader reader;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &reader)) return reader;
  const std::optional<std::string> repaired = Repaired(text);
  if (!repaired.has_value()) return std::nullopt;
  Reader again;
  if (!nlohmann::json::sax_parse(repaired->begin(), repaired->end(), &again)) return std::nullopt;
  return again;
}

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_LENIENT_JSON_H_
