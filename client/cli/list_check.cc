#include "client/cli/list_check.h"

#include <fstream>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "client/cli/contact_list.h"

namespace unpod::cli {
namespace {

constexpr int kContactsInQuestion = 20;  // Fewer than any --max_documents that is likely.

// "documents[3].contact_number" is taken apart; false for any other field.
bool TakeIndex(absl::string_view* field, int* index) {
  if (!absl::ConsumePrefix(field, "documents[")) return false;
  const size_t end = field->find(']');
  if (end == absl::string_view::npos || !absl::SimpleAtoi(field->substr(0, end), index)) return false;
  field->remove_prefix(end + 1);
  absl::ConsumePrefix(field, ".");
  return true;
}

class Checker {
 public:
  Checker(client::TaskClient& client, const ContactList& list, Problems* problems)
      : client_(client), list_(list), problems_(problems) {}

  void Begin(const unpod_task::v1::CreateTasksHeader& header) {
    request_.set_space_token(header.space_token());
    request_.set_pilot(header.pilot());
    request_.set_context(header.context());
    request_.set_org_handle(header.org_handle());
    request_.set_request_id(header.request_id());
    if (header.has_schedule()) *request_.mutable_schedule() = header.schedule();
    request_.set_validate_only(true);
  }

  std::optional<client::Error> Add(Contact contact) {
    lines_.push_back(contact.line);
    *request_.add_documents() = std::move(contact.document);
    return request_.documents_size() < kContactsInQuestion ? std::nullopt : Ask();
  }

  std::optional<client::Error> Ask() {
    if (lines_.empty()) return std::nullopt;
    const client::CreateTaskResult result = client_.CreateTask(request_);
    const std::vector<uint64_t> lines = std::exchange(lines_, {});
    request_.clear_documents();
    if (result.ok()) return std::nullopt;
    if (result.error().violations.empty()) return result.error();
    for (const client::FieldViolation& violation : result.error().violations) {
      absl::string_view field = violation.field;
      int index = 0;
      const bool is_contact =
          TakeIndex(&field, &index) && index >= 0 && static_cast<size_t>(index) < lines.size();
      problems_->push_back(
          {is_contact ? list_.Place(lines[static_cast<size_t>(index)], std::string(field)) : violation.field,
           violation.description});
      // Of the whole list: not to be said for each part of it.
      if (!is_contact) has_general_problem_ = true;
    }
    return std::nullopt;
  }

  bool is_enough() const { return has_general_problem_ || problems_->size() >= ContactList::kMaxProblems; }

 private:
  client::TaskClient& client_;
  const ContactList& list_;
  Problems* problems_;
  unpod_task::v1::CreateTaskRequest request_;
  std::vector<uint64_t> lines_;
  bool has_general_problem_ = false;
};

}  // namespace

std::vector<std::string> ReadThrough(ListPlan* plan, Problems* problems) {
  std::ifstream file(plan->csv, std::ios::binary);
  if (!file) {
    problems->push_back({"--csv", absl::StrCat("cannot read ", plan->csv)});
    return {};
  }
  ContactList list(file, plan->renamed);
  while (std::optional<Contact> contact = list.Next(problems)) {
    if (contact->line > std::numeric_limits<uint32_t>::max()) {
      problems->push_back({"--csv", "has too many lines"});
      break;
    }
    plan->lines.push_back(static_cast<uint32_t>(contact->line));
  }
  if (problems->empty() && plan->lines.empty()) problems->push_back({"--csv", "has no contacts"});
  return list.variable_columns();
}

std::optional<client::Error> CheckByService(client::TaskClient& client, const ListPlan& plan,
                                            Problems* problems) {
  std::ifstream file(plan.csv, std::ios::binary);
  ContactList list(file, plan.renamed);
  Checker checker(client, list, problems);
  checker.Begin(plan.header);
  while (!checker.is_enough()) {
    std::optional<Contact> contact = list.Next(problems);
    if (!contact.has_value()) return checker.Ask();
    if (std::optional<client::Error> error = checker.Add(*std::move(contact))) return error;
  }
  if (problems->size() > ContactList::kMaxProblems) problems->resize(ContactList::kMaxProblems);
  return std::nullopt;
}

}  // namespace unpod::cli
