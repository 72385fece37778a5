"""Health, and ending with calls in flight."""
import signal
import socket
import threading
import time

import grpc
import pytest

from contract import SERVICE, SPACE, decode, document, error_of, pb, request
from processes import until


@pytest.mark.parametrize("name", ["", SERVICE, "live"])
def test_it_is_healthy_while_it_serves(client, name):
    assert client.health(name) == "SERVING"


def test_nothing_is_known_of_other_services(client):
    assert error_of(lambda: client.health("unpod.task.v2.TaskService")).code == "NOT_FOUND"


def under_way(client, sandbox, delay_ms):
    sandbox.script(delay_ms=delay_ms)
    call = client.start()
    until(lambda: sandbox.received() == 1, "the POST is there")
    return call


def test_sigterm_says_not_serving_and_lets_calls_finish(serve, connect, sandbox):
    service = serve("--drain_delay=1s", "--drain_timeout=20s")
    client = connect(service)
    call = under_way(client, sandbox, delay_ms=2500)
    service.signal()
    for name in ("", SERVICE):
        until(lambda name=name: client.health(name) == "NOT_SERVING", f"{name!r} is not serving")
    assert client.health("live") == "SERVING", "only a process that cannot serve at all is to be restarted"
    assert client.create().run_id, "until load balancers have noticed, calls are taken"
    assert call.result().run_id
    assert service.exit_status() == 0
    assert sandbox.accepted() == 2


def test_without_a_delay_new_calls_are_refused_at_once(serve, connect, sandbox):
    service = serve("--drain_timeout=20s")
    call = under_way(connect(service), sandbox, delay_ms=3000)
    service.signal()
    late = connect(service, use_local_subchannel_pool=1)

    def is_refused():  # Until the signal has got there, calls are taken.
        try:
            late.create(timeout=1)
        except grpc.RpcError as error:
            return error.code().name in ("UNAVAILABLE", "DEADLINE_EXCEEDED")

    until(is_refused, "new calls are refused")
    assert call.result().run_id
    assert service.exit_status() == 0


def test_a_drain_that_is_shorter_than_an_attempt_is_said_at_the_start(serve):
    text = "is below --upstream_timeout=10s"
    short = serve("--drain_timeout=9s", "--upstream_timeout=10s")
    assert text in short.log()
    short.stop()
    assert text not in serve("--drain_timeout=10s", "--upstream_timeout=10s").log()


def test_a_second_signal_cuts_the_delay_short(serve):
    service = serve("--drain_delay=10m")
    service.signal()
    until(lambda: "draining" in service.log(), "it has begun to drain")
    service.signal()
    assert service.exit_status() == 0


def test_sighup_ends_nothing(serve, connect, sandbox):
    service = serve("--drain_delay=10m")
    client = connect(service)
    service.signal(signal.SIGHUP)
    service.logs("SIGHUP")
    assert client.create().run_id
    service.signal()
    until(lambda: "draining" in service.log(), "it has begun to drain")
    service.signal(signal.SIGHUP)
    assert client.create().run_id, "the delay goes on"
    assert service.process.poll() is None
    service.signal()
    assert service.exit_status() == 0 and sandbox.accepted() == 2


def test_sighup_before_it_serves_does_not_end_it(serve, connect):
    # Blocked before the program begins, as it is from its first line on, and pending since then. To this thread: gRPC may
    # have made others in the child already, which do not block it.
    service = serve(process={"preexec_fn": lambda: (signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP]),
                                                    signal.pthread_kill(threading.get_ident(), signal.SIGHUP))})
    service.logs("SIGHUP")
    assert connect(service).create().run_id


def failure_of(call):
    with pytest.raises(grpc.RpcError) as raised:
        call.result()
    return decode(raised.value)


@pytest.mark.parametrize("timeout", ["0s", "100ms", "500ms", "3s"])
def test_calls_that_take_too_long_are_told_that_their_outcome_is_unknown(serve, connect, sandbox, timeout):
    service = serve(f"--drain_timeout={timeout}")
    client = connect(service)
    sandbox.script_all([{"delay_ms": 20000}] * 20)
    unnamed = [client.start() for _ in range(10)]
    named = [client.start(request(request_id=f"order-{n}")) for n in range(10)]
    until(lambda: sandbox.received() == 20, "the POSTs are there")
    service.signal()
    for error in map(failure_of, unnamed):
        assert (error.code, error.reason, error.execution) == ("UNKNOWN", "SHUTTING_DOWN", "unknown")
        assert error.pushback == "-1"
    for error in map(failure_of, named):
        assert (error.code, error.reason, error.execution) == ("UNKNOWN", "SHUTTING_DOWN", "unknown")
        assert error.pushback is None, "a repeat with the same request_id is safe"
    assert service.exit_status() == 0
    assert "drain timeout" in service.log() and sandbox.accepted() == 20


def test_calls_of_which_nothing_has_left_are_told_so(start, connect):
    # It takes connections and never says a word: each call waits for its TLS handshake.
    with socket.create_server(("127.0.0.1", 0)) as upstream:
        service = start(f"--upstream=https://127.0.0.1:{upstream.getsockname()[1]}", "--drain_timeout=300ms",
                        "--connect_timeout=60s", UNPOD_API_TOKEN="t")
        client = connect(service)
        calls = [client.start(), client.start(request(request_id="order-1"))]
        connections = [upstream.accept()[0] for _ in calls]
        service.signal()
        for error in map(failure_of, calls):
            assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "SHUTTING_DOWN", "not_started")
            assert error.retry_delay == 1
        assert service.exit_status() == 0
        for connection in connections:
            connection.close()


def test_a_list_and_a_watch_end_as_soon_as_the_service_is_about_to(serve, connect, sandbox):
    service = serve("--drain_timeout=30s")
    client = connect(service)
    run_id = client.create().run_id
    sending = threading.Event()

    def less_than_a_batch():
        yield pb.CreateTasksRequest(header=pb.CreateTasksHeader(space_token=SPACE, pilot="p", request_id="list"))
        yield pb.CreateTasksRequest(documents=[document()])
        sending.wait(60)

    stream = client.stub.CreateTasks(less_than_a_batch(), timeout=60)
    watch = client.stub.WatchRun(pb.WatchRunRequest(space_token=SPACE, run_id=run_id), timeout=60)
    assert next(watch).cursor
    began = time.monotonic()
    service.signal()
    error = error_of(lambda: list(stream))
    assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "SHUTTING_DOWN", "not_started")
    assert error.retry_delay == 1
    error = error_of(lambda: list(watch))
    assert (error.code, error.reason, error.retry_delay) == ("UNAVAILABLE", "SHUTTING_DOWN", 1)
    assert service.exit_status() == 0
    assert time.monotonic() - began < 15, "not after the drain timeout"
    sending.set()
    assert sandbox.accepted() == 1


def test_a_list_with_a_batch_in_flight_is_answered_for_it(serve, connect, sandbox):
    service = serve("--drain_timeout=20s")
    client = connect(service)
    sandbox.script(delay_ms=1500)
    going_on = threading.Event()

    def a_batch_and_more():
        yield pb.CreateTasksRequest(header=pb.CreateTasksHeader(space_token=SPACE, pilot="p", request_id="list"))
        yield pb.CreateTasksRequest(documents=[document(name=f"{n}") for n in range(130)])
        going_on.wait(60)

    results, stream = {}, client.stub.CreateTasks(a_batch_and_more(), timeout=60)
    until(lambda: sandbox.received() == 1, "the first batch is in flight")
    service.signal()
    with pytest.raises(grpc.RpcError) as raised:
        for message in stream:
            results.update({result.index: result for result in message.results})
    error = decode(raised.value)
    assert error.reason == "SHUTTING_DOWN" and error.code != "UNAVAILABLE", "people have been called through it"
    assert sorted(results) == list(range(130)) and all(results[n].task_id for n in range(100))
    assert {results[n].failure.execution for n in range(100, 130)} == {pb.EXECUTION_NOT_STARTED}
    assert service.exit_status() == 0 and sandbox.accepted() == 1
    going_on.set()


def test_an_idle_client_does_not_hold_it_up(serve, connect):
    service = serve("--drain_timeout=5m")
    idle = connect(service)
    assert idle.create().run_id
    service.signal()
    assert service.exit_status() == 0, "not after the drain timeout: nothing is in flight"


def test_a_health_watch_does_not_hold_it_up(serve, connect):
    service = serve("--drain_timeout=5m")
    watch = connect(service).watch_health()
    assert next(watch) == "SERVING"
    service.signal()
    assert next(watch) == "NOT_SERVING"
    assert service.exit_status() == 0


def test_a_call_whose_caller_left_is_waited_for(serve, connect, sandbox):
    service = serve("--drain_timeout=20s")
    client = connect(service)
    under_way(client, sandbox, delay_ms=1500).cancel()
    service.signal()
    assert service.exit_status() == 0
    assert "drained" in service.log() and sandbox.accepted() == 1
