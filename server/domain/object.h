// Looking into an Object. Pure.
#ifndef UNPOD_SERVER_DOMAIN_OBJECT_H_
#define UNPOD_SERVER_DOMAIN_OBJECT_H_

#include <algorithm>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "server/domain/task.h"

namespace unpod::domain {

// The member's value; null when there is none.
inline const Value* Find(const Object& object, absl::string_view key) {
  const auto found =
      std::find_if(object.begin(), object.end(), [key](const Member& member) { return member.key == key; });
  return found == object.end() ? nullptr : &found->value;
}
inline Value* Find(Object& object, absl::string_view key) {
  return const_cast<Value*>(Find(static_cast<const Object&>(object), key));
}

// Its text; empty when there is none.
inline std::string TextOf(const Object& object, absl::string_view key) {
  const Value* const found = Find(object, key);
  const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->data);
  return text == nullptr ? std::string() : *text;
}

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_OBJECT_H_
