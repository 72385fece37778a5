"""Includes go down only, as docs/architecture.md draws it, and each library is seen only where it belongs.

The one argument is a build's compile_commands.json. The build itself refuses most wrong includes, as long as the root of
the sources is no include directory.
"""
import json
import pathlib
import re
import sys

from sources import ROOT, files, finish

HTTP_API = ("server/http/transfer.h", "server/http/transport.h")

# What a folder may include of ours, besides itself; the longest folder that a file is in decides.
MAY_INCLUDE = {
    "server/base": (),
    "server/domain": ("server/base/",),
    "server/http": ("server/base/",),
    "server/unpod": (*HTTP_API, "server/domain/", "server/base/"),
    "server/policy": ("server/domain/", "server/base/"),
    "server/ledger": ("server/domain/", "server/base/"),
    "server/flow": ("server/policy/", "server/ledger/", "server/unpod/", *HTTP_API, "server/domain/", "server/base/"),
    "server/rpc": ("server/flow/", "server/ledger/", HTTP_API[0], "server/domain/", "server/base/", "unpod/task/", "unpod/status/"),
    "server/app": ("server/", "sandbox/", "unpod/task/"),
    "client": ("unpod/task/", "unpod/status/"),
    "sandbox": ("server/base/mutex.h", "server/base/monotonic.h"),
}
# Which folders may see a library.
LIBRARIES = {
    r"grpc": ("server/rpc", "server/app", "client"),
    r"google/protobuf/": ("server/rpc", "server/app", "client"),
    r"curl/": ("server/http", "server/app"),
    r"csv\.h": ("client",),
    r"nlohmann/": ("server/unpod", "client", "sandbox"),
    r"boost/": ("sandbox",),
    r"phonenumbers/": ("server/domain",),
    # http asks OpenSSL what libcurl does not tell: what lies unread in a TLS connection, what a file of authorities holds.
    r"openssl/": ("server/base", "server/http"),
    r"sqlite3": ("server/ledger",),
    r"(libpq-fe|postgresql/)": ("server/ledger",),
    # clang's -Wthread-safety knows nothing of these: base::Mutex, in client absl::Mutex (docs/adr/0008-annotated-mutex.md).
    r"(mutex|shared_mutex|condition_variable)$": ("server/base",),
}
INCLUDE = re.compile(r'^#include [<"]([^>"]+)[>"]', re.MULTILINE)


def folder_of(path):
    return max((f for f in MAY_INCLUDE if path.startswith(f + "/")), key=len, default=None)


def complaint(path, header):
    folder = folder_of(path)
    if folder is None:
        return f"{path}: its folder is not in tests/lint/check_layers.py"
    if header.startswith(folder + "/"):
        return None
    if header.startswith(("server/", "client/", "sandbox/", "unpod/", "tests/", "bench/")):
        return None if header.startswith(MAY_INCLUDE[folder]) else f"{path}: {folder} may not include {header}"
    for library, seen_by in LIBRARIES.items():
        if re.match(library, header) and folder not in seen_by:
            return f"{path}: {folder} may not see {header}"
    return None


def is_open(entry):
    """Whether an object is compiled so that it could include everything."""
    return re.search(rf"-(I|isystem) ?{re.escape(str(ROOT))}/?( |$)", entry["command"])


paths = [str(p) for p in files(".h", ".cc", folders=("server", "client", "sandbox"))]
found = [complaint(path, header) for path in paths for header in INCLUDE.findall((ROOT / path).read_text())]
entries = json.loads(pathlib.Path(sys.argv[1]).read_text())
found += [f"{entry['file']}: compiled with the root of the sources as an include directory" for entry in entries if is_open(entry)]
finish([c for c in found if c], len(paths))
