#include "server/app/service_link.h"

#include <gtest/gtest.h>

namespace unpod::app {
namespace {

TEST(ServiceLink, IsWhatKubernetesSetsForAService) {
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_SERVICE_HOST", "10.96.0.7"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_SERVICE_HOST", "fd00::7"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_SERVICE_PORT", "50051"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_SERVICE_PORT_GRPC", "50051"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT", "tcp://10.96.0.7:50051"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT", "udp://[fd00::7]:50051"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT_50051_TCP", "tcp://10.96.0.7:50051"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT_50051_TCP_PROTO", "tcp"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT_50051_UDP_PORT", "50051"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT_50051_SCTP_ADDR", "10.96.0.7"));
}

TEST(ServiceLink, IsAlsoOfServicesWhoseNameOnlyBeginsSo) {
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_METRICS_SERVICE_HOST", "10.96.0.7"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_SANDBOX_PORT", "tcp://10.0.0.1:80"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_PORT_X_PORT_80_TCP", "tcp://10.0.0.1:80"));
}

TEST(ServiceLink, IsWhatDockerSetsForALink) {
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_NAME", "/web/unpod-taskd"));
  EXPECT_TRUE(IsServiceLink("UNPOD_TASKD_ENV_PATH", "/usr/bin"));
}

TEST(ServiceLink, IsNoSettingThatSomebodyMistyped) {
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT", "50051"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT", "http://10.0.0.1"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT", "tcp://"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_SERVICE_PORT", "grpc"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_SERVICE_HOST", ""));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_SERVICE_HOST", "localhost"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT_FIEL", "/run/port"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT_80_TCP_PROTO", "80"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT_80_TCP_NUMBER", "80"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_PORT_80", "tcp://10.0.0.1:80"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_NAME", "mine"));
  EXPECT_FALSE(IsServiceLink("UNPOD_TASKD_LOG_LEVE", "debug"));
}

}  // namespace
}  // namespace unpod::app
