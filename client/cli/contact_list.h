// A CSV file of contacts: its first row names the columns, each other one is a document.
#ifndef UNPOD_CLIENT_CLI_CONTACT_LIST_H_
#define UNPOD_CLIENT_CLI_CONTACT_LIST_H_

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/csv_reader.h"
#include "client/cli/problem.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

struct Contact {
  uint64_t line = 0;
  unpod_task::v1::Document document;
};

// Columns are the fields of a document; "labels" holds labels with ";" between them; any other column is a
// variable of the agent (Document.variables). Empty cells are not sent.
class ContactList {
 public:
  // `renamed`: "COLUMN=FIELD" for columns that have another name in the file.
  ContactList(std::istream& in, const std::vector<std::string>& renamed);

  // The next contact; nothing at the end. A row that cannot be read as one goes to `problems`, by line and
  // column, and is skipped; after max_problems of them, and where the file cannot be read on, it ends.
  std::optional<Contact> Next(Problems* problems);

  // "line 3, column 2 (contact_number)". `field` as a violation names it: "contact_number", "variables.city".
  std::string Place(uint64_t line, const std::string& field) const;
  // Names of the columns that become variables of the agent.
  std::vector<std::string> variable_columns() const;

  static constexpr size_t kMaxProblems = 20;

 private:
  void ReadHeading(const std::vector<std::string>& renamed);
  bool Fill(const CsvRow& row, unpod_task::v1::Document* document, Problems* problems) const;

  CsvReader reader_;
  std::vector<std::string> fields_;  // By column: a field of the document, "labels", or "variables.NAME".
  Problems heading_problems_;
  bool has_ended_ = false;
};

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_CONTACT_LIST_H_
