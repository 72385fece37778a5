"""What was placed is read back: runs, tasks, agents and spaces, page by page, over gRPC."""
import http.server
import json
import threading
import urllib.parse

import grpc
import pytest

from contract import PILOT, SPACE, decode, document, pb, request, task_ids


def refusal(call):
    with pytest.raises(grpc.RpcError) as error:
        call()
    return decode(error.value)


@pytest.fixture
def placed(client):
    """Runs of 3, 2 and 1 documents, newest last."""
    return [client.create(request(documents=[document(name=f"{n}-{i}") for i in range(n)])) for n in (3, 2, 1)]


def pages(call, message, items):
    """All items of a list, and how many pages they came in."""
    found, count = [], 0
    while True:
        answer = call(message, timeout=10)
        found += getattr(answer, items)
        count += 1
        assert answer.total_size >= len(found)
        if not answer.next_page_token:
            return found, count
        message.page_token = answer.next_page_token


def test_runs_come_newest_first(client, placed):
    runs, count = pages(client.stub.ListRuns, pb.ListRunsRequest(space_token=SPACE, page_size=2), "runs")
    assert [run.run_id for run in runs] == [answer.run_id for answer in reversed(placed)] and count == 2
    assert all(run.create_time.seconds > 0 and not run.HasField("progress") for run in runs)


def test_the_tasks_of_a_run_come_in_reverse_document_order(client, placed):
    message = pb.ListRunTasksRequest(space_token=SPACE, run_id=placed[0].run_id, page_size=2)
    tasks, count = pages(client.stub.ListRunTasks, message, "tasks")
    assert [task.task_id for task in tasks] == list(reversed(task_ids(placed[0]))) and count == 2
    assert [task.document.name for task in tasks] == ["3-2", "3-1", "3-0"]
    assert all("token" not in task.document.variables for task in tasks)


@pytest.mark.parametrize("parent", [{"space_token": SPACE}, {"pilot": PILOT}])
def test_the_tasks_of_a_space_or_an_agent(client, placed, parent):
    tasks, _ = pages(client.stub.ListTasks, pb.ListTasksRequest(page_size=4, **parent), "tasks")
    assert [task.task_id for task in tasks] == [id for answer in reversed(placed) for id in reversed(task_ids(answer))]


def test_one_task_is_found_among_many(client, sandbox):
    answers = [client.create(request(documents=[document(name=f"{n}")] * 40)) for n in range(6)]
    for answer in (answers[0], answers[3], answers[5]):
        for task_id in (task_ids(answer)[0], task_ids(answer)[39]):
            found = client.stub.GetTask(pb.GetTaskRequest(space_token=SPACE, task_id=task_id), timeout=10).task
            assert (found.task_id, found.run_id) == (task_id, answer.run_id)
            assert client.stub.GetTask(pb.GetTaskRequest(space_token=SPACE, task_id=task_id, run_id=answer.run_id),
                                       timeout=10).task == found


def test_a_run_has_the_progress_of_its_tasks(client, sandbox):
    answer = client.create(request(documents=[document()] * 90))
    get = pb.GetRunRequest(space_token=SPACE, run_id=answer.run_id)
    progress = client.stub.GetRun(get, timeout=10).run.progress
    assert (progress.total, progress.waiting, progress.ended) == (90, 90, False)
    sandbox.advance(3600)
    run = client.stub.GetRun(get, timeout=10).run
    assert (run.progress.completed, run.progress.waiting, run.progress.ended) == (90, 0, True)
    assert run.upstream_status == "completed"
    task = client.stub.GetTask(pb.GetTaskRequest(space_token=SPACE, task_id=task_ids(answer)[7]), timeout=10).task
    assert task.state == pb.TASK_STATE_COMPLETED and task.output.transcript[0].role == "assistant"
    assert task.output.HasField("cost") and task.output.start_time.seconds > 0


def test_agents_and_spaces(client):
    agents = client.stub.ListAgents(pb.ListAgentsRequest(org_handle="unpod.tv"), timeout=10)
    assert agents.total_size == len(agents.agents) > 1 and agents.agents[0].handle == PILOT
    first = client.stub.ListAgents(pb.ListAgentsRequest(org_handle="unpod.tv", page_size=1), timeout=10)
    second = client.stub.ListAgents(pb.ListAgentsRequest(org_handle="unpod.tv", page_token=first.next_page_token), timeout=10)
    assert [*first.agents, *second.agents] == list(agents.agents)[:2]
    spaces = client.stub.ListSpaces(pb.ListSpacesRequest(org_handle="unpod.tv"), timeout=10).spaces
    assert [space.space_token for space in spaces] == [SPACE]
    space = client.stub.GetSpace(pb.GetSpaceRequest(space_token=SPACE, org_handle="unpod.tv"), timeout=10).space
    assert space.space_token == SPACE and space.content_type == "contact"


def test_what_belongs_to_an_organization_needs_one(client):
    error = refusal(lambda: client.stub.ListAgents(pb.ListAgentsRequest(), timeout=10))
    assert (error.code, error.reason) == ("INVALID_ARGUMENT", "UPSTREAM_INVALID") and "org_handle" in error.violations


def test_what_is_not_there_is_not_found(client, placed):
    nowhere = "T00000000000011f0878d43cd8a99e069"
    error = refusal(lambda: client.stub.GetTask(pb.GetTaskRequest(space_token=SPACE, task_id=nowhere), timeout=10))
    assert (error.code, error.reason) == ("NOT_FOUND", "NOT_FOUND")
    error = refusal(lambda: client.stub.GetRun(pb.GetRunRequest(space_token=SPACE, run_id="R1"), timeout=10))
    assert (error.code, error.reason) == ("NOT_FOUND", "NOT_FOUND")
    tasks = client.stub.ListRunTasks(pb.ListRunTasksRequest(space_token=SPACE, run_id="R1"), timeout=10)
    assert tasks.total_size == 0 and not tasks.tasks


@pytest.mark.parametrize("method, message, field", [
    ("ListRuns", pb.ListRunsRequest(space_token="../x"), "space_token"),
    ("ListRuns", pb.ListRunsRequest(space_token=SPACE, page_size=-1), "page_size"),
    ("ListRuns", pb.ListRunsRequest(space_token=SPACE, page_token="x"), "page_token"),
    ("ListRunTasks", pb.ListRunTasksRequest(space_token=SPACE, run_id="R1/../.."), "run_id"),
    ("ListTasks", pb.ListTasksRequest(), "parent"),
    ("ListTasks", pb.ListTasksRequest(pilot="a b"), "pilot"),
    ("GetTask", pb.GetTaskRequest(space_token=SPACE), "task_id"),
    ("GetRun", pb.GetRunRequest(space_token=SPACE, run_id="R1", org_handle="a\r\nb"), "org_handle"),
])
def test_bad_input_names_its_field(client, method, message, field):
    error = refusal(lambda: getattr(client.stub, method)(message, timeout=10))
    assert (error.code, error.reason) == ("INVALID_ARGUMENT", "INVALID_REQUEST") and field in error.violations


def test_a_token_of_another_list_is_refused(client, placed):
    token = client.stub.ListRuns(pb.ListRunsRequest(space_token=SPACE, page_size=1), timeout=10).next_page_token
    error = refusal(lambda: client.stub.ListTasks(pb.ListTasksRequest(space_token=SPACE, page_token=token), timeout=10))
    assert "page_token" in error.violations


def test_reads_are_tried_again(client, sandbox, placed):
    sandbox.script(target="read", status=500)
    sandbox.script(target="read", close="after_request")
    assert client.stub.ListRuns(pb.ListRunsRequest(space_token=SPACE), timeout=10).total_size == 3


def test_a_read_that_keeps_failing_says_why(client, sandbox, placed):
    sandbox.script(target="read", status=503, count=0)
    error = refusal(lambda: client.stub.ListRuns(pb.ListRunsRequest(space_token=SPACE), timeout=10))
    assert (error.code, error.reason) == ("UNAVAILABLE", "UPSTREAM_ERROR")


class Lists(http.server.BaseHTTPRequestHandler):
    """An upstream whose lists have 30 tasks, of which it cannot list the 13th: its page is 206, as Unpod answers."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        page, size = int(query["page"][0]), int(query["page_size"][0])
        here = range((page - 1) * size, min(30, page * size))
        body = {"message": "Internal Server Error"} if 12 in here else {
            "count": 30, "status_code": 200, "data": [{"task_id": f"T{n}", "run_id": "R1", "output": {"cost": float("nan")}}
                                                      for n in here]}
        text = json.dumps(body).encode()
        self.send_response(206 if 12 in here else 200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def malformed(start, connect, cleanups):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lists)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    cleanups(thread.join)
    cleanups(server.server_close)
    cleanups(server.shutdown)
    return connect(start(f"--upstream=http://127.0.0.1:{server.server_port}", UNPOD_API_TOKEN="t"))


@pytest.mark.parametrize("size", [1, 4, 10, 50])
def test_a_list_is_read_past_a_task_that_unpod_cannot_list(malformed, size):
    message, found, left_out = pb.ListTasksRequest(space_token=SPACE, page_size=size), [], 0
    while True:
        answer, call = malformed.stub.ListTasks.with_call(message, timeout=10)
        found += [task.task_id for task in answer.tasks]
        left_out += int(dict(call.initial_metadata()).get("unpod-skipped", 0))
        assert answer.total_size == 30
        if not answer.next_page_token:
            break
        message.page_token = answer.next_page_token
    assert found == [f"T{n}" for n in range(30) if n != 12] and left_out == 1


def test_a_value_that_is_no_json_does_not_hide_the_others(client, sandbox, placed):
    page = json.dumps({"count": 2, "data": [{"run_id": "R1", "score": float("nan")}, {"run_id": "R2", "x": "\ud800"}]})
    sandbox.script(target="read", status=200, text=page)
    runs = client.stub.ListRuns(pb.ListRunsRequest(space_token=SPACE), timeout=10).runs
    assert [run.run_id for run in runs] == ["R1", "R2"]


def test_a_viewer_is_told_what_a_list_takes(client, sandbox):
    sandbox.script(target="read", body="206_no_role")
    error = refusal(lambda: client.stub.ListTasks(pb.ListTasksRequest(space_token=SPACE), timeout=10))
    assert (error.code, error.reason) == ("PERMISSION_DENIED", "SPACE_ACCESS_DENIED")
    assert "owner or editor" in error.text


def test_a_read_ends_at_its_deadline(client, sandbox, placed):
    sandbox.script(target="read", delay_ms=5000, count=0)
    error = refusal(lambda: client.stub.ListRuns(pb.ListRunsRequest(space_token=SPACE), timeout=0.4))
    assert error.code == "DEADLINE_EXCEEDED"
