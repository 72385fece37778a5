#include "server/ledger/postgres_operations.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "server/ledger/postgres_rows.h"
#include "server/ledger/postgres_statements.h"
#include "server/ledger/receipt_lists.h"

namespace unpod::ledger {
namespace {

absl::string_view View(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

absl::string_view View(const domain::Fingerprint& fingerprint) {
  return {reinterpret_cast<const char*>(fingerprint.data()), fingerprint.size()};
}

// Null for what looks at all entries.
const Digest* DigestIn(Operation& operation) {
  return Visit(operation, [](const auto& what) -> const Digest* {
    if constexpr (requires { what.digest; }) {
      return &what.digest;
    } else {
      return nullptr;
    }
  });
}

class Asker {
 public:
  Asker(const StoreOptions& options, const Ages& ages, std::vector<PostgresQuery>& queries)
      : options_(options), service_time_(ServiceTime(ages)), queries_(queries) {}

  void operator()(const Claim& claim) {
    const Entry& entry = claim.entry;
    PostgresQuery& query = Add("claim").Bytes(View(claim.digest));
    query.Text(entry.key.tenant).Text(entry.key.space_token).Text(entry.key.request_id);
    query.Bytes(View(entry.fingerprint)).Text(entry.claim_id).Text(options_.owner).Int(entry.documents);
    query.Int(service_time_).Bytes(EncodeIndexes(entry.skipped));
    Add("select").Bytes(View(claim.digest));
  }
  void operator()(const Settle& settle) {
    AddOutcome(Add("settle").Bytes(View(settle.digest)).Text(settle.claim_id), settle);
  }
  void operator()(const Find& find) { Add("find").Bytes(View(find.digest)).Int(service_time_); }
  void operator()(const Resolve& resolve) {
    Add("lock").Bytes(View(resolve.digest)).Int(service_time_);
    switch (resolve.resolution) {
      case Resolve::Resolution::kForget:
        Add("forget").Bytes(View(resolve.digest));
        return;
      case Resolve::Resolution::kCreated: {
        Settle settle;
        settle.state = State::kCreated;
        settle.receipt = resolve.receipt;
        AddOutcome(Add("confirm").Bytes(View(resolve.digest)).Text(resolve.claim_id), settle);
        queries_.back().Text(Storable(resolve.note));
        return;
      }
      case Resolve::Resolution::kNotExecuted:
        Add("reject").Bytes(View(resolve.digest)).Text(Storable(resolve.note));
        return;
    }
  }
  void operator()(const List& list) {
    queries_.push_back(PostgresQuery::Sql(ListStatement(list, options_)));
    PostgresQuery& query = queries_.back();
    query.Int(list.before == 0 ? std::numeric_limits<int64_t>::max() : list.before);
    query.Int(static_cast<int64_t>(list.limit) + 1);  // One more tells whether there is a next page.
    query.Int(service_time_);
    for (const std::string& text : ListTexts(list, options_)) query.Text(text);
  }
  void operator()(const Count& /*count*/) { Add("count").Int(service_time_); }

 private:
  PostgresQuery& Add(const char* statement) {
    queries_.push_back(PostgresQuery::Prepared(statement));
    return queries_.back();
  }

  const StoreOptions& options_;
  const int64_t service_time_;
  std::vector<PostgresQuery>& queries_;
};

std::optional<Entry> OnlyRow(const PostgresResult& result) {
  if (result.rows() == 0) return std::nullopt;
  return ReadRow(result, 0);
}

class Answerer {
 public:
  explicit Answerer(const PostgresResult*& next) : next_(next) {}

  bool operator()(Claim& claim) {
    claim.claimed = (next_++)->affected() == 1;
    std::optional<Entry> held = OnlyRow(*next_++);
    if (!held.has_value()) return false;
    claim.entry = *std::move(held);
    return true;
  }
  bool operator()(Settle& settle) {
    settle.applied = (next_++)->affected() == 1;
    return true;
  }
  bool operator()(Find& find) {
    find.found = OnlyRow(*next_++);
    return true;
  }
  bool operator()(Resolve& resolve) {
    resolve.found = OnlyRow(*next_++);
    resolve.resolved = (next_++)->affected() == 1;
    return true;
  }
  bool operator()(List& list) {
    const PostgresResult& page = *next_++;
    if (page.rows() == 0) return false;
    const bool may_go_on = page.Int(0, 1) == kMaxListed;
    for (int row = 0; row < page.rows() && !page.IsNull(row, 2); ++row) {
      if (list.entries.size() == list.limit) return true;
      list.entries.push_back(ReadRow(page, row, 3));
      list.next_before = page.Int(row, 2);
    }
    list.next_before = may_go_on ? page.Int(0, 0) : 0;
    return true;
  }
  bool operator()(Count& count) {
    const PostgresResult& states = *next_++;
    for (int row = 0; row < states.rows(); ++row) {
      const auto state = static_cast<size_t>(states.Int(row, 0));
      if (state >= count.entries.size()) return false;
      count.entries[state] = states.Int(row, 1);
      if (state == static_cast<size_t>(State::kUnknown)) count.oldest_unknown = ReadTime(states, row, 2);
    }
    return true;
  }

 private:
  const PostgresResult*& next_;
};

}  // namespace

std::vector<Operation*> InLockOrder(absl::Span<Operation* const> batch) {
  std::vector<Operation*> ordered(batch.begin(), batch.end());
  const auto looks_at_all = [](Operation* operation) { return DigestIn(*operation) == nullptr; };
  for (auto at = ordered.begin(); at != ordered.end();) {
    const auto end = std::find_if(at, ordered.end(), looks_at_all);
    std::stable_sort(at, end, [](Operation* a, Operation* b) { return *DigestIn(*a) < *DigestIn(*b); });
    at = std::find_if_not(end, ordered.end(), looks_at_all);
  }
  return ordered;
}

int64_t ServiceTime(const Ages& ages) {
  return std::max<int64_t>(0, absl::ToUnixMicros(ages.now_for_ages()));
}

void Ask(Operation& operation, const StoreOptions& options, const Ages& ages,
         std::vector<PostgresQuery>& queries) {
  Visit(operation, Asker(options, ages, queries));
}

bool Answer(Operation& operation, const PostgresResult*& next) {
  return Visit(operation, Answerer(next));
}

}  // namespace unpod::ledger
