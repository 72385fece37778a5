#include "server/domain/stable_hash.h"

#include <cstring>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/strings/string_view.h"

namespace unpod::domain {
namespace {

// FNV-1a, 64 bits. Each part is followed by its length, so that parts cannot run into one another.
class Hasher {
 public:
  void Add(absl::string_view bytes) {
    for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * kPrime;
    AddNumber(bytes.size());
  }
  void AddNumber(uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) hash_ = (hash_ ^ (number >> shift & 0xff)) * kPrime;
  }
  void Add(const Object& object) {
    for (const Member& member : object) {
      Add(member.key);
      Add(member.value);
    }
    AddNumber(object.size());
  }
  void Add(const Value& value) {
    AddNumber(value.data.index());
    std::visit(
        [this](const auto& data) {
          using T = std::decay_t<decltype(data)>;
          if constexpr (std::is_same_v<T, bool>) {
            AddNumber(data ? 1 : 0);
          } else if constexpr (std::is_same_v<T, double>) {
            uint64_t bits = 0;
            std::memcpy(&bits, &data, sizeof bits);
            AddNumber(bits);
          } else if constexpr (std::is_same_v<T, std::string>) {
            Add(absl::string_view(data));
          } else if constexpr (std::is_same_v<T, List>) {
            for (const Value& element : data) Add(element);
            AddNumber(data.size());
          } else if constexpr (std::is_same_v<T, Object>) {
            Add(data);
          }
        },
        value.data);
  }
  uint64_t hash() const { return hash_; }

 private:
  static constexpr uint64_t kPrime = 1099511628211U;
  uint64_t hash_ = 14695981039346656037U;
};

}  // namespace

uint64_t StableHash(const Object& object) {
  Hasher hasher;
  hasher.Add(object);
  return hasher.hash();
}

}  // namespace unpod::domain
