// The three kinds of read. Internal to flow: TaskReader makes them.
#ifndef UNPOD_SERVER_FLOW_READS_H_
#define UNPOD_SERVER_FLOW_READS_H_

#include <cstddef>
#include <string>
#include <utility>

#include "server/domain/read_model.h"
#include "server/flow/id_search.h"
#include "server/flow/read.h"
#include "server/flow/run_snapshot.h"

namespace unpod::flow {

// Into the log: elements of a list that the upstream has and cannot list.
void LogSkipped(size_t elements);

// A read whose caller waits for a T.
template <typename T>
class ReadOf : public Read {
 public:
  ReadOf(const Services& services, Lane& lane, ReadCaller caller, ReadDone<T> done)
      : Read(services, lane, std::move(caller)), done_(std::move(done)) {}

 protected:
  void Succeed(T value) {
    if (End()) std::exchange(done_, nullptr)(std::move(value));
  }
  void Tell(domain::Failure failure) override { std::exchange(done_, nullptr)(std::move(failure)); }

 private:
  ReadDone<T> done_;
};

// One page of a list; one element for what is no list.
template <typename T>
class PageRead final : public ReadOf<domain::Listing<T>> {
 public:
  using Convert = T (*)(domain::Object);
  // `page` and `page_size` mean nothing where the upstream has no pages.
  PageRead(const Services& services, Lane& lane, ReadCaller caller, ReadDone<domain::Listing<T>> done,
           unpod::ReadTarget target, int page, int page_size, Convert convert)
      : ReadOf<domain::Listing<T>>(services, lane, std::move(caller), std::move(done)),
        target_(std::move(target)),
        page_(page),
        page_size_(page_size),
        convert_(convert) {}

 private:
  void Begin() override { this->Fetch(target_, page_, page_size_); }
  void OnPage(unpod::Page page) override {
    domain::Listing<T> listing;
    listing.total = page.total;
    listing.skipped = page.skipped;
    if (page.skipped > 0) LogSkipped(page.skipped);
    listing.items.reserve(page.items.size());
    for (domain::Object& item : page.items) listing.items.push_back(convert_(std::move(item)));
    this->Succeed(std::move(listing));
  }

  const unpod::ReadTarget target_;
  const int page_;
  const int page_size_;
  const Convert convert_;
};

// One task, looked for by its id in a list.
class TaskSearch final : public ReadOf<domain::TaskInfo> {
 public:
  TaskSearch(const Services& services, Lane& lane, ReadCaller caller, ReadDone<domain::TaskInfo> done,
             unpod::ReadTarget list, std::string task_id);

 private:
  void Begin() override;
  void OnPage(unpod::Page page) override;

  const unpod::ReadTarget list_;
  const std::string task_id_;
  IdSearch search_;
};

// One run: all its tasks are counted, then it is looked for in the list of runs.
class RunRead final : public ReadOf<domain::RunInfo> {
 public:
  RunRead(const Services& services, Lane& lane, ReadCaller caller, ReadDone<domain::RunInfo> done,
          std::string space_token, std::string run_id);

 private:
  void Begin() override;
  void OnPage(unpod::Page page) override;
  void OnTasks(const unpod::Page& page);
  void OnRuns(unpod::Page page);
  void FetchTasks();
  void FetchRuns();
  void Answer(domain::RunInfo run);

  const std::string space_token_;
  const std::string run_id_;
  bool counting_ = true;
  int page_ = 1;
  int64_t seen_ = 0;
  domain::RunProgress progress_;
  IdSearch search_;
};

// All tasks of a run, without their transcripts.
class RunTasksRead final : public ReadOf<RunTasks> {
 public:
  RunTasksRead(const Services& services, Lane& lane, ReadCaller caller, ReadDone<RunTasks> done,
               std::string space_token, std::string run_id);

 private:
  void Begin() override { FetchTasks(); }
  void OnPage(unpod::Page page) override;
  void FetchTasks();

  const std::string space_token_;
  const std::string run_id_;
  int page_ = 1;
  int64_t seen_ = 0;
  RunTasks tasks_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_READS_H_
