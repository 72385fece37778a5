#include "sandbox/wire.h"

#include <boost/beast/http/status.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace unpod::sandbox {
namespace {

std::string Reason(int status) {
  const auto text =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return std::string(text.data(), text.size());
}

bool HasBody(int status) {
  return status != 204 && status != 304;
}

}  // namespace

std::string HeadText(const Answer& answer, KeepAlive keep_alive, Framing framing) {
  std::string head =
      absl::StrCat("HTTP/1.1 ", answer.status, " ", Reason(answer.status), "\r\nServer: unpod-sandbox\r\n");
  if (HasBody(answer.status)) {
    absl::StrAppend(&head, "Content-Type: ", answer.content_type, "\r\n");
    if (framing == Framing::kChunked) {
      absl::StrAppend(&head, "Transfer-Encoding: chunked\r\n");
    } else {
      absl::StrAppend(&head, "Content-Length: ", answer.text.size(), "\r\n");
    }
  }
  for (const auto& [name, value] : answer.headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
  if (keep_alive == KeepAlive::kNo) absl::StrAppend(&head, "Connection: close\r\n");
  return absl::StrCat(head, "\r\n");
}

std::string AnswerText(const Answer& answer, KeepAlive keep_alive, Framing framing) {
  std::string text = HeadText(answer, keep_alive, framing);
  if (framing == Framing::kLength && HasBody(answer.status)) text += answer.text;
  return text;
}

std::string ChunkText(absl::string_view data) {
  return absl::StrFormat("%x\r\n%s\r\n", data.size(), data);
}

}  // namespace unpod::sandbox
