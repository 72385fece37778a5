#include "server/domain/fingerprint.h"

#include <array>
#include <cstring>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/domain/variables.h"

namespace unpod::domain {
namespace {

// Whatever is appended is preceded by its length or has a fixed one, so that no two tasks make the same text.
void AppendNumber(uint64_t number, std::string& out) {
  std::array<char, sizeof number> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> (8 * i));
  out.append(bytes.data(), bytes.size());
}

void AppendText(absl::string_view text, std::string& out) {
  AppendNumber(text.size(), out);
  out.append(text.data(), text.size());
}

void AppendValue(const Value& value, std::string& out);

void AppendObject(const Object& object, std::string& out) {
  AppendNumber(object.size(), out);
  for (const Member& member : object) {
    AppendText(member.key, out);
    AppendValue(member.value, out);
  }
}

void AppendValue(const Value& value, std::string& out) {
  out += static_cast<char>('0' + value.data.index());
  std::visit(
      [&out](const auto& data) {
        using T = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<T, bool>) {
          out += data ? '1' : '0';
        } else if constexpr (std::is_same_v<T, double>) {
          uint64_t bits = 0;
          const double number = data == 0 ? 0 : data;  // -0 is 0.
          std::memcpy(&bits, &number, sizeof bits);
          AppendNumber(bits, out);
        } else if constexpr (std::is_same_v<T, std::string>) {
          AppendText(data, out);
        } else if constexpr (std::is_same_v<T, List>) {
          AppendNumber(data.size(), out);
          for (const Value& element : data) AppendValue(element, out);
        } else if constexpr (std::is_same_v<T, Object>) {
          AppendObject(data, out);
        }
      },
      value.data);
}

void AppendDocument(const Document& document, std::string& out) {
  for (const std::string* text :
       {&document.name, &document.contact_number, &document.email, &document.alternate_number,
        &document.occupation, &document.company_name, &document.address, &document.about, &document.context,
        &document.title, &document.description, &document.document_id}) {
    AppendText(*text, out);
  }
  AppendNumber(document.labels.size(), out);
  for (const std::string& label : document.labels) AppendText(label, out);
  // Of 0.1, which had one kind: what it has stored stays what it is.
  AppendNumber(document.variables.size() + document.structured_variables.size(), out);
  ForEachVariable(document, [&out](const Member& member) {
    AppendText(member.key, out);
    AppendValue(member.value, out);
  });
}

size_t SizeHint(const Task& task) {
  constexpr size_t kDocument = 512;
  return 64 + task.pilot.size() + task.context.size() + kDocument * task.documents.size();
}

}  // namespace

Fingerprint FingerprintOf(const Task& task) {
  std::string canonical;
  canonical.reserve(SizeHint(task));
  canonical += "unpod.task.v1\n";
  AppendText(task.pilot, canonical);
  AppendText(task.context, canonical);
  canonical += static_cast<char>('0' + static_cast<int>(task.schedule.kind));
  if (task.schedule.kind == Schedule::Kind::kAt) {
    // What is sent has whole seconds.
    AppendNumber(static_cast<uint64_t>(absl::ToUnixSeconds(task.schedule.at)), canonical);
  }
  AppendNumber(task.documents.size(), canonical);
  for (const Document& document : task.documents) AppendDocument(document, canonical);
  return base::Sha256(canonical);
}

}  // namespace unpod::domain
