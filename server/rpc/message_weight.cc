#include "server/rpc/message_weight.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "server/rpc/message_io.h"

namespace unpod::rpc {
namespace {

namespace pb = google::protobuf;

// https://protobuf.dev/programming-guides/encoding/#structure: the lowest three bits of a tag.
enum WireType : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kStartGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5
};

uint32_t WireTypeOf(uint32_t tag) {
  return tag & 7;
}

// A pointer to it, and what the allocator adds.
constexpr size_t kAllocation = 24;
// A number, or an unknown field.
constexpr size_t kScalar = 32;
// A node of a map with its text and its part of the table, beside the value.
constexpr size_t kMapEntry = 64;
// Whatever is parsed is copied once into the values of the domain.
constexpr size_t kCopies = 2;

// The bytes are walked with the types of the contract, as a parser would, and nothing is kept.
class Scale {
 public:
  Scale(pb::io::CodedInputStream& stream, size_t enough) : stream_(stream), enough_(enough) {}

  // Walks to the end of a message, or of a group, whose fields all are unknown. False where it need not or
  // cannot go on.
  bool Walk(const pb::Descriptor* type, int depth) {
    if (depth > kMaxMessageDepth) return false;
    while (const uint32_t tag = stream_.ReadTag()) {
      if (WireTypeOf(tag) == kEndGroup) return true;
      const pb::FieldDescriptor* const field =
          type == nullptr ? nullptr : type->FindFieldByNumber(static_cast<int>(tag >> 3));
      if (!Weigh(tag, field, depth) || weight_ > enough_) return false;
    }
    return true;
  }

  size_t weight() const { return weight_; }

 private:
  bool Weigh(uint32_t tag, const pb::FieldDescriptor* field, int depth) {
    if (WireTypeOf(tag) == kBytes) return WeighBytes(field, depth);
    weight_ += kScalar;
    switch (WireTypeOf(tag)) {
      case kVarint: {
        uint64_t value = 0;
        return stream_.ReadVarint64(&value);
      }
      case kFixed64:
        return stream_.Skip(8);
      case kFixed32:
        return stream_.Skip(4);
      case kStartGroup:
        weight_ += kAllocation;
        return Walk(nullptr, depth + 1);
      default:
        return false;
    }
  }

  bool WeighBytes(const pb::FieldDescriptor* field, int depth) {
    uint32_t size = 0;
    if (!stream_.ReadVarint32(&size)) return false;
    if (field != nullptr && field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      return WeighMessage(*field->message_type(), size, depth);
    }
    weight_ += kCopies * (sizeof(std::string) + kAllocation + size);
    return stream_.Skip(static_cast<int>(size));
  }

  bool WeighMessage(const pb::Descriptor& type, uint32_t size, int depth) {
    weight_ += kCopies * (SizeOf(type) + kAllocation);
    const auto limit = stream_.PushLimit(static_cast<int>(size));
    const bool goes_on = Walk(&type, depth + 1);
    stream_.PopLimit(limit);
    return goes_on;
  }

  size_t SizeOf(const pb::Descriptor& type) {
    if (type.options().map_entry()) return kMapEntry;
    const auto [found, is_new] = sizes_.try_emplace(&type, 0);
    if (is_new) {
      const pb::Message* const empty = pb::MessageFactory::generated_factory()->GetPrototype(&type);
      found->second = empty->SpaceUsedLong();
    }
    return found->second;
  }

  pb::io::CodedInputStream& stream_;
  const size_t enough_;
  size_t weight_ = 0;
  absl::flat_hash_map<const pb::Descriptor*, size_t> sizes_;
};

}  // namespace

size_t MessageWeight(const grpc::ByteBuffer& bytes, const pb::Descriptor& type, size_t enough) {
  grpc::ByteBuffer shared = bytes;  // A reference, for a reader that wants it mutable.
  grpc::ProtoBufferReader reader(&shared);
  if (!reader.status().ok()) return 0;
  pb::io::CodedInputStream stream(&reader);
  Scale scale(stream, enough);
  scale.Walk(&type, 0);
  return scale.weight();
}

}  // namespace unpod::rpc
