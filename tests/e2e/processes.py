"""The built programs as processes: each on a free port, with its log in a file, ended in order."""
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("UNPOD_BIN_DIR", ROOT / "build/release/bin"))
TOOLS = ROOT / "build/tools/bin"
PATIENCE = 30.0  # Seconds that anything may take which is certain to come; sanitized programs are slow.

# No proxy of the environment between a test and this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def until(condition, what, patience=PATIENCE):
    """Asks `condition` until it is true, and returns what it said."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {patience} s: {what}"
        time.sleep(0.01)


def fetch(request):
    """The body of what a URL, or an urllib Request, is answered with; any other status than 2xx is an OSError."""
    with _direct.open(request, timeout=PATIENCE) as answer:
        return answer.read()


def environment(**more):
    """This one's, without what would configure the programs."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UNPOD_")}
    return {**kept, **more}


def run(program, *arguments, stdin="", env=None):
    """Runs a program to its end."""
    return subprocess.run([BIN / program, *map(str, arguments)], input=stdin, capture_output=True, text=True,
                          timeout=PATIENCE, env=env or environment(), check=False)


def is_sanitized():
    """Whether the programs keep freed memory, and more around what they use."""
    return b"__asan_init" in (BIN / "unpod-taskd").read_bytes()


def peak_bytes(server):
    """The most memory that its process has taken so far."""
    return _memory(server, "VmHWM")


def _memory(server, name):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * int(next(line for line in status.splitlines() if line.startswith(name)).split()[1])


def resident_bytes(server):
    """Memory of its process, once it no longer changes."""
    seen = []

    def is_steady():
        seen.append(_memory(server, "VmRSS"))
        time.sleep(0.1)
        return len(seen) > 5 and len(set(seen[-5:])) == 1

    until(is_steady, "steady memory")
    return seen[-1]


class Server:
    """A program that serves, from construction on, until stop()."""

    ends_in_order = 0  # Its exit status after SIGTERM.

    def __init__(self, scratch, program, *flags, env=None, **process):
        """`process` is for Popen: `stderr` instead of the log, `preexec_fn`, `pass_fds`."""
        self._port_file = scratch / f"{program}.port"
        self._port_file.unlink(missing_ok=True)
        self._log_file = scratch / f"{program}.log"
        self._has_ended = False
        command = self._command(program, flags)
        with open(self._log_file, "wb") as log:
            self.process = subprocess.Popen(command, env=environment(**(env or {})),
                                            **{"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **process})
        try:
            self.port = until(self._read_port, f"{program} serves")
        except BaseException:
            self._end()
            raise
        self.address = f"127.0.0.1:{self.port}"

    def _command(self, program, flags):
        # No load balancer looks at it, unless the flags say otherwise.
        at_once = ["--drain_delay=0"] if program == "unpod-taskd" else []
        return [BIN / program, "--listen=127.0.0.1:0", f"--port_file={self._port_file}", *at_once, *flags]

    def _read_port(self):
        assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.log()}"
        return int(self._port_file.read_text()) if self._port_file.exists() else None

    def log(self):
        return self._log_file.read_text(errors="replace")

    def logs(self, text):
        """Waits for the log to say so: its lines are written by a thread of their own."""
        until(lambda: text in self.log(), f"{text!r} in the log")

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.await_kill()

    def await_kill(self):
        """For a program that is killed, or kills itself."""
        assert self.exit_status() == -signal.SIGKILL, self.log()
        self._has_ended = True

    def await_end(self, status):
        """For a program that ends by itself, with this status."""
        assert self.exit_status() == status, self.log()
        self._has_ended = True

    def exit_status(self):
        return self.process.wait(PATIENCE)

    def stop(self):
        """Ends in order, or the test fails: a sanitizer's report is an exit status too."""
        if self.process.poll() is None:
            self.signal()
        try:
            assert self._has_ended or self.exit_status() == self.ends_in_order, self.log()
        finally:
            self._end()

    def _end(self):
        self.process.kill()
        self.process.wait()


class Sandbox:
    """The control endpoint of a stand-in, in its own process or inside the service."""

    def __init__(self, url):
        self.url = url

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        text = fetch(request)
        return json.loads(text) if text else None

    def script(self, **fault):
        """The next create meets this fault."""
        return self._ask("POST", "/_sandbox/faults", fault)

    def script_all(self, faults):
        """The next creates meet these, each one of them."""
        return self._ask("POST", "/_sandbox/faults", faults)

    def clear(self):
        """No fault waits any more."""
        return self._ask("DELETE", "/_sandbox/faults")

    def tasks(self, space):
        """All tasks of a space, newest first."""
        request = urllib.request.Request(f"{self.url}/api/v2/platform/spaces/{space}/tasks/?page=1&page_size=0",
                                         headers={"Authorization": "Token test"})
        return json.loads(fetch(request))["data"]

    def close_idle(self):
        """Closes each connection that has no request on it."""
        return self._ask("POST", "/_sandbox/close_idle", {})

    def advance(self, seconds):
        """Its clock goes on, and its tasks with it."""
        return self._ask("POST", "/_sandbox/advance", {"seconds": seconds})

    def book(self):
        return self._ask("GET", "/_sandbox/book")

    def accepted(self):
        return self.book()["accepted"]

    def received(self):
        return self.book()["received"]

    def accepted_by(self, key):
        """How many POSTs were accepted, for each value of a document's key."""
        values = self._ask("GET", "/_sandbox/book?key=" + urllib.parse.quote(key))["values"]
        return {value: count["accepted"] for value, count in values.items()}
