"""A real gunicorn before the sandbox, with TLS: the server that Unpod's own backend is behind, as far as anybody can tell."""
import contextlib
import http.client
import os
import pathlib
import re
import signal
import socket
import sys
import tempfile

from haproxy import make_certificate
from processes import PATIENCE, Server

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def application(environ, start_response):
    """Passes a request on to the sandbox, and its answer back."""
    headers = {"Authorization": environ.get("HTTP_AUTHORIZATION", ""), "Content-Type": environ.get("CONTENT_TYPE", "")}
    path = environ["PATH_INFO"] + ("?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else "")
    with contextlib.closing(http.client.HTTPConnection(os.environ["SANDBOX"], timeout=PATIENCE)) as upstream:
        upstream.request(environ["REQUEST_METHOD"], path, environ["wsgi.input"].read(), headers)
        answer = upstream.getresponse()
        start_response(f"{answer.status} {answer.reason}", [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP])
        return [answer.read()]


class Gunicorn(Server):
    """On a free port of the loopback interface, from construction on, until stop(). `options` are gunicorn's own."""

    def __init__(self, scratch, upstream, *options):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="gunicorn-", dir=scratch))
        certificate, key = make_certificate(self._folder)
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            bound.listen()
            self._bound_port = bound.getsockname()[1]
            self._options = ["--bind", f"fd://{bound.fileno()}", "--certfile", certificate, "--keyfile", key, *options]
            super().__init__(self._folder, "gunicorn", pass_fds=[bound.fileno()], env={"SANDBOX": upstream})
        self.url = f"https://localhost:{self.port}"
        self.flags = (f"--upstream={self.url}", f"--upstream_ca_file={certificate}")  # For unpod-taskd.

    def _command(self, program, flags):
        return [sys.executable, "-B", "-m", program, "--chdir", pathlib.Path(__file__).parent, "--worker-tmp-dir", self._folder,
                "--no-control-socket",  # It would lie in the user's home, one for all tests that run.
                *self._options, "gunicorn_upstream:application"]

    def _read_port(self):
        assert self.process.poll() is None, f"it ended:\n{self.log()}"
        return self._bound_port if self.workers() else None

    def workers(self):
        """The process ids of all that it has started so far, the newest last."""
        return [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", self.log())]

    def kill_newest_worker(self):
        """As a machine does that runs out of memory."""
        os.kill(self.workers()[-1], signal.SIGKILL)
