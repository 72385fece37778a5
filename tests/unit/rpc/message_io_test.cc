#include "server/rpc/message_io.h"

#include <gtest/gtest.h>

#include <string>

#include "server/rpc/invalid_text.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {
namespace {

using unpod_task::v1::CreateTaskRequest;

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return {&slice, 1};
}

CreateTaskRequest Nested(int levels) {
  CreateTaskRequest request;
  auto* value = &(*request.add_documents()->mutable_structured_variables()->mutable_fields())["a"];
  for (int i = 1; i < levels; ++i) value = &(*value->mutable_struct_value()->mutable_fields())["a"];
  value->set_bool_value(true);
  return request;
}

TEST(MessageIo, ReadsWhatItWrote) {
  CreateTaskRequest request;
  request.set_pilot("pilot");
  request.add_documents()->set_name("John Doe");
  CreateTaskRequest read;
  ASSERT_TRUE(Parse(Serialize(request), read));
  EXPECT_EQ(read.SerializeAsString(), request.SerializeAsString());
}

TEST(MessageIo, ReadsAMessageInSeveralSlices) {
  CreateTaskRequest request;
  request.set_pilot("a pilot with a longer name");
  const std::string bytes = request.SerializeAsString();
  const grpc::Slice slices[] = {grpc::Slice(bytes.substr(0, 5)), grpc::Slice(bytes.substr(5))};
  CreateTaskRequest read;
  ASSERT_TRUE(Parse(grpc::ByteBuffer(slices, 2), read));
  EXPECT_EQ(read.pilot(), request.pilot());
}

TEST(MessageIo, RefusesWhatIsNoMessage) {
  CreateTaskRequest read;
  EXPECT_FALSE(Parse(Bytes("\xff\xff\xff\xff"), read));
  EXPECT_FALSE(Parse(Bytes("\x0a\x7ftoo short"), read));
  EXPECT_FALSE(Parse(Bytes("\x0c"), read)) << "an end-group tag that nothing began";
}

TEST(MessageIo, ReadsNestingThatValidateNames) {
  CreateTaskRequest read;
  EXPECT_TRUE(Parse(Serialize(Nested(60)), read));
  EXPECT_FALSE(Parse(Serialize(Nested(1000)), read));
}

TEST(InvalidText, NamesEachFieldThatIsNotUtf8) {
  // As a client sends it whose protobuf does not check: field 2 is pilot, field 3 a document, in it 1 is
  // name.
  const std::string bytes =
      "\x12\x02\xff\xfe"
      "\x1a\x03\x0a\x01\x41"
      "\x1a\x04\x0a\x02\xc3\x28";
  CreateTaskRequest read;
  ASSERT_FALSE(Parse(Bytes(bytes), read));
  const auto violations = FindInvalidText(Bytes(bytes), *CreateTaskRequest::descriptor());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "pilot");
  EXPECT_EQ(violations[1].field, "documents[1].name");
}

TEST(InvalidText, FindsNoneInWhatIsNoMessage) {
  EXPECT_TRUE(FindInvalidText(Bytes("\xff\xff\xff"), *CreateTaskRequest::descriptor()).empty());
}

}  // namespace
}  // namespace unpod::rpc
