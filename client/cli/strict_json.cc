#include "client/cli/strict_json.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

using nlohmann::json;

// Builds the value. Each callback returns false to stop.
class Builder : public nlohmann::json_sax<json> {
 public:
  Builder(absl::string_view text, Problems* problems) : text_(text), problems_(problems) {}

  json Take() { return std::move(root_); }

  bool null() override { return Add(nullptr) != nullptr; }
  bool boolean(bool value) override { return Add(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return Add(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return Add(value) != nullptr; }
  bool number_float(number_float_t value, const string_t& digits) override {
    // An integer that 64 bits do not hold arrives here, already rounded.
    if (digits.find_first_of(".eE") == string_t::npos) return Refuse("is an integer too large for 64 bits");
    return Add(value) != nullptr;
  }
  bool string(string_t& value) override {
    if (value.find('\0') != string_t::npos) return Refuse("contains a NUL character");
    return Add(std::move(value)) != nullptr;
  }
  bool binary(binary_t&) override { return false; }  // Not in JSON text.

  bool start_object(size_t) override { return Open(json::object()); }
  bool end_object() override { return Close(); }
  bool start_array(size_t) override { return Open(json::array()); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    std::string& key = levels_.back().key = std::move(name);
    if (key.find('\0') != string_t::npos) return Refuse("has a NUL character in its name");
    if (levels_.back().container->contains(key)) return Refuse("is given twice");
    return true;
  }

  bool parse_error(size_t position, const std::string&, const json::exception&) override {
    // Not the library's text: it repeats a piece of the body.
    if (position > text_.size()) {
      problems_->push_back({"", "is not JSON: it ends too early"});
      return false;
    }
    absl::string_view before = text_.substr(0, position == 0 ? 0 : position - 1);
    size_t line = 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    size_t column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0.
    problems_->push_back({"", absl::StrCat("is not JSON: error near line ", line, ", column ", column)});
    return false;
  }

 private:
  // A container that is not closed yet. The pointers are stable, since only the last container grows.
  struct Level {
    json* container;
    std::string key;  // Of the value that comes next or is being built; only in objects.
  };

  // Where the value that comes next stands.
  std::string Path() const {
    std::string path;
    for (const Level& level : levels_) {
      // All but the last level already hold the container that the next level fills.
      size_t index = level.container->size() - (&level == &levels_.back() ? 0 : 1);
      path = level.container->is_object() ? JoinPath(path, level.key) : JoinPath(path, index);
    }
    return path;
  }

  bool Refuse(absl::string_view what) {
    problems_->push_back({Path(), std::string(what)});
    return false;
  }

  json* Add(json value) {
    if (levels_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *levels_.back().container;
    if (parent.is_object()) return &(parent[levels_.back().key] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  bool Open(json container) {
    if (levels_.size() >= kMaxJsonDepth) return Refuse("is nested too deeply");
    levels_.push_back({Add(std::move(container)), ""});
    return true;
  }

  bool Close() {
    levels_.pop_back();
    return true;
  }

  absl::string_view text_;
  Problems* problems_;
  json root_;
  std::vector<Level> levels_;
};

}  // namespace

std::optional<json> ParseStrict(absl::string_view text, Problems* problems) {
  if (!IsUtf8(text)) {
    problems->push_back({"", "is not valid UTF-8"});
    return std::nullopt;
  }
  // The library would take a NUL for the end of the text.
  if (text.find('\0') != absl::string_view::npos) {
    problems->push_back({"", "contains a NUL character"});
    return std::nullopt;
  }
  Builder builder(text, problems);
  if (!json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return std::make_optional(builder.Take());
}

std::string JoinPath(absl::string_view parent, absl::string_view key) {
  return absl::StrCat(parent, parent.empty() ? "" : ".", Printable(key));
}

std::string JoinPath(absl::string_view parent, size_t index) {
  return absl::StrCat(parent, "[", index, "]");
}

}  // namespace unpod::cli
