#include "server/unpod/value_reader.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/unpod/answer.h"
#include "server/unpod/lenient_json.h"

namespace unpod::unpod {
namespace {

using domain::List;
using domain::Object;
using domain::Value;
using nlohmann::json;

// Builds values from the parser's events, without a tree of the parser's own in between.
class Builder final : public nlohmann::json_sax<json> {
 public:
  Value& root() { return root_; }

  bool null() override { return Put(nullptr); }
  bool boolean(bool value) override { return Put(value); }
  // A Struct has doubles: of a whole number from 2^53 on the digits are kept, as a text.
  bool number_integer(json::number_integer_t value) override {
    if (value <= -kExact || value >= kExact) return Put(std::to_string(value));
    return Put(static_cast<double>(value));
  }
  bool number_unsigned(json::number_unsigned_t value) override {
    if (value >= static_cast<json::number_unsigned_t>(kExact)) return Put(std::to_string(value));
    return Put(static_cast<double>(value));
  }
  // Also a whole number that is too large for 64 bits.
  bool number_float(json::number_float_t value, const json::string_t& text) override {
    if (text.find_first_not_of("-0123456789") == json::string_t::npos) return Put(text);
    return Put(value);
  }
  bool string(json::string_t& value) override { return Put(std::move(value)); }
  bool binary(json::binary_t&) override { return false; }
  bool start_object(size_t) override { return Open(Object()); }
  bool start_array(size_t) override { return Open(List()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }
  bool key(json::string_t& name) override {
    std::get<Object>(open_.back()->data).emplace_back().key = std::move(name);
    return true;
  }

 private:
  static constexpr json::number_integer_t kExact = json::number_integer_t{1} << 53;

  // Where the next value goes.
  Value& Place() {
    if (open_.empty()) return root_;
    if (auto* list = std::get_if<List>(&open_.back()->data)) return list->emplace_back();
    return std::get<Object>(open_.back()->data).back().value;
  }
  template <typename T>
  bool Put(T value) {
    Place().data = std::move(value);
    return true;
  }
  // What is open does not move: only the innermost list or object grows.
  template <typename T>
  bool Open(T empty) {
    if (open_.size() >= kMaxAnswerLevels) return false;
    Value& value = Place();
    value.data = std::move(empty);
    open_.push_back(&value);
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  Value root_;
  std::vector<Value*> open_;
};

}  // namespace

std::optional<Object> ReadObject(absl::string_view json_text) {
  std::optional<Builder> builder = ReadLeniently<Builder>(json_text);
  if (!builder.has_value()) return std::nullopt;
  auto* object = std::get_if<Object>(&builder->root().data);
  if (object == nullptr) return std::nullopt;
  return std::move(*object);
}

}  // namespace unpod::unpod
