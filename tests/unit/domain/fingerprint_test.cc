#include "server/domain/fingerprint.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

#include "absl/strings/escaping.h"
#include "tests/unit/domain/valid_task.h"

namespace unpod::domain {
namespace {

std::string Hex(const Fingerprint& fingerprint) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(fingerprint.data()), fingerprint.size()});
}

TEST(Fingerprint, DiffersForEachThingThatIsSent) {
  const std::vector<std::function<void(Task&)>> changes = {
      [](Task&) {},
      [](Task& task) { task.pilot += "x"; },
      [](Task& task) { task.context += "x"; },
      [](Task& task) { task.schedule.kind = Schedule::Kind::kAuto; },
      [](Task& task) {
        task.schedule = {Schedule::Kind::kAt, absl::FromUnixSeconds(1)};
      },
      [](Task& task) {
        task.schedule = {Schedule::Kind::kAt, absl::FromUnixSeconds(2)};
      },
      [](Task& task) { task.documents.emplace_back(); },
      [](Task& task) { task.documents[0].name.append("x"); },
      [](Task& task) { task.documents[0].contact_number += "1"; },
      [](Task& task) { task.documents[0].email.append("x"); },
      [](Task& task) { task.documents[0].labels = {"ab"}; },
      [](Task& task) {
        task.documents[0].labels = {"a", "b"};
      },
      [](Task& task) { task.documents[0].document_id.append("x"); },
      [](Task& task) {
        task.documents[0].structured_variables = {{"k", {nullptr}}};
      },
      [](Task& task) {
        task.documents[0].structured_variables = {{"k", {false}}};
      },
      [](Task& task) {
        task.documents[0].structured_variables = {{"k", {0.0}}};
      },
      [](Task& task) {
        task.documents[0].structured_variables = {{"k", {std::string("0")}}};
      },
      [](Task& task) {
        task.documents[0].structured_variables = {{"k", {List{{0.0}}}}};
      },
      [](Task& task) {
        task.documents[0].structured_variables = {{"k", {Object{{"k", {0.0}}}}}};
      },
  };
  std::set<std::string> seen;
  for (const auto& change : changes) {
    Task task = ValidTask();
    change(task);
    EXPECT_TRUE(seen.insert(Hex(FingerprintOf(task))).second) << "change " << seen.size();
  }
}

TEST(Fingerprint, IsTheSameForWhatIsSentTheSame) {
  const auto plain = FingerprintOf(ValidTask());
  Task task = ValidTask();
  task.request_id = "another";  // These three are the key's.
  task.space_token = "OTHER";
  task.org_handle = "other.tv";
  EXPECT_EQ(FingerprintOf(task), plain);
  task.schedule = {Schedule::Kind::kAt, absl::FromUnixSeconds(100)};
  const auto scheduled = FingerprintOf(task);
  task.schedule.at += absl::Milliseconds(900);
  EXPECT_EQ(FingerprintOf(task), scheduled) << "whole seconds are sent";
}

// It is stored: a repeat after an upgrade must not look like another request.
TEST(Fingerprint, NeverChanges) {
  Task task;
  task.pilot = "pilot";
  task.context = "context";
  task.schedule = {Schedule::Kind::kAt, absl::FromUnixSeconds(1'900'000'000)};
  Document& document = task.documents.emplace_back();
  document.name = "John Doe";
  document.contact_number = "1234567890";
  document.labels = {"a"};
  document.structured_variables = {{"n", {1.5}}, {"o", {Object{{"t", {true}}}}}};
  EXPECT_EQ(Hex(FingerprintOf(task)), "0e008286c9c79ed193870f5c93e23aba5319b5e31d7d149b91685705bfa89bb4");
}

}  // namespace
}  // namespace unpod::domain
