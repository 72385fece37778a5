// An answer to a create: whatever came back, the verdict is one of three, and only where the evidence allows
// it. First line: HTTP status, error of the transfer, whether bytes may have left, documents sent, content
// type. Then the body, in which '~' stands for a name.
#include <algorithm>
#include <string>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "server/unpod/answer.h"
#include "server/unpod/classify.h"
#include "tests/fuzz/failure_check.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

constexpr size_t kMaxWord = 64;
constexpr size_t kMaxMessage = 256;

http::Result ResultOf(const HeadedInput& input) {
  http::Result result;
  result.http_status = input.Number(0, 999);
  result.error = static_cast<http::Error>(input.Number(1, static_cast<int>(http::Error::kInternal)));
  result.may_have_left = result.error == http::Error::kNone || input.Number(2, 1) == 1;
  result.content_type = input.Word(4);
  result.body = absl::StrReplaceAll(input.text(), {{"~", kPrivate}});
  return result;
}

bool IsWord(const std::string& text, absl::string_view also) {
  return text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [also](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  also.find(c) != absl::string_view::npos;
         });
}

void CheckCreated(const domain::Created& created, const http::Result& result, const JsonTree& tree) {
  Require(result.error == http::Error::kNone && result.http_status == 200,
          "only a complete 200 is a success");
  Require(!created.run_id.empty() && IsWord(created.run_id, "_-"), "a success has a run id");
  const nlohmann::json* const data = MemberOf(&tree.root, "data");
  Require(TextOf(MemberOf(data, "run_id")) == created.run_id, "the run id is the answer's own");
  Require(created.task_ids.size() == created.task_statuses.size(), "each task has a status");
  for (const std::string& id : created.task_ids) Require(IsWord(id, "_-"), "a task id has the form of one");
  for (const std::string& status : created.task_statuses) Require(IsWord(status, "_- "), "so has a status");
  Require(IsWord(created.status, "_- "), "so has the status of all");
  Require(created.message.size() <= kMaxMessage, "the message is short");
  Require(!created.replayed && !created.read_back && created.missing_documents.empty(),
          "an answer says nothing of the ledger");
}

bool NamesRun(const JsonTree& tree) {
  return !TextOf(MemberOf(&tree.root, "run_id")).empty() ||
         !TextOf(MemberOf(MemberOf(&tree.root, "data"), "run_id")).empty();
}

void CheckNotExecuted(const domain::Failure& failure, const http::Result& result, const JsonTree& tree) {
  CheckFailure(failure, rpc::Execution::kNotStarted);
  if (result.error != http::Error::kNone) {
    Require(!result.may_have_left, "what may have left may have been executed");
    return;
  }
  const int status = result.http_status;
  Require(status == 206 || (status >= 300 && status < 500), "only such an answer can be a refusal");
  Require(status < 400 || !NamesRun(tree), "a run id shows that something was made");
  if (status == 206) {
    Require(tree.root.is_object(), "a 206 that cannot be read proves nothing");
    Require(!NamesRun(tree), "a run id shows that something was made");
  }
}

void CheckUnknown(const domain::Failure& failure, const http::Result& result) {
  CheckFailure(failure, rpc::Execution::kUnknown);
  Require(failure.code != absl::StatusCode::kUnavailable, "a mesh sends again what is unavailable");
  Require(!failure.retry_after.has_value(), "nobody is asked to send again what may have been executed");
  Require(result.may_have_left, "what has not left is not unknown");
}

void Check(const http::Result& result, const unpod::ClassifyContext& context) {
  const JsonTree tree = ReadAnswerTree(result.body);
  const domain::Outcome outcome = Classify(result, context);
  if (const auto* created = std::get_if<domain::Created>(&outcome)) {
    CheckCreated(*created, result, tree);
  } else if (const auto* refused = std::get_if<domain::NotExecuted>(&outcome)) {
    CheckNotExecuted(refused->failure, result, tree);
  } else {
    CheckUnknown(std::get<domain::Unknown>(outcome).failure, result);
  }
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const unpod::fuzz::HeadedInput input(data, size);
  unpod::unpod::ClassifyContext context;
  context.documents = static_cast<size_t>(input.Number(3, 100));
  context.now = unpod::fuzz::kNow;
  for (const auto owner : {unpod::unpod::TokenOwner::kCaller, unpod::unpod::TokenOwner::kService}) {
    context.token_owner = owner;
    unpod::fuzz::Check(unpod::fuzz::ResultOf(input), context);
  }
  return 0;
}
