// Cuts a list of documents into batches, one upstream request each: as large as the caps allow. The same list
// is always cut in the same places, so that a batch is known again by its number and contents. Pure.
#ifndef UNPOD_SERVER_FLOW_BATCH_CUTTER_H_
#define UNPOD_SERVER_FLOW_BATCH_CUTTER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "server/domain/task.h"

namespace unpod::flow {

struct DocumentBatch {
  uint64_t number = 0;            // From 0.
  std::vector<uint64_t> indexes;  // Of the documents, in the list.
  std::vector<domain::Document> documents;
};

class BatchCutter {
 public:
  // `max_bytes` is of the JSON of the documents of one batch.
  BatchCutter(size_t max_documents, size_t max_bytes)
      : max_documents_(max_documents), max_bytes_(max_bytes) {}

  // `bytes` is its JSON's, at most max_bytes. Returns the batch before, if this one no longer fits into it.
  std::optional<DocumentBatch> Add(domain::Document document, uint64_t index, size_t bytes) {
    std::optional<DocumentBatch> full;
    if (batch_.documents.size() >= max_documents_ || bytes_ + bytes > max_bytes_) full = Flush();
    if (batch_.documents.empty()) batch_.documents.reserve(std::min(max_documents_, kUsualDocuments));
    batch_.documents.push_back(std::move(document));
    batch_.indexes.push_back(index);
    bytes_ += bytes;
    return full;
  }

  // What is left, if anything.
  std::optional<DocumentBatch> Flush() {
    if (batch_.documents.empty()) return std::nullopt;
    DocumentBatch full = std::move(batch_);
    full.number = next_number_++;
    batch_ = {};
    bytes_ = 0;
    return full;
  }

 private:
  static constexpr size_t kUsualDocuments = 100;

  const size_t max_documents_;
  const size_t max_bytes_;
  DocumentBatch batch_;  // Being filled; its number is given when it is full.
  size_t bytes_ = 0;
  uint64_t next_number_ = 0;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_BATCH_CUTTER_H_
