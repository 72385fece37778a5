// One curl easy handle and the transfer that it carries. Internal to http.
#ifndef UNPOD_SERVER_HTTP_TRANSFER_HANDLE_H_
#define UNPOD_SERVER_HTTP_TRANSFER_HANDLE_H_

#include <curl/curl.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "server/http/curl_transport.h"
#include "server/http/transport.h"

namespace unpod::http {

class TransferHandle final : public Transfer {
 public:
  explicit TransferHandle(CurlTransport& owner);
  ~TransferHandle();
  TransferHandle(const TransferHandle&) = delete;
  TransferHandle& operator=(const TransferHandle&) = delete;

  // Sets every option that differs between requests, so that nothing of an earlier caller stays.
  // `request` must live until Finish.
  bool Prepare(const Request& request, Transport::Done done);
  // What came back.
  Result Finish(CURLcode code);
  Transport::Done TakeDone() { return std::move(done_); }

  bool MayHaveLeft() const override;
  void Cancel() override;

  CURL* easy() { return easy_; }

  size_t place = 0;  // In the transport's list of active transfers.

 private:
  static size_t OnBody(char* data, size_t size, size_t count, void* self);
  static int OnBeforeSend(void* self, char* peer_ip, char* local_ip, int peer_port, int local_port);

  bool SetConstantOptions();
  bool SetMethod(const Request& request);
  Error ErrorOf(CURLcode code) const;
  std::string ResponseHeader(const char* name);

  CurlTransport& owner_;
  CURL* const easy_;
  size_t max_response_bytes_ = 0;
  bool once_ = true;                      // A POST: a second send is refused.
  std::vector<curl_slist> header_nodes_;  // libcurl only reads them: no copy of each line.
  Transport::Done done_;
  std::string body_;
  int sends_ = 0;  // How often libcurl was about to put this request on the wire.
  bool response_too_large_ = false;
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_TRANSFER_HANDLE_H_
