// A look at a file of certificate authorities before libcurl gets it: libcurl reads it with the first
// connection, and then only says that there is none.
#ifndef UNPOD_SERVER_HTTP_CA_FILE_H_
#define UNPOD_SERVER_HTTP_CA_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace unpod::http {

// OK if `path` is PEM and holds a certificate at least. The message is one line: what is wrong, and the path.
absl::Status CheckCaFile(const std::string& path);

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_CA_FILE_H_
