#include "server/http/idle_sweep.h"

#include <cstdlib>

namespace unpod::http {
namespace {

// libcurl has swept by the time it asks for a socket; here the transfer ends.
curl_socket_t NoSocket(void*, curlsocktype, curl_sockaddr*) {
  return CURL_SOCKET_BAD;
}

}  // namespace

IdleSweep::IdleSweep(CURLM* multi, long max_idle_s, long max_lifetime_s)
    : multi_(multi), easy_(curl_easy_init()) {
  if (easy_ == nullptr) std::abort();
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok &= curl_easy_setopt(easy_, option, value) == CURLE_OK;
  };
  set(CURLOPT_URL, "http://127.0.0.1/");
  // No connection of the upstream's is one to this. CURLOPT_FRESH_CONNECT would say so too, but newer
  // versions of libcurl (8.23 at the latest) do not sweep for it.
  set(CURLOPT_UNIX_SOCKET_PATH, "/nowhere");
  set(CURLOPT_OPENSOCKETFUNCTION, &NoSocket);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_MAXAGE_CONN, max_idle_s);
  set(CURLOPT_MAXLIFETIME_CONN, max_lifetime_s);
  if (!ok) std::abort();
}

IdleSweep::~IdleSweep() {
  End();
  curl_easy_cleanup(easy_);
}

void IdleSweep::Begin() {
  if (!is_under_way_) is_under_way_ = curl_multi_add_handle(multi_, easy_) == CURLM_OK;
}

void IdleSweep::End() {
  if (is_under_way_) curl_multi_remove_handle(multi_, easy_);
  is_under_way_ = false;
}

}  // namespace unpod::http
