#include "server/flow/task_stream.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/domain/names.h"
#include "server/domain/validate.h"
#include "server/flow/failures.h"
#include "server/unpod/encode.h"

namespace unpod::flow {
namespace {

constexpr size_t kMaxInFlight = 8;
// An upstream that answers nothing that can be understood is not given the whole list.
constexpr int kMaxUnknownInARow = 3;
// For one batch, its retries included: several attempts' time.
constexpr int kAttemptsInBudget = 5;
// Of the body, for everything but the documents.
constexpr size_t kFrameBytes = 1024;
// For each document: its mark, and the comma.
constexpr size_t kMarkBytes = 128;

// Of a batch that was refused: would the next one be refused as well?
bool MeetsEveryBatch(const domain::Failure& failure) {
  return failure.reason != domain::Reason::kUpstreamInvalid &&
         failure.reason != domain::Reason::kRequestTooLarge;
}

size_t MaxDocumentBytes(const TaskCreator& creator, const domain::Task& task) {
  const size_t frame = kFrameBytes + 6 * (task.pilot.size() + task.context.size());
  const size_t most = creator.options().max_request_bytes;
  return most > frame ? most - frame : 0;
}

domain::Failure TooLargeDocument() {
  return domain::MakeFailure(absl::StatusCode::kInvalidArgument, domain::Reason::kRequestTooLarge,
                             "the document alone is over --max_request_bytes");
}

}  // namespace

std::vector<domain::FieldViolation> TaskStream::Check(const TaskCreator& creator,
                                                      const StreamHeader& header) {
  const auto& rules = creator.options().validation;
  std::vector<domain::FieldViolation> violations = domain::Validate(header.task, rules, absl::InfinitePast());
  violations.erase(std::remove_if(violations.begin(), violations.end(),
                                  [](const auto& violation) {
                                    return violation.field == "documents" || violation.field == "request_id";
                                  }),
                   violations.end());
  if (auto wrong = domain::CheckRequestId("request_id", header.task.request_id))
    violations.push_back(*std::move(wrong));
  for (domain::FieldViolation& violation : violations) {
    violation.field = absl::StrCat("header.", violation.field);
  }
  return violations;
}

TaskStream::TaskStream(TaskCreator& creator, StreamHeader header, Listener& listener)
    : creator_(creator),
      listener_(listener),
      header_(std::move(header)),
      cutter_(creator.options().validation.max_documents, MaxDocumentBytes(creator, header_.task)) {}

std::shared_ptr<TaskStream> TaskStream::Open(TaskCreator& creator, StreamHeader header, Listener& listener) {
  auto stream = std::make_shared<TaskStream>(creator, std::move(header), listener);
  creator.AddStream(stream);
  return stream;
}

void TaskStream::OnDraining() {
  Fail(ShuttingDown());
}

void TaskStream::Continue() {
  {
    const base::MutexLock lock(mutex_);
    AskForMore();
  }
  Run();
}

void TaskStream::Add(std::vector<domain::Document> documents) {
  {
    const base::MutexLock lock(mutex_);
    is_asking_ = false;
    std::vector<DocumentResult> invalid;
    for (domain::Document& document : documents) {
      if (failure_.has_value()) break;  // What comes after is not taken.
      AddOne(std::move(document), invalid);
    }
    Report(std::move(invalid));
    AskForMore();
    EndIfOver();
  }
  Run();
}

void TaskStream::AddOne(domain::Document document, std::vector<DocumentResult>& invalid) {
  const uint64_t index = progress_.received++;
  std::optional<domain::Failure> wrong;
  auto violations = domain::ValidateDocument(document, creator_.options().validation, /*is_marked=*/true);
  const size_t bytes = unpod::DocumentBytes(document) + kMarkBytes;
  if (!violations.empty()) {
    wrong = InvalidRequest(std::move(violations)).failure;
  } else if (bytes > MaxDocumentBytes(creator_, header_.task)) {
    wrong = TooLargeDocument();
  }
  if (!wrong.has_value()) {
    auto full = cutter_.Add(std::move(document), index, bytes);
    if (full.has_value()) queue_.push_back(*std::move(full));
    return;
  }
  DocumentResult result;
  result.index = index;
  result.verdict = DocumentResult::Verdict::kInvalid;
  result.failure = std::make_shared<const domain::Failure>(*wrong);
  invalid.push_back(std::move(result));
  if (!header_.stop_at_invalid) return;
  // What came before is placed.
  if (auto rest = cutter_.Flush()) queue_.push_back(*std::move(rest));
  wrong->message = absl::StrCat("documents[", index, "] is not valid: ", wrong->message);
  for (auto& violation : wrong->violations) {
    violation.field = absl::StrCat("documents[", index, "].", violation.field);
  }
  failure_ = std::move(wrong);
}

void TaskStream::Close() {
  {
    const base::MutexLock lock(mutex_);
    is_asking_ = false;
    is_closed_ = true;
    if (auto rest = cutter_.Flush()) queue_.push_back(*std::move(rest));
    EndIfOver();
  }
  Run();
}

void TaskStream::Fail(domain::Failure failure) {
  {
    const base::MutexLock lock(mutex_);
    StopWith(std::move(failure));
    EndIfOver();
  }
  Run();
}

void TaskStream::Leave() {
  std::vector<std::shared_ptr<Call>> calls;
  {
    const base::MutexLock lock(mutex_);
    if (has_ended_) return;
    is_closed_ = has_left_ = true;
    StopWith(CancelledBeforeSending().failure);
    for (const auto& [number, batch] : in_flight_) {
      if (batch.call != nullptr) calls.push_back(batch.call);
    }
    EndIfOver();
  }
  for (const auto& call : calls) TaskCreator::Leave(call);
  Run();
}

// Nothing more is begun; what was received and not begun is answered for.
void TaskStream::StopWith(domain::Failure failure) {
  if (auto rest = cutter_.Flush()) queue_.push_back(*std::move(rest));
  const auto why = std::make_shared<const domain::Failure>(failure);
  for (const DocumentBatch& batch : queue_) ReportQueued(batch, why);
  queue_.clear();
  if (!failure_.has_value()) failure_ = std::move(failure);
}

void TaskStream::ReportQueued(const DocumentBatch& batch,
                              const std::shared_ptr<const domain::Failure>& failure) {
  std::vector<DocumentResult> results;
  for (const uint64_t index : batch.indexes) {
    DocumentResult result;
    result.index = index;
    result.verdict = DocumentResult::Verdict::kNotStarted;
    result.failure = failure;
    results.push_back(std::move(result));
  }
  Report(std::move(results));
}

void TaskStream::Report(std::vector<DocumentResult> results) {
  if (results.empty()) return;
  for (const DocumentResult& result : results) {
    switch (result.verdict) {
      case DocumentResult::Verdict::kCreated:
        ++progress_.created;
        if (result.replayed) ++progress_.replayed;
        break;
      case DocumentResult::Verdict::kInvalid:
        ++progress_.invalid;
        break;
      case DocumentResult::Verdict::kNotStarted:
        ++progress_.not_started;
        break;
      case DocumentResult::Verdict::kUnknown:
        ++progress_.unknown;
        break;
    }
  }
  Event event;
  event.kind = Event::Kind::kResults;
  event.results = std::move(results);
  event.progress = progress_;
  events_.push_back(std::move(event));
}

// One full batch waiting is enough: the sender is held back while there are more.
void TaskStream::AskForMore() {
  if (is_asking_ || is_closed_ || failure_.has_value() || queue_.size() > 1) return;
  is_asking_ = true;
  events_.push_back({});
}

bool TaskStream::CanBegin() const {
  return !queue_.empty() && last_has_passed_ && in_flight_.size() < kMaxInFlight && !listener_.IsBehind();
}

void TaskStream::EndIfOver() {
  const bool is_over = (is_closed_ || failure_.has_value()) && queue_.empty() && in_flight_.empty();
  if (!is_over || has_ended_) return;
  has_ended_ = true;
  Event end;
  end.kind = Event::Kind::kEnd;
  end.failure = failure_;
  end.progress = progress_;
  events_.push_back(std::move(end));
}

// Tells and begins whatever there is to tell and begin; one thread at a time, without the lock.
void TaskStream::Run() {
  const auto self = shared_from_this();
  base::MutexLock lock(mutex_);
  if (is_running_) return;
  is_running_ = true;
  while (true) {
    if (!events_.empty()) {
      Event event = std::move(events_.front());
      events_.pop_front();
      lock.Unlock();
      Dispatch(std::move(event));
      lock.Lock();
    } else if (CanBegin() && creator_.is_draining()) {
      StopWith(ShuttingDown());
      EndIfOver();
    } else if (CanBegin()) {
      DocumentBatch batch = std::move(queue_.front());
      queue_.pop_front();
      in_flight_[batch.number].indexes = batch.indexes;
      last_has_passed_ = false;
      AskForMore();
      lock.Unlock();
      Begin(std::move(batch));
      lock.Lock();
    } else {
      break;
    }
  }
  is_running_ = false;
}

void TaskStream::Dispatch(Event event) {
  switch (event.kind) {
    case Event::Kind::kWanted:
      return listener_.OnWanted();
    case Event::Kind::kResults:
      return listener_.OnResults(std::move(event.results), event.progress);
    case Event::Kind::kEnd:
      return listener_.OnEnd(event.failure, event.progress);
  }
}

void TaskStream::Begin(DocumentBatch batch) {
  const uint64_t number = batch.number;
  domain::Task task = header_.task;
  task.documents = std::move(batch.documents);
  task.batch = static_cast<int32_t>(number);
  const auto budget = kAttemptsInBudget * absl::ToChronoNanoseconds(creator_.options().attempt_timeout);
  Caller caller = header_.caller;
  caller.deadline = std::min(caller.deadline, base::MonotonicNow() + budget);
  auto call = creator_.Start(
      task, caller,
      [self = shared_from_this(), number](const domain::Outcome& outcome) {
        self->OnBatchDone(number, outcome);
      },
      [self = shared_from_this(), number] { self->OnPassedClaim(number); });
  bool has_left = false;
  {
    const base::MutexLock lock(mutex_);
    const auto found = in_flight_.find(number);
    if (found == in_flight_.end()) return;  // Answered already.
    found->second.call = call;
    has_left = has_left_;
  }
  if (has_left && call != nullptr) TaskCreator::Leave(call);
}

void TaskStream::OnPassedClaim(uint64_t number) {
  {
    const base::MutexLock lock(mutex_);
    const auto found = in_flight_.find(number);
    if (found == in_flight_.end()) return;
    found->second.has_passed_claim = true;
    last_has_passed_ = true;
  }
  Run();
}

void TaskStream::OnBatchDone(uint64_t number, const domain::Outcome& outcome) {
  {
    const base::MutexLock lock(mutex_);
    const auto found = in_flight_.find(number);
    const Begun batch = std::move(found->second);
    in_flight_.erase(found);
    Report(ResultsOf(batch, outcome));
    const auto* rejected = std::get_if<domain::NotExecuted>(&outcome);
    const auto* unknown = std::get_if<domain::Unknown>(&outcome);
    // One of an earlier attempt says nothing of the upstream now; it must not keep the list from going on.
    if (unknown == nullptr) unknown_in_a_row_ = 0;
    if (unknown != nullptr && !unknown->replayed) ++unknown_in_a_row_;
    // Refused before its claim: what comes behind it must not be claimed.
    if (rejected != nullptr && (!batch.has_passed_claim || MeetsEveryBatch(rejected->failure))) {
      StopWith(rejected->failure);
    } else if (unknown != nullptr && (!batch.has_passed_claim || unknown_in_a_row_ >= kMaxUnknownInARow)) {
      StopWith(unknown->failure);
    }
    if (!batch.has_passed_claim) last_has_passed_ = true;
    AskForMore();
    EndIfOver();
  }
  Run();
}

std::vector<DocumentResult> TaskStream::ResultsOf(const Begun& batch, const domain::Outcome& outcome) const {
  std::vector<DocumentResult> results;
  if (const auto* created = std::get_if<domain::Created>(&outcome)) {
    results = flow::ResultsOf(*created, batch.indexes.size(), /*is_keyed=*/true);
  } else {
    DocumentResult failed;
    const auto* rejected = std::get_if<domain::NotExecuted>(&outcome);
    failed.verdict =
        rejected != nullptr ? DocumentResult::Verdict::kNotStarted : DocumentResult::Verdict::kUnknown;
    failed.failure = std::make_shared<const domain::Failure>(
        rejected != nullptr ? rejected->failure : std::get<domain::Unknown>(outcome).failure);
    results.assign(batch.indexes.size(), failed);
  }
  for (size_t i = 0; i < results.size(); ++i) results[i].index = batch.indexes[i];
  return results;
}

}  // namespace unpod::flow
