#include "sandbox/fault_queue.h"

#include "absl/strings/str_cat.h"
#include "sandbox/bodies.h"
#include "sandbox/document.h"

namespace unpod::sandbox {
namespace {

constexpr absl::Duration kLongestWait = absl::Minutes(10);

Stage StageOf(const Fault& fault) {
  switch (fault.close) {
    case Close::kOnAccept:
      return Stage::kAccept;
    case Close::kOnFirstByte:
      return Stage::kFirstByte;
    case Close::kAfterHeaders:
      return Stage::kHeaders;
    case Close::kNever:
    case Close::kAfterRequest:
    case Close::kMidResponse:
    case Close::kAfterResponse:
      return Stage::kWhole;
  }
  return Stage::kWhole;
}

bool Fits(const Fault& fault, const Arrival& arrival) {
  if (fault.reused && !arrival.reused) return false;
  const bool known = arrival.target != Target::kAny && fault.target != Target::kAny;
  if (known && fault.target != arrival.target && fault.close != Close::kOnAccept) return false;
  if (fault.match_key.empty() || arrival.body == nullptr) return true;
  return AnyDocumentHas(*arrival.body, fault.match_key, fault.match_value);
}

bool Changes(const Fault& fault) {
  return !fault.body.empty() || fault.status.has_value() || fault.text.has_value() ||
         !fault.headers.empty() || fault.edit != Edit::kNone || fault.endless ||
         fault.drip > absl::ZeroDuration();
}

bool IsHeader(const std::pair<std::string, std::string>& header) {
  return !header.first.empty() && header.first.find_first_of("\r\n: ") == std::string::npos &&
         header.second.find_first_of("\r\n") == std::string::npos;
}

absl::Status CheckAnswer(const Fault& fault) {
  if (!fault.body.empty() && FindBody(fault.body) == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("body: there is none called \"", fault.body, "\"; GET /_sandbox/bodies lists them"));
  }
  if (fault.status.has_value() && (*fault.status < 200 || *fault.status > 599)) {
    return absl::InvalidArgumentError("status: must be from 200 to 599");
  }
  for (const auto& header : fault.headers) {
    if (!IsHeader(header)) return absl::InvalidArgumentError("headers: not a name and a line of text");
  }
  if (fault.drip_bytes == 0) return absl::InvalidArgumentError("drip_bytes: must be 1 or more");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckFault(const Fault& fault) {
  if (fault.count < 0) return absl::InvalidArgumentError("count: must be 0 (each) or more");
  for (absl::Duration wait : {fault.delay, fault.close_delay, fault.drip}) {
    if (wait < absl::ZeroDuration() || wait > kLongestWait) {
      return absl::InvalidArgumentError("delay_ms, close_delay_ms, drip_ms: must be from 0 to 600000");
    }
  }
  if (StageOf(fault) != Stage::kWhole && !fault.match_key.empty()) {
    return absl::InvalidArgumentError("match: this close comes before the body is known");
  }
  if ((StageOf(fault) != Stage::kWhole || fault.close == Close::kAfterRequest) && Changes(fault)) {
    return absl::InvalidArgumentError("close: comes before any answer, so the answer cannot be described");
  }
  if (fault.close == Close::kOnAccept && fault.reused) {
    return absl::InvalidArgumentError("close: a reused connection is not accepted again");
  }
  if (fault.endless && fault.drip > absl::ZeroDuration()) {
    return absl::InvalidArgumentError("endless: not together with drip_ms");
  }
  return CheckAnswer(fault);
}

void FaultQueue::Add(Fault fault) {
  faults_.push_back(std::move(fault));
}

int FaultQueue::left() const {
  int left = 0;
  for (const Fault& fault : faults_) left += fault.count;
  return left;
}

std::optional<Fault> FaultQueue::Take(const Arrival& arrival) {
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    const Stage stage = StageOf(*fault);
    if (stage < arrival.stage || !Fits(*fault, arrival)) continue;
    if (stage > arrival.stage) {
      if (fault->match_key.empty()) return std::nullopt;
      continue;
    }
    Fault taken = *fault;
    if (fault->count > 0 && --fault->count == 0) faults_.erase(fault);
    return taken;
  }
  return std::nullopt;
}

}  // namespace unpod::sandbox
