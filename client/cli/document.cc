#include "client/cli/document.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "client/cli/extra.h"
#include "client/cli/strict_json.h"

namespace unpod::cli {
namespace {

using nlohmann::json;
using unpod_task::v1::Document;

struct TextFieldRow {
  absl::string_view key;
  std::string* (Document::*field)();
};

constexpr std::array kTextFields = {
    TextFieldRow{"name", &Document::mutable_name},
    TextFieldRow{"contact_number", &Document::mutable_contact_number},
    TextFieldRow{"email", &Document::mutable_email},
    TextFieldRow{"alternate_number", &Document::mutable_alternate_number},
    TextFieldRow{"occupation", &Document::mutable_occupation},
    TextFieldRow{"company_name", &Document::mutable_company_name},
    TextFieldRow{"address", &Document::mutable_address},
    TextFieldRow{"about", &Document::mutable_about},
    TextFieldRow{"context", &Document::mutable_context},
    TextFieldRow{"title", &Document::mutable_title},
    TextFieldRow{"description", &Document::mutable_description},
    TextFieldRow{"document_id", &Document::mutable_document_id},
};

void ReadLabels(const json& value, const std::string& path, Document* document, Problems* problems) {
  if (!value.is_array()) {
    problems->push_back({path, MustBe("a list of strings", value)});
    return;
  }
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i].is_string()) {
      document->add_labels(value[i].get_ref<const std::string&>());
    } else {
      problems->push_back({JoinPath(path, i), MustBe("a string", value[i])});
    }
  }
}

// In the contract a text has a place of its own, where nothing is lost.
void ReadVariable(const std::string& key, const json& value, const std::string& path, Document* document,
                  Problems* problems) {
  if (value.is_string()) {
    (*document->mutable_variables())[key] = value.get_ref<const std::string&>();
  } else {
    (*document->mutable_structured_variables()->mutable_fields())[key] = ToStructValue(value, path, problems);
  }
}

}  // namespace

std::string* TextField(absl::string_view key, Document* document) {
  for (const TextFieldRow& row : kTextFields) {
    if (row.key == key) return (document->*row.field)();
  }
  return nullptr;
}

void ReadDocument(const json& value, const std::string& path, Document* document, Problems* problems) {
  if (!value.is_object()) {
    problems->push_back({path, MustBe("an object", value)});
    return;
  }
  for (const auto& [key, member] : value.items()) {
    std::string member_path = JoinPath(path, key);
    if (key == "labels") {
      ReadLabels(member, member_path, document, problems);
    } else if (std::string* field = TextField(key, document); field == nullptr) {
      ReadVariable(key, member, member_path, document, problems);
    } else if (member.is_string()) {
      *field = member.get_ref<const std::string&>();
    } else {
      problems->push_back({member_path, MustBe("a string", member)});
    }
  }
}

std::string MustBe(absl::string_view expected, const json& value) {
  absl::string_view type = value.type_name();  // "string", "number", "boolean", "array", "object", "null".
  absl::string_view article = value.is_null() ? "" : type == "array" || type == "object" ? "an " : "a ";
  std::string message = absl::StrCat("must be ", expected, ", is ", article, type);
  if (value.is_number()) absl::StrAppend(&message, " (put it into quotes)");
  return message;
}

}  // namespace unpod::cli
