#include "sandbox/access.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "sandbox/bodies.h"

namespace unpod::sandbox {
namespace {

bool AcceptsJson(absl::string_view accept) {
  for (absl::string_view range : absl::StrSplit(accept, ',')) {
    const absl::string_view type = absl::StripAsciiWhitespace(range.substr(0, range.find(';')));
    if (type == "*/*" || type == "application/*" || absl::EqualsIgnoreCase(type, "application/json"))
      return true;
  }
  return false;
}

bool IsOneOf(const std::vector<std::string>& list, absl::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::optional<Answer> TokenRefusal(absl::string_view token, const Options& options) {
  if (!options.tokens.empty()) {
    return IsOneOf(options.tokens, token) ? std::nullopt : std::optional(Body("401_invalid_token"));
  }
  if (token == kInvalidToken) return Body("401_invalid_token");
  if (token == kInactiveToken) return Body("401_inactive");
  if (token == kExpiredToken) return Body("403_token_expired");
  return std::nullopt;
}

std::optional<Answer> Unauthenticated(const Request& request, const Options& options) {
  const absl::string_view header = Header(request, "authorization").value_or("");
  const std::vector<absl::string_view> words =
      absl::StrSplit(header, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.empty()) return Body("401_no_credentials");
  if (absl::EqualsIgnoreCase(words[0], "bearer") || absl::EqualsIgnoreCase(words[0], "jwt")) {
    return Body("401_bearer");
  }
  if (!absl::EqualsIgnoreCase(words[0], "token")) return Body("401_no_credentials");
  if (words.size() == 1) return Body("401_empty_token");
  if (words.size() > 2) return Body("401_spaces_in_token");
  return TokenRefusal(words[1], options);
}

std::optional<Answer> WrongMethod(const Request& request, const Route& route) {
  const absl::string_view allowed = route.endpoint == Endpoint::kCreate ? "POST" : "GET";
  if (request.method == allowed) return std::nullopt;
  Answer answer = DetailAnswer(405, absl::StrCat("Method \"", request.method, "\" not allowed."));
  answer.headers.emplace_back("Allow", absl::StrCat(allowed, ", OPTIONS"));
  return answer;
}

bool IsSpaceToken(absl::string_view token) {
  return !token.empty() && token.size() <= 64 && std::all_of(token.begin(), token.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '-';
  });
}

std::optional<Answer> SpaceRefusal(const Route& route, const Options& options) {
  // GET /spaces/SPACE/ has its own answer for an unknown space; the agents and the list of spaces have none.
  if (route.space.empty() || route.endpoint == Endpoint::kSpace) return std::nullopt;
  if (!options.spaces.empty()) {
    return IsOneOf(options.spaces, route.space) ? std::nullopt
                                                : std::optional(Body("206_invalid_space_token"));
  }
  if (!IsSpaceToken(route.space) || route.space == kInvalidSpace) return Body("206_invalid_space_token");
  if (route.space == kNoAccessSpace) return Body("206_no_access");
  if (route.space == kReadOnlySpace && route.endpoint == Endpoint::kCreate) return Body("206_no_role");
  return std::nullopt;
}

}  // namespace

std::optional<Answer> Refusal(const Request& request, const Route& route, const Options& options) {
  if (!AcceptsJson(Header(request, "accept").value_or("*/*"))) return Body("406_accept");
  if (std::optional<Answer> refused = Unauthenticated(request, options)) return refused;
  if (std::optional<Answer> refused = WrongMethod(request, route)) return refused;
  return SpaceRefusal(route, options);
}

std::optional<Answer> OrganizationRefusal(const Request& request) {
  const absl::string_view org = Header(request, "org-handle").value_or("");
  if (org.empty()) return Body("400_org_handle");
  if (org == kUnknownOrg) return Body("404_organization");
  return std::nullopt;
}

}  // namespace unpod::sandbox
