#include "server/rpc/ledger_reactor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/flow/failures.h"
#include "server/rpc/ledger_name.h"
#include "server/rpc/names.h"
#include "server/rpc/page_token.h"
#include "server/rpc/request_record.h"

namespace unpod::rpc {
namespace {

constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1000;

// All that is asked for, in a short text: the page of one query is none of another.
std::string QueryOf(const unpod_task::v1::ListRequestsRequest& request) {
  const ledger::Digest digest =
      ledger::DigestOf({request.org_handle(), request.space_token(), request.request_id()});
  const absl::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  return absl::StrCat(static_cast<int>(request.state()), request.has_org_handle() ? "o" : "",
                      absl::BytesToHexString(bytes));
}

}  // namespace

bool LedgerReactor::HasFailed(const absl::Status& status) {
  if (status.ok()) return false;
  Refuse(flow::LedgerUnavailable().failure);
  return true;
}

void GetRequestReactor::Start(const grpc::ByteBuffer& request) {
  Receive<unpod_task::v1::GetRequestRequest>(request, [this](const auto& message) { Begin(message); });
}

void GetRequestReactor::Begin(const unpod_task::v1::GetRequestRequest& request) {
  Violations violations;
  CheckName(request, violations);
  if (!violations.empty()) return Refuse(std::move(violations));
  if (creator_.ledger() == nullptr) return Refuse(flow::LedgerUnavailable().failure);
  find_.digest = ledger::DigestOf(KeyOf(request));
  find_.Submit(*creator_.ledger(), [this] { Answer(); });
}

void GetRequestReactor::Answer() {
  if (HasFailed(find_.status)) return;
  if (!find_.found.has_value()) return Refuse(NoSuchRequest());
  unpod_task::v1::GetRequestResponse response;
  FillRecord(*find_.found, *response.mutable_request());
  FillResults(*find_.found, *response.mutable_request());
  Succeed(response);
}

void ListRequestsReactor::Start(const grpc::ByteBuffer& request) {
  Receive<unpod_task::v1::ListRequestsRequest>(request, [this](const auto& message) { Begin(message); });
}

void ListRequestsReactor::Begin(const unpod_task::v1::ListRequestsRequest& request) {
  Violations violations;
  if (!unpod_task::v1::RequestState_IsValid(request.state())) {
    violations.push_back(
        {"state", "is none that this version knows", domain::ViolationReason::kUnknownValue});
  }
  constexpr auto kOptional = domain::Presence::kOptional;
  Add(domain::CheckId("space_token", request.space_token(), kOptional), violations);
  Add(domain::CheckRequestName("request_id", request.request_id(), kOptional), violations);
  Add(domain::CheckHandle("org_handle", request.org_handle(), kOptional), violations);
  if (request.page_size() < 0) violations.push_back({"page_size", "must not be negative"});
  query_ = QueryOf(request);
  const auto before = ReadPageToken(request.page_token(), query_);
  if (!before.has_value()) violations.push_back({"page_token", "is not of a page of this list"});
  if (!violations.empty()) return Refuse(std::move(violations));
  if (creator_.ledger() == nullptr) return Refuse(flow::LedgerUnavailable().failure);
  if (request.state() != unpod_task::v1::REQUEST_STATE_UNSPECIFIED) list_.state = FromState(request.state());
  if (request.has_org_handle()) list_.tenant = request.org_handle();
  list_.space_token = request.space_token();
  list_.request_id = request.request_id();
  list_.before = *before;
  list_.limit = static_cast<size_t>(request.page_size() == 0 ? kDefaultPageSize
                                                             : std::min(request.page_size(), kMaxPageSize));
  list_.Submit(*creator_.ledger(), [this] { Answer(); });
}

void ListRequestsReactor::Answer() {
  if (HasFailed(list_.status)) return;
  unpod_task::v1::ListRequestsResponse response;
  for (const ledger::Entry& entry : list_.entries) FillRecord(entry, *response.add_requests());
  if (list_.next_before != 0) response.set_next_page_token(MakePageToken(list_.next_before, query_));
  Succeed(response);
}

void GetLedgerSummaryReactor::Start(const grpc::ByteBuffer& request) {
  Receive<unpod_task::v1::GetLedgerSummaryRequest>(request, [this](const auto&) { Begin(); });
}

void GetLedgerSummaryReactor::Begin() {
  if (creator_.ledger() == nullptr) return Refuse(flow::LedgerUnavailable().failure);
  count_.Submit(*creator_.ledger(), [this] { Answer(); });
}

void GetLedgerSummaryReactor::Answer() {
  if (HasFailed(count_.status)) return;
  unpod_task::v1::GetLedgerSummaryResponse response;
  FillSummary(count_, response);
  Succeed(response);
}

}  // namespace unpod::rpc
