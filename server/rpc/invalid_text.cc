#include "server/rpc/invalid_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/domain/validate.h"
#include "server/rpc/message_io.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {
namespace {

namespace pb = google::protobuf;

// The same messages declared as proto2, which takes any bytes for a string.
class LenientTypes {
 public:
  LenientTypes() : factory_(&pool_) { Add(*unpod_task::v1::CreateTaskRequest::descriptor()->file()); }

  // Null for a type of another file. Thread-safe.
  std::unique_ptr<pb::Message> New(const pb::Descriptor& strict) {
    const pb::Descriptor* const lenient = pool_.FindMessageTypeByName(strict.full_name());
    if (lenient == nullptr) return nullptr;
    return std::unique_ptr<pb::Message>(factory_.GetPrototype(lenient)->New());
  }

 private:
  void Add(const pb::FileDescriptor& file) {
    if (pool_.FindFileByName(file.name()) != nullptr) return;
    for (int i = 0; i < file.dependency_count(); ++i) Add(*file.dependency(i));
    pb::FileDescriptorProto proto;
    file.CopyTo(&proto);
    proto.clear_syntax();
    for (pb::DescriptorProto& type : *proto.mutable_message_type()) DropPresence(type);
    pool_.BuildFile(proto);
  }

  // In proto2 each field knows whether it is set. In proto3 an `optional` one has a oneof of its own for
  // that, behind the real ones.
  static void DropPresence(pb::DescriptorProto& type) {
    for (pb::FieldDescriptorProto& field : *type.mutable_field()) {
      if (!field.proto3_optional()) continue;
      field.clear_proto3_optional();
      field.clear_oneof_index();
      type.mutable_oneof_decl()->RemoveLast();
    }
    for (pb::DescriptorProto& nested : *type.mutable_nested_type()) DropPresence(nested);
  }

  pb::DescriptorPool pool_;
  pb::DynamicMessageFactory factory_;
};

class Walk {
 public:
  std::vector<domain::FieldViolation> Take() { return std::move(found_); }

  // As deep as Parse allows.
  void Visit(const pb::Message& message, const std::string& path) {
    std::vector<const pb::FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const pb::FieldDescriptor* field : fields) {
      const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) VisitField(message, *field, i, path);
    }
  }

 private:
  void VisitField(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                  const std::string& path) {
    const pb::Reflection& reflection = *message.GetReflection();
    const std::string here = PathOf(field, index, path);
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      const pb::Message& inner = field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, index)
                                                     : reflection.GetMessage(message, &field);
      Visit(inner, here);
    } else if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING) {
      std::string scratch;
      const std::string& text = field.is_repeated()
                                    ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                                    : reflection.GetStringReference(message, &field, &scratch);
      if (!domain::IsUtf8(text) && found_.size() < domain::kMaxViolations)
        found_.push_back({here, "is not UTF-8", domain::ViolationReason::kNotUtf8});
    }
  }

  // As the contract names fields. The inner parts of google.protobuf.Struct have no names there: what is
  // wrong in it is reported as the Struct's.
  static std::string PathOf(const pb::FieldDescriptor& field, int index, const std::string& path) {
    if (field.file()->package() == "google.protobuf") return path;
    std::string here = absl::StrCat(path, path.empty() ? "" : ".", field.name());
    if (field.is_repeated()) absl::StrAppend(&here, "[", index, "]");
    return here;
  }

  std::vector<domain::FieldViolation> found_;
};

}  // namespace

std::vector<domain::FieldViolation> FindInvalidText(const grpc::ByteBuffer& bytes,
                                                    const pb::Descriptor& type) {
  static auto* const types = new LenientTypes;
  const std::unique_ptr<pb::Message> message = types->New(type);
  if (message == nullptr || !Parse(bytes, *message)) return {};
  Walk walk;
  walk.Visit(*message, "");
  return walk.Take();
}

}  // namespace unpod::rpc
