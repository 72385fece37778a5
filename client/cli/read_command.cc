// unpod-task runs, tasks, agents, spaces: what Unpod has, page by page.
#include <google/protobuf/repeated_ptr_field.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/connection.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/help.h"
#include "client/cli/read_flags.h"
#include "client/cli/read_json.h"
#include "client/cli/read_table.h"
#include "client/cli/read_text.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

using client::Error;
using client::Result;
using client::TaskClient;
using google::protobuf::RepeatedPtrField;

constexpr int kReadPageSize = 200;  // The service's.

void PrintText(const std::string& text, const Environment& environment) {
  *environment.out << text << std::flush;
}

// What a list is asked for and how its answer is taken apart.
template <class Request, class Response, class Item>
struct Listing {
  Result<Response> (TaskClient::*call)(const Request&, absl::Duration);
  RepeatedPtrField<Item>* (Response::*items)();
  absl::string_view none;  // "No runs."
};

// All pages or an error: half a list would look like a whole one.
template <class Request, class Response, class Item>
Result<Response> CollectPages(const Session& session, const Listing<Request, Response, Item>& listing,
                              Request request) {
  Response all;
  auto* items = (all.*listing.items)();
  // The same for all pages: a page token keeps the size of its first one.
  request.set_page_size(std::min(session.limit.value_or(kReadPageSize), kReadPageSize));
  do {
    Result<Response> result = ((*session.client).*listing.call)(request, session.timeout);
    if (auto* error = std::get_if<Error>(&result)) return std::move(*error);
    auto& page = std::get<Response>(result);
    for (Item& item : *(page.*listing.items)()) *items->Add() = std::move(item);
    all.set_total_size(page.total_size());
    all.set_next_page_token(page.next_page_token());
    request.set_page_token(page.next_page_token());
  } while (!all.next_page_token().empty() && (!session.limit.has_value() || items->size() < *session.limit));
  if (session.limit.has_value() && items->size() > *session.limit) {
    items->DeleteSubrange(*session.limit, items->size() - *session.limit);
    all.set_next_page_token("cut");  // Not empty: there is more.
  }
  return all;
}

template <class Request, class Response, class Item>
int List(const Session& session, const Listing<Request, Response, Item>& listing, Request request,
         const Environment& environment) {
  Result<Response> result = CollectPages(session, listing, std::move(request));
  if (auto* error = std::get_if<Error>(&result)) {
    return FailAsking(*error, Asked::kRead, session.json, environment);
  }
  auto& all = std::get<Response>(result);
  const auto& items = *(all.*listing.items)();
  if (session.json) {
    PrintText(MessageJson("listed", all), environment);
    return kExitOk;
  }
  std::string summary;
  if (!all.next_page_token().empty()) {
    summary = absl::StrCat("Shown are ", items.size(), " of ", all.total_size(), "; --all shows all.\n");
  }
  if (!environment.out_is_terminal) {
    PrintText(ColumnsText(TableOf(items, absl::InfinitePast())), environment);
    *environment.err << summary << std::flush;
    return kExitOk;
  }
  const Colour colour = ColourOf(true, environment);
  const auto painted = [colour](size_t, const std::string& cell) { return PaintStatus(cell, colour); };
  PrintText(items.empty() ? absl::StrCat(listing.none, "\n")
                          : absl::StrCat(TableText(TableOf(items, absl::Now()), painted),
                                         summary.empty() ? "" : "\n", summary),
            environment);
  return kExitOk;
}

// One thing instead of a list. `answer` has it in the only field of a message, for the JSON.
template <class Item, class Answer>
int Show(const Session& session, Result<Item> result, Answer answer, Item* (Answer::*field)(),
         std::string (*text)(const Item&, Colour), const Environment& environment) {
  if (const auto* error = std::get_if<Error>(&result)) {
    return FailAsking(*error, Asked::kRead, session.json, environment);
  }
  Item& item = std::get<Item>(result);
  if (session.json) {
    *(answer.*field)() = std::move(item);
    PrintText(MessageJson("found", answer), environment);
  } else {
    PrintText(text(item, ColourOf(environment.out_is_terminal, environment)), environment);
  }
  return kExitOk;
}

// Flags and connection of one of the commands; `run` is asked only if nothing is wrong.
int WithSession(const std::string& command, absl::Span<const std::string> args,
                const Environment& environment, absl::FunctionRef<void(const Flags&, Problems*)> check,
                absl::FunctionRef<int(const Flags&, const Session&)> run) {
  Problems problems;
  const Flags flags = Flags::Parse(args, ReadFlags(command), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(ReadHelp(command), environment);
  const Session session = OpenSession(flags, kReadTimeout, environment, &problems);
  check(flags, &problems);
  if (!problems.empty()) return FailUsage(problems, command, session.json, environment);
  return run(flags, session);
}

}  // namespace

int RunRuns(absl::Span<const std::string> args, const Environment& environment) {
  const auto run = [&environment](const Flags& flags, const Session& session) {
    if (flags.Has("run_id")) {
      unpod_task::v1::GetRunRequest request;
      request.set_space_token(flags.Get("space_token"));
      request.set_run_id(flags.Get("run_id"));
      request.set_org_handle(flags.Get("org_handle"));
      return Show(session, session.client->GetRun(request, session.timeout), unpod_task::v1::GetRunResponse(),
                  &unpod_task::v1::GetRunResponse::mutable_run, RunText, environment);
    }
    unpod_task::v1::ListRunsRequest request;
    request.set_space_token(flags.Get("space_token"));
    request.set_org_handle(flags.Get("org_handle"));
    using Runs =
        Listing<unpod_task::v1::ListRunsRequest, unpod_task::v1::ListRunsResponse, unpod_task::v1::Run>;
    return List(session,
                Runs{&TaskClient::ListRuns, &unpod_task::v1::ListRunsResponse::mutable_runs, "No runs."},
                request, environment);
  };
  return WithSession("runs", args, environment, NeedSpace, run);
}

int RunTasks(absl::Span<const std::string> args, const Environment& environment) {
  const auto run = [&environment](const Flags& flags, const Session& session) {
    if (flags.Has("task_id")) {
      unpod_task::v1::GetTaskRequest request;
      request.set_space_token(flags.Get("space_token"));
      request.set_task_id(flags.Get("task_id"));
      request.set_run_id(flags.Get("run_id"));
      request.set_org_handle(flags.Get("org_handle"));
      return Show(session, session.client->GetTask(request, session.timeout),
                  unpod_task::v1::GetTaskResponse(), &unpod_task::v1::GetTaskResponse::mutable_task, TaskText,
                  environment);
    }
    if (flags.Has("run_id")) {
      unpod_task::v1::ListRunTasksRequest request;
      request.set_space_token(flags.Get("space_token"));
      request.set_run_id(flags.Get("run_id"));
      request.set_org_handle(flags.Get("org_handle"));
      using Tasks = Listing<unpod_task::v1::ListRunTasksRequest, unpod_task::v1::ListRunTasksResponse,
                            unpod_task::v1::CallTask>;
      return List(
          session,
          Tasks{&TaskClient::ListRunTasks, &unpod_task::v1::ListRunTasksResponse::mutable_tasks, "No tasks."},
          request, environment);
    }
    unpod_task::v1::ListTasksRequest request;
    request.set_org_handle(flags.Get("org_handle"));
    if (flags.Has("agent")) {
      request.set_pilot(flags.Get("agent"));
    } else {
      request.set_space_token(flags.Get("space_token"));
    }
    using Tasks = Listing<unpod_task::v1::ListTasksRequest, unpod_task::v1::ListTasksResponse,
                          unpod_task::v1::CallTask>;
    return List(session,
                Tasks{&TaskClient::ListTasks, &unpod_task::v1::ListTasksResponse::mutable_tasks, "No tasks."},
                request, environment);
  };
  return WithSession("tasks", args, environment, NeedSpaceOrAgent, run);
}

int RunAgents(absl::Span<const std::string> args, const Environment& environment) {
  const auto run = [&environment](const Flags& flags, const Session& session) {
    unpod_task::v1::ListAgentsRequest request;
    request.set_org_handle(flags.Get("org_handle"));
    using Agents =
        Listing<unpod_task::v1::ListAgentsRequest, unpod_task::v1::ListAgentsResponse, unpod_task::v1::Agent>;
    return List(
        session,
        Agents{&TaskClient::ListAgents, &unpod_task::v1::ListAgentsResponse::mutable_agents, "No agents."},
        request, environment);
  };
  return WithSession(
      "agents", args, environment, [](const Flags&, Problems*) {}, run);
}

int RunSpaces(absl::Span<const std::string> args, const Environment& environment) {
  const auto run = [&environment](const Flags& flags, const Session& session) {
    if (flags.Has("space_token")) {
      unpod_task::v1::GetSpaceRequest request;
      request.set_space_token(flags.Get("space_token"));
      request.set_org_handle(flags.Get("org_handle"));
      return Show(session, session.client->GetSpace(request, session.timeout),
                  unpod_task::v1::GetSpaceResponse(), &unpod_task::v1::GetSpaceResponse::mutable_space,
                  SpaceText, environment);
    }
    unpod_task::v1::ListSpacesRequest request;
    request.set_org_handle(flags.Get("org_handle"));
    using Spaces =
        Listing<unpod_task::v1::ListSpacesRequest, unpod_task::v1::ListSpacesResponse, unpod_task::v1::Space>;
    return List(
        session,
        Spaces{&TaskClient::ListSpaces, &unpod_task::v1::ListSpacesResponse::mutable_spaces, "No spaces."},
        request, environment);
  };
  return WithSession(
      "spaces", args, environment, [](const Flags&, Problems*) {}, run);
}

}  // namespace unpod::cli
