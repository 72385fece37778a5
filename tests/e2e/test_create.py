"""A CreateTask becomes one POST and comes back as ids."""
import json
import re

from google.protobuf.timestamp_pb2 import Timestamp

from contract import PILOT, SPACE, document, pb, request, task_ids
from processes import ROOT

RUN_ID = re.compile(r"R[0-9a-f]{32}")
TASK_ID = re.compile(r"T[0-9a-f]{32}")


def the_example():
    """The body of Unpod's own documentation, as a request."""
    body = json.loads((ROOT / "docs/examples/create-task.json").read_text())
    documents = [pb.Document(**fields) for fields in body["documents"]]
    return request(pilot=body["pilot"], context=body["context"], documents=documents,
                   schedule=pb.Schedule(now=pb.Schedule.Now()))


def test_the_example_is_answered_with_a_run_and_a_task(client, sandbox):
    answer = client.create(the_example())
    assert RUN_ID.fullmatch(answer.run_id)
    assert [bool(TASK_ID.fullmatch(i)) for i in task_ids(answer)] == [True]
    assert answer.upstream_status == "pending" and answer.results[0].state == pb.TASK_STATE_PENDING
    assert answer.upstream_message == "Task Created Successfully" and answer.request_id == ""
    assert not answer.replayed and not answer.HasField("preview")
    assert sandbox.accepted_by("document_id") == {"6902fb5840a736e125e80ebc": 1}


def test_each_document_gets_a_task(client, sandbox):
    answer = client.create(request(documents=[document(document_id=f"d{i}") for i in range(100)]))
    assert len(set(task_ids(answer))) == 100
    listed = {task["input"]["document_id"]: task["task_id"] for task in sandbox.tasks(SPACE)}
    assert task_ids(answer) == [listed[f"d{i}"] for i in range(100)]
    assert answer.ByteSize() < 5200, "ids stand once"
    assert sandbox.book()["calls"] == 100 and sandbox.accepted() == 1


def test_the_status_may_be_a_map(client, sandbox):
    sandbox.script(status_form="map")
    answer = client.create(request(documents=[document(), document()]))
    assert answer.upstream_status == "pending"
    assert [(result.state, result.upstream_status) for result in answer.results] == 2 * [(pb.TASK_STATE_PENDING, "pending")]


def test_the_embedded_stand_in_needs_no_configuration(start, connect):
    client = connect(start("--sandbox"))
    assert RUN_ID.fullmatch(client.create().run_id)


def test_validate_only_shows_the_request_and_sends_nothing(client, sandbox):
    preview = client.create(request(validate_only=True, org_handle="unpod.tv")).preview
    assert (preview.method, preview.path) == ("POST", f"/api/v2/platform/spaces/{SPACE}/tasks/create/")
    headers = {name.lower(): value for name, value in preview.headers.items()}
    assert headers["org-handle"] == "unpod.tv" and headers["content-type"] == "application/json"
    assert "service-token-e2e" not in str(preview)
    body = json.loads(preview.body)
    assert body["pilot"] == PILOT
    assert body["documents"] == [{"name": "John Doe", "contact_number": "1234567890"}]
    assert sandbox.received() == 0


def test_validate_only_finds_what_is_wrong(client, sandbox):
    error = client.refused(request(validate_only=True, pilot=""))
    assert (error.code, list(error.violations)) == ("INVALID_ARGUMENT", ["pilot"])
    assert sandbox.received() == 0


def test_a_schedule_is_sent_in_utc(client):
    at = Timestamp()
    at.FromJsonString("2099-10-03T12:30:00Z")
    preview = client.create(request(validate_only=True, schedule=pb.Schedule(at=at))).preview
    assert json.loads(preview.body)["schedule"] == {
        "type": "custom", "calling_date": "2099-10-03", "calling_time": "12:30:00+00:00"}


def test_variables_go_into_the_document(client):
    wanted = document(variables={"plan": "gold", "city": "Pune"})
    wanted.structured_variables.update({"visits": 3, "nested": {"tags": ["a", None, True]}})
    preview = client.create(request(validate_only=True, documents=[wanted])).preview
    sent = json.loads(preview.body)["documents"][0]
    assert (sent["plan"], sent["city"], sent["visits"], sent["nested"]) == ("gold", "Pune", 3, {"tags": ["a", None, True]})


def test_a_variable_of_both_kinds_is_refused(client):
    wanted = document(variables={"floor": "3"})
    wanted.structured_variables["floor"] = 3
    assert list(client.refused(request(documents=[wanted])).violations) == ["documents[0].variables.floor"]


def test_what_is_read_back_is_the_document_that_was_written(client):
    wanted = document(variables={"plan": "gold"}, labels=["a", "b"], email="john@example.com")
    wanted.structured_variables["visits"] = 3
    placed = client.create(request(documents=[wanted], request_id="order-1"))
    read = client.stub.GetTask(pb.GetTaskRequest(space_token=SPACE, task_id=task_ids(placed)[0]), timeout=10).task
    assert read.document == wanted, "without the service's own mark, which it has"


def test_text_is_sent_on_unchanged(client):
    name = 'Zoë "Quotes" \\ Ñandú 😀\n\t\u2028 日本'
    preview = client.create(request(validate_only=True, documents=[document(name=name, contact_number="+1 (555) 010-0")]))
    sent = json.loads(preview.preview.body)["documents"][0]
    assert (sent["name"], sent["contact_number"]) == (name, "+1 (555) 010-0")


def test_many_callers_at_once_each_get_their_own_answer(client, sandbox):
    calls = [client.start(request(documents=[document(document_id=f"d{i}")])) for i in range(200)]
    answers = [call.result() for call in calls]
    assert len({answer.run_id for answer in answers}) == 200
    assert sandbox.accepted_by("document_id") == {f"d{i}": 1 for i in range(200)}
