#include "sandbox/delivery.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::sandbox {
namespace {

constexpr size_t kEndlessChunk = size_t{16} << 10;
constexpr size_t kTrailerBytes = 4000;  // a line that clients take

}  // namespace

void Delivery::Send(const Answer& answer, KeepAlive keep_alive, Framing framing, const Fault& how,
                    std::shared_ptr<void> owner, Done done) {
  owner_ = std::move(owner);
  done_ = std::move(done);
  at_ = 0;
  endless_left_ = how.endless || how.endless_trailers ? kEndlessBytes : 0;
  if (how.endless) {
    out_ = absl::StrCat(HeadText(answer, keep_alive, Framing::kChunked),
                        ChunkText(R"({"status_code":200,"message":")"));
    endless_part_ = ChunkText(std::string(kEndlessChunk, 'x'));
  } else if (how.endless_trailers) {
    out_ = absl::StrCat(HeadText(answer, keep_alive, Framing::kChunked), ChunkText(answer.text), "0\r\n");
    endless_part_ = absl::StrCat("X-Trailer: ", std::string(kTrailerBytes, 'x'), "\r\n");
  } else {
    out_ = AnswerText(answer, keep_alive, framing);
  }
  until_ = how.close == Close::kMidResponse ? out_.size() / 2 : out_.size();
  drop_ = how.drip > absl::ZeroDuration() ? how.drip_bytes : out_.size();
  pause_ = absl::ToChronoNanoseconds(how.drip);
  Step();
}

void Delivery::Step() {
  const size_t size = std::min(drop_, until_ - at_);
  boost::asio::async_write(socket_, boost::asio::buffer(out_.data() + at_, size),
                           [this, size](boost::system::error_code error, size_t) {
                             at_ += size;
                             if (error) return Finish(error);
                             if (at_ < until_) return Rest();
                             if (endless_left_ > 0) return SendEndless();
                             Finish({});
                           });
}

void Delivery::Rest() {
  if (!socket_.is_open()) return Finish(boost::asio::error::operation_aborted);
  timer_.expires_after(pause_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return Finish(error);
    Step();
  });
}

void Delivery::SendEndless() {
  endless_left_ -= std::min(endless_left_, kEndlessChunk);
  out_ = endless_part_;
  at_ = 0;
  until_ = drop_ = out_.size();
  Step();
}

void Delivery::Finish(boost::system::error_code error) {
  const std::shared_ptr<void> owner = std::move(owner_);
  const Done done = std::move(done_);
  done(error);
}

}  // namespace unpod::sandbox
