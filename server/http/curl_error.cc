#include "server/http/curl_error.h"

namespace unpod::http {

// In the order of curl's libcurl-errors page. What is not listed is a broken connection or exchange.
Error FromCurlCode(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Error::kNone;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_FAILED_INIT:
    case CURLE_URL_MALFORMAT:
    case CURLE_NOT_BUILT_IN:
      return Error::kInternal;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
      return Error::kResolve;
    case CURLE_COULDNT_CONNECT:
      return Error::kConnect;
    case CURLE_OUT_OF_MEMORY:
      return Error::kInternal;
    case CURLE_OPERATION_TIMEDOUT:
      return Error::kTimeout;
    case CURLE_SSL_CONNECT_ERROR:
      return Error::kTls;
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
      return Error::kInternal;
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return Error::kTls;
    default:
      return Error::kConnectionLost;
  }
}

}  // namespace unpod::http
