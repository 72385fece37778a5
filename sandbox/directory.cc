#include "sandbox/directory.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/string_view.h"
#include "sandbox/access.h"
#include "sandbox/bodies.h"

namespace unpod::sandbox {
namespace {

struct Agent {
  const char* handle;
  const char* name;
  const char* purpose;
};

constexpr std::array<Agent, 2> kAgents = {{
    {"space-agent-f1o3qjm1y7q1avvuynv4vprb1", "Sales Agent", "Discusses project requirements with leads"},
    {"space-agent-x", "Support Agent", "Answers questions about an order"},
}};

// Of the documentation's example.
constexpr char kExampleSpace[] = "8KZAMRAHSXXXXXXMAYNASMJC";

Json SpaceObject(const std::string& token, const std::string& org) {
  Json organization = {{"name", org}, {"domain_handle", org}};
  Json space = {{"name", "Leads"},         {"slug", "leads"},
                {"token", token},          {"description", "Contacts of the sandbox"},
                {"logo", nullptr},         {"privacy_type", "public"},
                {"space_type", "contact"}, {"content_type", "contact"}};
  space["organization"] = std::move(organization);
  return space;
}

Json SpaceWithAgents(const std::string& token, const std::string& org) {
  Json space = SpaceObject(token, org);
  space["agents"] = Json::array();
  for (const Agent& agent : kAgents) {
    space["agents"].push_back({{"name", agent.name}, {"handle", agent.handle}, {"type", "Voice"}});
  }
  space["created"] = "2026-01-31T11:47:38";
  space["modified"] = "2026-01-31T11:47:38";
  return space;
}

std::string Org(const Request& request) {
  return std::string(Header(request, "org-handle").value_or(""));
}

}  // namespace

bool IsAgent(absl::string_view handle) {
  return std::any_of(kAgents.begin(), kAgents.end(),
                     [&](const Agent& agent) { return agent.handle == handle; });
}

Answer ListAgents(const Request& request) {
  if (std::optional<Answer> refused = OrganizationRefusal(request)) return *refused;
  Json items = Json::array();
  for (const Agent& agent : kAgents) {
    items.push_back({{"handle", agent.handle},
                     {"name", agent.name},
                     {"type", "Voice"},
                     {"state", "published"},
                     {"purpose", agent.purpose}});
  }
  return ListAnswer("Agents fetched successfully", std::move(items));
}

Answer ListSpaces(const Request& request, const Options& options) {
  if (std::optional<Answer> refused = OrganizationRefusal(request)) return *refused;
  Json items = Json::array();
  if (options.spaces.empty()) items.push_back(SpaceObject(kExampleSpace, Org(request)));
  for (const std::string& token : options.spaces) items.push_back(SpaceObject(token, Org(request)));
  return ListAnswer("Spaces fetched successfully", std::move(items));
}

Answer ListOrganizations() {
  Json organization = {{"id", 1}, {"name", "Sandbox"}};
  organization["domain_handle"] = "unpod.tv";
  organization["created_at"] = "2026-01-31T11:47:38Z";
  return ListAnswer("Organizations fetched successfully", Json::array({organization}));
}

Answer GetSpace(const Request& request, const Route& route, const Options& options) {
  if (std::optional<Answer> refused = OrganizationRefusal(request)) return *refused;
  // The same spaces exist here as for the other endpoints; only the answer about the others differs.
  Route elsewhere = route;
  elsewhere.endpoint = Endpoint::kRuns;
  if (Refusal(request, elsewhere, options).has_value()) return Body("404_space");
  Json body = {{"status_code", 200}, {"message", "Space fetched successfully"}};
  body["data"] = SpaceWithAgents(route.space, Org(request));
  return JsonAnswer(200, body);
}

}  // namespace unpod::sandbox
