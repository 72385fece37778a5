"""A mesh as it comes: Istio's default retries over two replicas that share a ledger, while they are replaced; hedging, outlier
detection, health checks, and a caller whose header ends its connection."""
import itertools
import json
import re
import time

import grpc
import pytest

import raw_http2
from contract import METHOD, SPACE, decode, document, request, task_ids
from envoy import ISTIO_CLUSTER, ISTIO_RETRIES, NOBODY, ONE_CALL_A_CONNECTION, RETRIES, istio_outlier_detection
from processes import Server, run, until

ROUNDS = 20
CALLS = 4  # In flight in each round.


@pytest.fixture
def replica(tmp_path, cleanups, sandbox, postgres):
    """Starts one more replica on the ledger that all share."""
    numbers = itertools.count()

    def start_replica(*flags):
        folder = tmp_path / f"replica-{next(numbers)}"
        folder.mkdir()
        server = Server(folder, "unpod-taskd", f"--upstream={sandbox.url}", f"--ledger={postgres.url}", "--ledger_upstream=sandbox",
                        "--ledger_lease=3s", "--drain_timeout=100ms", "--drain_delay=0s", *flags, env={"UNPOD_API_TOKEN": "t"})
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

EACH_ONCE = {f"{n}": 1 for n in range(8)}


def to_contact(number, **fields):
    return request(documents=[document(document_id=f"{number}")], **fields)


def eight_calls(client, sandbox, is_named=False):
    sandbox.script_all([{"delay_ms": 1500}] * 8)
    calls = [client.start(to_contact(n, request_id=f"order-{n}" if is_named else "")) for n in range(8)]
    until(lambda: sandbox.received() == 8, "all POSTs are there")
    return calls


def send_a_header_that_is_no_base64(proxy):
    raw_http2.call(proxy.port, METHOD, to_contact("bad").SerializeToString(), (b"x-bin", b"not base64 !"))


def test_a_malformed_header_ends_its_own_call_where_each_has_a_connection(envoy, service, connect, sandbox):
    proxy = envoy(service, cluster={**ISTIO_CLUSTER, **ONE_CALL_A_CONNECTION}, route={"retry_policy": ISTIO_RETRIES})
    calls = eight_calls(connect(proxy), sandbox)
    send_a_header_that_is_no_base64(proxy)
    told = {f"{n}": task_ids(call.result()) for n, call in enumerate(calls)}
    assert told == {task["input"]["document_id"]: [task["task_id"]] for task in sandbox.tasks(SPACE)}
    assert sandbox.accepted_by("document_id") == EACH_ONCE and sandbox.received() == 8


@pytest.mark.parametrize("named_by", ["request_id", "x-request-id", "nothing"])
def test_a_malformed_header_among_the_calls_of_one_connection_calls_nobody_twice(envoy, service, connect, sandbox, named_by):
    """gRPC 1.51 ends all calls of the connection, and the mesh repeats them, up to twice: each repeat can be hit again."""
    proxy = envoy(service, cluster=ISTIO_CLUSTER, route={"retry_policy": ISTIO_RETRIES},
                  manager={"generate_request_id": named_by != "nothing"})
    client = connect(proxy)
    calls = eight_calls(client, sandbox, is_named=named_by == "request_id")
    send_a_header_that_is_no_base64(proxy)
    told = {getattr(outcome_of(call), "execution", "OK") for call in calls}
    assert proxy.count(RETRIES) > 2, "the others are repeated too"
    # None: the answer is gRPC's or Envoy's own, and README says to take it for unknown.
    assert told <= ({"unknown", None} if named_by == "nothing" else {"OK", None})
    until(lambda: sandbox.accepted() == 8, "what had left runs on")
    if named_by == "request_id":
        tasks = {task["input"]["document_id"]: [task["task_id"]] for task in sandbox.tasks(SPACE)}
        for n in range(8):  # Whatever it was told: who asks again learns what became of it.
            assert task_ids(client.create(to_contact(n, request_id=f"order-{n}"))) == tasks[f"{n}"]
    assert sandbox.accepted_by("document_id") == EACH_ONCE and sandbox.received() == 8


# --- Repeats of a caller's library -------------------------------------------------------------------------------------

RETRYING = json.dumps({"methodConfig": [{"name": [{}], "retryPolicy": {
    "maxAttempts": 4, "initialBackoff": "0.05s", "maxBackoff": "0.1s", "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE"]}}]})
OF_THE_CALLER = ("x-request-id", "5f0c6f4e-7d0e-4c0c-9a53-0d3c9a3f5a10")


def test_a_librarys_retry_behind_a_sidecar_calls_nobody_twice(envoy, replica, connect, sandbox):
    """Envoy says UNAVAILABLE where a replica has died, and that is what retry policies retry."""
    old, new = replica(), replica()
    proxy = envoy(old)
    client = connect(proxy, service_config=RETRYING)
    sandbox.script_all([{"delay_ms": 500}] * CALLS)
    calls = [client.start(to_contact(n)) for n in range(CALLS)]
    until(lambda: sandbox.received() >= CALLS, "all POSTs are there")
    proxy.set_endpoints(new)
    old.kill()
    for call in calls:
        outcome_of(call)
    assert sandbox.received() == CALLS


@pytest.mark.parametrize("request_id, metadata", [("order-1", []), ("", [OF_THE_CALLER]), ("", [])],
                         ids=["request_id", "header of the caller", "nothing"])
def test_a_librarys_hedging_behind_a_sidecar_calls_nobody_twice(envoy, service, connect, sandbox, request_id, metadata):
    """By hand: gRPC for Python hedges nothing."""
    proxy = envoy(service)
    sandbox.script(delay_ms=1500)
    message = request(request_id=request_id)
    first = connect(proxy).stub.CreateTask.future(message, timeout=30, metadata=metadata)
    until(lambda: sandbox.received() == 1, "the POST is there")
    headers = [(name.encode(), value.encode()) for name, value in metadata]
    raw_http2.call(proxy.port, METHOD, message.SerializeToString(), (b"grpc-previous-rpc-attempts", b"1"), *headers)
    assert first.result().run_id
    assert sandbox.received() == 1


# --- Hedging of a sidecar ----------------------------------------------------------------------------------------------


def hedging(envoy, *services, **fields):
    """A sidecar that asks again after 200 ms, and lets the first attempt go on."""
    policy = {"retry_on": "unavailable", "num_retries": 2, "per_try_timeout": "0.2s"}
    return envoy(*services, route={"retry_policy": policy, "hedge_policy": {"hedge_on_per_try_timeout": True}}, **fields)


@pytest.mark.parametrize("request_id", ["order-1", ""], ids=["request_id", "x-request-id"])
def test_hedged_attempts_get_the_answer_of_the_first(envoy, replica, connect, sandbox, request_id):
    """At two replicas, that share a ledger."""
    proxy = hedging(envoy, replica(), replica())
    sandbox.script(delay_ms=1000)
    answer = connect(proxy).create(request(request_id=request_id))
    assert task_ids(answer) == [task["task_id"] for task in sandbox.tasks(SPACE)]
    assert proxy.count(RETRIES) > 0, "Envoy asked again"
    assert (sandbox.received(), sandbox.accepted()) == (1, 1)


def test_hedged_attempts_without_a_name_are_not_sent(envoy, service, connect, sandbox):
    proxy = hedging(envoy, service, manager={"generate_request_id": False})
    sandbox.script(delay_ms=1500)
    error = connect(proxy).refused()
    assert (error.reason, error.execution, error.repeat) == ("UNNAMED_REPEAT", "unknown", "unsafe")
    assert proxy.count(RETRIES) > 0, "Envoy asked again"
    until(lambda: sandbox.accepted() == 1, "the first runs on")
    assert sandbox.received() == 1


@pytest.mark.parametrize("request_id, keeps_header", [("order-1", False), ("", True)], ids=["request_id", "x-request-id"])
def test_a_gateway_behind_an_impatient_sidecar_calls_nobody_twice(envoy, service, connect, sandbox, request_id, keeps_header):
    """With neither it would: a gateway names each request anew, and nothing is left that says of a repeat what it is."""
    gateway = envoy(service, manager={"use_remote_address": True, "preserve_external_request_id": keeps_header})
    sidecar = envoy(gateway, route={"retry_policy": {"retry_on": "reset,unavailable", "per_try_timeout": "0.3s", "num_retries": 100}})
    sandbox.script(delay_ms=1000)
    assert connect(sidecar).create(request(request_id=request_id)).run_id
    assert sidecar.count(RETRIES) > 0, "the sidecar asked again"
    assert (sandbox.received(), sandbox.accepted()) == (1, 1)


# --- Outlier detection -------------------------------------------------------------------------------------------------

NO_STATUS = {"consecutive_5xx": 0, "enforcing_consecutive_5xx": 0,
             "consecutive_gateway_failure": 0, "enforcing_consecutive_gateway_failure": 0}
BY_ANY_STATUS = istio_outlier_detection(consecutive_5xx=5, enforcing_consecutive_5xx=100)
BY_GATEWAY_STATUS = istio_outlier_detection(
    **{**NO_STATUS, "consecutive_gateway_failure": 5, "enforcing_consecutive_gateway_failure": 100})
AS_README_SAYS = istio_outlier_detection(
    **NO_STATUS, split_external_local_origin_errors=True, enforcing_local_origin_success_rate=0,
    consecutive_local_origin_failure=5, enforcing_consecutive_local_origin_failure=100)
EJECTIONS = "cluster.services.outlier_detection.ejections_enforced_total"
FAILING = {"status": 500, "text": "Server Error", "count": 0}
UNREACHABLE = (f"--upstream=http://{NOBODY}", "--max_attempts=1")


def two_replicas(envoy, replica, cluster, *flags):
    return envoy(replica(*flags), replica(*flags), cluster=cluster, route={"retry_policy": ISTIO_RETRIES})


def executions_until_nobody_is_asked(client):
    """What callers are told, up to the first who is answered by Envoy alone: it lets a second pass between two ejections."""
    told = []

    def is_nobody_asked():
        told.append(client.refused().execution)
        return told[-1] is None

    until(is_nobody_asked, "all replicas are ejected")
    return told[:-1]


def test_outlier_detection_by_status_closes_a_service_whose_upstream_fails(envoy, replica, connect, sandbox):
    """Why README says what to set: an unknown outcome is gRPC's UNKNOWN, which Envoy takes for HTTP 500."""
    proxy = two_replicas(envoy, replica, BY_ANY_STATUS)
    client = connect(proxy)
    sandbox.script(delay_ms=1500)
    before = client.start()
    until(lambda: sandbox.received() == 1, "the POST is there")
    sandbox.script(**FAILING)
    told = executions_until_nobody_is_asked(client)
    assert set(told) == {"unknown"} and len(told) >= 10, "five from each replica"
    assert sandbox.received() == 1 + len(told) and proxy.count(RETRIES) == 0, "none was sent twice"
    sandbox.clear()
    assert client.refused().execution is None, "the upstream is back, the service is not"
    assert before.result().run_id, "calls in flight are left alone"


@pytest.mark.parametrize("cluster", [BY_ANY_STATUS, BY_GATEWAY_STATUS], ids=["any", "gateway"])
def test_outlier_detection_by_status_closes_a_service_whose_upstream_is_unreachable(envoy, replica, connect, sandbox, cluster):
    """That is gRPC's UNAVAILABLE, which Envoy takes for HTTP 503."""
    told = executions_until_nobody_is_asked(connect(two_replicas(envoy, replica, cluster, *UNREACHABLE)))
    assert set(told) <= {"not_started"} and sandbox.received() == 0


def test_outlier_detection_by_gateway_status_lets_unknown_outcomes_pass(envoy, replica, connect, sandbox):
    proxy = two_replicas(envoy, replica, BY_GATEWAY_STATUS)
    client = connect(proxy)
    sandbox.script(**FAILING)
    assert {client.refused().execution for _ in range(30)} == {"unknown"}
    assert sandbox.received() == 30 and proxy.count(EJECTIONS) == 0


@pytest.mark.parametrize("flags, told", [((), "unknown"), (UNREACHABLE, "not_started")], ids=["failing", "unreachable"])
def test_outlier_detection_as_readme_says_ejects_nobody_for_the_upstream(envoy, replica, connect, sandbox, flags, told):
    proxy = two_replicas(envoy, replica, AS_README_SAYS, *flags)
    client = connect(proxy)
    sandbox.script(**FAILING)
    assert {client.refused().execution for _ in range(30)} == {told}
    assert proxy.count(EJECTIONS) == 0 and sandbox.received() == (0 if flags else 30)
    sandbox.clear()
    assert flags or client.create().run_id, "what is back is asked at once"


def test_outlier_detection_as_readme_says_ejects_a_replica_that_is_gone(envoy, replica, connect, sandbox):
    proxy = envoy(NOBODY, replica(), cluster=AS_README_SAYS, route={"retry_policy": ISTIO_RETRIES})
    client = connect(proxy)
    assert len({client.create().run_id for _ in range(30)}) == 30
    assert proxy.count(EJECTIONS) == 1 and proxy.count(RETRIES) < 15, "after a few calls it is asked no more"
    assert sandbox.received() == 30


# --- Health checks -----------------------------------------------------------------------------------------------------

HEALTH_CHECKS = {"health_checks": [{"timeout": "1s", "interval": "0.3s", "no_traffic_interval": "0.3s", "unhealthy_threshold": 1,
                                    "healthy_threshold": 1, "grpc_health_check": {}}]}


def test_no_call_is_lost_when_a_replica_ends_behind_a_health_check(envoy, replica, connect, sandbox):
    """With the default of --drain_delay, which the tests' own services have not."""
    default = re.search(r"--drain_delay=\S+", run("unpod-taskd", "--help").stdout)[0]
    old = replica(default, "--drain_timeout=25s")
    proxy = envoy(old, replica(), cluster=HEALTH_CHECKS)
    client, calls = connect(proxy), []
    until(lambda: proxy.count("cluster.services.membership_healthy") == 2, "both are healthy")
    sandbox.script(delay_ms=200, count=0)

    def call_steadily(has_ended):
        def once():
            calls.append(client.start(to_contact(len(calls))))
            time.sleep(0.01)
            return has_ended()
        until(once, "the stream of calls ends")

    call_steadily(lambda: len(calls) == 50)
    old.signal()
    call_steadily(lambda: old.process.poll() is not None)
    ended = len(calls)
    call_steadily(lambda: len(calls) == ended + 20)
    assert old.exit_status() == 0
    assert [outcome_of(call) for call in calls] == ["OK"] * len(calls)
    assert sandbox.accepted_by("document_id") == {f"{n}": 1 for n in range(len(calls))}
