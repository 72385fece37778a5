"""WatchRun: a run as it goes on, for any number who watch, at the price of one."""
import threading

import grpc
import pytest

from contract import SPACE, decode, document, pb, request, task_ids
from processes import resident_bytes, until


@pytest.fixture
def placed(client):
    return client.create(request(documents=[document(name=f"{n}") for n in range(3)]))


def watch(client, run_id, cursor="", timeout=30):
    return client.stub.WatchRun(pb.WatchRunRequest(space_token=SPACE, run_id=run_id, cursor=cursor), timeout=timeout)


class Watching(threading.Thread):
    """What a watcher is told until its end."""

    def __init__(self, call):
        super().__init__(daemon=True)
        self.call, self.messages, self.error = call, [], None
        self.start()

    def run(self):
        try:
            for message in self.call:
                self.messages.append(message)
        except grpc.RpcError as error:
            self.error = decode(error)

    def ended(self):
        return not self.is_alive()


def test_first_the_state_then_each_change_until_the_end(client, sandbox, placed):
    watching = Watching(watch(client, placed.run_id))
    until(lambda: watching.messages, "the state")
    first = watching.messages[0]
    assert sorted(task.task_id for task in first.tasks) == sorted(task_ids(placed))
    assert (first.progress.total, first.progress.waiting, first.progress.ended) == (3, 3, False)
    sandbox.advance(8)  # The telephones ring.
    until(lambda: len(watching.messages) > 1, "the change")
    assert watching.messages[1].progress.active == 3 and not watching.ended()
    sandbox.advance(60)
    until(watching.ended, "the end")
    last = watching.messages[-1]
    assert watching.error is None and last.progress.ended and last.progress.completed == 3
    assert all(task.output.call_id and not task.output.transcript for task in last.tasks)


def test_a_run_that_has_ended_is_told_once(client, sandbox, placed):
    sandbox.advance(3600)
    messages = list(watch(client, placed.run_id))
    assert len(messages) == 1 and messages[0].progress.ended and len(messages[0].tasks) == 3


def test_a_cursor_brings_only_what_has_changed_since(client, sandbox, placed):
    call = watch(client, placed.run_id)
    cursor = next(call).cursor
    call.cancel()
    call = watch(client, placed.run_id, cursor)
    assert not next(call).tasks
    call.cancel()
    sandbox.advance(3600)
    messages = list(watch(client, placed.run_id, cursor))
    assert len({task.task_id for message in messages for task in message.tasks}) == 3
    assert not list(watch(client, placed.run_id, messages[-1].cursor))[0].tasks
    assert len(list(watch(client, placed.run_id, "some other cursor"))[0].tasks) == 3


def test_two_hundred_who_watch_cost_one_look(client, sandbox, placed):
    watching = [Watching(watch(client, placed.run_id)) for _ in range(200)]
    until(lambda: all(one.messages for one in watching), "each has the state", 20)
    sandbox.advance(3600)
    until(lambda: all(one.ended() for one in watching), "the end", 20)
    assert all(one.messages[-1].progress.completed == 3 for one in watching)
    assert sandbox.book()["reads"] < 10


def test_a_watcher_who_does_not_read_gets_the_newest_state(client, sandbox, placed):
    call = watch(client, placed.run_id)
    assert next(call).progress.waiting == 3
    fast = Watching(watch(client, placed.run_id))
    sandbox.advance(8)
    until(lambda: any(message.progress.active for message in fast.messages), "the change")
    sandbox.advance(3600)
    until(fast.ended, "the end")
    rest = list(call)
    assert rest[-1].progress.ended and len(rest[-1].tasks) == 3


def test_faults_of_the_upstream_are_waited_out(client, sandbox, placed):
    call = watch(client, placed.run_id)
    next(call)
    for _ in range(6):
        sandbox.script(target="read", status=503)
    sandbox.advance(3600)
    assert list(call)[-1].progress.ended


def test_what_cannot_be_watched_says_why(client, sandbox, placed):
    error = Watching(watch(client, "R1"))
    until(error.ended, "the end")
    assert (error.error.code, error.error.reason) == ("NOT_FOUND", "NOT_FOUND")
    for message, field in ((pb.WatchRunRequest(run_id="R1"), "space_token"),
                           (pb.WatchRunRequest(space_token=SPACE, run_id="a b"), "run_id"),
                           (pb.WatchRunRequest(space_token=SPACE, run_id="R1", cursor="x" * 5000), "cursor")):
        with pytest.raises(grpc.RpcError) as refused:
            list(client.stub.WatchRun(message, timeout=10))
        assert field in decode(refused.value).violations
    sandbox.script(target="read", status=403)
    error = Watching(watch(client, placed.run_id))
    until(error.ended, "the end")
    assert error.error.code == "PERMISSION_DENIED"


def test_a_watcher_does_not_hold_up_a_stop(service, client, placed):
    watching = Watching(watch(client, placed.run_id))
    until(lambda: watching.messages, "the state")
    assert service.stop() in (None, 0)
    until(watching.ended, "the end")


def test_watchers_who_do_not_read_cost_no_more_the_more_there_is_to_tell(serve, connect, sandbox):
    # The sanitizer keeps freed memory aside by default, which would be counted as the service's.
    service = serve("--ledger=memory", "--max_documents=2000", ASAN_OPTIONS="quarantine_size_mb=1")
    client = connect(service, **{"http2.bdp_probe": 0})  # Its window does not grow: what is not read waits in the service.
    placed = client.create(request(documents=[document(name=f"{n}", about="a" * 1000) for n in range(800)]))
    silent = [watch(client, placed.run_id) for _ in range(20)]
    for call in silent:
        state = next(call)  # Many times a window.
    fast = Watching(watch(client, placed.run_id))
    sandbox.advance(8)
    until(lambda: any(message.progress.active for message in fast.messages), "the first change")
    before = resident_bytes(service)
    sandbox.advance(3600)
    until(fast.ended, "the end")
    grown = resident_bytes(service) - before
    # Kept for each: its first change, and which tasks have changed since. Another message for each would be over it.
    assert grown < len(silent) * state.ByteSize()
    assert all(list(call)[-1].progress.completed == 800 for call in silent)
