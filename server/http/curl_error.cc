#include "server/http/curl_error.h"

namespace unpod::http {
namespace {

// In the order of curl's libcurl-errors page. What is not listed is a broken connection or exchange.
Error Meaning(CURLcode code) {
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
    case CURLE_WEIRD_SERVER_REPLY:
      return Error::kUnreadable;
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
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
      return Error::kUnreadable;
#endif
    default:
      return Error::kConnectionLost;
  }
}

}  // namespace

Error FromCurlCode(CURLcode code, bool may_have_left) {
  const Error error = Meaning(code);
  if (may_have_left) {
    const bool is_of_the_answer = code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_OUT_OF_MEMORY;
    return is_of_the_answer ? Error::kUnreadable : error;
  }
  // There was no exchange yet that could break: it was with the proxy, or in the making of the connection.
  return error == Error::kConnectionLost || error == Error::kUnreadable ? Error::kConnect : error;
}

}  // namespace unpod::http
