#include "sandbox/control.h"

#include <array>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "sandbox/bodies.h"
#include "sandbox/fault_json.h"

namespace unpod::sandbox {
namespace {

struct Call {
  const Request& request;
  Backend& backend;
  const std::function<void()>& close_idle_connections;
};

Answer Complaint(int status, absl::string_view message) {
  return JsonAnswer(status, {{"message", std::string(message)}});
}

Answer FaultsLeft(const Call& call) {
  return JsonAnswer(200, {{"faults_left", call.backend.faults_left()}});
}

Answer AddFaults(const Call& call) {
  absl::StatusOr<std::vector<Fault>> faults = ParseFaults(call.request.body);
  if (!faults.ok()) return Complaint(400, faults.status().message());
  call.backend.Script(*std::move(faults));
  return FaultsLeft(call);
}

Answer ListFaults(const Call& call) {
  Json faults = Json::array();
  for (const Fault& fault : call.backend.Faults()) faults.push_back(FaultToJson(fault));
  Json body = Json::object();
  body["faults"] = std::move(faults);
  return JsonAnswer(200, body);
}

Answer DeleteFaults(const Call& call) {
  call.backend.ClearFaults();
  return FaultsLeft(call);
}

Answer ReadBook(const Call& call) {
  const Book book = call.backend.book();
  Json body = {{"received", book.received},
               {"accepted", book.accepted},
               {"calls", book.calls},
               {"reads", book.reads},
               {"connections", book.connections},
               {"dropped", book.dropped},
               {"faults_left", call.backend.faults_left()}};
  if (const auto key = Parameter(call.request, "key"); key.has_value()) {
    body["values"] = Json::object();
    for (const auto& [value, count] : call.backend.CountBy(*key)) {
      body["values"][value] = {
          {"received", count.received}, {"accepted", count.accepted}, {"calls", count.calls}};
    }
  }
  return JsonAnswer(200, body);
}

Answer ListBodies(const Call&) {
  Json body = Json::object();
  for (const NamedBody& named : NamedBodies()) body[std::string(named.name)] = named.answer.text;
  return JsonAnswer(200, body);
}

Answer Reset(const Call& call) {
  call.backend.Reset();
  return ReadBook(call);
}

Answer Advance(const Call& call) {
  const Json json = Json::parse(call.request.body, nullptr, false);
  const bool seconds = json.is_object() && json.contains("seconds") && json["seconds"].is_number();
  if (!seconds || json["seconds"] < 0) return Complaint(400, "expected {\"seconds\": NUMBER}");
  call.backend.Advance(absl::Seconds(json["seconds"].get<double>()));
  return JsonAnswer(200, Json::object());
}

Answer CloseIdle(const Call& call) {
  call.close_idle_connections();
  return JsonAnswer(200, Json::object());
}

struct Row {
  absl::string_view method;
  absl::string_view path;
  Answer (*answer)(const Call&);
};

constexpr std::array<Row, 8> kControls = {{
    {"POST", "/_sandbox/faults", AddFaults},
    {"GET", "/_sandbox/faults", ListFaults},
    {"DELETE", "/_sandbox/faults", DeleteFaults},
    {"GET", "/_sandbox/book", ReadBook},
    {"GET", "/_sandbox/bodies", ListBodies},
    {"POST", "/_sandbox/reset", Reset},
    {"POST", "/_sandbox/advance", Advance},
    {"POST", "/_sandbox/close_idle", CloseIdle},
}};

}  // namespace

Answer Control(const Request& request, Backend& backend,
               const std::function<void()>& close_idle_connections) {
  absl::string_view path = request.path;
  if (path.back() == '/') path.remove_suffix(1);
  bool known_path = false;
  for (const Row& control : kControls) {
    if (control.path != path) continue;
    if (control.method == request.method) return control.answer({request, backend, close_idle_connections});
    known_path = true;
  }
  if (known_path) return Complaint(405, "not with this method");
  return Complaint(404, "no such control; there are faults, book, bodies, reset, advance and close_idle");
}

}  // namespace unpod::sandbox
