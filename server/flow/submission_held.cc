// A submission whose key the ledger has already: somebody has asked for the same before.
#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "server/flow/failures.h"
#include "server/flow/ledger_outcome.h"
#include "server/flow/read_back.h"
#include "server/flow/reads.h"
#include "server/flow/submission.h"
#include "server/unpod/read_objects.h"

namespace unpod::flow {
namespace {

// Between looks at what another replica is sending.
constexpr base::Duration kFirstLook = std::chrono::milliseconds(20);
constexpr base::Duration kLongestLook = std::chrono::milliseconds(500);

}  // namespace

// Somebody has claimed it before.
void Submission::OnHeld(const ledger::Entry& entry) {
  if (entry.fingerprint != fingerprint()) return AnswerAll(RequestIdReused());
  PassClaim();
  switch (entry.state) {
    case ledger::State::kCreated:
    case ledger::State::kUnknown:
      return MustCheckToken() ? CheckToken(entry) : OnSentBefore(entry);
    case ledger::State::kClaimed:
    case ledger::State::kRejected:  // Since then; the next look claims or finds it.
      elsewhere_until_ = base::MonotonicNow() + services_.options.join_wait;
      delay_ = kFirstLook;
      return WaitElsewhere();
  }
}

void Submission::OnSentBefore(const ledger::Entry& entry) {
  if (entry.state == ledger::State::kCreated) return AnswerAll(Replayed(entry));
  ReadBack(entry);
}

bool Submission::MustCheckToken() const {
  return plan_.token_owner == unpod::TokenOwner::kCaller &&
         !lane_.known_tokens().Has(plan_.steps->digest(), plan_.token);
}

void Submission::CheckToken(const ledger::Entry& entry) {
  phase_ = Phase::kCheckingToken;
  ReadCaller caller(MakeCaller(services_.options, entry.key.tenant, plan_.token, LatestDeadline()));
  using Tasks = domain::Listing<domain::TaskInfo>;
  // Holds this until then.
  auto done = [self = shared_from_this(), entry](std::variant<Tasks, domain::Failure> answer) {
    if (auto* failure = std::get_if<domain::Failure>(&answer))
      return self->AnswerAll(domain::NotExecuted{*failure});
    self->lane_.known_tokens().Add(self->plan_.steps->digest(), self->plan_.token);
    self->OnSentBefore(entry);
  };
  const unpod::ReadTarget tasks{unpod::ReadTarget::Kind::kSpaceTasks, entry.key.space_token, {}, {}};
  std::make_shared<PageRead<domain::TaskInfo>>(services_, lane_, std::move(caller), std::move(done), tasks, 1,
                                               1, &unpod::ToTaskInfo)
      ->Start();
}

void Submission::WaitElsewhere() {
  phase_ = Phase::kElsewhere;
  if (calls_.empty()) return;
  RunLater(delay_, &Submission::Look);
  delay_ = std::min(2 * delay_, kLongestLook);
}

void Submission::Look() {
  if (plan_.steps->find == nullptr) plan_.steps->find = std::make_unique<OnLoop<ledger::Find>>();
  OnLoop<ledger::Find>& find = *plan_.steps->find;
  find.Bind(lane_.loop(), *this);
  find.digest = plan_.steps->digest();
  find.found.reset();
  self_ = shared_from_this();
  services_.ledger->Submit(find);
}

void Submission::OnFoundElsewhere() {
  const ledger::Find& find = *plan_.steps->find;
  if (calls_.empty()) return;
  const bool is_over = base::MonotonicNow() >= elsewhere_until_;
  if (!find.status.ok() || (find.found.has_value() && find.found->state == ledger::State::kClaimed)) {
    return is_over ? AnswerAll(InFlightElsewhere()) : WaitElsewhere();
  }
  if (find.found.has_value() && find.found->state != ledger::State::kRejected) return OnHeld(*find.found);
  // Rejected or forgotten meanwhile: nobody was called, and this caller still wants it.
  ClaimAgain();
}

void Submission::ReadBack(const ledger::Entry& entry) {
  phase_ = Phase::kReadingBack;
  // Holds this until then; whoever stops waiting before leaves.
  lane_.read_backs().Ask(entry, plan_.token, [self = shared_from_this()](const domain::Outcome& outcome) {
    self->AnswerAll(outcome);
  });
}

}  // namespace unpod::flow
