// Values of the domain as google.protobuf.Struct. Pure.
#ifndef UNPOD_SERVER_RPC_FILL_STRUCT_H_
#define UNPOD_SERVER_RPC_FILL_STRUCT_H_

#include <google/protobuf/struct.pb.h>

#include "server/domain/task.h"

namespace unpod::rpc {

// What is nested deeper than a reader takes is left out, with a text in its place that says so. Both stand
// where a message of the contract has a Struct: inside a task's output or document at the deepest.
void FillStruct(domain::Object from, google::protobuf::Struct& to);

// One member of such a Struct.
void FillValue(domain::Value from, google::protobuf::Value& to);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_FILL_STRUCT_H_
