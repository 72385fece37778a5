#include "server/rpc/read_document.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

#include "server/domain/validate_variables.h"
#include "server/rpc/fill_struct.h"

namespace unpod::rpc {
namespace {

using unpod_task::v1::Document;

struct TextField {
  absl::string_view name;
  std::string* (Document::*text)();
};

constexpr std::array kTextFields = {
    TextField{"name", &Document::mutable_name},
    TextField{"contact_number", &Document::mutable_contact_number},
    TextField{"email", &Document::mutable_email},
    TextField{"alternate_number", &Document::mutable_alternate_number},
    TextField{"occupation", &Document::mutable_occupation},
    TextField{"company_name", &Document::mutable_company_name},
    TextField{"address", &Document::mutable_address},
    TextField{"about", &Document::mutable_about},
    TextField{"context", &Document::mutable_context},
    TextField{"title", &Document::mutable_title},
    TextField{"description", &Document::mutable_description},
    TextField{"document_id", &Document::mutable_document_id},
};

bool IsText(const domain::Value& value) {
  return std::holds_alternative<std::string>(value.data);
}

bool TakeLabels(domain::Value& value, Document& to) {
  auto* const list = std::get_if<domain::List>(&value.data);
  if (list == nullptr || !std::all_of(list->begin(), list->end(), IsText)) return false;
  for (domain::Value& label : *list) to.add_labels(std::get<std::string>(std::move(label.data)));
  return true;
}

bool TakeField(domain::Member& member, Document& to) {
  if (member.key == "labels") return TakeLabels(member.value, to);
  const auto field = std::find_if(kTextFields.begin(), kTextFields.end(),
                                  [&member](const TextField& each) { return each.name == member.key; });
  if (field == kTextFields.end() || !IsText(member.value)) return false;
  *(to.*field->text)() = std::get<std::string>(std::move(member.value.data));
  return true;
}

// Of a name that comes twice the last value counts, as in Python.
void TakeVariable(domain::Member& member, Document& to) {
  if (IsText(member.value)) {
    if (to.has_structured_variables()) to.mutable_structured_variables()->mutable_fields()->erase(member.key);
    (*to.mutable_variables())[member.key] = std::get<std::string>(std::move(member.value.data));
  } else {
    to.mutable_variables()->erase(member.key);
    FillValue(std::move(member.value), (*to.mutable_structured_variables()->mutable_fields())[member.key]);
  }
}

}  // namespace

void FillDocument(domain::Object from, absl::string_view mark_name, Document& to) {
  for (domain::Member& member : from) {
    if (member.key == mark_name || domain::IsControlKey(member.key) || TakeField(member, to)) continue;
    TakeVariable(member, to);
  }
}

}  // namespace unpod::rpc
