#include "client/cli/list_state.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "client/cli/strict_json.h"

namespace unpod::cli {
namespace {

using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageToJsonString;
using nlohmann::json;

constexpr size_t kMaxBytes = 1 << 20;

std::string WhyNot(const std::string& what, const std::string& path) {
  return absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(errno));
}

bool WriteWhole(int file, const std::string& text) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t count = write(file, text.data() + done, text.size() - done);
    if (count < 0) return false;
    done += static_cast<size_t>(count);
  }
  return fsync(file) == 0;
}

// What 0.1 wrote has no policy, but a field for the one handling that there was.
json WithPolicy(json header) {
  constexpr char kOld[] = "invalidDocuments";
  if (!header.is_object() || !header.contains(kOld)) return header;
  if (header[kOld] == "INVALID_DOCUMENTS_STOP") header["policy"] = {{"invalid", "HANDLING_STOP"}};
  header.erase(kOld);
  return header;
}

}  // namespace

std::string WriteListState(const std::string& path, const ListState& state) {
  std::string header;
  if (!MessageToJsonString(state.header, &header).ok()) return "the header cannot be written";
  json object;
  object["version"] = 1;
  object["header"] = json::parse(header);
  object["bytes"] = state.bytes;
  object["contacts"] = state.contacts;
  object["begun"] = absl::FormatTime(state.begun);
  const std::string fresh = path + ".new";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return WhyNot("write", fresh);
  const bool is_written = WriteWhole(file, object.dump(2) + "\n");
  std::string why = is_written ? "" : WhyNot("write", fresh);
  close(file);
  if (!why.empty()) return why;
  if (rename(fresh.c_str(), path.c_str()) != 0) return WhyNot("write", path);
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    fsync(directory);  // Some file systems cannot; the rename is then as durable as they make it.
    close(directory);
  }
  return "";
}

std::optional<ListState> ReadListState(const std::string& path, Problems* problems) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    problems->push_back({"--resume", absl::StrCat("finds no list that was begun: there is no ", path)});
    return std::nullopt;
  }
  std::string text(kMaxBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  Problems ignored;
  const json object =
      ParseStrict(text, &ignored).value_or(json());  // It bounds the depth, which json itself does not.
  ListState state;
  std::string why;
  const auto is_number = [&object](const char* key) {
    return object.contains(key) && object[key].is_number_unsigned();
  };
  const bool is_whole =
      object.is_object() && is_number("version") && object["version"] == 1 && object.contains("header") &&
      is_number("bytes") && is_number("contacts") && object.contains("begun") &&
      object["begun"].is_string() &&
      absl::ParseTime(absl::RFC3339_full, object["begun"].get<std::string>(), &state.begun, &why) &&
      state.begun != absl::InfinitePast() && state.begun != absl::InfiniteFuture() &&
      JsonStringToMessage(WithPolicy(object["header"]).dump(), &state.header).ok() &&
      !state.header.request_id().empty();
  if (!is_whole) {
    problems->push_back({"--resume", absl::StrCat("cannot read ", path)});
    return std::nullopt;
  }
  state.bytes = object["bytes"].get<uint64_t>();
  state.contacts = object["contacts"].get<uint64_t>();
  return state;
}

}  // namespace unpod::cli
