#include "server/flow/lane.h"

#include <random>

namespace unpod::flow {

Lane::Lane(const MakeTransport& make_transport)
    : transport_(make_transport(loop_)), random_(std::random_device{}()), thread_([this] { loop_.Run(); }) {}

Lane::~Lane() {
  loop_.Stop();
  thread_.join();
}

}  // namespace unpod::flow
