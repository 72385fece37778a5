"""Fixtures. A test gets programs of its own, and each of them must end in order."""
import urllib.parse

import pytest

from contract import Client
from envoy import Envoy
from gunicorn_upstream import Gunicorn
from haproxy import Haproxy
from postgres import Postgres
from processes import Sandbox, Server

TOKEN = "service-token-e2e"


def pytest_configure(config):
    config.addinivalue_line("markers", "phonenumber: needs a build with libphonenumber (CMake: UNPOD_PHONENUMBER)")


@pytest.fixture
def cleanups():
    """Called in reverse order at the end, all of them."""
    calls = []
    yield calls.append
    errors = []
    for call in reversed(calls):
        try:
            call()
        except BaseException as error:  # The others must still be ended.
            errors.append(error)
    if errors:
        raise errors[0]


@pytest.fixture
def sandbox(tmp_path, cleanups):
    """unpod-sandbox in a process of its own."""
    server = Server(tmp_path, "unpod-sandbox")
    cleanups(server.stop)
    return Sandbox(f"http://{server.address}")


@pytest.fixture
def start(tmp_path, cleanups):
    """Starts unpod-taskd with these flags and variables."""

    def start_service(*flags, process=None, **env):
        # A ledger of its own, where a service looks for one by default; the same for each start in one test.
        server = Server(tmp_path, "unpod-taskd", *flags, env={"XDG_STATE_HOME": str(tmp_path / "state"), **env},
                        **(process or {}))
        cleanups(server.stop)
        return server

    return start_service


@pytest.fixture
def connect(cleanups):
    """Makes a client of a service."""

    def make(server, **options):
        client = Client(server.address, **options)
        cleanups(client.close)
        return client

    return make


@pytest.fixture
def serve(start, sandbox):
    """Starts unpod-taskd with the sandbox as its upstream and a token of its own."""

    def start_service(*flags, **env):
        return start(f"--upstream={sandbox.url}", *flags, **{"UNPOD_API_TOKEN": TOKEN, **env})

    return start_service


@pytest.fixture
def service(serve):
    return serve()


@pytest.fixture
def client(service, connect):
    return connect(service)


@pytest.fixture
def envoy(tmp_path, cleanups):
    """Starts an Envoy in front of these services."""

    def start_proxy(*services, **fields):
        proxy = Envoy(tmp_path, services, **fields)
        cleanups(proxy.stop)
        return proxy

    return start_proxy


@pytest.fixture
def haproxy(tmp_path, cleanups, sandbox):
    """Starts a HAProxy with TLS in front of the sandbox."""

    def start_proxy(*options, **sections):
        proxy = Haproxy(tmp_path, urllib.parse.urlsplit(sandbox.url).netloc, *options, **sections)
        cleanups(proxy.stop)
        return proxy

    return start_proxy


@pytest.fixture
def gunicorn(tmp_path, cleanups, sandbox):
    """Starts a gunicorn with TLS in front of the sandbox."""

    def start_server(*options):
        server = Gunicorn(tmp_path, urllib.parse.urlsplit(sandbox.url).netloc, *options)
        cleanups(server.stop)
        return server

    return start_server


@pytest.fixture(scope="module")
def postgres():
    """A PostgreSQL server that the tests of a file share."""
    server = Postgres()
    yield server
    server.remove()
