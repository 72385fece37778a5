#include "server/app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "server/app/flags.h"
#include "server/domain/phone_region.h"

namespace unpod::app {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ConfigFrom : public ::testing::Test {
 protected:
  ~ConfigFrom() override {
    if (!file_.empty()) std::filesystem::remove(file_);
  }

  Config Make(const std::vector<std::string>& arguments) {
    saver_.reset();  // Each from the defaults.
    saver_.emplace();
    const auto get_env = [this](const char* name) -> const char* {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    };
    errors_ = ParseFlags(TaskdFlags(), "UNPOD_TASKD_", arguments, get_env);
    return MakeConfig(get_env, errors_);
  }

  std::string FileWith(const std::string& text) {
    if (!file_.empty()) std::filesystem::remove(file_);
    char name[] = "/tmp/unpod-config-XXXXXX";
    const int fd = mkstemp(name);
    close(fd);
    file_ = name;
    std::ofstream(file_) << text;
    return file_;
  }

  std::optional<absl::FlagSaver> saver_;
  std::map<std::string, std::string> environment_;
  std::vector<std::string> errors_;
  std::string file_;
};

TEST_F(ConfigFrom, NothingIsTheDefaults) {
  const Config config = Make({});
  EXPECT_THAT(errors_, IsEmpty());
  EXPECT_EQ(config.listen, "127.0.0.1:50051");
  EXPECT_EQ(config.flow.base_url, "https://unpod.ai");
  EXPECT_EQ(config.flow.validation.max_documents, 100u);
  EXPECT_TRUE(config.flow.validation.require_contact_number);
  EXPECT_TRUE(config.flow.service_token->empty());
  EXPECT_GE(config.loops, 1u);
  EXPECT_EQ(config.drain_delay, absl::Seconds(2));
  EXPECT_LT(config.drain_delay + config.drain_timeout, absl::Seconds(30)) << "what Kubernetes gives";
}

TEST_F(ConfigFrom, AFileGivesTheTokenBeforeTheEnvironment) {
  environment_["UNPOD_API_TOKEN"] = "from-environment";
  EXPECT_EQ(Make({}).flow.service_token->First().Reveal(), "from-environment");
  const Config config = Make({"--api_token_file=" + FileWith("  from-file\n")});
  EXPECT_EQ(config.flow.service_token->First().Reveal(), "from-file");
  EXPECT_THAT(errors_, IsEmpty());
}

TEST_F(ConfigFrom, ABadTokenIsReportedWithoutItsText) {
  environment_["UNPOD_API_TOKEN"] = "two words";
  Make({});
  ASSERT_THAT(errors_, SizeIs(1));
  EXPECT_THAT(errors_[0], HasSubstr("UNPOD_API_TOKEN"));
  EXPECT_THAT(errors_[0], ::testing::Not(HasSubstr("two words")));
  Make({"--api_token_file=" + FileWith("first\nthe second\n")});
  ASSERT_THAT(errors_, SizeIs(1));
  EXPECT_THAT(errors_[0], ::testing::Not(HasSubstr("second")));
  Make({"--api_token_file=/nowhere/token"});
  EXPECT_THAT(errors_, Contains(HasSubstr("cannot be read")));
}

TEST_F(ConfigFrom, ATokenWithSomethingAroundItIsNamedWithoutItsText) {
  for (const std::string text :
       {"\"sesame7\"", "'sesame7'", "sesame7\"", "UNPOD_API_TOKEN=sesame7", "export UNPOD_API_TOKEN=sesame7",
        "unpod_api_token: sesame7", "Token sesame7", "token\tsesame7", "Bearer sesame7", "JWT sesame7",
        "Authorization: Token sesame7", "Token"}) {
    environment_["UNPOD_API_TOKEN"] = text;
    Make({"--api_token_file="});
    ASSERT_THAT(errors_, SizeIs(1)) << text;
    EXPECT_THAT(errors_[0], AllOf(HasSubstr("UNPOD_API_TOKEN: "), HasSubstr("write the token alone")))
        << text;
    EXPECT_THAT(errors_[0], ::testing::Not(HasSubstr("sesame7"))) << text;
    Make({"--api_token_file=" + FileWith(text + "\n")});
    ASSERT_THAT(errors_, SizeIs(1)) << text;
    EXPECT_THAT(errors_[0], AllOf(HasSubstr("--api_token_file: "), HasSubstr("write the token alone")))
        << text;
    EXPECT_THAT(errors_[0], ::testing::Not(HasSubstr("sesame7"))) << text;
  }
}

TEST_F(ConfigFrom, ATokenThatOnlyLooksLikeAWordIsTaken) {
  for (const char* text : {"Tokenized17", "bearer-17", "token_17", "a=b=="}) {
    environment_["UNPOD_API_TOKEN"] = text;
    EXPECT_EQ(Make({}).flow.service_token->First().Reveal(), text);
    EXPECT_THAT(errors_, IsEmpty()) << text;
  }
}

TEST_F(ConfigFrom, TheSandboxNeedsNoTokenAndTakesNoUpstream) {
  EXPECT_FALSE(Make({"--sandbox"}).flow.service_token->empty());
  EXPECT_THAT(errors_, IsEmpty());
  Make({"--sandbox", "--upstream=https://qa.unpod.example"});
  EXPECT_THAT(errors_, Contains(HasSubstr("not together with --sandbox")));
}

TEST_F(ConfigFrom, EachMistakeIsReported) {
  Make({"--listen=",
        "--upstream=http://unpod.ai",
        "--org_handle=two words",
        "--max_documents=0",
        "--max_in_flight=0",
        "--max_attempts=0",
        "--max_request_bytes=1",
        "--max_response_bytes=1",
        "--max_message_bytes=1",
        "--upstream_timeout=0",
        "--connect_timeout=0",
        "--upstream_max_idle=1s",
        "--upstream_max_lifetime=1s",
        "--upstream_proxy=https://egress.example:3128",
        "--min_time_left=1ms",
        "--loops=-1",
        "--sandbox_port=70000",
        "--upstream_http=3",
        "--upstream_ca_file=/nowhere",
        "--phone_check=strict",
        "--default_region=ATLANTIS",
        "--log_level=loud",
        "--drain_timeout=-1s",
        "--drain_delay=-1s",
        "--keepalive_min_interval=0",
        "--max_connection_idle=0",
        "--max_connection_age=0"});
  EXPECT_THAT(errors_, SizeIs(27));
  for (const std::string& error : errors_) EXPECT_EQ(error.find('\n'), std::string::npos);
}

TEST_F(ConfigFrom, AFileOfAuthoritiesHoldsACertificate) {
  const std::pair<const char*, const char*> files[] = {
      {"", "holds no certificate"},
      {"no PEM at all\n", "holds no certificate"},
      {"-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n", "is not all valid PEM"},
  };
  for (const auto& [text, expected] : files) {
    Make({"--upstream_ca_file=" + FileWith(text)});
    ASSERT_THAT(errors_, SizeIs(1)) << text;
    EXPECT_THAT(errors_[0], HasSubstr(expected));
    std::filesystem::remove(file_);
  }
  Make({"--upstream_ca_file=/nowhere"});
  EXPECT_THAT(errors_, Contains(HasSubstr("cannot be read: /nowhere")));
  Make({"--upstream_ca_file=/tmp"});
  EXPECT_THAT(errors_, SizeIs(1));
}

TEST_F(ConfigFrom, AProxyIsTakenFromItsFlagOnly) {
  environment_["HTTPS_PROXY"] = environment_["http_proxy"] = environment_["ALL_PROXY"] =
      "http://egress.example:1";
  EXPECT_EQ(Make({}).curl.proxy, "");
  EXPECT_EQ(Make({"--upstream_proxy=http://egress.example:3128"}).curl.proxy, "http://egress.example:3128");
  EXPECT_THAT(errors_, IsEmpty());
}

// Plain http to 127.0.0.1 would be plain http to the proxy, and 127.0.0.1 the proxy's own machine.
TEST_F(ConfigFrom, AProxyElsewhereNeedsAnUpstreamWithTls) {
  Make({"--upstream_proxy=http://egress.example:3128", "--upstream=http://127.0.0.1:1"});
  EXPECT_THAT(errors_,
              Contains(HasSubstr("--upstream_proxy: on another machine only with an https upstream")));
  Make({"--upstream_proxy=http://127.0.0.1:3128", "--upstream=http://127.0.0.1:1"});
  EXPECT_THAT(errors_, IsEmpty());
  Make({"--upstream_proxy=http://127.0.0.1:3128", "--sandbox"});
  EXPECT_THAT(errors_, Contains(HasSubstr("--upstream_proxy: not together with --sandbox")));
}

TEST_F(ConfigFrom, AnAddressHasAPort) {
  for (const char* address : {"127.0.0.1:0", "[::]:50051", "localhost:65535", "unix:/run/unpod.sock"}) {
    Make({std::string("--listen=") + address});
    EXPECT_THAT(errors_, IsEmpty()) << address;
  }
  // gRPC would take 443 for a missing port, and 34463 for 99999.
  for (const char* address :
       {"127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "foo", ":1", "::1:50051", "a:b"}) {
    Make({std::string("--listen=") + address});
    EXPECT_THAT(errors_, Contains(HasSubstr("--listen"))) << address;
  }
}

TEST_F(ConfigFrom, PhoneChecksAreChosenByName) {
  const Config config = Make({"--phone_check=valid", "--default_region=IN"});
  if (!domain::HasLibphonenumber()) {
    constexpr char kAbsent[] = "needs libphonenumber, which this program was built without";
    EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("--phone_check: valid"), HasSubstr(kAbsent)),
                                     AllOf(HasSubstr("--default_region: "), HasSubstr(kAbsent))));
    Make({"--phone_check=shape"});
    EXPECT_THAT(errors_, IsEmpty());
    return;
  }
  EXPECT_THAT(errors_, IsEmpty());
  EXPECT_EQ(config.flow.validation.phone_check, domain::PhoneCheck::kValid);
  EXPECT_EQ(config.flow.validation.default_region, "IN");
}

TEST_F(ConfigFrom, LedgerFlags) {
  const Config config =
      Make({"--ledger=sqlite:/tmp/l.db", "--ledger_required=false", "--ledger_ttl=48h", "--join_wait=5s",
            "--mark_name=ours", "--readback_window=1m", "--readback_clock_skew=90s", "--header_key_ttl=10m",
            "--ledger_backup=/tmp/b.db", "--ledger_backup_interval=5m"});
  EXPECT_THAT(errors_, IsEmpty());
  EXPECT_EQ(config.header_key_ttl, absl::Minutes(10));
  EXPECT_EQ(config.ledger_backup, "/tmp/b.db");
  EXPECT_EQ(config.ledger_backup_interval, absl::Minutes(5));
  EXPECT_EQ(config.ledger.location, "/tmp/l.db");
  EXPECT_TRUE(config.flow.serve_without_ledger);
  EXPECT_EQ(config.ledger_ttl, absl::Hours(48));
  EXPECT_EQ(config.flow.join_wait, std::chrono::seconds(5));
  EXPECT_EQ(config.flow.read_back.mark_name, "ours");
  EXPECT_EQ(config.flow.validation.mark_name, "ours");
  EXPECT_EQ(config.flow.read_back.window, std::chrono::minutes(1));
  EXPECT_EQ(config.flow.read_back.clock_skew, absl::Seconds(90));
}

TEST_F(ConfigFrom, TheLedgerIsOnDiskUnlessNobodyIsCalled) {
  environment_["XDG_STATE_HOME"] = "/state";
  EXPECT_EQ(Make({}).ledger.location, "/state/unpod-taskd/ledger.db");
  EXPECT_EQ(Make({"--sandbox"}).ledger.kind, LedgerUrl::Kind::kMemory);
}

TEST_F(ConfigFrom, WrongLedgerFlagsAreAllNamed) {
  Make({"--ledger=mysql://x", "--mark_name=token", "--ledger_lease=1s", "--readback_settle_time=0"});
  EXPECT_THAT(errors_, SizeIs(4));
  for (const char* flag : {"--ledger:", "--mark_name:", "--ledger_lease:", "--readback_settle_time:"}) {
    EXPECT_THAT(errors_, Contains(HasSubstr(flag)));
  }
}

TEST_F(ConfigFrom, WrongFlagsOfBackupsAndHeaderKeysAreAllNamed) {
  Make(
      {"--ledger=memory", "--ledger_backup=/tmp/b.db", "--header_key_ttl=59s", "--ledger_backup_interval=0"});
  EXPECT_THAT(errors_, SizeIs(3));
  for (const char* flag : {"--ledger_backup:", "--header_key_ttl:", "--ledger_backup_interval:"}) {
    EXPECT_THAT(errors_, Contains(HasSubstr(flag)));
  }
}

TEST_F(ConfigFrom, ABackupIsNotMadeOverTheLedger) {
  Make({"--ledger=sqlite:/tmp/l.db", "--ledger_backup=/tmp/l.db"});
  EXPECT_THAT(errors_, Contains(HasSubstr("is the ledger itself")));
}

}  // namespace
}  // namespace unpod::app
