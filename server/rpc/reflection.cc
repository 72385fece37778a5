#include "server/rpc/reflection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/text_format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>

#include <string>
#include <vector>

#include "unpod/status/v1/status_details.pb.h"

namespace unpod::rpc {
namespace {

namespace pb = google::protobuf;

constexpr char kHealth[] = R"(
  name: "grpc/health/v1/health.proto" package: "grpc.health.v1" syntax: "proto3"
  message_type {
    name: "HealthCheckRequest"
    field { name: "service" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL json_name: "service" }
  }
  message_type {
    name: "HealthCheckResponse"
    field {
      name: "status" number: 1 type: TYPE_ENUM label: LABEL_OPTIONAL json_name: "status"
      type_name: ".grpc.health.v1.HealthCheckResponse.ServingStatus"
    }
    enum_type {
      name: "ServingStatus"
      value { name: "UNKNOWN" number: 0 }
      value { name: "SERVING" number: 1 }
      value { name: "NOT_SERVING" number: 2 }
      value { name: "SERVICE_UNKNOWN" number: 3 }
    }
  }
  service {
    name: "Health"
    method {
      name: "Check" input_type: ".grpc.health.v1.HealthCheckRequest"
      output_type: ".grpc.health.v1.HealthCheckResponse"
    }
    method {
      name: "Watch" input_type: ".grpc.health.v1.HealthCheckRequest"
      output_type: ".grpc.health.v1.HealthCheckResponse" server_streaming: true
    }
  })";

// Into the pool that reflection reads. It keeps the bytes by reference, for the life of the process.
void Publish(const pb::FileDescriptorProto& file) {
  if (pb::DescriptorPool::generated_pool()->FindFileByName(file.name()) != nullptr) return;
  static std::vector<const std::string*>* const kept = new std::vector<const std::string*>;
  kept->push_back(new std::string(file.SerializeAsString()));
  pb::DescriptorPool::InternalAddGeneratedFile(kept->back()->data(), static_cast<int>(kept->back()->size()));
}

// Our own wire-compatible definitions under the names that callers know.
bool ReadErrorDetails(pb::FileDescriptorProto& file) {
  const pb::FileDescriptor& ours = *status::v1::ErrorInfo::descriptor()->file();
  ours.CopyTo(&file);
  std::string text;
  if (!pb::TextFormat::PrintToString(file, &text)) return false;
  for (size_t at = 0; (at = text.find(".unpod.status.v1.", at)) != std::string::npos;) {
    text.replace(at, sizeof(".unpod.status.v1.") - 1, ".google.rpc.");
  }
  if (!pb::TextFormat::ParseFromString(text, &file)) return false;
  file.set_name("google/rpc/error_details.proto");
  file.set_package("google.rpc");
  return true;
}

}  // namespace

void EnableReflection() {
  // What could not be read would be missing there, and nothing else.
  pb::FileDescriptorProto health;
  if (pb::TextFormat::ParseFromString(kHealth, &health)) Publish(health);
  pb::FileDescriptorProto error_details;
  if (ReadErrorDetails(error_details)) Publish(error_details);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
}

}  // namespace unpod::rpc
