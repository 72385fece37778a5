"""CreateTasks: a list of any length in, an answer for each document out, nobody called twice."""
import random
import threading

import grpc
import pytest

from contract import PILOT, SPACE, decode, document, error_of, pb, request
from processes import until

COUNT = 1000


def contacts(count=COUNT):
    return [document(name=f"Contact {i}", contact_number=f"{1555000000 + i}", document_id=f"d{i}") for i in range(count)]


def header(**fields):
    return pb.CreateTasksHeader(**{"space_token": SPACE, "pilot": PILOT, "context": "Call.", "request_id": "campaign", **fields})


def messages(documents, head=None, size=50):
    yield pb.CreateTasksRequest(header=head or header())
    for at in range(0, len(documents), size):
        yield pb.CreateTasksRequest(documents=documents[at:at + size])


class Answers:
    """What a stream has answered until it ended."""

    def __init__(self, call):
        self.results, self.progress, self.error = {}, None, None
        try:
            for message in call:
                for result in message.results:
                    assert result.index not in self.results, "answered twice"
                    self.results[result.index] = result
                self.progress = message.progress
        except grpc.RpcError as error:
            self.error = decode(error)

    def created(self):
        return {index: result for index, result in self.results.items() if result.task_id}


def send(client, documents, head=None, size=50, timeout=60):
    return Answers(client.stub.CreateTasks(messages(documents, head, size), timeout=timeout))


def assert_nobody_called_twice(sandbox):
    """Who has been called."""
    counts = sandbox.accepted_by("document_id")
    assert all(count <= 1 for count in counts.values()), {key: count for key, count in counts.items() if count > 1}
    return [key for key, count in counts.items() if count]


def test_each_document_is_answered_for(client, sandbox):
    answers = send(client, contacts(), size=37)
    assert answers.error is None and sorted(answers.created()) == list(range(COUNT))
    progress = answers.progress
    assert (progress.received, progress.created, progress.pending, progress.replayed) == (COUNT, COUNT, 0, 0)
    assert len(assert_nobody_called_twice(sandbox)) == COUNT and sandbox.accepted() == COUNT / 100
    listed = {task["input"]["document_id"]: task["task_id"] for task in sandbox.tasks(SPACE)}
    assert all(listed[f"d{index}"] == result.task_id for index, result in answers.results.items())


def test_the_same_list_again_is_answered_from_the_ledger(client, sandbox):
    first = send(client, contacts(), size=100)
    again = send(client, contacts(), size=7)
    assert {i: r.task_id for i, r in first.results.items()} == {i: r.task_id for i, r in again.results.items()}
    assert again.progress.replayed == COUNT and sandbox.accepted() == COUNT / 100


def test_another_list_under_the_same_id_calls_nobody(client, sandbox):
    send(client, contacts())
    answers = send(client, contacts()[1:])
    assert (answers.error.code, answers.error.reason) == ("FAILED_PRECONDITION", "REQUEST_ID_REUSED")
    assert not answers.created() and sandbox.accepted() == COUNT / 100


def test_a_batch_and_an_ordinary_request_of_the_same_name_do_not_meet(client, sandbox):
    plain = client.create(request(request_id="campaign-7/1", documents=contacts(1)))
    answers = send(client, contacts(150)[1:], header(request_id="campaign-7"))
    assert answers.error is None and len(answers.created()) == 149 and answers.progress.replayed == 0
    assert client.create(request(request_id="campaign-7/1", documents=contacts(1))).run_id == plain.run_id
    assert len(assert_nobody_called_twice(sandbox)) == 150

    page = client.ledger.ListRequests(pb.ListRequestsRequest(request_id="campaign-7"), timeout=10)
    assert [(record.request_id, record.batch) for record in page.requests] == [("campaign-7", 1), ("campaign-7", 0)]
    batch = client.stub.GetRequest(pb.GetRequestRequest(space_token=SPACE, request_id="campaign-7", batch=0), timeout=10).request
    assert batch.HasField("batch") and batch.document_count == 100 and batch.results[0].task_id == answers.results[0].task_id
    ordinary = client.stub.GetRequest(pb.GetRequestRequest(space_token=SPACE, request_id="campaign-7/1"), timeout=10).request
    assert not ordinary.HasField("batch") and ordinary.run_id == plain.run_id


def test_a_list_may_have_a_name_as_long_as_any_request(client, sandbox):
    name = "x" * 128
    assert len(send(client, contacts(), header(request_id=name)).created()) == COUNT
    assert send(client, contacts(), header(request_id=name)).progress.replayed == COUNT and sandbox.accepted() == COUNT / 100


def test_all_unknown_batches_of_a_list_are_settled_at_once(client, sandbox):
    sandbox.script_all([{"close": "after_headers"}, {"close": "after_headers"}])
    send(client, contacts(300))
    resolve = pb.ResolveRequestRequest(space_token=SPACE, request_id="campaign", resolution="RESOLUTION_NOT_STARTED", note="none of them is there")
    settled = client.ledger.ResolveRequest(resolve, timeout=10)
    assert settled.settled_count == 2 and not settled.HasField("request")
    records = client.ledger.ListRequests(pb.ListRequestsRequest(request_id="campaign"), timeout=10).requests
    assert {record.note for record in records if record.state == pb.REQUEST_STATE_NOT_STARTED} == {"none of them is there"}
    assert len(send(client, contacts(300)).created()) == 300
    assert len(assert_nobody_called_twice(sandbox)) == 300
    again = error_of(lambda: client.ledger.ResolveRequest(resolve, timeout=10))
    assert (again.code, again.reason) == ("FAILED_PRECONDITION", "REQUEST_NOT_UNKNOWN")
    nobody = pb.ResolveRequestRequest(space_token=SPACE, request_id="nobody", resolution="RESOLUTION_FORGET")
    assert error_of(lambda: client.ledger.ResolveRequest(nobody, timeout=10)).reason == "REQUEST_NOT_FOUND"


def test_one_unknown_batch_of_a_list_is_settled_alone(client, sandbox):
    sandbox.script_all([{"close": "after_headers"}, {"close": "after_headers"}])
    send(client, contacts(300))
    unknown = [record.batch for record in client.ledger.ListRequests(
        pb.ListRequestsRequest(request_id="campaign", state="REQUEST_STATE_UNKNOWN"), timeout=10).requests]
    assert len(unknown) == 2
    resolve = pb.ResolveRequestRequest(space_token=SPACE, request_id="campaign", batch=unknown[0], resolution="RESOLUTION_NOT_STARTED")
    settled = client.ledger.ResolveRequest(resolve, timeout=10)
    assert settled.settled_count == 1 and settled.request.batch == unknown[0]
    left = client.ledger.ListRequests(pb.ListRequestsRequest(request_id="campaign", state="REQUEST_STATE_UNKNOWN"), timeout=10).requests
    assert [record.batch for record in left] == unknown[1:]


def test_invalid_documents_are_named_and_skipped(client, sandbox):
    documents = contacts(150)
    documents[3].contact_number = "unknown"
    documents[120].variables["token"] = "x"
    answers = send(client, documents)
    assert answers.error is None and len(answers.created()) == 148
    assert (answers.results[3].failure.reason, answers.results[3].failure.field) == ("INVALID_REQUEST", "contact_number")
    assert answers.results[120].failure.execution == pb.EXECUTION_NOT_STARTED and answers.progress.invalid == 2


def test_an_invalid_document_ends_the_list_if_asked_to(client, sandbox):
    documents = contacts(300)
    documents[250].contact_number = ""
    answers = send(client, documents, header(policy=pb.DocumentPolicy(invalid="HANDLING_STOP")))
    assert answers.error.code == "INVALID_ARGUMENT" and "documents[250].contact_number" in answers.error.violations
    assert sorted(answers.created()) == list(range(250))


@pytest.mark.parametrize("head, field", [
    (pb.CreateTasksHeader(), "header.space_token"), (header(request_id=""), "header.request_id"),
    (header(request_id="x" * 129), "header.request_id"), (header(schedule=pb.Schedule()), "header.schedule"),
    (header(policy=pb.DocumentPolicy(invalid="HANDLING_ALLOW")), "header.policy.invalid"),
    (header(policy=pb.DocumentPolicy(guarded="HANDLING_SKIP")), "header.policy.guarded"),
])
def test_a_bad_header_is_refused(client, sandbox, head, field):
    answers = send(client, contacts(1), head)
    assert answers.error.code == "INVALID_ARGUMENT" and field in answers.error.violations and sandbox.received() == 0


def test_a_list_without_header_or_with_two_is_refused(client, sandbox):
    answers = Answers(client.stub.CreateTasks(iter([pb.CreateTasksRequest(documents=contacts(1))]), timeout=10))
    assert answers.error.code == "INVALID_ARGUMENT" and "header" in answers.error.violations
    answers = Answers(client.stub.CreateTasks(iter([]), timeout=10))
    assert answers.error.code == "INVALID_ARGUMENT"
    answers = Answers(client.stub.CreateTasks(iter([pb.CreateTasksRequest(header=header())] * 2), timeout=10))
    assert answers.error.code == "INVALID_ARGUMENT" and sandbox.received() == 0


def test_a_rejected_batch_ends_the_list_and_a_repeat_goes_on(client, sandbox):
    sandbox.script(status=403)
    answers = send(client, contacts())
    assert answers.error.code == "PERMISSION_DENIED" and len(answers.results) == answers.progress.received
    again = send(client, contacts())
    assert again.error is None and len(again.created()) == COUNT
    assert len(assert_nobody_called_twice(sandbox)) == COUNT


def test_a_lost_answer_is_unknown_and_found_by_a_repeat(client, sandbox):
    sandbox.script(close="after_request")
    answers = send(client, contacts(), size=200)
    unknown = [result for result in answers.results.values() if result.failure.execution == pb.EXECUTION_UNKNOWN]
    assert answers.error is None and len(unknown) == 100 and answers.progress.unknown == 100
    until(lambda: len(send(client, contacts(), size=500).created()) == COUNT, "the batch is read back")
    assert len(assert_nobody_called_twice(sandbox)) == COUNT


def test_a_caller_who_leaves_is_resumed(client, sandbox):
    sandbox.script(delay_ms=50, count=0)
    call = client.stub.CreateTasks(messages(contacts()), timeout=60)
    next(call)
    call.cancel()
    sandbox.clear()
    again = send(client, contacts())
    assert again.error is None and len(again.created()) == COUNT
    assert len(assert_nobody_called_twice(sandbox)) == COUNT


def test_a_caller_who_does_not_read_is_held_back(service, connect, sandbox):
    client = connect(service, **{"http2.bdp_probe": 0})  # Keeps its window at 64 KiB.
    heavy, taken = contacts(20_000), []
    for contact in heavy:
        contact.about = 2000 * "x"  # 40 MB in all: more than windows and buffers hold.

    def counted():
        for message in messages(heavy, size=100):
            taken.append(len(message.documents))
            yield message

    call = client.stub.CreateTasks(counted(), timeout=60)
    stalled = threading.Event()
    previous = -1
    while not stalled.wait(1.0) and previous != sum(taken):
        previous = sum(taken)
    assert sum(taken) < 20_000, "the whole list was taken though no answer was read"
    answers = Answers(call)
    assert answers.error is None and len(answers.created()) == 20_000


def test_killed_services_and_faults_call_nobody_twice(serve, connect, sandbox, tmp_path):
    chance = random.Random(4)
    ledger = f"--ledger=sqlite:{tmp_path}/stream.db"
    flags = ("--readback_settle_time=50ms", "--readback_window=2s", ledger)
    created = {}
    for _ in range(12):
        sandbox.clear()
        for _ in range(3):
            sandbox.script(**chance.choice([{"close": "after_request"}, {"status": 500, "accept": True}, {"status": 429},
                                            {"delay_ms": 200}, {"status": 503}]))
        service = serve(*flags)
        killer = threading.Timer(chance.uniform(0.05, 0.6), service.kill)
        killer.start()
        answers = send(connect(service), contacts(), size=100, timeout=20)
        killer.join()
        service.await_kill()
        for index, result in answers.created().items():
            assert created.setdefault(index, result.task_id) == result.task_id, "two tasks for one document"
        assert_nobody_called_twice(sandbox)
    sandbox.clear()
    client = connect(serve(*flags))
    last = []

    def each_has_a_task_or_is_nowhere():
        last[:] = [send(client, contacts(), size=100)]
        rest = [result.failure.reason for result in last[0].results.values() if not result.task_id]
        return len(last[0].results) == COUNT and all(reason == "NOT_FOUND_YET" for reason in rest)

    until(each_has_a_task_or_is_nowhere, "each document has a task, or is known to be nowhere")
    final = last[0].created()
    assert {index: final[index].task_id for index in created} == created, "an answer was lost"
    assert sorted(assert_nobody_called_twice(sandbox)) == sorted(f"d{index}" for index in final)
