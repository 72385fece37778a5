#include "sandbox/replacement.h"

#include "sandbox/bodies.h"

namespace unpod::sandbox {
namespace {

void WithoutRunId(Answer& answer) {
  Json json = Json::parse(answer.text, nullptr, false);
  if (!json.is_object() || !json.contains("data") || !json["data"].is_object()) return;
  json["data"].erase("run_id");
  answer.text = Dump(json);
}

void Apply(Edit edit, Answer& answer) {
  switch (edit) {
    case Edit::kNone:
      return;
    case Edit::kTruncated:
      answer.text.resize(answer.text.size() / 2);
      return;
    case Edit::kInvalid:
      // A quote less, the length the same.
      if (const size_t quote = answer.text.find('"'); quote != std::string::npos) answer.text[quote] = '\'';
      return;
    case Edit::kWithoutRunId:
      WithoutRunId(answer);
      return;
  }
}

}  // namespace

bool Handles(const Fault& fault) {
  if (fault.accept.has_value()) return *fault.accept;
  int status = 200;
  if (const Answer* body = FindBody(fault.body)) status = body->status;
  return fault.status.value_or(status) == 200;
}

Answer Replace(Answer ordinary, const Fault& fault) {
  Answer answer = std::move(ordinary);
  if (const Answer* body = FindBody(fault.body)) answer = *body;
  if (fault.status.has_value()) answer.status = *fault.status;
  if (fault.text.has_value()) answer.text = *fault.text;
  for (const auto& header : fault.headers) {
    if (header.first == "Content-Type") {
      answer.content_type = header.second;
    } else {
      answer.headers.push_back(header);
    }
  }
  Apply(fault.edit, answer);
  return answer;
}

}  // namespace unpod::sandbox
