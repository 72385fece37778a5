// Closes idle connections that have ended or are too old. libcurl looks at them only when a transfer begins,
// so after a peak they would stay, in CLOSE-WAIT, until the next call. This begins one that goes nowhere.
#ifndef UNPOD_SERVER_HTTP_IDLE_SWEEP_H_
#define UNPOD_SERVER_HTTP_IDLE_SWEEP_H_

#include <curl/curl.h>

namespace unpod::http {

class IdleSweep {
 public:
  // `max_idle_s` and `max_lifetime_s`: as for CURLOPT_MAXAGE_CONN and CURLOPT_MAXLIFETIME_CONN. `multi` must
  // outlive this, and be cleaned up right after.
  IdleSweep(CURLM* multi, long max_idle_s, long max_lifetime_s);
  ~IdleSweep();
  IdleSweep(const IdleSweep&) = delete;
  IdleSweep& operator=(const IdleSweep&) = delete;

  // libcurl sweeps with its next action. At most once a second; it says nothing when there was one just now.
  void Begin();
  // To be called when the multi reports this handle done.
  bool Owns(const CURL* easy) const { return easy == easy_; }
  void End();

 private:
  CURLM* const multi_;
  CURL* const easy_;
  bool is_under_way_ = false;
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_IDLE_SWEEP_H_
