"""The service as grpcurl sees it: by reflection alone, without the proto files."""
import json
import subprocess

import pytest

from processes import PATIENCE, TOOLS, environment

METHOD = "unpod_task.v1.TaskService/CreateTask"


@pytest.fixture
def grpcurl(service):
    def run(*arguments, data=None, options=()):
        command = [TOOLS / "grpcurl", "-plaintext", "-max-time", "30", *options]
        command += ["-d", "@"] if data is not None else []
        return subprocess.run([*command, service.address, *arguments], input=None if data is None else json.dumps(data),
                              capture_output=True, text=True, timeout=PATIENCE, env=environment(), check=False)

    return run


def the_request(**fields):
    return {"space_token": "8KZAMRAHSXXXXXXMAYNASMJC", "pilot": "space-agent-f1o3qjm1y7q1avvuynv4vprb1",
            "documents": [{"name": "John Doe", "contact_number": "1234567890"}], **fields}


def test_it_lists_the_services(grpcurl):
    assert {"unpod_task.v1.TaskService", "grpc.health.v1.Health"} <= set(grpcurl("list").stdout.split())


def test_it_describes_the_contract(grpcurl):
    service = grpcurl("describe", "unpod_task.v1.TaskService").stdout
    assert "rpc CreateTask ( .unpod_task.v1.CreateTaskRequest ) returns ( .unpod_task.v1.CreateTaskResponse );" in service
    message = grpcurl("describe", "unpod_task.v1.CreateTaskRequest").stdout
    assert "repeated .unpod_task.v1.Document documents = 3;" in message


def test_it_creates_a_task(grpcurl, sandbox):
    result = grpcurl(METHOD, data=the_request(schedule={"now": {}}))
    assert result.returncode == 0, result.stderr
    # gRPC's C++ reflection leaves JSON names out; grpcurl then shows the contract's own.
    answer = json.loads(result.stdout)
    assert answer["run_id"].startswith("R") and [result["task_id"][0] for result in answer["results"]] == ["T"]
    assert sandbox.accepted() == 1


def test_it_shows_an_error_with_its_fields(grpcurl, sandbox):
    request = the_request(documents=[{"name": "John Doe", "contact_number": "none"}])
    result = grpcurl(METHOD, data=request, options=("-format-error",))
    assert result.returncode != 0
    for text in ("INVALID_REQUEST", "not_started", "documents[0].contact_number", "google.rpc.BadRequest"):
        assert text in result.stdout + result.stderr, text
    assert sandbox.received() == 0


def test_it_checks_the_health(grpcurl):
    result = grpcurl("grpc.health.v1.Health/Check", data={"service": "unpod_task.v1.TaskService"})
    assert json.loads(result.stdout) == {"status": "SERVING"}
