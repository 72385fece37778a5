#include "server/rpc/message_weight.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <limits>
#include <string>

#include "server/rpc/message_io.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {
namespace {

using unpod_task::v1::CreateTaskRequest;

constexpr size_t kAll = std::numeric_limits<size_t>::max();

size_t WeightOf(const grpc::ByteBuffer& bytes, size_t enough = kAll) {
  return MessageWeight(bytes, *CreateTaskRequest::descriptor(), enough);
}

size_t WeightOf(const std::string& text) {
  const grpc::Slice slice(text);
  return WeightOf(grpc::ByteBuffer(&slice, 1));
}

// What protobuf says that it takes.
size_t Parsed(const CreateTaskRequest& request) {
  return request.SpaceUsedLong();
}

CreateTaskRequest WithDocuments(int count) {
  CreateTaskRequest request;
  for (int i = 0; i < count; ++i) request.add_documents();
  return request;
}

TEST(MessageWeight, IsAtLeastWhatProtobufTakes) {
  CreateTaskRequest labels;
  for (int i = 0; i < 1000; ++i) labels.mutable_documents()->Add()->add_labels("");
  CreateTaskRequest values;
  auto& list = *(*values.add_documents()->mutable_structured_variables()->mutable_fields())["list"]
                    .mutable_list_value();
  for (int i = 0; i < 1000; ++i) list.add_values()->set_number_value(i);
  CreateTaskRequest text;
  text.add_documents()->set_about(std::string(100'000, 'x'));
  for (const CreateTaskRequest& request : {WithDocuments(1000), labels, values, text}) {
    EXPECT_GE(WeightOf(Serialize(request)), Parsed(request)) << request.ShortDebugString().substr(0, 60);
    EXPECT_LE(WeightOf(Serialize(request)), 4 * Parsed(request)) << "else too much is refused";
  }
}

TEST(MessageWeight, CountsFieldsThatNobodyKnows) {
  std::string fields, groups;
  for (int i = 0; i < 1000; ++i) fields += "\xf8\x01\x01";      // Field 31: 1.
  for (int i = 0; i < 1000; ++i) groups += "\xfb\x01\xfc\x01";  // Field 31: an empty group.
  CreateTaskRequest request;
  ASSERT_TRUE(request.ParseFromString(fields));
  EXPECT_GE(WeightOf(fields), Parsed(request));
  ASSERT_TRUE(request.ParseFromString(groups));
  EXPECT_GE(WeightOf(groups), Parsed(request));
}

TEST(MessageWeight, IsFoundWithoutReadingOn) {
  const size_t whole = WeightOf(Serialize(WithDocuments(100'000)));
  const size_t enough = WeightOf(Serialize(WithDocuments(100'000)), 1'000'000);
  EXPECT_GT(enough, 1'000'000u);
  EXPECT_LT(enough, whole / 10);
}

TEST(MessageWeight, OfWhatIsNoMessageEndsWhereThatIsSeen) {
  EXPECT_EQ(WeightOf(""), 0u);
  EXPECT_LT(WeightOf("\x1a\x7f"), 2000u) << "a document that is longer than the message";
  EXPECT_LT(WeightOf("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 100u);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "\xfb\x01";  // A group within a group …
  EXPECT_LT(WeightOf(deep), 100'000u);
}

}  // namespace
}  // namespace unpod::rpc
