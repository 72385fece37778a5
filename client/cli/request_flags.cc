#include "client/cli/request_flags.h"

#include "client/cli/connection.h"

namespace unpod::cli {

Session OpenLedgerSession(const Flags& flags, const Environment& environment, Problems* problems) {
  Session session;
  session.timeout = DurationFlag(flags, "timeout", kRequestTimeout, problems);
  session.client = MakeClient(OptionsFrom(flags, environment), problems);
  session.json = flags.Has("json");
  return session;
}

std::vector<FlagSpec> WithLedgerFlags(std::vector<FlagSpec> specs) {
  for (const FlagSpec& spec : ConnectionFlags()) specs.push_back(spec);
  specs.push_back(
      {"Connection", "timeout", FlagKind::kValue, "TIME", "Time for one question. Default: 10s."});
  specs.push_back({"Output", "help", FlagKind::kSwitch, "", "This page."});
  specs.push_back(
      {"Output", "json", FlagKind::kSwitch, "", "One JSON object on standard output, also for errors."});
  return specs;
}

std::vector<FlagSpec> NameFlags() {
  return {
      {"Request", "space_token", FlagKind::kValue, "TOKEN", "Public token of its space. Required."},
      {"Request", "request_id", FlagKind::kValue, "ID", "Its name. Required."},
      {"Request", "batch", FlagKind::kValue, "N", "Of a list: which batch, from 0."},
      {"Request", "org_handle", FlagKind::kValue, "HANDLE", "Its organization. Default: the service's."},
  };
}

}  // namespace unpod::cli
