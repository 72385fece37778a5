#include "client/cli/read_flags.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/connection.h"

namespace unpod::cli {
namespace {

constexpr int kDefaultLimit = 100;
constexpr int kMaxLimit = 1'000'000;

FlagSpec Value(absl::string_view name, absl::string_view value_name, absl::string_view help) {
  return {"What", name, FlagKind::kValue, value_name, help};
}

std::vector<FlagSpec> WhatFlags(const std::string& command) {
  const FlagSpec space = Value("space_token", "TOKEN", "Public token of the space. Required.");
  if (command == "runs") return {space, Value("run_id", "ID", "Only this run, with its progress.")};
  if (command == "watch") return {space, Value("run_id", "ID", "The run. Required.")};
  if (command == "spaces") return {Value("space_token", "TOKEN", "Only this space.")};
  if (command == "agents") return {};
  return {
      Value("space_token", "TOKEN", "The tasks of this space."),
      Value("agent", "HANDLE", "The tasks of this agent, in all its spaces."),
      Value("run_id", "ID", "Only those of this run of the space."),
      Value("task_id", "ID", "Only this one of the space, with its transcript."),
  };
}

}  // namespace

std::vector<FlagSpec> ReadFlags(const std::string& command) {
  const bool is_watch = command == "watch";
  std::vector<FlagSpec> specs = WhatFlags(command);
  specs.push_back(Value("org_handle", "HANDLE", "Organization. Default: the service's."));
  if (is_watch) {
    specs.push_back(Value("cursor", "CURSOR", "Of the last change that was seen: only what came after it."));
  } else {
    specs.push_back(Value("limit", "N", "At most so many. Default: 100."));
    specs.push_back({"What", "all", FlagKind::kSwitch, "", "All that there are."});
  }
  for (const FlagSpec& spec : ConnectionFlags()) specs.push_back(spec);
  for (const FlagSpec& spec : TokenFlags()) specs.push_back(spec);
  specs.push_back({"Connection", "timeout", FlagKind::kValue, "TIME",
                   is_watch ? "Time for everything. Default: 24h." : "Time for one page. Default: 30s."});
  specs.push_back({"Output", "help", FlagKind::kSwitch, "", "This page."});
  specs.push_back({"Output", "json", FlagKind::kSwitch, "",
                   is_watch ? "One JSON object on a line for each change."
                            : "One JSON object on standard output, also for errors."});
  return specs;
}

std::optional<int> LimitFrom(const Flags& flags, Problems* problems) {
  int limit = kDefaultLimit;
  if (flags.Has("limit") &&
      (!absl::SimpleAtoi(flags.Get("limit"), &limit) || limit < 1 || limit > kMaxLimit)) {
    problems->push_back({"--limit", absl::StrCat("must be a number from 1 to ", kMaxLimit)});
  }
  if (flags.Has("limit") && flags.Has("all")) problems->push_back({"--limit", "cannot go with --all"});
  if (flags.Has("all")) return std::nullopt;
  return limit;
}

Session OpenSession(const Flags& flags, absl::Duration otherwise, const Environment& environment,
                    Problems* problems) {
  Session session;
  session.timeout = DurationFlag(flags, "timeout", otherwise, problems);
  client::Options options = OptionsFrom(flags, environment);
  ReadToken(flags, environment, &options, problems);
  session.client = MakeClient(options, problems);
  session.json = flags.Has("json");
  session.limit = LimitFrom(flags, problems);
  return session;
}

void NeedSpace(const Flags& flags, Problems* problems) {
  if (flags.Get("space_token").empty()) problems->push_back({"--space_token", "is missing: the space"});
}

void NeedSpaceAndRun(const Flags& flags, Problems* problems) {
  NeedSpace(flags, problems);
  if (flags.Get("run_id").empty()) problems->push_back({"--run_id", "is missing: the run to watch"});
}

void NeedSpaceOrAgent(const Flags& flags, Problems* problems) {
  const bool has_agent = !flags.Get("agent").empty();
  if (has_agent && flags.Has("space_token")) {
    problems->push_back({"--agent", "cannot go with --space_token: one or the other"});
  } else if (has_agent && (flags.Has("run_id") || flags.Has("task_id"))) {
    problems->push_back({"--agent", "cannot go with --run_id or --task_id: they need --space_token"});
  } else if (!has_agent && flags.Get("space_token").empty()) {
    problems->push_back({"--space_token", "is missing: the space (or --agent: the agent)"});
  }
}

}  // namespace unpod::cli
