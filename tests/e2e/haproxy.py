"""A real HAProxy in front of an upstream, with TLS: what a service meets on its way to Unpod."""
import pathlib
import signal
import socket
import subprocess
import tempfile

from processes import PATIENCE, Server

PROGRAM = "/usr/sbin/haproxy"  # Debian's package haproxy; this folder is not on everybody's path.


def make_certificate(folder):
    """A certificate for localhost that signs itself, and its key: cert.pem, key.pem."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=PATIENCE)
    return certificate, key


class Haproxy(Server):
    """On a free port of the loopback interface, from construction on, until stop(). Its log has a line for each request.

    `upstream` is an address without TLS. `options` go into the section `defaults` and come last, so that they replace
    what stands there ("timeout http-keep-alive 1s", "option http-server-close"); `frontend`, `backend` and
    `server` (one text) add to what their names say. `alpn` is what is offered to clients.
    """

    ends_in_order = -signal.SIGTERM  # Without a master process it leaves this signal as it is.

    def __init__(self, scratch, upstream, *options, frontend=(), backend=(), server="", alpn="h2,http/1.1"):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="haproxy-", dir=scratch))
        certificate, key = make_certificate(self._folder)
        self.ca_file = certificate
        both = self._folder / "both.pem"
        both.write_text(certificate.read_text() + key.read_text())
        # It cannot tell which port it got for 0. So the port is taken here, and HAProxy inherits the socket.
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            self._bound_port = bound.getsockname()[1]
            sections = {
                "global": ["nbthread 1", "log stdout format raw local0"],
                "defaults": ["mode http", "log global", "option httplog", "timeout connect 5s", "timeout client 60s",
                             "timeout server 60s", *options],
                "frontend tls": [f"bind fd@{bound.fileno()} ssl crt {both} alpn {alpn}", "default_backend upstream", *frontend],
                "backend upstream": [*backend, f"server upstream {upstream} {server}"],
            }
            self._config_file = self._folder / "haproxy.cfg"
            self._config_file.write_text("".join(_section(name, lines) for name, lines in sections.items()))
            super().__init__(self._folder, "haproxy", pass_fds=[bound.fileno()])
        self.url = f"https://localhost:{self.port}"
        self.flags = (f"--upstream={self.url}", f"--upstream_ca_file={self.ca_file}")  # For unpod-taskd.

    def _command(self, program, flags):
        return [PROGRAM, "-db", "-f", self._config_file, *flags]

    def _read_port(self):
        assert self.process.poll() is None, f"it ended:\n{self.log()}"
        try:
            socket.create_connection(("127.0.0.1", self._bound_port), PATIENCE).close()
        except ConnectionRefusedError:
            return None
        return self._bound_port

    def connections(self):
        """How many of its clients' connections it has not ended."""
        here, established = f":{self.port:04X}", "01"
        lines = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(local.endswith(here) and state == established for _, local, _, state, *_ in lines)


def _section(name, lines):
    return "\n  ".join([name, *lines]) + "\n\n"
