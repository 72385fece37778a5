"""Health, and ending with calls in flight."""
import grpc
import pytest

from contract import SERVICE, decode, error_of
from processes import until


@pytest.mark.parametrize("name", ["", SERVICE])
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
    assert client.create().run_id, "until load balancers have noticed, calls are taken"
    assert call.result().run_id
    assert service.exit_status() == 0
    assert sandbox.accepted() == 2


def test_without_a_delay_new_calls_are_refused_at_once(serve, connect, sandbox):
    service = serve("--drain_timeout=20s")
    call = under_way(connect(service), sandbox, delay_ms=1500)
    service.signal()
    until(lambda: "draining" in service.log(), "it has begun to drain")
    late = connect(service, use_local_subchannel_pool=1)
    assert error_of(lambda: late.create(timeout=1)).code in ("UNAVAILABLE", "DEADLINE_EXCEEDED")
    assert call.result().run_id
    assert service.exit_status() == 0


def test_a_second_signal_cuts_the_delay_short(serve):
    service = serve("--drain_delay=10m")
    service.signal()
    until(lambda: "draining" in service.log(), "it has begun to drain")
    service.signal()
    assert service.exit_status() == 0


def test_calls_that_take_too_long_end_with_unknown(serve, connect, sandbox):
    service = serve("--drain_timeout=500ms")
    call = under_way(connect(service), sandbox, delay_ms=20000)
    service.signal()
    with pytest.raises(grpc.RpcError) as raised:
        call.result()
    error = decode(raised.value)
    assert error.code in ("CANCELLED", "UNKNOWN", "UNAVAILABLE") and error.execution in (None, "unknown")
    assert service.exit_status() == 0
    assert "drain" in service.log() and sandbox.accepted() == 1


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
