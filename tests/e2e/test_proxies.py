"""Behind a mesh's sidecar, and with a load balancer before the upstream: real proxies, one POST."""
import time
from functools import partial

import grpc
import pytest

from contract import decode, document, pb, request, task_ids
from envoy import ISTIO_RETRIES, NOBODY, RETRIES
from processes import Server, until
from test_stream import contacts, header, send


def retrying(**fields):
    """A route with Istio's retries, or with other ones in these fields."""
    return {"retry_policy": {**ISTIO_RETRIES, **fields}}


@pytest.fixture
def replica(tmp_path, cleanups, sandbox):
    """Starts services side by side, each with a ledger of its own."""

    def start_replica(name):
        (tmp_path / name).mkdir()
        server = Server(tmp_path / name, "unpod-taskd", f"--upstream={sandbox.url}",
                        env={"XDG_STATE_HOME": str(tmp_path / name), "UNPOD_API_TOKEN": "t"})
        cleanups(server.stop)
        return server

    return start_replica


@pytest.fixture
def through_envoy(envoy, service, connect):
    """A client of the service that has a sidecar."""
    return connect(envoy(service))


def test_a_sidecar_passes_a_call_on(envoy, service, connect, sandbox):
    proxy = envoy(service)
    answer = connect(proxy).create(request(documents=[document(document_id=f"d{i}") for i in range(3)]))
    assert answer.run_id and len(set(task_ids(answer))) == 3
    assert (sandbox.received(), sandbox.accepted()) == (1, 1)
    assert proxy.count("cluster.services.upstream_rq_completed") == 1, "the call went through Envoy"


@pytest.mark.parametrize("body", ["206_invalid_space_token", "403_no_permission", "400_no_documents", "500_html"])
def test_a_sidecar_leaves_an_error_as_it_is(client, through_envoy, sandbox, body):
    sandbox.script_all([{"body": body}, {"body": body}])
    # Named: else Envoy's x-request-id is the name of the one, and the other has none.
    direct, proxied = client.refused(request(request_id="order-1")), through_envoy.refused(request(request_id="order-2"))
    assert proxied.reason and proxied.domain == "unpod.ai" and proxied.execution in ("not_started", "unknown")
    assert proxied == direct, "details, pushback and all"
    assert sandbox.received() == 2


def test_a_sidecar_passes_a_list_on_while_it_is_sent(through_envoy, sandbox):
    documents, answered = contacts(200), []

    def sent():
        yield pb.CreateTasksRequest(header=header())
        yield pb.CreateTasksRequest(documents=documents[:101])
        # A batch is sent off once it is known that the next document does not fit into it.
        until(lambda: len(answered) == 100, "the first half is answered before the second is sent")
        yield pb.CreateTasksRequest(documents=documents[101:])

    for message in through_envoy.stub.CreateTasks(sent(), timeout=60):
        answered.extend(message.results)
    assert sorted(result.index for result in answered if result.task_id) == list(range(200))
    assert sandbox.accepted() == 2 and set(sandbox.accepted_by("document_id").values()) == {1}


def test_a_list_resumes_through_a_sidecar(through_envoy, sandbox):
    first, again = send(through_envoy, contacts(250)), send(through_envoy, contacts(250))
    assert first.error is None and len(first.created()) == 250
    assert again.error is None and again.progress.replayed == 250 and sandbox.accepted() == 3


def test_istios_retries_leave_an_unknown_outcome_alone(envoy, service, connect, sandbox):
    proxy = envoy(service, route=retrying())
    sandbox.script(status=503, count=0)
    error = connect(proxy).refused()
    # A repeat would be safe: Envoy's x-request-id names the call.
    assert (error.code, error.execution, error.pushback) == ("UNKNOWN", "unknown", None)
    assert sandbox.received() == 1 and proxy.count(RETRIES) == 0


def test_istios_retries_repeat_what_was_not_started(envoy, start, connect):
    proxy = envoy(start(f"--upstream=http://{NOBODY}", "--max_attempts=1", UNPOD_API_TOKEN="t"), route=retrying())
    error = connect(proxy).refused()
    assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "UPSTREAM_UNREACHABLE", "not_started")
    assert proxy.count(RETRIES) == 2


def test_istios_retries_pass_by_a_replica_that_is_gone(envoy, service, connect, sandbox):
    proxy = envoy(NOBODY, service, route=retrying())
    client = connect(proxy)
    assert len({client.create().run_id for _ in range(10)}) == 10
    assert proxy.count(RETRIES) > 0, "calls met the one that is gone"
    assert (sandbox.received(), sandbox.accepted()) == (10, 10)


def test_a_sidecar_that_is_out_of_patience_joins_its_own_call(envoy, service, connect, sandbox):
    impatient = retrying(retry_on="reset,unavailable", per_try_timeout="0.2s", num_retries=100)
    proxy = envoy(service, route=impatient)
    sandbox.script(delay_ms=1000)
    assert connect(proxy).create(request(request_id="order-1")).run_id
    assert proxy.count(RETRIES) > 0, "Envoy gave up waiting and asked again"
    assert (sandbox.received(), sandbox.accepted()) == (1, 1)


def test_a_call_stays_with_its_replica_while_new_ones_go_to_the_next(envoy, replica, connect, sandbox):
    old, new = replica("old"), replica("new")
    proxy = envoy(old)
    client = connect(proxy)
    sandbox.script(delay_ms=3000)
    call = client.start()
    until(lambda: sandbox.received() == 1, "the POST is there")
    proxy.set_endpoints(new)
    assert client.create().run_id and not call.done()
    assert call.result().run_id and sandbox.accepted() == 2
    old.stop()
    assert client.create().run_id and sandbox.accepted() == 3


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_an_upstream_behind_tls_is_asked_once(haproxy, start, connect, sandbox, version):
    proxy = haproxy()
    client = connect(start(*proxy.flags, f"--upstream_http={version}", UNPOD_API_TOKEN="t"))
    assert client.create().run_id
    assert (sandbox.received(), sandbox.accepted()) == (1, 1)
    until(lambda: f"/tasks/create/ HTTP/{version}" in proxy.log(), "HAProxy tells of the request")


def test_an_upstream_whose_certificate_nobody_signed_is_not_asked(haproxy, start, connect, sandbox):
    client = connect(start(f"--upstream={haproxy().url}", "--max_attempts=1", UNPOD_API_TOKEN="t"))
    error = client.refused()
    assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "UPSTREAM_UNREACHABLE", "not_started")
    assert sandbox.received() == 0


def test_an_upstream_that_is_full_is_asked_no_more(haproxy, start, connect, sandbox):
    """HAProxy answers 503 by itself, and what has no answer of Unpod's is unknown."""
    proxy = haproxy("timeout queue 100ms", server="maxconn 1")
    client = connect(start(*proxy.flags, UNPOD_API_TOKEN="t"))
    sandbox.script(delay_ms=4000)
    first = client.start()
    until(lambda: sandbox.received() == 1, "the first is there")
    error = client.refused()
    assert (error.code, error.execution, error.http_status) == ("UNKNOWN", "unknown", "503")
    assert first.result().run_id and sandbox.accepted() == 1


# --- Connections that the upstream's side ends -------------------------------------------------------------------------


def start_eight(client, name):
    return {f"{name}/{n}": client.start(request(documents=[document(document_id=f"{name}/{n}")])) for n in range(8)}


def outcome_of(call):
    try:
        return "created" if call.result().run_id else "?"
    except grpc.RpcError as error:
        return decode(error).execution


def rounds(client, pauses):
    """What each call was told. With HTTP/1.1 each of the eight of a round has a connection, with HTTP/2 they share one."""
    told = {}
    for number, pause in enumerate([*pauses, lambda: None]):
        told.update({name: outcome_of(call) for name, call in start_eight(client, number).items()})
        pause()
    return told


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_connections_that_a_balancer_has_ended_are_not_used(haproxy, start, connect, sandbox, version):
    proxy = haproxy("timeout http-keep-alive 500ms")
    client = connect(start(*proxy.flags, f"--upstream_http={version}", UNPOD_API_TOKEN="t"))
    told = rounds(client, [partial(until, lambda: proxy.connections() == 0, "HAProxy has ended all")] * 3)
    assert set(told.values()) == {"created"}
    assert sandbox.accepted_by("document_id") == dict.fromkeys(told, 1) and sandbox.received() == len(told)


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_a_call_as_its_connection_ends_is_sent_once_at_most(haproxy, start, connect, sandbox, version):
    """What leaves in the moment in which a balancer ends its connection is unknown: nobody can tell whether it was read."""
    proxy = haproxy("timeout http-keep-alive 500ms")
    client = connect(start(*proxy.flags, f"--upstream_http={version}", UNPOD_API_TOKEN="t"))
    told = rounds(client, [partial(time.sleep, seconds) for seconds in (0.49, 0.495, 0.498, 0.5, 0.505)])
    accepted = sandbox.accepted_by("document_id")
    assert set(told.values()) <= {"created", "unknown"} and set(accepted.values()) == {1}
    assert {name for name, outcome in told.items() if outcome == "created"} <= set(accepted)
    assert sandbox.received() == len(accepted), "none was sent again"


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_connections_that_are_given_up_sooner_than_a_balancer_ends_them_cost_nothing(haproxy, start, connect, sandbox, version):
    proxy = haproxy("timeout http-keep-alive 3s")
    client = connect(start(*proxy.flags, f"--upstream_http={version}", "--upstream_max_idle=2s", UNPOD_API_TOKEN="t"))
    told = rounds(client, [partial(time.sleep, 2.998)])
    assert set(told.values()) == {"created"}
    assert sandbox.accepted_by("document_id") == dict.fromkeys(told, 1) and sandbox.received() == len(told)


def test_workers_that_are_recycled_cost_nothing(gunicorn, start, connect, sandbox):
    """gunicorn ends a worker after a few requests, and closes its idle connections."""
    server = gunicorn("--workers", "2", "--threads", "4", "--keep-alive", "5", "--max-requests", "5")
    client = connect(start(*server.flags, UNPOD_API_TOKEN="t"))
    for number in range(30):
        assert client.create(request(documents=[document(document_id=f"{number}")])).run_id
    assert len(server.workers()) > 5, "workers were recycled"
    assert sandbox.accepted_by("document_id") == {f"{number}": 1 for number in range(30)} and sandbox.received() == 30


def test_a_worker_that_is_killed_leaves_its_calls_unknown(gunicorn, start, connect, sandbox):
    server = gunicorn("--workers", "1", "--threads", "8", "--keep-alive", "5")
    client = connect(start(*server.flags, UNPOD_API_TOKEN="t"))
    assert client.create().run_id
    sandbox.script_all([{"delay_ms": 1500}] * 8)
    calls = start_eight(client, "killed")
    until(lambda: sandbox.received() == 9, "all POSTs are there")
    server.kill_newest_worker()
    assert {outcome_of(call) for call in calls.values()} == {"unknown"}
    assert client.create().run_id, "the next worker serves"
    assert sandbox.received() == 10, "none was sent again"
    until(lambda: sandbox.accepted() == 10, "what had left has its answer")
    assert {name: count for name, count in sandbox.accepted_by("document_id").items() if name in calls} == dict.fromkeys(calls, 1)
