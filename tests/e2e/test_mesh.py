"""A mesh as it comes: Istio's default retries over two replicas that share a ledger, while they are replaced; hedging, outlier
detection, health checks, and a caller whose header ends its connection."""
import itertools
import time

import grpc
import pytest

import raw_http2
from contract import METHOD, decode, document, request
from envoy import ISTIO_RETRIES, ONE_CALL_A_CONNECTION
from processes import Server, until

EJECTED = "cluster.services.outlier_detection.ejections_active"
RETRIES = "cluster.services.upstream_rq_retry"
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
    assert proxy.count(RETRIES) == 0


# --- A header that gRPC cannot read ----------------------------------------------------------------------------------


def eight_calls(client, sandbox):
    sandbox.script_all([{"delay_ms": 700}] * 8)
    calls = [client.start(request(documents=[document(document_id=f"{n}")])) for n in range(8)]
    until(lambda: sandbox.received() == 8, "all POSTs are there")
    return calls


def send_a_header_that_is_no_base64(proxy):
    message = request(documents=[document(document_id="bad")]).SerializeToString()
    raw_http2.call(proxy.port, METHOD, message, (b"x-bin", b"no base64!"))


def test_a_malformed_header_ends_its_own_call_where_each_has_a_connection(envoy, service, connect, sandbox):
    proxy = envoy(service, cluster=ONE_CALL_A_CONNECTION, route={"retry_policy": ISTIO_RETRIES})
    calls = eight_calls(connect(proxy), sandbox)
    send_a_header_that_is_no_base64(proxy)
    assert [outcome_of(call) for call in calls] == ["OK"] * 8
    assert sandbox.accepted_by("document_id") == {f"{n}": 1 for n in range(8)}


def test_a_malformed_header_among_the_calls_of_one_connection_calls_nobody_twice(envoy, service, connect, sandbox):
    """gRPC 1.51 ends all calls of the connection, and the mesh repeats them: by Envoy's x-request-id they join their first."""
    proxy = envoy(service, route={"retry_policy": ISTIO_RETRIES})
    calls = eight_calls(connect(proxy), sandbox)
    send_a_header_that_is_no_base64(proxy)
    for call in calls:
        outcome_of(call)  # Some are answered by Envoy itself, without a verdict.
    until(lambda: sandbox.accepted() == 8, "what had left runs on")
    assert sandbox.accepted_by("document_id") == {f"{n}": 1 for n in range(8)}


# --- Hedging -----------------------------------------------------------------------------------------------------------


def hedging(envoy, service, **fields):
    """A sidecar that asks again after 200 ms, and lets the first attempt go on."""
    policy = {"retry_on": "unavailable", "num_retries": 2, "per_try_timeout": "0.2s"}
    return envoy(service, route={"retry_policy": policy, "hedge_policy": {"hedge_on_per_try_timeout": True}}, **fields)


def test_hedged_attempts_get_the_answer_of_the_first(envoy, service, connect, sandbox):
    proxy = hedging(envoy, service)
    sandbox.script(delay_ms=1000)
    assert connect(proxy).create().run_id
    assert proxy.count(RETRIES) > 0, "Envoy asked again"
    assert (sandbox.received(), sandbox.accepted()) == (1, 1)


def test_hedged_attempts_without_a_name_are_not_sent(envoy, service, connect, sandbox):
    proxy = hedging(envoy, service, manager={"generate_request_id": False})
    sandbox.script(delay_ms=1000)
    error = outcome_of(connect(proxy).start())
    assert error == "OK" or (error.reason, error.execution, error.repeat) == ("UNNAMED_REPEAT", "unknown", "unsafe")
    assert proxy.count(RETRIES) > 0, "Envoy asked again"
    until(lambda: sandbox.accepted() == 1, "the first runs on")
    assert sandbox.received() == 1


# --- Outlier detection -------------------------------------------------------------------------------------------------

EVERYTHING = {"outlier_detection": {"consecutive_5xx": 5, "interval": "0.2s", "max_ejection_percent": 100}}
# What README says: only that a replica cannot be reached counts.
LOCAL_ORIGIN = {"outlier_detection": {
    "split_external_local_origin_errors": True, "enforcing_consecutive_5xx": 0, "enforcing_consecutive_gateway_failure": 0,
    "enforcing_success_rate": 0, "consecutive_local_origin_failure": 5, "interval": "0.2s", "max_ejection_percent": 100}}


def meet_an_upstream_that_is_down(client, sandbox, count):
    sandbox.script(status=500, text="Server Error", count=0)
    return [client.refused().execution for _ in range(count)]


def test_outlier_detection_of_a_meshs_defaults_takes_an_upstream_for_a_replica(envoy, replica, connect, sandbox):
    """Why README says what to set: an unknown outcome is gRPC's UNKNOWN, and that counts as HTTP 500."""
    proxy = envoy(replica(), replica(), cluster=EVERYTHING)
    client = connect(proxy)
    meet_an_upstream_that_is_down(client, sandbox, 30)
    until(lambda: proxy.count(EJECTED) == 2, "both replicas are ejected")


def test_outlier_detection_by_local_origin_ejects_nobody_for_the_upstream(envoy, replica, connect, sandbox):
    proxy = envoy(replica(), replica(), cluster=LOCAL_ORIGIN)
    client = connect(proxy)
    assert meet_an_upstream_that_is_down(client, sandbox, 30) == ["unknown"] * 30
    sandbox.clear()
    assert client.create().run_id and proxy.count("cluster.services.outlier_detection.ejections_enforced_total") == 0


# --- Health checks -----------------------------------------------------------------------------------------------------

HEALTH_CHECKS = {"health_checks": [{"timeout": "1s", "interval": "0.3s", "no_traffic_interval": "0.3s", "unhealthy_threshold": 1,
                                    "healthy_threshold": 1, "grpc_health_check": {}}]}


def test_no_call_is_lost_when_a_replica_ends_behind_a_health_check(envoy, replica, connect):
    """With the default of --drain_delay."""
    old = replica("--drain_delay=2s", "--drain_timeout=25s")
    proxy = envoy(old, replica(), cluster=HEALTH_CHECKS)
    client = connect(proxy)
    until(lambda: proxy.count("cluster.services.membership_healthy") == 2, "both are healthy")
    calls, ends = [], time.monotonic() + 3.5
    while time.monotonic() < ends:
        if len(calls) == 50:
            old.signal()
        calls.append(client.start(request(documents=[document(document_id=f"{len(calls)}")])))
        time.sleep(0.01)  # A steady stream of calls.
    assert old.exit_status() == 0
    assert {outcome_of(call) for call in calls} == {"OK"} and len(calls) > 100
