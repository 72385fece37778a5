#include "server/ledger/postgres_statements.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "server/ledger/ages.h"
#include "server/ledger/postgres_rows.h"

namespace unpod::ledger {
namespace {

std::string Interval(absl::Duration duration) {
  const absl::Duration longest = absl::Hours(24 * 365 * 100);
  return absl::StrFormat("make_interval(secs => %.6f)",
                         absl::ToDoubleSeconds(std::clamp(duration, absl::ZeroDuration(), longest)));
}

// In place of {…}. The time is a statement's: a transaction's own would be older by its waits for others. An
// entry is expired where the server's clock and the service's both say so, so that neither can make it old by
// a jump; `service_time` is the number of the parameter with the service's, in microseconds since 1970.
std::string Expand(const char* sql, const StoreOptions& options, int service_time) {
  const std::string agreed = absl::StrCat("least(statement_timestamp(), timestamptz 'epoch' + $",
                                          service_time, "::bigint * interval '1 microsecond')");
  const std::string header_ttl = Interval(Ages::HeaderKeyTtl(options));
  const std::string is_header_key = "strpos(e.request_id, ' ') > 0";  // As IsHeaderKey.
  const std::string ttl_of_entry = absl::StrCat("CASE WHEN ", is_header_key, " THEN ", header_ttl, " ELSE ",
                                                Interval(options.ttl), " END");
  return absl::StrReplaceAll(
      sql, {{"{now}", "statement_timestamp()"},
            {"{oldest}", absl::StrCat(agreed, " - ", Interval(options.ttl))},
            {"{oldest_header_key}", absl::StrCat(agreed, " - ", header_ttl)},
            {"{is_header_key}", is_header_key},
            {"{lease}", Interval(options.lease)},
            {"{columns}", kPostgresColumns},
            {"{max}", absl::StrCat(kMaxMaintained)},
            {"{max_counted}", absl::StrCat(kMaxCounted)},
            {"{expired}",
             absl::StrCat("(e.state IN (2, 3) AND e.claimed_at < ", agreed, " - ", ttl_of_entry, ")")},
            // No row means no lease: an owner that has none can be removed.
            {"{abandoned}",
             "(e.owner <> $1 AND NOT EXISTS (SELECT FROM unpod_ledger_owners o WHERE o.owner = e.owner"
             " AND o.lease_until > statement_timestamp()))"}});
}

// One that is not claimed is locked all the same, so `select` sees the very row that was in the way. A new
// claim is last in the order again.
constexpr char kClaim[] =
    "INSERT INTO unpod_ledger_entries AS e (digest, tenant, space_token, request_id, state, fingerprint,"
    " claim_id, owner, documents, claimed_at, changed_at, skipped)"
    " VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, {now}, {now}, $10)"
    " ON CONFLICT (digest) DO UPDATE SET position = DEFAULT, tenant = excluded.tenant,"
    " space_token = excluded.space_token, request_id = excluded.request_id, state = excluded.state,"
    " fingerprint = excluded.fingerprint, claim_id = excluded.claim_id, owner = excluded.owner,"
    " documents = excluded.documents, claimed_at = excluded.claimed_at, changed_at = excluded.changed_at,"
    " code = DEFAULT, reason = DEFAULT, http_status = DEFAULT, run_id = DEFAULT, status = DEFAULT,"
    " tasks = DEFAULT, missing = DEFAULT, read_back = DEFAULT, skipped = excluded.skipped, note = DEFAULT"
    " WHERE (e.state = 3 AND e.fingerprint = excluded.fingerprint) OR {expired}";

constexpr char kSettle[] =
    "UPDATE unpod_ledger_entries SET changed_at = {now}, state = $3, code = $4, reason = $5,"
    " http_status = $6, run_id = $7, status = $8, tasks = $9, missing = $10, read_back = $11"
    " WHERE digest = $1 AND claim_id = $2 AND state IN (1, 4)";

// By hand: the same of an unknown one, with a note.
constexpr char kConfirm[] =
    "UPDATE unpod_ledger_entries SET changed_at = {now}, state = $3, code = $4, reason = $5,"
    " http_status = $6, run_id = $7, status = $8, tasks = $9, missing = $10, read_back = $11, note = $12"
    " WHERE digest = $1 AND claim_id = $2 AND state = 4";

// Claims of owners without a lease may have been sent. What somebody has locked is under way: next time.
constexpr char kInterrupt[] =
    "UPDATE unpod_ledger_entries SET state = 4, changed_at = {now}, code = 2, reason = 'INTERRUPTED', owner "
    "= $1"
    " WHERE state = 1 AND digest IN (SELECT digest FROM unpod_ledger_entries e WHERE e.state = 1"
    " AND {abandoned} LIMIT {max} FOR UPDATE OF e SKIP LOCKED)";

constexpr char kAdopt[] =
    "UPDATE unpod_ledger_entries SET owner = $1 WHERE state = 4 AND digest IN (SELECT digest FROM"
    " unpod_ledger_entries e WHERE e.state = 4 AND {abandoned} LIMIT {max} FOR UPDATE OF e SKIP LOCKED)";

// The next rows in the order of their claims: removes the expired ones among them, tells how far it looked,
// and whether what follows is younger. What somebody has locked is about to be claimed anew.
constexpr char kExpire[] =
    "WITH looked_at AS MATERIALIZED (SELECT position, claimed_at FROM unpod_ledger_entries"
    " WHERE position > $1 ORDER BY position LIMIT {max}),"
    " gone AS (DELETE FROM unpod_ledger_entries WHERE digest IN (SELECT digest FROM unpod_ledger_entries e"
    " WHERE e.position IN (SELECT position FROM looked_at WHERE claimed_at < {oldest}) AND {expired}"
    " FOR UPDATE SKIP LOCKED))"
    " SELECT coalesce(max(position), 0), coalesce(bool_or(claimed_at >= {oldest}), true) OR count(*) < {max}"
    " FROM looked_at";

// The same for headers' keys, up to the first row that is younger than they get. Tells how far it looked, and
// never has to look there again: what is not settled by then is left to the other one.
constexpr char kExpireHeaderKeys[] =
    "WITH looked_at AS MATERIALIZED (SELECT position, claimed_at FROM unpod_ledger_entries"
    " WHERE position > $1 ORDER BY position LIMIT {max}),"
    " old AS MATERIALIZED (SELECT position FROM looked_at WHERE position < coalesce("
    "  (SELECT min(position) FROM looked_at WHERE claimed_at >= {oldest_header_key}), 9223372036854775807)),"
    " gone AS (DELETE FROM unpod_ledger_entries WHERE digest IN (SELECT digest FROM unpod_ledger_entries e"
    " WHERE e.position IN (SELECT position FROM old) AND {is_header_key} AND {expired} FOR UPDATE SKIP "
    "LOCKED))"
    " SELECT coalesce(max(position), $1) FROM old";

constexpr char kCount[] =
    "SELECT state, count(*), min(claimed_at) FROM unpod_ledger_entries WHERE state = 1 GROUP BY state UNION "
    "ALL"
    " SELECT state, count(*), min(claimed_at) FROM unpod_ledger_entries WHERE state = 4 GROUP BY state UNION "
    "ALL"
    " (WITH newest AS MATERIALIZED (SELECT state, claimed_at, request_id FROM unpod_ledger_entries"
    "  ORDER BY position DESC LIMIT {max_counted})"
    "  SELECT state, (count(*) * CASE WHEN (SELECT count(*) FROM newest) < {max_counted} THEN 1 ELSE"
    "  greatest(1, (SELECT reltuples FROM pg_class WHERE oid = 'unpod_ledger_entries'::regclass)"
    "   / {max_counted}) END)::bigint, NULL FROM newest e WHERE state IN (2, 3) AND NOT {expired} GROUP BY "
    "state)";

constexpr char kList[] =
    "SELECT w.lowest, w.looked_at, e.position, {columns} FROM"
    " (SELECT min(position) AS lowest, count(*) AS looked_at FROM (SELECT position FROM unpod_ledger_entries"
    "  WHERE position < $1{indexed} ORDER BY position DESC LIMIT {max_listed}) AS p) AS w"
    " LEFT JOIN unpod_ledger_entries e ON e.position >= w.lowest AND e.position < $1{asked} AND NOT {expired}"
    " ORDER BY e.position DESC NULLS LAST LIMIT $2";

struct Statement {
  const char* name;
  const char* sql;
  int service_time = 0;  // The number of the parameter that holds it, if one does.
};

constexpr Statement kStatements[] = {
    {"begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
    {"commit", "COMMIT"},
    {"claim", kClaim, 9},
    {"settle", kSettle},
    {"select", "SELECT {columns} FROM unpod_ledger_entries e WHERE digest = $1"},
    {"find", "SELECT {columns} FROM unpod_ledger_entries e WHERE digest = $1 AND NOT {expired}", 2},
    {"lock", "SELECT {columns} FROM unpod_ledger_entries e WHERE digest = $1 AND NOT {expired} FOR UPDATE",
     2},
    {"reject",
     "UPDATE unpod_ledger_entries SET state = 3, changed_at = {now}, note = $2"
     " WHERE digest = $1 AND state = 4"},
    {"confirm", kConfirm},
    {"forget", "DELETE FROM unpod_ledger_entries WHERE digest = $1 AND state = 4"},
    {"count", kCount, 1},
    {"lease",
     "INSERT INTO unpod_ledger_owners (owner, lease_until) VALUES ($1, {now} + {lease})"
     " ON CONFLICT (owner) DO UPDATE SET lease_until = excluded.lease_until"},
    {"release", "DELETE FROM unpod_ledger_owners WHERE owner = $1"},
    {"interrupt", kInterrupt},
    {"adopt", kAdopt},
    {"expire", kExpire, 2},
    {"expire_header_keys", kExpireHeaderKeys, 2},
    {"forget_owners",
     "DELETE FROM unpod_ledger_owners WHERE owner IN (SELECT owner FROM unpod_ledger_owners"
     " WHERE lease_until < {now} - interval '1 day' FOR UPDATE SKIP LOCKED)"},
};

// The parameters of a list before its texts: position, limit, service time.
constexpr int kFirstListParameter = 4;

// What is asked for by a text: a condition, with "$" for it, and the text.
template <typename Take>
void ForEachListText(const List& list, const StoreOptions& options, Take take) {
  if (list.mine) take("owner = $", options.owner);
  if (list.tenant.has_value()) take("tenant = $", *list.tenant);
  if (!list.space_token.empty()) take("space_token = $", list.space_token);
  if (!list.request_id.empty())  // chr(31) is domain::kBatchMark.
    take("(request_id = $ OR starts_with(request_id, $ || chr(31)))", list.request_id);
}

}  // namespace

std::vector<std::pair<const char*, std::string>> PostgresStatements(const StoreOptions& options) {
  std::vector<std::pair<const char*, std::string>> statements;
  for (const Statement& statement : kStatements) {
    statements.emplace_back(statement.name, Expand(statement.sql, options, statement.service_time));
  }
  return statements;
}

std::string ListStatement(const List& list, const StoreOptions& options) {
  const std::string state =
      list.state.has_value() ? absl::StrCat(" AND state = ", static_cast<int>(*list.state)) : "";
  const bool is_indexed = list.state == State::kClaimed || list.state == State::kUnknown;
  std::string asked = state;
  int number = kFirstListParameter;
  ForEachListText(list, options, [&asked, &number](absl::string_view condition, const std::string&) {
    absl::StrAppend(&asked, " AND ", absl::StrReplaceAll(condition, {{"$", absl::StrCat("$", number++)}}));
  });
  return absl::StrReplaceAll(Expand(kList, options, 3), {{"{indexed}", is_indexed ? state : ""},
                                                         {"{asked}", asked},
                                                         {"{max_listed}", absl::StrCat(kMaxListed)}});
}

std::vector<std::string> ListTexts(const List& list, const StoreOptions& options) {
  std::vector<std::string> texts;
  ForEachListText(list, options,
                  [&texts](absl::string_view, const std::string& text) { texts.push_back(text); });
  return texts;
}

}  // namespace unpod::ledger
