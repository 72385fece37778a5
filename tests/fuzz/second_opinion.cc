#include "tests/fuzz/second_opinion.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include "server/unpod/lenient_json.h"

namespace unpod::fuzz {
namespace {

using nlohmann::json;

// How many bytes a character takes by the first one, and the bits that this one holds.
std::pair<size_t, uint32_t> FirstByte(uint32_t byte) {
  if (byte < 0x80) return {1, byte};
  if (byte >= 0xC0 && byte < 0xE0) return {2, byte & 0x1F};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0F};
  if (byte >= 0xF0 && byte < 0xF8) return {4, byte & 0x07};
  return {0, 0};
}

size_t BytesFor(uint32_t character) {
  if (character < 0x80) return 1;
  if (character < 0x800) return 2;
  return character < 0x10000 ? 3 : 4;
}

bool IsSameObject(const domain::Object& object, const json& tree) {
  if (!tree.is_object() || object.size() != tree.size()) return false;
  return std::all_of(object.begin(), object.end(), [&tree](const domain::Member& member) {
    const auto found = tree.find(member.key);
    return found != tree.end() && AreSame(member.value, *found);
  });
}

bool IsSameList(const domain::List& list, const json& tree) {
  if (!tree.is_array() || list.size() != tree.size()) return false;
  for (size_t i = 0; i < list.size(); ++i) {
    if (!AreSame(list[i], tree[i])) return false;
  }
  return true;
}

// A whole number that a double does not hold for certain is read as its digits.
bool IsDigitsOf(const std::string& text, const json& tree) {
  const auto number = tree.get<double>();
  return text.find_first_not_of("-0123456789") == std::string::npos && std::fabs(number) >= 0x1p53 &&
         std::strtod(text.c_str(), nullptr) == number;
}

// Reads one table. `at_` is where the next character stands.
class TableReader {
 public:
  explicit TableReader(const std::string& text) : text_(text) {}

  CsvTable Read() {
    while (at_ < text_.size()) {
      if (IsLineEnd()) {
        Step();
      } else if (!ReadRow()) {
        table_.is_whole = false;
        break;
      }
    }
    return std::move(table_);
  }

 private:
  bool IsLineEnd() const { return text_[at_] == '\r' || text_[at_] == '\n'; }

  void Step() { line_ += text_[at_++] == '\n' ? 1 : 0; }

  bool ReadRow() {
    const size_t line = line_;
    std::vector<std::string> row;
    do {
      auto cell = at_ < text_.size() && text_[at_] == '"' ? ReadQuoted() : ReadPlain();
      if (!cell.has_value()) return false;
      row.push_back(*std::move(cell));
    } while (TakeComma());
    if (at_ < text_.size() && !IsLineEnd()) return false;
    table_.rows.push_back(std::move(row));
    table_.lines.push_back(line);
    return true;
  }

  bool TakeComma() {
    if (at_ == text_.size() || text_[at_] != ',') return false;
    Step();
    return true;
  }

  std::optional<std::string> ReadPlain() {
    std::string cell;
    while (at_ < text_.size() && text_[at_] != ',' && !IsLineEnd()) {
      if (text_[at_] == '"') return std::nullopt;
      cell += text_[at_];
      Step();
    }
    return cell;
  }

  std::optional<std::string> ReadQuoted() {
    std::string cell;
    Step();
    for (; at_ < text_.size(); Step()) {
      if (text_[at_] == '"') {
        Step();
        if (at_ == text_.size() || text_[at_] != '"') return cell;
      }
      cell += text_[at_];
    }
    return std::nullopt;
  }

  const std::string& text_;
  CsvTable table_;
  size_t at_ = 0;
  size_t line_ = 1;
};

}  // namespace

bool IsUtf8BySecondOpinion(absl::string_view text) {
  for (size_t at = 0; at < text.size();) {
    auto [length, character] = FirstByte(static_cast<unsigned char>(text[at]));
    if (length == 0 || at + length > text.size()) return false;
    for (size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if ((byte & 0xC0) != 0x80) return false;
      character = character << 6 | (byte & 0x3F);
    }
    const bool is_surrogate = character >= 0xD800 && character < 0xE000;
    if (BytesFor(character) != length || is_surrogate || character > 0x10FFFF) return false;
    at += length;
  }
  return true;
}

JsonTree ReadTree(const std::string& text) {
  JsonTree tree;
  const auto measure = [&tree](int depth, json::parse_event_t event, const json&) {
    const bool begins =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (begins) tree.depth = std::max(tree.depth, static_cast<size_t>(depth) + 1);
    return true;
  };
  // The parser takes a NUL for the end, which is no JSON.
  tree.root = text.find('\0') == std::string::npos ? json::parse(text, measure, /*allow_exceptions=*/false)
                                                   : json(json::value_t::discarded);
  return tree;
}

JsonTree ReadAnswerTree(const std::string& text) {
  JsonTree tree = ReadTree(text);
  if (!tree.root.is_discarded()) return tree;
  const std::optional<std::string> repaired = unpod::Repaired(text);
  return repaired.has_value() ? ReadTree(*repaired) : tree;
}

const json* MemberOf(const json* object, const std::string& name) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(name);
  return found == object->end() ? nullptr : &*found;
}

std::string TextOf(const json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

bool AreSame(const domain::Value& value, const json& tree) {
  if (const auto* object = std::get_if<domain::Object>(&value.data)) return IsSameObject(*object, tree);
  if (const auto* list = std::get_if<domain::List>(&value.data)) return IsSameList(*list, tree);
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    return tree.is_number() ? IsDigitsOf(*text, tree) : tree.is_string() && tree == *text;
  }
  if (const auto* flag = std::get_if<bool>(&value.data)) return tree.is_boolean() && tree == *flag;
  if (const auto* number = std::get_if<double>(&value.data)) {
    return tree.is_number() && tree.get<double>() == *number;
  }
  return tree.is_null();
}

CsvTable ReadTable(const std::string& text) {
  return TableReader(text).Read();
}

}  // namespace unpod::fuzz
