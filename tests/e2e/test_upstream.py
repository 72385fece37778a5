"""The way to the upstream: a proxy, TLS that fails, and what the log says of it."""
import contextlib
import resource
import socket
import ssl
import subprocess
import threading

import pytest

from conftest import TOKEN
from contract import request
from processes import run

LOST = "upstream: no connection: "
FOUND = "upstream: reachable again"


class Listener:
    """Serves each connection on a thread of its own, until closed."""

    def __init__(self, serve):
        self._serve = serve
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(30)
            self._serve(connection)

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Proxy(Listener):
    """An HTTP proxy that knows CONNECT, or refuses it with `status`."""

    def __init__(self):
        super().__init__(self._tunnel)
        self.status = None
        self.heads = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _tunnel(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        self.heads.append(head)
        if self.status:
            client.sendall(f"HTTP/1.1 {self.status} Refused\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\nno".encode())
            return
        host, port = head.split()[1].decode().split(":")
        with socket.create_connection((host, int(port))) as upstream:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=self._copy, args=(upstream, client), daemon=True)
            back.start()
            self._copy(client, upstream)
            back.join()

    @staticmethod
    def _copy(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(cleanups):
    proxy = Proxy()
    cleanups(proxy.close)
    return proxy


def lines(server, text):
    return [line for line in server.log().splitlines() if text in line]


def test_a_proxy_is_used_and_learns_no_token(serve, connect, sandbox, proxy):
    client = connect(serve(f"--upstream_proxy={proxy.url}"))
    for _ in range(3):
        assert client.create().run_id
    assert sandbox.accepted() == 3
    assert len(proxy.heads) == 1, "the tunnel is kept"
    head = proxy.heads[0]
    assert head.startswith(b"CONNECT " + sandbox.url.removeprefix("http://").encode() + b" HTTP/1.1\r\n")
    for secret in (TOKEN.encode(), b"Authorization", b"Org-Handle", b"contact_number"):
        assert secret not in head


@pytest.mark.parametrize("status", [403, 407, 429, 502])
def test_a_proxy_that_refuses_means_not_started(serve, connect, sandbox, proxy, status):
    proxy.status = status
    service = serve(f"--upstream_proxy={proxy.url}", "--max_attempts=1")
    client = connect(service)
    for _ in range(3):
        error = client.refused()
        assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "UPSTREAM_UNREACHABLE", "not_started")
        assert error.http_status is None
    assert sandbox.received() == 0
    assert len(proxy.heads) == 3
    service.logs(LOST)
    said = lines(service, LOST)
    assert len(said) == 1 and str(status) in said[0], said


def test_a_change_is_logged_once(serve, connect, proxy):
    proxy.status = 502
    service = serve(f"--upstream_proxy={proxy.url}", "--max_attempts=1")
    client = connect(service)
    for _ in range(3):
        client.refused()
    proxy.status = None
    for _ in range(3):
        assert client.create().run_id
    service.logs(LOST)
    service.logs(FOUND)
    assert len(lines(service, LOST)) == 1
    assert len(lines(service, FOUND)) == 1
    assert service.log().index(LOST) < service.log().index(FOUND)


def test_the_environments_proxy_is_not_used(serve, connect, sandbox):
    dead = "http://127.0.0.1:1"
    client = connect(serve(HTTPS_PROXY=dead, https_proxy=dead, http_proxy=dead, ALL_PROXY=dead, all_proxy=dead))
    assert client.create().run_id
    assert sandbox.accepted() == 1


def test_the_environment_does_not_switch_the_proxy_off(serve, connect, proxy):
    client = connect(serve(f"--upstream_proxy={proxy.url}", NO_PROXY="*", no_proxy="127.0.0.1"))
    assert client.create().run_id
    assert len(proxy.heads) == 1


@pytest.mark.parametrize("url", ["http://me:hunter2@127.0.0.1:3128", "127.0.0.1:3128", "https://127.0.0.1:3128", "http://proxy"])
def test_a_wrong_proxy_is_named_and_not_shown(url):
    result = run("unpod-taskd", f"--upstream_proxy={url}")
    assert result.returncode == 2
    assert result.stderr.startswith("unpod-taskd: --upstream_proxy: ") and len(result.stderr.splitlines()) == 1
    assert "hunter2" not in result.stderr


def make_certificate(folder, names):
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
               "-subj", "/CN=test", "-addext", f"subjectAltName={names}",
               "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def tls_server(tmp_path, cleanups):
    """Makes a server that offers a certificate for these names; for its port and the certificate's file."""

    def make(names):
        certificate, key = make_certificate(tmp_path, names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        def serve(connection):
            with context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(1)

        listener = Listener(serve)
        cleanups(listener.close)
        return listener.port, certificate

    return make


def refused_by_tls(start, connect, port, *flags):
    """What the log says of an https upstream to which there is no connection."""
    service = start(f"--upstream=https://127.0.0.1:{port}", "--max_attempts=1", *flags, UNPOD_API_TOKEN=TOKEN)
    client = connect(service)
    for _ in range(3):
        error = client.refused(request(context="not for the log"))
        assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "UPSTREAM_UNREACHABLE", "not_started")
    service.logs(LOST)
    said = lines(service, LOST)
    assert len(said) == 1, service.log()
    assert TOKEN not in service.log() and "not for the log" not in service.log()
    return said[0]


def test_the_log_says_that_the_authority_is_unknown(start, connect, tls_server):
    port, _ = tls_server("IP:127.0.0.1")
    assert "certificate" in refused_by_tls(start, connect, port)


def test_the_log_says_that_the_name_is_wrong(start, connect, tls_server):
    port, certificate = tls_server("DNS:elsewhere.example")
    said = refused_by_tls(start, connect, port, f"--upstream_ca_file={certificate}")
    assert "127.0.0.1" in said and "certificate" in said


def test_the_log_says_that_there_is_no_tls(start, connect, sandbox):
    port = int(sandbox.url.rsplit(":", 1)[1])
    assert "SSL" in refused_by_tls(start, connect, port)


def test_the_log_says_that_nobody_listens(start, connect):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "connect" in refused_by_tls(start, connect, closed.getsockname()[1])


def test_a_file_of_authorities_without_one_is_refused(tmp_path):
    _, key = make_certificate(tmp_path, "IP:127.0.0.1")
    result = run("unpod-taskd", f"--upstream_ca_file={key}")
    assert result.returncode == 2
    assert result.stderr == f"unpod-taskd: --upstream_ca_file: holds no certificate: {key}\n"


def test_descriptors_that_have_run_out_are_named(start, connect, sandbox):
    service = start(f"--upstream={sandbox.url}", "--max_attempts=1", UNPOD_API_TOKEN=TOKEN)
    client = connect(service)
    assert client.health() == "SERVING"
    pid = service.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    # The standard streams use all numbers below 3 as long as the process lives, so no other can be opened,
    # whatever is being closed at this moment.
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, hard))
    assert client.refused().reason == "UPSTREAM_UNREACHABLE"
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    service.logs(LOST)
    assert "Too many open files" in lines(service, LOST)[0]
    assert client.create().run_id
