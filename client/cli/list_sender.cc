#include "client/cli/list_sender.h"

#include <atomic>
#include <fstream>
#include <thread>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "client/cli/contact_list.h"

namespace unpod::cli {
namespace {

constexpr int kContactsInMessage = 100;
constexpr absl::Duration kTick = absl::Milliseconds(100);
constexpr absl::Duration kLongest = absl::Hours(24);

class Attempt {
 public:
  Attempt(client::DocumentStream& stream, const ListPlan& plan, const std::function<bool()>& interrupted,
          ListResults& results, ListProgress& progress)
      : plan_(plan), interrupted_(interrupted), stream_(stream), results_(results), progress_(progress) {}

  ListEnd Run() {
    std::thread sender([this] { Send(); });
    std::thread watcher([this] { Watch(); });
    unpod_task::v1::CreateTasksResponse response;
    while (stream_.Receive(&response)) {
      const absl::MutexLock lock(&mutex_);
      for (const auto& result : response.results()) results_.Add(result);
    }
    sender.join();
    ListEnd end;
    end.error = stream_.Finish();
    has_ended_.Notify();
    watcher.join();
    end.is_interrupted = is_interrupted_;
    end.has_file_changed = has_file_changed_;
    return end;
  }

 private:
  // The stream ends under its hands when something is wrong.
  void Send() {
    unpod_task::v1::CreateTasksRequest message;
    *message.mutable_header() = plan_.header;
    if (!stream_.Send(message)) return;
    message.Clear();
    std::ifstream file(plan_.csv, std::ios::binary);
    ContactList list(file, plan_.renamed);
    Problems problems;
    uint64_t sent = 0;
    while (std::optional<Contact> contact = list.Next(&problems)) {
      if (sent == plan_.lines.size() || contact->line != plan_.lines[sent]) break;
      ++sent;
      *message.add_documents() = std::move(contact->document);
      if (message.documents_size() < kContactsInMessage) continue;
      if (!stream_.Send(message)) return;
      message.Clear();
    }
    if (!problems.empty() || sent != plan_.lines.size() || list.Next(&problems).has_value()) {
      // What it was checked as is not what it is; half a batch must not be placed.
      has_file_changed_ = true;
      return stream_.Cancel();
    }
    if (message.documents_size() > 0 && !stream_.Send(message)) return;
    stream_.Close();
  }

  void Watch() {
    do {
      if (!is_interrupted_ && interrupted_()) {
        is_interrupted_ = true;
        stream_.Cancel();
      }
      {
        const absl::MutexLock lock(&mutex_);
        progress_.Show(results_.counts(), results_.answered(), absl::Now());
      }
    } while (!has_ended_.WaitForNotificationWithTimeout(kTick));
  }

  // Constant.
  const ListPlan& plan_;

  // The watcher's only.
  const std::function<bool()>& interrupted_;

  // Synchronised by themselves.
  client::DocumentStream& stream_;
  absl::Notification has_ended_;
  std::atomic<bool> is_interrupted_{false};
  std::atomic<bool> has_file_changed_{false};

  absl::Mutex mutex_;
  ListResults& results_ ABSL_GUARDED_BY(mutex_);
  ListProgress& progress_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

ListEnd SendList(client::TaskClient& client, const ListPlan& plan, const std::function<bool()>& interrupted,
                 ListResults& results, ListProgress& progress) {
  auto stream = client.CreateTasks(kLongest);
  ListEnd end;
  if (auto* error = std::get_if<client::Error>(&stream)) {
    end.error = std::move(*error);
    end.is_interrupted = interrupted();
  } else {
    end = Attempt(*std::get<0>(stream), plan, interrupted, results, progress).Run();
  }
  progress.Clear();
  return end;
}

}  // namespace unpod::cli
