"""An upstream that misbehaves: the right code, the right verdict, and never a second accepted POST."""
import grpc
import pytest

from contract import decode, document, request
from processes import until


@pytest.mark.parametrize("close, execution", [
    ("on_first_byte", "unknown"), ("after_headers", "unknown"), ("after_request", "unknown"),
    ("mid_response", "unknown")])
def test_a_lost_connection_is_unknown_and_not_sent_again(client, sandbox, close, execution):
    sandbox.script(close=close)
    error = client.refused()
    assert (error.code, error.reason, error.execution) == ("UNKNOWN", "CONNECTION_LOST", execution)
    assert error.pushback == "-1" and error.retry_delay is None
    assert sandbox.accepted() <= 1 and sandbox.received() <= 1


def test_a_reset_connection_is_the_same(client, sandbox):
    sandbox.script(close="after_request", reset=True)
    error = client.refused()
    assert (error.code, error.execution, error.pushback) == ("UNKNOWN", "unknown", "-1")
    assert sandbox.accepted() == 1


def test_a_reused_connection_that_dies_after_the_post_was_read(client, sandbox):
    # Where a plain libcurl client sends the POST a second time by itself and reports success.
    assert client.create(request(documents=[document(document_id="first")])).run_id
    sandbox.script(close="after_request", reused=True)
    error = client.refused(request(documents=[document(document_id="second")]))
    assert (error.code, error.execution) == ("UNKNOWN", "unknown")
    assert sandbox.accepted_by("document_id") == {"first": 1, "second": 1}


def test_an_idle_connection_that_was_closed_is_replaced(client, sandbox):
    assert client.create().run_id
    sandbox.close_idle()
    assert client.create().run_id
    assert sandbox.accepted() == 2


def test_a_connection_closed_before_anything_was_read_leaves_no_doubt_behind(client, sandbox):
    sandbox.script(close="on_accept")
    call = client.start()
    # Whether bytes had left by then is a race; the answer and the book must agree all the same.
    assert _told(call) in ("created", "unknown", "not_started")
    assert sandbox.accepted() <= 1


def test_the_callers_deadline_runs_out_while_the_upstream_thinks(client, sandbox):
    sandbox.script(delay_ms=3000)
    error = client.refused(timeout=1)
    assert error.code == "DEADLINE_EXCEEDED"
    assert sandbox.accepted() == 1
    if error.execution is not None:  # The client's own clock may have been the first.
        assert (error.reason, error.execution, error.pushback) == ("DEADLINE_EXCEEDED", "unknown", "-1")


def test_the_services_own_patience_runs_out(serve, connect, sandbox):
    sandbox.script(delay_ms=5000)
    error = connect(serve("--upstream_timeout=500ms")).refused()
    assert (error.code, error.reason) == ("UNKNOWN", "UPSTREAM_TIMEOUT")
    assert (error.execution, error.pushback) == ("unknown", "-1")
    assert sandbox.accepted() == 1


@pytest.mark.parametrize("fault", [{"endless": True}, {"text": "x" * 20000}], ids=["endless", "large"])
def test_a_response_over_the_cap_is_given_up(serve, connect, sandbox, fault):
    sandbox.script(**fault)
    client = connect(serve("--max_response_bytes=10000"))
    error = client.refused()
    assert (error.code, error.reason, error.execution) == ("UNKNOWN", "RESPONSE_TOO_LARGE", "unknown")
    assert client.create().run_id, "it serves on"


def test_a_slow_answer_is_waited_for(client, sandbox):
    sandbox.script(drip_ms=5, drip_bytes=10)
    assert client.create().run_id
    assert sandbox.accepted() == 1


def test_a_caller_that_leaves_after_sending_changes_nothing(service, client, sandbox):
    sandbox.script(delay_ms=1500)
    call = client.start(request(documents=[document(document_id="left")]))
    until(lambda: sandbox.accepted() == 1, "the POST is there")
    call.cancel()
    with pytest.raises(grpc.FutureCancelledError):
        call.result()
    assert client.create(request(documents=[document(document_id="stayed")])).run_id
    assert sandbox.accepted_by("document_id") == {"left": 1, "stayed": 1}
    assert service.process.poll() is None


def test_faults_of_some_do_not_touch_others(client, sandbox):
    """Many callers, every third of whom loses its connection: each is told its own truth, each POST counts once."""
    for i in range(0, 60, 3):
        sandbox.script(match={"document_id": f"d{i}"}, close="after_request")
    calls = {f"d{i}": client.start(request(documents=[document(document_id=f"d{i}")])) for i in range(60)}
    told = {name: _told(call) for name, call in calls.items()}
    assert told == {f"d{i}": "unknown" if i % 3 == 0 else "created" for i in range(60)}
    assert sandbox.accepted_by("document_id") == {name: 1 for name in calls}


def _told(call):
    try:
        return "created" if call.result().run_id else "empty"
    except grpc.RpcError as error:
        return decode(error).execution


def test_more_calls_than_allowed_are_refused_at_once(serve, connect, sandbox):
    client = connect(serve("--max_in_flight=1"))
    sandbox.script(delay_ms=2000)
    first = client.start()
    until(lambda: sandbox.received() == 1, "the first is under way")
    error = client.refused()
    assert (error.code, error.reason, error.execution) == ("RESOURCE_EXHAUSTED", "OVERLOADED", "not_started")
    assert error.retry_delay is not None
    assert first.result().run_id and sandbox.received() == 1
