"""A mesh as it comes: Istio's default retries over two replicas that share a ledger, while they are replaced."""
import itertools

import grpc
import pytest

from contract import decode, document, request
from envoy import ISTIO_RETRIES
from processes import Server, until

ROUNDS = 20
CALLS = 4  # In flight in each round.


@pytest.fixture
def replica(tmp_path, cleanups, sandbox, postgres):
    """Starts one more replica on the ledger that all share."""
    numbers = itertools.count()

    def start_replica(*flags):
        folder = tmp_path / f"replica-{next(numbers)}"
        folder.mkdir()
        server = Server(folder, "unpod-taskd", f"--upstream={sandbox.url}", f"--ledger={postgres.url}", "--ledger_upstream=sandbox", "--ledger_lease=3s",
                        "--drain_timeout=100ms", "--drain_delay=0s", *flags, env={"UNPOD_API_TOKEN": "t"})
        cleanups(server.stop)
        return server

    return start_replica


def outcome_of(call):
    """What the caller was told: "OK", or a decoded error."""
    try:
        call.result()
        return "OK"
    except grpc.RpcError as error:
        return decode(error)


def test_a_rolling_update_calls_nobody_twice(envoy, replica, connect, sandbox):
    """Nobody names a request: all there is is the x-request-id that Envoy makes, and keeps over its retries."""
    replicas = [replica(), replica()]
    proxy = envoy(*replicas, route={"retry_policy": ISTIO_RETRIES})
    client = connect(proxy)
    told = []
    for number in range(ROUNDS):
        sandbox.script_all([{"delay_ms": 350}] * CALLS)
        received = sandbox.received()
        calls = [client.start(request(documents=[document(document_id=f"{number}/{n}")])) for n in range(CALLS)]
        until(lambda: sandbox.received() >= received + CALLS, "all POSTs are there")
        old = replicas.pop(0)
        old.signal()  # Its calls outlast --drain_timeout.
        replicas.append(replica())
        told += [outcome_of(call) for call in calls]
        assert old.exit_status() == 0
        proxy.set_endpoints(*replicas)
        sandbox.clear()
    counts = sandbox.accepted_by("document_id")
    assert counts == {f"{number}/{n}": 1 for number in range(ROUNDS) for n in range(CALLS)}
    errors = [error for error in told if error != "OK"]
    assert errors, "some calls were in flight at a replica that stopped"
    assert "UNAVAILABLE" not in {error.code for error in errors}, "each was sent"
    assert {error.execution for error in errors} == {"unknown"}


def test_without_a_shared_ledger_a_retry_of_what_was_sent_is_not_made_either(envoy, start, connect, sandbox, tmp_path):
    """As README says: a replica that stops says `unknown` of what was sent, and Istio's defaults leave that alone."""
    old = start(f"--upstream={sandbox.url}", f"--ledger=sqlite:{tmp_path}/old.db", "--drain_timeout=100ms", UNPOD_API_TOKEN="t")
    proxy = envoy(old, route={"retry_policy": ISTIO_RETRIES})
    sandbox.script_all([{"delay_ms": 1000}] * 8)
    calls = [connect(proxy).start(request(documents=[document(document_id=f"{n}")])) for n in range(8)]
    until(lambda: sandbox.received() == 8, "all POSTs are there")
    old.signal()
    errors = [outcome_of(call) for call in calls]
    assert {(error.code, error.execution) for error in errors} == {("UNKNOWN", "unknown")}
    assert sandbox.accepted_by("document_id") == {f"{n}": 1 for n in range(8)}
    assert proxy.count("cluster.services.upstream_rq_retry") == 0
