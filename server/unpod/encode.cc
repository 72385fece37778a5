#include "server/unpod/encode.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/domain/variables.h"
#include "server/unpod/json_writer.h"

namespace unpod::unpod {
namespace {

// Room for the names and punctuation of one document, and of the rest.
constexpr size_t kFrameBytes = 320;

struct TextField {
  absl::string_view name;
  std::string domain::Document::*text;
};

constexpr TextField kTextFields[] = {
    {"name", &domain::Document::name},
    {"email", &domain::Document::email},
    {"contact_number", &domain::Document::contact_number},
    {"alternate_number", &domain::Document::alternate_number},
    {"occupation", &domain::Document::occupation},
    {"company_name", &domain::Document::company_name},
    {"address", &domain::Document::address},
    {"about", &domain::Document::about},
    {"context", &domain::Document::context},
    {"title", &domain::Document::title},
    {"description", &domain::Document::description},
    {"document_id", &domain::Document::document_id},
};

size_t SizeHint(const domain::Task& task) {
  size_t bytes = kFrameBytes + task.pilot.size() + task.context.size();
  for (const domain::Document& document : task.documents) {
    bytes += kFrameBytes + document.name.size() + document.email.size() + document.address.size() +
             document.about.size() + document.context.size() + document.description.size();
  }
  return bytes;
}

// A member of the object that `out` ends in. `key` needs no escapes.
void AppendKey(absl::string_view key, std::string& out) {
  if (out.back() != '{') out += ',';
  out += '"';
  out.append(key.data(), key.size());
  out += "\":";
}

// An absent text is left out: the upstream refuses null and blank ones.
void AppendText(absl::string_view key, absl::string_view text, std::string& out) {
  if (text.empty()) return;
  AppendKey(key, out);
  AppendString(text, out);
}

void AppendLabels(const domain::Document& document, std::string& out) {
  if (document.labels.empty()) return;
  AppendKey("labels", out);
  out += '[';
  for (const std::string& label : document.labels) {
    if (out.back() != '[') out += ',';
    AppendString(label, out);
  }
  out += ']';
}

void AppendVariables(const domain::Document& document, std::string& out) {
  domain::ForEachVariable(document, [&out](const domain::Member& member) {
    if (out.back() != '{') out += ',';
    AppendString(member.key, out);
    out += ':';
    AppendValue(member.value, out);
  });
}

void AppendDocument(const domain::Document& document, std::string& out) {
  out += '{';
  for (const TextField& field : kTextFields) AppendText(field.name, document.*field.text, out);
  AppendLabels(document, out);
  AppendVariables(document, out);
  out += '}';
}

// Into the document that `out` ends with.
void AppendMark(const Mark& mark, size_t index, std::string& out) {
  out.pop_back();
  if (out.back() != '{') out += ',';
  AppendString(mark.name, out);
  absl::StrAppend(&out, ":\"", mark.mark, "-", index, "\"}");
}

// The upstream dials at once for each type that it does not know: these are all there are.
void AppendSchedule(const domain::Schedule& schedule, std::string& out) {
  AppendKey("schedule", out);
  switch (schedule.kind) {
    case domain::Schedule::Kind::kAuto:
      out += R"({"type":"auto"})";
      return;
    case domain::Schedule::Kind::kAt: {
      // The offset stands in the time: without one the upstream reads its own local time.
      const auto utc = absl::UTCTimeZone();
      absl::StrAppend(&out, R"({"type":"custom","calling_date":")",
                      absl::FormatTime("%Y-%m-%d", schedule.at, utc), R"(","calling_time":")",
                      absl::FormatTime("%H:%M:%S", schedule.at, utc), R"(+00:00"})");
      return;
    }
    case domain::Schedule::Kind::kNow:
    case domain::Schedule::Kind::kUnrecognized:  // Validate has refused it.
      out += R"({"type":"now"})";
  }
}

constexpr absl::string_view kTokenHeader = "Authorization: Token ";

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string PercentEncode(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded += c;
    } else {
      absl::StrAppend(&encoded, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return encoded;
}

std::string SpacePath(absl::string_view space_token) {
  return absl::StrCat("/api/v2/platform/spaces/", PercentEncode(space_token), "/");
}

std::string CreateTaskPath(absl::string_view space_token) {
  return SpacePath(space_token) + "tasks/create/";
}

std::vector<std::string> CommonHeaders(absl::string_view org_handle, const base::Secret& api_token) {
  std::vector<std::string> headers;
  headers.reserve(5);
  headers.push_back(absl::StrCat(kTokenHeader, api_token.Reveal()));
  headers.emplace_back("Accept: application/json");
  headers.emplace_back("User-Agent: unpod-taskd/" UNPOD_VERSION);
  if (!org_handle.empty()) headers.push_back(absl::StrCat("Org-Handle: ", org_handle));
  return headers;
}

void ReplaceToken(const base::Secret& api_token, http::Request& request) {
  for (std::string& header : request.headers) {
    if (absl::StartsWith(header, kTokenHeader)) header = absl::StrCat(kTokenHeader, api_token.Reveal());
  }
}

size_t DocumentBytes(const domain::Document& document) {
  size_t bytes = 2;
  for (const TextField& field : kTextFields) {
    const std::string& text = document.*field.text;
    if (!text.empty()) bytes += field.name.size() + 4 + StringBytes(text);
  }
  if (document.labels.empty() && document.variables.empty() && document.structured_variables.empty())
    return bytes;
  std::string rest = "{";
  AppendLabels(document, rest);
  AppendVariables(document, rest);
  return bytes + rest.size();
}

std::string EncodeBody(const domain::Task& task, const Mark& mark) {
  std::string out;
  out.reserve(SizeHint(task));
  out += '{';
  AppendText("pilot", task.pilot, out);
  AppendText("context", task.context, out);
  AppendSchedule(task.schedule, out);
  AppendKey("documents", out);
  out += '[';
  for (size_t i = 0; i < task.documents.size(); ++i) {
    if (i > 0) out += ',';
    AppendDocument(task.documents[i], out);
    if (!mark.name.empty()) AppendMark(mark, i, out);
  }
  out += "]}";
  return out;
}

http::Request EncodeRequest(absl::string_view base_url, const domain::Task& task,
                            absl::string_view org_handle, const base::Secret& api_token, const Mark& mark) {
  http::Request request;
  request.url = absl::StrCat(base_url, CreateTaskPath(task.space_token));
  request.headers = CommonHeaders(org_handle, api_token);
  request.headers.emplace_back("Content-Type: application/json");  // And Content-Length, by libcurl.
  request.body = EncodeBody(task, mark);
  return request;
}

}  // namespace unpod::unpod
