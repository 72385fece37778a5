"""One request_id, at most one accepted POST: repeats, crashes, lost answers, and what the ledger tells of them."""
import json
import subprocess
import uuid

import grpc
import pytest

from contract import SPACE, decode, document, pb, request, task_ids
from processes import BIN, environment, until

READ_BACK_SOON = "--readback_settle_time=50ms"


@pytest.fixture
def key():
    return f"order-{uuid.uuid4()}"


def keyed(key, **fields):
    return request(request_id=key, **fields)


def state_of(client, key):
    answer = client.stub.GetRequest(pb.GetRequestRequest(space_token=SPACE, request_id=key), timeout=10)
    return pb.RequestState.Name(answer.request.state).removeprefix("REQUEST_STATE_")


def refusal(call):
    with pytest.raises(grpc.RpcError) as error:
        call()
    return decode(error.value)


def test_a_repeat_gets_the_stored_answer(client, sandbox, key):
    first = client.create(keyed(key))
    again, call = client.stub.CreateTask.with_call(keyed(key), timeout=10)
    assert not first.replayed and again.replayed
    assert (again.run_id, again.upstream_status) == (first.run_id, first.upstream_status)
    assert list(again.results) == list(first.results) and again.request_id == first.request_id == key
    assert dict(call.initial_metadata())["unpod-replayed"] == "true"
    assert sandbox.accepted() == 1


def test_the_same_id_for_another_request_is_refused(client, sandbox, key):
    client.create(keyed(key))
    error = client.refused(keyed(key, context="Something else."))
    assert (error.code, error.reason, error.execution) == ("FAILED_PRECONDITION", "REQUEST_ID_REUSED", "not_started")
    assert "request_id" in error.violations
    assert sandbox.accepted() == 1


def test_an_id_belongs_to_its_space_and_organization(client, sandbox, key):
    runs = {client.create(keyed(key)).run_id, client.create(keyed(key, space_token="OTHER")).run_id,
            client.create(keyed(key, org_handle="other.tv")).run_id}
    assert len(runs) == 3 and sandbox.accepted() == 3


def test_another_default_organization_sends_nothing_again(serve, connect, tmp_path, key):
    ledger = f"--ledger=sqlite:{tmp_path}/org.db"
    first = serve(ledger)
    answer = connect(first).create(keyed(key))
    first.stop()
    second = serve(ledger, "--org_handle=unpod.tv")
    again = connect(second).create(keyed(key))
    assert again.replayed and again.run_id == answer.run_id


def test_calls_at_the_same_time_are_one(client, sandbox, key):
    sandbox.script(delay_ms=400)
    calls = [client.start(keyed(key)) for _ in range(20)]
    assert len({call.result().run_id for call in calls}) == 1
    assert sandbox.accepted() == 1


def test_who_gave_up_finds_the_answer_later(client, sandbox, key):
    sandbox.script(delay_ms=800)
    error = client.refused(keyed(key), timeout=0.4)
    assert error.code == "DEADLINE_EXCEEDED"
    again = client.create(keyed(key))
    assert again.run_id and sandbox.accepted() == 1


def test_what_was_refused_may_be_tried_again(client, sandbox, key):
    sandbox.script(status=403, text="{}")
    assert client.refused(keyed(key)).execution == "not_started"
    assert state_of(client, key) == "NOT_STARTED"
    assert client.create(keyed(key)).run_id and sandbox.accepted() == 1


TASK = "T74802367fe9011f0878d43cd8a99e069"
RUN = "R74802366fe9011f0878d43cd8a99e069"


@pytest.mark.parametrize("status, text", [
    (206, '{"message": "There is some Validation error", "data": {"task_ids": ["%s"]}, "errors": {"pilot": ["?"]}}' % TASK),
    (206, '{"message": "Partial success", "errors": {"documents": {"1": ["Not a valid string."]}}}'),
    (206, '{"errors": {"documents": {"1": ["Not a valid string."]}}}'),
    (206, '{"message": "Run queued, number validation pending"}'),
    (206, '{"message": "Invalid Space Token", "data": {"runId": "R1"}}'),
    (422, '{"message": "Invalid", "data": {"task_ids": ["%s"]}}' % TASK),
    (303, '{"run_id": "%s"}' % RUN),
    (302, '<html>see %s</html>' % RUN),
    (400, '{"detail": [[{"task_id": "T1"}]]}'),
    (401, '{"message": "Invalid token.", "error": {"runs": ["R1"]}}'),
    (403, '{"message": "2 of 3 tasks"}'),
    (404, '{"message": "Not found.", "data": {"status": {"T1": "pending"}}}'),
    (413, 'task_ids: T1'),
    (429, '{"message": "Task Creation Failed: too many"}'),
])
def test_what_may_have_been_made_is_not_sent_again(client, sandbox, key, status, text):
    sandbox.script(status=status, text=text, accept=True)
    first = client.refused(keyed(key))
    assert (first.reason, first.execution) == ("TASK_CREATION_FAILED", "unknown")
    again = client.create(keyed(key))
    assert again.read_back and (sandbox.received(), sandbox.accepted()) == (1, 1)


@pytest.mark.parametrize("status, text", [
    (206, '{"status_code": 206, "message": "There is some Validation error", "data": {"errors": {"documents": {"0": '
          '["Not a valid string."]}}}, "errors": {"documents": {"0": ["Not a valid string."]}}}'),
    (206, '{"status_code": 206, "message": "Invalid Space Token", "data": {"run_id": null, "task_ids": []}}'),
    (422, '{"errors": {"task_id": ["This field is required."]}}'),
    (429, '{"message": "Request was throttled. Expected available in 60 seconds."}'),
    (400, '{"message": "Task Creation Failed: Scheduled time must be in the future."}'),
    (404, '<html><h1>Page not found</h1></html>'),
])
def test_what_only_says_no_may_be_sent_again(client, sandbox, key, status, text):
    sandbox.script(status=status, text=text)
    assert client.refused(keyed(key), timeout=5).execution == "not_started"
    assert client.create(keyed(key)).run_id and sandbox.accepted() == 1


def test_half_of_a_batch_is_told_in_numbers(client, sandbox, key):
    batch = [document(document_id=f"d{i}") for i in range(100)]
    sandbox.script(close="after_request", accept=True)
    message = keyed(key, documents=batch)
    client.refused(message)
    tasks = sandbox.tasks(SPACE)
    # Unpod's list as it is when only the first 77 were made.
    page = json.dumps({"count": 77, "status_code": 200, "message": "Tasks Fetched Successfully", "data": tasks[-77:]})
    sandbox.script(target="read", status=200, text=page, count=0)
    for _ in range(2):
        error = client.refused(message)
        assert error.execution == "unknown" and "77 of 100 found so far" in error.text
    sandbox.clear()
    assert sandbox.accepted() == 1


def test_one_look_answers_all_who_ask_soon(serve, connect, sandbox, key):
    client = connect(serve("--readback_settle_time=20s"))
    sandbox.script(close="after_headers", count=1)
    client.refused(keyed(key))
    before = sandbox.book()["reads"]
    for _ in range(20):
        assert client.refused(keyed(key)).execution == "unknown"
    assert sandbox.book()["reads"] - before <= 2 and sandbox.received() <= 1


def test_an_answer_that_got_lost_is_read_back_by_a_repeat(client, sandbox, key):
    sandbox.script(close="after_request")
    error = client.refused(keyed(key, documents=[document(), document(name="Jane Doe")]))
    assert (error.code, error.execution, error.pushback) == ("UNKNOWN", "unknown", None)
    again = client.create(keyed(key, documents=[document(), document(name="Jane Doe")]))
    assert again.run_id and all(task_ids(again)) and len(again.results) == 2
    assert again.replayed and again.read_back
    assert sandbox.accepted() == 1


def test_an_answer_that_got_lost_is_read_back_without_being_asked_for(serve, connect, sandbox, key):
    client = connect(serve(READ_BACK_SOON))
    sandbox.script(close="mid_response")
    client.refused(keyed(key))
    until(lambda: state_of(client, key) == "CREATED", "the tasks are found")
    assert client.create(keyed(key)).read_back and sandbox.accepted() == 1


def test_what_never_arrived_stays_unknown_and_is_never_sent_again(serve, connect, sandbox, key):
    client = connect(serve(READ_BACK_SOON, "--readback_window=200ms"))
    sandbox.script(close="after_headers")
    client.refused(keyed(key))
    record = until(lambda: (client.stub.GetRequest(
        pb.GetRequestRequest(space_token=SPACE, request_id=key), timeout=10).request.failure.reason == "NOT_FOUND_YET"), "the end")
    assert record
    error = client.refused(keyed(key))
    assert (error.code, error.reason, error.execution) == ("UNKNOWN", "NOT_FOUND_YET", "unknown")
    assert error.pushback is None and sandbox.received() <= 1


def test_a_service_that_is_killed_while_it_sends(start, connect, sandbox, key):
    flags = (f"--upstream={sandbox.url}", READ_BACK_SOON)
    service = start(*flags, UNPOD_API_TOKEN="t")
    sandbox.script(delay_ms=5000, close="after_request")
    call = connect(service).start(keyed(key))
    until(lambda: sandbox.received() == 1, "the POST is there")
    service.kill()
    assert call.exception() is not None

    client = connect(start(*flags, UNPOD_API_TOKEN="t"))
    again = until(lambda: _created(client, key), "the tasks are found")
    assert again.replayed and again.read_back
    assert sandbox.accepted() == 1


def _created(client, key):
    try:
        return client.create(keyed(key))
    except grpc.RpcError as error:
        assert decode(error).execution == "unknown"
        return None


@pytest.mark.parametrize("point, sent", [("before_claim", 0), ("claimed", 0), ("sent", 1), ("before_settle", 1),
                                         ("settled", 1)])
def test_each_crash_point(start, connect, sandbox, key, point, sent):
    flags = (f"--upstream={sandbox.url}", READ_BACK_SOON, "--readback_window=300ms")
    service = start(*flags, UNPOD_API_TOKEN="t", UNPOD_TASKD_CRASH_POINT=point)
    assert connect(service).refused(keyed(key)).code == "UNAVAILABLE"
    service.await_kill()
    assert sandbox.accepted() == sent

    client = connect(start(*flags, UNPOD_API_TOKEN="t"))
    if point == "before_claim":  # Nothing was written and nothing was sent.
        assert not client.create(keyed(key)).replayed and sandbox.accepted() == 1
    elif point == "claimed":  # It may have been sent, for all that is known afterwards.
        assert client.refused(keyed(key)).execution == "unknown" and sandbox.received() == 0
    else:
        assert until(lambda: _created(client, key), "the tasks are found").replayed
        assert sandbox.accepted() == 1


def test_an_unknown_request_is_settled_by_hand(client, sandbox, key):
    sandbox.script(close="after_headers")
    client.refused(keyed(key))
    resolve = pb.ResolveRequestRequest(space_token=SPACE, request_id=key, resolution="RESOLUTION_NOT_STARTED")
    settled = client.ledger.ResolveRequest(resolve, timeout=10).request
    assert pb.RequestState.Name(settled.state) == "REQUEST_STATE_NOT_STARTED", "as it is now"
    assert settled.request_id == key and settled.failure.execution == pb.EXECUTION_NOT_STARTED
    assert client.create(keyed(key)).run_id and sandbox.accepted() == 1
    error = refusal(lambda: client.ledger.ResolveRequest(resolve, timeout=10))
    assert (error.code, error.reason) == ("FAILED_PRECONDITION", "REQUEST_NOT_UNKNOWN")


def test_calls_that_an_operator_has_found_are_the_answer_from_then_on(start, connect, sandbox, key):
    """The service cannot find them by itself: it is told not to look."""
    client = connect(start(f"--upstream={sandbox.url}", "--readback_settle_time=1h", UNPOD_API_TOKEN="t"))
    sandbox.script(close="after_request")
    documents = [document(contact_number=f"15550100{n}", document_id=f"d{n}") for n in range(3)]
    assert client.refused(keyed(key, documents=documents)).execution == "unknown"
    tasks = {task["input"]["document_id"]: task for task in sandbox.tasks(SPACE)}
    run = tasks["d0"]["run_id"]
    other = client.create(request(documents=documents[:1])).run_id

    def resolve(**fields):
        return client.ledger.ResolveRequest(pb.ResolveRequestRequest(
            space_token=SPACE, request_id=key, resolution="RESOLUTION_CREATED", **fields), timeout=10)

    assert "run_id" in refusal(resolve).violations, "of which run?"
    for wrong in (other, "R" + 32 * "0"):
        error = refusal(lambda run_id=wrong: resolve(run_id=run_id))
        assert (error.code, error.reason) == ("FAILED_PRECONDITION", "RUN_DOES_NOT_FIT")
    assert state_of(client, key) == "UNKNOWN"
    settled = resolve(run_id=run, note="found in the portal").request
    assert (settled.run_id, settled.note, settled.read_back) == (run, "found in the portal", True)
    assert task_ids(settled) == [tasks[f"d{n}"]["task_id"] for n in range(3)]
    again = client.create(keyed(key, documents=documents))
    assert again.replayed and task_ids(again) == task_ids(settled) and sandbox.accepted() == 2
    assert refusal(lambda: resolve(run_id=run)).reason == "REQUEST_NOT_UNKNOWN"


def test_a_note_is_bounded_and_a_run_goes_with_created_alone(client, key):
    def refused(**fields):
        request_of = pb.ResolveRequestRequest(space_token=SPACE, request_id=key, **fields)
        return refusal(lambda: client.ledger.ResolveRequest(request_of, timeout=10)).violations

    assert set(refused(resolution="RESOLUTION_FORGET", note=501 * "x")) == {"note"}
    assert set(refused(resolution="RESOLUTION_FORGET", run_id="R1")) == {"run_id"}
    assert set(refused(resolution="RESOLUTION_CREATED", run_id="R/1")) == {"run_id"}
    assert set(refused(batch=-1)) == {"batch", "resolution"}


def test_the_ledger_is_listed_newest_first(client, sandbox):
    for number in range(5):
        client.create(keyed(f"list-{number}"))
    names, token = [], ""
    while True:
        page = client.ledger.ListRequests(pb.ListRequestsRequest(page_size=2, page_token=token), timeout=10)
        names += [record.request_id for record in page.requests]
        token = page.next_page_token
        if not token:
            break
    assert names == [f"list-{number}" for number in reversed(range(5))]
    summary = client.ledger.GetLedgerSummary(pb.GetLedgerSummaryRequest(), timeout=10)
    assert (summary.created, summary.unknown) == (5, 0) and not summary.HasField("oldest_unknown_create_time")
    bad = refusal(lambda: client.ledger.ListRequests(pb.ListRequestsRequest(page_token="x"), timeout=10))
    assert "page_token" in bad.violations


def test_a_forgotten_request_is_no_more(client, sandbox, key):
    sandbox.script(close="after_headers")
    client.refused(keyed(key))
    forget = pb.ResolveRequestRequest(space_token=SPACE, request_id=key, resolution="RESOLUTION_FORGET")
    assert not client.ledger.ResolveRequest(forget, timeout=10).HasField("request")
    question = pb.GetRequestRequest(space_token=SPACE, request_id=key)
    assert refusal(lambda: client.stub.GetRequest(question, timeout=10)).reason == "REQUEST_NOT_FOUND"


def test_the_ledger_can_be_asked_for_some_only(client):
    other = "OTHER0000SPACE"
    for space, org, name in ((SPACE, "", "a"), (SPACE, "", "b"), (other, "", "a"), (other, "unpod.tv", "c")):
        client.create(request(space_token=space, org_handle=org, request_id=name))

    def listed(**query):
        page = client.ledger.ListRequests(pb.ListRequestsRequest(**query), timeout=10)
        return [(record.space_token, record.org_handle, record.request_id) for record in page.requests]

    assert listed(space_token=SPACE) == [(SPACE, "", "b"), (SPACE, "", "a")]
    assert listed(request_id="a") == [(other, "", "a"), (SPACE, "", "a")]
    assert listed(org_handle="unpod.tv") == [(other, "unpod.tv", "c")]
    assert len(listed(org_handle="")) == 3 and len(listed()) == 4
    assert listed(space_token=other, org_handle="", request_id="a", state="REQUEST_STATE_CREATED") == [(other, "", "a")]
    token = client.ledger.ListRequests(pb.ListRequestsRequest(space_token=SPACE, page_size=1), timeout=10).next_page_token
    assert listed(space_token=SPACE, page_size=1, page_token=token) == [(SPACE, "", "a")]
    of_another = refusal(lambda: client.ledger.ListRequests(pb.ListRequestsRequest(page_token=token), timeout=10))
    assert "page_token" in of_another.violations


def test_who_may_only_place_calls_cannot_settle_any(client):
    """A mesh authorises by path: no method of TaskService changes the ledger, and only those named Create place calls."""
    services = {service.name: {method.name for method in service.methods}
                for service in pb.DESCRIPTOR.services_by_name.values()}
    assert services["LedgerService"] == {"ListRequests", "GetLedgerSummary", "ResolveRequest"}
    prefixes = {name[:len(prefix)] for name in services["TaskService"] for prefix in ("Create", "Get", "List", "Watch")
                if name.startswith(prefix)}
    assert prefixes == {"Create", "Get", "List", "Watch"}
    assert {name for name in services["TaskService"] if name.startswith("Create")} == {"CreateTask", "CreateTasks"}


def test_a_request_that_nobody_made_is_not_found(client):
    error = refusal(lambda: client.stub.GetRequest(
        pb.GetRequestRequest(space_token=SPACE, request_id="never"), timeout=10))
    assert (error.code, error.reason) == ("NOT_FOUND", "REQUEST_NOT_FOUND")


def test_it_survives_a_restart_in_order(start, connect, sandbox, key):
    flags = (f"--upstream={sandbox.url}",)
    service = start(*flags, UNPOD_API_TOKEN="t")
    first = connect(service).create(keyed(key))
    service.stop()
    again = connect(start(*flags, UNPOD_API_TOKEN="t")).create(keyed(key))
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1


def test_one_file_belongs_to_one_service(serve, tmp_path):
    ledger = f"--ledger=sqlite:{tmp_path / 'one.db'}"
    serve(ledger)
    second = subprocess.run([BIN / "unpod-taskd", "--listen=127.0.0.1:0", "--sandbox", ledger], capture_output=True,
                            text=True, timeout=30, env=environment(), check=False)
    assert second.returncode == 1
    assert "one.db: in use by another process" in second.stderr


def test_a_backup_is_made_while_it_serves(serve, start, connect, sandbox, tmp_path, key):
    backup = tmp_path / "backup.db"
    service = serve(f"--ledger_backup={backup}", "--ledger_backup_interval=1s")
    client = connect(service)
    first = client.create(keyed(key))
    begun = until(lambda: backup.exists() and backup.stat().st_ino, "the first backup")
    number = 0
    while until(backup.exists, "a backup") and backup.stat().st_ino == begun:  # Made and replaced under traffic.
        number += 1
        client.create(keyed(f"{key}-{number}"))
    service.stop()  # Its next backup would take the place of this one.
    restored = connect(start(f"--upstream={sandbox.url}", f"--ledger=sqlite:{backup}", UNPOD_API_TOKEN="t"))
    again = restored.create(keyed(key))
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1 + number


def test_the_ledger_holds_nothing_of_a_contact(client, tmp_path, key):
    client.create(keyed(key, documents=[document(name="Zebedee Quux", contact_number="5550100999")],
                        context="Whisper the password."))
    stored = b"".join(path.read_bytes() for path in (tmp_path / "state/unpod-taskd").iterdir())
    assert key.encode() in stored
    for text in (b"Zebedee", b"5550100999", b"Whisper", b"service-token"):
        assert text not in stored
