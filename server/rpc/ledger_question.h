// A question to the ledger, asked by a reactor.
#ifndef UNPOD_SERVER_RPC_LEDGER_QUESTION_H_
#define UNPOD_SERVER_RPC_LEDGER_QUESTION_H_

#include <utility>

#include "absl/functional/any_invocable.h"
#include "server/ledger/ledger.h"

namespace unpod::rpc {

// An operation that runs `then` when it is done.
template <typename Operation>
class Then final : public Operation {
 public:
  void Submit(ledger::Ledger& ledger, absl::AnyInvocable<void()> then) {
    then_ = std::move(then);
    ledger.Submit(*this);
  }
  void OnDone() override { std::exchange(then_, nullptr)(); }  // May free this.

 private:
  absl::AnyInvocable<void()> then_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_LEDGER_QUESTION_H_
