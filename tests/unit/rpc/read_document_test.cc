#include "server/rpc/read_document.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "server/unpod/value_reader.h"

namespace unpod::rpc {
namespace {

unpod_task::v1::Document Read(const std::string& json) {
  unpod_task::v1::Document document;
  FillDocument(unpod::ReadObject(json).value(), "client_request_id", document);
  return document;
}

TEST(ReadDocument, HasTheFieldsThatWereWritten) {
  const auto document =
      Read(R"({"name":"John Doe","contact_number":"1234567890","labels":["a","b"],"document_id":"d1"})");
  EXPECT_EQ(document.name(), "John Doe");
  EXPECT_EQ(document.contact_number(), "1234567890");
  EXPECT_EQ(document.labels(1), "b");
  EXPECT_EQ(document.document_id(), "d1");
  EXPECT_TRUE(document.variables().empty() && !document.has_structured_variables());
}

TEST(ReadDocument, HasAllElseAmongItsVariables) {
  const auto document = Read(R"({"city":"Pune","floor":3,"name":7,"labels":["a",1],"tags":{"a":[true]}})");
  ASSERT_EQ(document.variables().size(), 1u);
  EXPECT_EQ(document.variables().at("city"), "Pune");
  const auto& structured = document.structured_variables().fields();
  ASSERT_EQ(structured.size(), 4u);
  EXPECT_EQ(structured.at("floor").number_value(), 3);
  EXPECT_EQ(structured.at("name").number_value(), 7) << "of another type than the field";
  EXPECT_EQ(structured.at("labels").list_value().values_size(), 2);
  EXPECT_EQ(document.labels_size(), 0);
}

TEST(ReadDocument, LeavesOutTheMarkAndControlKeys) {
  const auto document = Read(R"({"client_request_id":"c-0","token":"t","quality":"q","city":"Pune"})");
  EXPECT_EQ(document.variables().size(), 1u);
  EXPECT_FALSE(document.has_structured_variables());
}

TEST(ReadDocument, KeepsTheDigitsOfLargeNumbers) {
  const auto document = Read(
      R"({"a":9007199254740993,"b":-9007199254740993,"c":123456789012345678901234567890,"d":9007199254740991})");
  EXPECT_EQ(document.variables().at("a"), "9007199254740993");
  EXPECT_EQ(document.variables().at("b"), "-9007199254740993");
  EXPECT_EQ(document.variables().at("c"), "123456789012345678901234567890");
  EXPECT_EQ(document.structured_variables().fields().at("d").number_value(), 9007199254740991.0);
}

TEST(ReadDocument, TakesTheLastValueOfANameThatComesTwice) {
  EXPECT_FALSE(Read(R"({"a":1,"a":"text"})").structured_variables().fields().contains("a"));
  EXPECT_FALSE(Read(R"({"a":"text","a":1})").variables().contains("a"));
}

}  // namespace
}  // namespace unpod::rpc
