// The bytes of a CreateTaskRequest, through everything that happens to them before they are sent.
#include <string>

#include "server/domain/fingerprint.h"
#include "server/domain/validate.h"
#include "server/rpc/convert.h"
#include "server/rpc/invalid_text.h"
#include "server/rpc/message_io.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sent_check.h"

namespace unpod::fuzz {
namespace {

grpc::ByteBuffer BufferOf(const uint8_t* data, size_t size) {
  const grpc::Slice slice(data, size);
  return {&slice, 1};
}

void CheckInvalidText(const std::vector<domain::FieldViolation>& found) {
  Require(found.size() <= domain::kMaxViolations, "the violations are bounded");
  for (const domain::FieldViolation& violation : found) {
    Require(violation.description == "is not UTF-8", "that is all that is looked for");
    Require(!violation.field.empty() && IsPlain(violation.field), "the field has the contract's name");
  }
}

void Check(const grpc::ByteBuffer& bytes) {
  const std::vector<domain::FieldViolation> found =
      rpc::FindInvalidText(bytes, *unpod_task::v1::CreateTaskRequest::descriptor());
  CheckInvalidText(found);
  unpod_task::v1::CreateTaskRequest request;
  if (!rpc::Parse(bytes, request)) return;
  Require(found.empty(), "what is read has no invalid text");
  const domain::Task task = rpc::ToTask(request);
  unpod_task::v1::CreateTaskRequest again;
  Require(rpc::Parse(rpc::Serialize(request), again), "what is written can be read");
  Require(domain::FingerprintOf(rpc::ToTask(again)) == domain::FingerprintOf(task),
          "the same request has the same fingerprint");
  CheckSent(task);
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  unpod::fuzz::Check(unpod::fuzz::BufferOf(data, size));
  return 0;
}
