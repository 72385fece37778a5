// (b): what libcurl costs by itself. POSTs the same body in a closed loop with curl_multi_socket_action and
// epoll, and nothing in between: easy handles are set up once and used again, which is the cheapest way that
// libcurl has.
//
//   unpod-bench-post URL IN_FLIGHT WARM_UP_SECONDS SECONDS [DOCUMENTS [encode]]
//
// DOCUMENTS are in each body, 1 unless told. With "encode" each
// body is made anew, as a caller has to. // Prints one JSON object; CPU time is its own.
#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/example.h"

namespace {

using Clock = std::chrono::steady_clock;

double CpuMicroseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

struct Post {
  CURL* easy = nullptr;
  std::string body;  // With "encode".
  std::string answer;
  Clock::time_point start;
};

class Loop {
 public:
  Loop(const std::string& url, int documents, bool encodes)
      : url_(url + unpod::bench::kPath),
        body_(unpod::bench::ExampleBody(documents)),
        documents_(documents),
        encodes_(encodes) {
    for (const char* line :
         {"Authorization: Token bench", "Content-Type: application/json", "Accept: application/json",
          "User-Agent: unpod-bench", "Org-Handle: unpod.tv", "Expect:"}) {
      headers_ = curl_slist_append(headers_, line);
    }
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Loop::OnSocket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Loop::OnTimer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 8192L);
  }

  void Add() {
    posts_.push_back(std::make_unique<Post>());
    Post& post = *posts_.back();
    post.easy = curl_easy_init();
    curl_easy_setopt(post.easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(post.easy, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(post.easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body_.size()));
    curl_easy_setopt(post.easy, CURLOPT_POSTFIELDS, body_.c_str());
    curl_easy_setopt(post.easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(post.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(post.easy, CURLOPT_TIMEOUT_MS, 60'000L);
    curl_easy_setopt(post.easy, CURLOPT_WRITEFUNCTION, &Loop::OnBody);
    curl_easy_setopt(post.easy, CURLOPT_WRITEDATA, &post.answer);
    curl_easy_setopt(post.easy, CURLOPT_PRIVATE, &post);
    Start(post);
  }

  void RunFor(double seconds) {
    const auto end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    while (Clock::now() < end) Turn();
  }

  void Reset() {
    failed_ = 0;
    latencies_.clear();
  }
  long failed() const { return failed_; }
  std::vector<float>& latencies() { return latencies_; }

 private:
  void Start(Post& post) {
    post.answer.clear();
    if (encodes_) {
      post.body = unpod::bench::EncodeExampleBody(documents_);
      curl_easy_setopt(post.easy, CURLOPT_POSTFIELDS, post.body.c_str());
    }
    post.start = Clock::now();
    curl_multi_add_handle(multi_, post.easy);
  }

  void Turn() {
    std::array<epoll_event, 256> events;
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), WaitMillis());
    int running = 0;
    for (int i = 0; i < count; ++i) {
      const uint32_t seen = events[static_cast<size_t>(i)].events;
      const int flags = ((seen & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                        ((seen & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                        ((seen & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
      curl_multi_socket_action(multi_, events[static_cast<size_t>(i)].data.fd, flags, &running);
    }
    if (timer_set_ && Clock::now() >= timer_) {
      timer_set_ = false;
      curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left))
      Finish(message->easy_handle, message->data.result);
  }

  void Finish(CURL* easy, CURLcode code) {
    Post* post = nullptr;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &post);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) ++failed_;
    latencies_.push_back(std::chrono::duration<float, std::micro>(Clock::now() - post->start).count());
    curl_multi_remove_handle(multi_, easy);
    Start(*post);
  }

  int WaitMillis() const {
    if (!timer_set_) return 100;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(timer_ - Clock::now()).count();
    return static_cast<int>(std::clamp<long>(left, 0, 100));
  }

  static int OnSocket(CURL*, curl_socket_t fd, int what, void* self, void* known) {
    auto& loop = *static_cast<Loop*>(self);
    epoll_event event{};
    event.data.fd = fd;
    if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
    if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE) {
      epoll_ctl(loop.epoll_, EPOLL_CTL_DEL, fd, nullptr);
    } else {
      epoll_ctl(loop.epoll_, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
    }
    curl_multi_assign(loop.multi_, fd, what == CURL_POLL_REMOVE ? nullptr : self);
    return 0;
  }

  static int OnTimer(CURLM*, long milliseconds, void* self) {
    auto& loop = *static_cast<Loop*>(self);
    loop.timer_set_ = milliseconds >= 0;
    loop.timer_ = Clock::now() + std::chrono::milliseconds(milliseconds);
    return 0;
  }

  static size_t OnBody(char* data, size_t size, size_t count, void* answer) {
    static_cast<std::string*>(answer)->append(data, size * count);
    return size * count;
  }

  const std::string url_;
  const std::string body_;
  const int documents_;
  const bool encodes_;
  curl_slist* headers_ = nullptr;
  const int epoll_ = epoll_create1(0);
  CURLM* const multi_ = curl_multi_init();
  bool timer_set_ = false;
  Clock::time_point timer_;
  std::vector<std::unique_ptr<Post>> posts_;
  std::vector<float> latencies_;
  long failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Loop loop(argv[1], argc > 5 ? std::atoi(argv[5]) : 1, argc > 6);
  for (int i = 0; i < std::atoi(argv[2]); ++i) loop.Add();
  loop.RunFor(std::atof(argv[3]));
  loop.Reset();
  loop.latencies().reserve(1'000'000);
  const double cpu_before = CpuMicroseconds();
  const auto start = Clock::now();
  loop.RunFor(std::atof(argv[4]));
  const double cpu = CpuMicroseconds() - cpu_before;
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  auto& latencies = loop.latencies();
  std::sort(latencies.begin(), latencies.end());
  const size_t calls = latencies.size();
  if (calls == 0) return 1;
  const auto total = static_cast<double>(calls);
  std::printf(
      R"({"calls": %zu, "failed": %ld, "per_second": %.0f, "cpu_us": %.3f, "p50_us": %.0f, "p99_us": %.0f})"
      "\n",
      calls, loop.failed(), total / seconds, cpu / total, static_cast<double>(latencies[calls / 2]),
      static_cast<double>(latencies[calls * 99 / 100]));
}
