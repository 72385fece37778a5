// One curl easy handle and the transfer that it carries. Internal to http.
#ifndef UNPOD_SERVER_HTTP_TRANSFER_HANDLE_H_
#define UNPOD_SERVER_HTTP_TRANSFER_HANDLE_H_

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "server/base/monotonic.h"
#include "server/http/curl_transport.h"
#include "server/http/open_sockets.h"
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
  // For a transfer that MetStaleConnection: the same request, on a fresh connection, in the time that is
  // left. CURLE_OPERATION_TIMEDOUT when there is none.
  CURLcode PrepareAgain();
  // What came back.
  Result Finish(CURLcode code);
  Transport::Done TakeDone() { return std::move(done_); }

  bool MayHaveLeft() const override;
  void Cancel() override;

  // The connection that it got could not be used; nothing was sent on it.
  bool MetStaleConnection() const { return met_stale_; }
  bool HasBeenConnectingSince(base::MonotonicTime time) const {
    return is_connecting_ && connecting_since_ <= time;
  }
  // No connection is made for it any more: it has one, or has left the multi.
  void EndConnecting();
  // Why no connection could be made: a number to tell reasons apart (not 0), and a line of printable text. It
  // names the host at most.
  uint64_t FailureReason(CURLcode code) const;
  std::string FailureText(CURLcode code) const;

  CURL* easy() { return easy_; }

  // libcurl counts in whole seconds.
  static long MaxIdleSeconds(const CurlOptions& options);
  static long MaxLifetimeSeconds(const CurlOptions& options);

  size_t place = 0;  // In the transport's list of active transfers.

 private:
  static size_t OnBody(char* data, size_t size, size_t count, void* self);
  static size_t OnHeader(char* data, size_t size, size_t count, void* self);
  static int OnBeforeSend(void* self, char* peer_ip, char* local_ip, int peer_port, int local_port);
  static curl_socket_t OnOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);

  bool SetConstantOptions();
  bool SetConnectionOptions();
  bool SetProxy();
  bool SetResolving();
  void Forget();
  bool IsUsable(const OpenSockets::Ends& ends);
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
  size_t header_bytes_ = 0;  // Of all headers and trailers.
  int sends_ = 0;            // How often libcurl was about to put this request on the wire.
  bool response_too_large_ = false;
  base::MonotonicTime deadline_;
  bool met_stale_ = false;
  bool is_restarted_ = false;   // On a connection of its own, whatever is in the pool.
  bool resolves_anew_ = false;  // What the handle's option says.
  std::vector<int> opened_;     // The sockets that this transfer has opened; some may be closed again.
  int open_errno_ = 0;
  bool is_connecting_ = false;
  base::MonotonicTime connecting_since_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};  // libcurl writes it.
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_TRANSFER_HANDLE_H_
