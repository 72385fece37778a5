#include "server/app/service.h"

#include <grpc/grpc.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/app/process.h"
#include "server/base/log.h"
#include "server/base/random_id.h"
#include "server/ledger/memory_store.h"
#include "server/ledger/postgres_store.h"
#include "server/ledger/sqlite_store.h"
#include "server/rpc/reflection.h"

namespace unpod::app {
namespace {

int Millis(absl::Duration duration) {
  return static_cast<int>(
      std::min<int64_t>(absl::ToInt64Milliseconds(duration), std::numeric_limits<int>::max()));
}

// For the last answers to reach their callers before their connections are closed.
constexpr base::Duration kLastAnswers = std::chrono::milliseconds(250);
constexpr size_t kMetadataRoom = 4;
// Of the time to drain: for writing down the outcomes of the calls that are ended.
constexpr base::Duration kSettleReserve = std::chrono::seconds(1);
// How long after the time to drain gRPC may cancel what is left by itself: after us.
constexpr std::chrono::seconds kCancelAfter{5};

// What is open beside connections: the ledger, the loops, gRPC's own, files that are read anew.
constexpr uint64_t kOtherDescriptors = 200;

// A call in flight may have a connection of its own at either side.
void AskForDescriptors(const flow::Options& options) {
  const uint64_t limit = RaiseDescriptorLimit();
  const uint64_t wanted = 2 * options.max_in_flight + options.max_reads_in_flight + kOtherDescriptors;
  spdlog::info("descriptors: {} at most", limit);
  if (limit >= wanted) return;
  spdlog::warn(
      "descriptors: {} may be needed for --max_in_flight and --max_reads_in_flight; raise the hard limit "
      "(ulimit -Hn), or lower those",
      wanted);
}

// Whoever waits for the port file finds the lines of the start in the log, where somebody reads that.
constexpr base::Duration kStartOfLog = std::chrono::milliseconds(200);

void SetLimits(const Config& config, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(config.max_message_bytes);
  // Over its own limit gRPC 1.51 ends all calls of the connection. So that one is far above ours, which ends
  // the one call that is over it (rpc/call_context.h).
  builder.AddChannelArgument(
      GRPC_ARG_MAX_METADATA_SIZE,
      static_cast<int>(std::max<size_t>(kMetadataRoom * config.rpc.max_metadata_bytes, 1 << 20)));
  // A few bytes that are inflated to gigabytes: neither gRPC nor we would know before. So they are refused
  // unread.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT,
                             0);  // A second service on the same port must fail, not share it.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 2 * 60 * 1000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20 * 1000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             Millis(config.keepalive_min_interval));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Millis(config.max_connection_idle));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Millis(config.max_connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             Millis(config.flow.attempt_timeout + absl::Seconds(5)));
}

}  // namespace

Service::Service(Config config, std::function<void()> end)
    : config_(std::move(config)), end_(std::move(end)) {}

Service::~Service() {
  health_.End();
}

absl::Status Service::Start() {
  AskForDescriptors(config_.flow);
  if (config_.sandbox) {
    if (absl::Status started = StartSandbox(); !started.ok()) return started;
  }
  if (config_.flow.org_handle.empty()) {
    spdlog::warn("no --org_handle: requests that name none are sent without Org-Handle");
  }
  if (config_.flow.service_token->empty()) {
    spdlog::warn("no API token: callers must bring their own in the metadata unpod-api-token");
  }
  if (!config_.sandbox && config_.drain_timeout < config_.flow.attempt_timeout) {
    spdlog::warn("--drain_timeout={} is below --upstream_timeout={}: a stop may leave calls unknown",
                 absl::FormatDuration(config_.drain_timeout),
                 absl::FormatDuration(config_.flow.attempt_timeout));
  }
  WatchToken();
  const http::CurlOptions curl = config_.curl;
  auto ledger =
      std::make_unique<ledger::Ledger>(MakeStore(), [this](bool writable) { health_.SetLedger(writable); });
  if (absl::Status opened = ledger->Open(); !opened.ok()) {
    return absl::Status(opened.code(), absl::StrCat("--ledger: ", opened.message()));
  }
  spdlog::info("ledger {}", ledger->name());
  creator_ = std::make_unique<flow::TaskCreator>(
      config_.flow, config_.loops,
      [curl](base::EventLoop& loop) { return std::make_unique<http::CurlTransport>(loop, curl); },
      std::move(ledger));
  task_service_ = std::make_unique<rpc::TaskService>(*creator_, config_.rpc);
  ledger_service_ = std::make_unique<rpc::LedgerService>(*creator_, config_.rpc);
  return StartServer();
}

void Service::WatchToken() {
  const auto& token = config_.flow.service_token;
  flow::ServiceToken::Listener listener;
  listener.on_usable = [this](bool is_usable) { health_.SetUpstream(is_usable); };
  if (!config_.api_token_file.empty()) {
    token_file_ = std::make_unique<TokenFile>(config_.api_token_file, token);
    listener.look_for_newer = [this] { token_file_->Look(); };
  }
  token->Listen(std::move(listener));
}

std::unique_ptr<ledger::Store> Service::MakeStore() const {
  ledger::StoreOptions options;
  options.ttl = config_.ledger_ttl;
  options.header_key_ttl = config_.header_key_ttl;
  options.lease = config_.ledger_lease;
  options.backup = config_.ledger_backup;
  options.backup_interval = config_.ledger_backup_interval;
  options.upstream = config_.ledger_upstream;
  if (options.upstream.empty()) options.upstream = config_.sandbox ? "sandbox" : config_.flow.base_url;
  options.owner = base::RandomId().substr(0, 16);  // Enough among replicas; it stands in each row.
  if (config_.ledger.kind == LedgerUrl::Kind::kSqlite) {
    return std::make_unique<ledger::SqliteStore>(config_.ledger.location, std::move(options));
  }
  if (config_.ledger.kind == LedgerUrl::Kind::kPostgres) {
    return std::make_unique<ledger::PostgresStore>(config_.ledger.location, std::move(options));
  }
  spdlog::warn("--ledger=memory: what was sent is forgotten when this process ends");
  return std::make_unique<ledger::MemoryStore>(std::move(options));
}

absl::Status Service::StartSandbox() {
  sandbox::Options options;
  options.port = config_.sandbox_port;
  sandbox_ = std::make_unique<sandbox::Sandbox>(options);
  if (absl::Status started = sandbox_->Start(); !started.ok()) return started;
  config_.flow.base_url = absl::StrCat("http://127.0.0.1:", sandbox_->port());
  spdlog::info("sandbox serving on {}: nobody is called", config_.flow.base_url);
  return absl::OkStatus();
}

absl::Status Service::StartServer() {
  grpc::EnableDefaultHealthCheckService(true);
  rpc::EnableReflection();
  grpc::ServerBuilder builder;
  int port = 0;
  SetLimits(config_, builder);
  builder.AddListeningPort(config_.listen, grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(task_service_.get());
  builder.RegisterService(ledger_service_.get());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", config_.listen, ": is it in use?"));
  }
  health_.Begin(*server_->GetHealthCheckService(), !config_.flow.serve_without_ledger);
  spdlog::info("serving gRPC listen={} port={} upstream={} version={}", config_.listen, port,
               config_.flow.base_url, UNPOD_VERSION);
  listener_watch_ = std::make_unique<ListenerWatch>(config_.listen, port, ListenerWatch::Timing(), [this] {
    is_deaf_ = true;
    end_();
  });
  return WritePortFile(port);
}

absl::Status Service::WritePortFile(int port) const {
  if (config_.port_file.empty()) return absl::OkStatus();
  base::WaitForLog(kStartOfLog);
  const std::string partial = config_.port_file + ".partial";  // Whoever waits for the file reads it whole.
  std::ofstream(partial) << port << "\n";
  if (std::rename(partial.c_str(), config_.port_file.c_str()) == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("--port_file: cannot be written: ", config_.port_file));
}

void Service::Reload() {
  if (token_file_ == nullptr) {
    spdlog::info("SIGHUP: there is nothing to read anew");
  } else {
    spdlog::info("SIGHUP: reading --api_token_file anew");
    token_file_->Look();
  }
}

void Service::Stop(const std::function<bool()>& hurry) {
  listener_watch_.reset();
  health_.End();
  spdlog::info("draining in_flight={}", creator_->in_flight());
  const auto until = base::MonotonicNow() + absl::ToChronoNanoseconds(config_.drain_delay);
  while (base::MonotonicNow() < until && !hurry())
    std::this_thread::sleep_for(std::chrono::milliseconds(100));

  creator_->BeginDrain();
  const auto timeout = absl::ToChronoNanoseconds(config_.drain_timeout);
  const auto deadline = base::MonotonicNow() + timeout;
  // Refuses new calls at once. At its deadline it would cancel those that are left, and gRPC tells a caller
  // that is cancelled so UNAVAILABLE, which says "not executed" to a mesh: by then each has had its answer
  // from here. It also waits for clients to hang up, which an idle one notices late and a health watch never.
  std::thread shutdown(
      [this, timeout] { server_->Shutdown(std::chrono::system_clock::now() + timeout + kCancelAfter); });
  DrainUntil(deadline);
  std::this_thread::sleep_for(kLastAnswers);
  grpc_server_cancel_all_calls(server_->c_server());  // Hangs up on who is left.
  shutdown.join();
}

void Service::DrainUntil(base::MonotonicTime deadline) {
  const base::Duration reserve = std::min(kSettleReserve, (deadline - base::MonotonicNow()) / 2);
  // Attempts whose callers left are waited for as well.
  if (creator_->Drain(deadline - reserve)) {
    spdlog::info("drained");
    return;
  }
  creator_->EndCalls(flow::Stopping::kEnding);
  if (!creator_->Drain(deadline)) {
    spdlog::error("drain timeout: {} calls left with unknown outcome", creator_->in_flight());
  }
  creator_->EndCalls(flow::Stopping::kNow);
}

}  // namespace unpod::app
