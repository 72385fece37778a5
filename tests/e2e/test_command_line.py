"""unpod-task against the running service: what a person sees and what a script can tell."""
import json
import os
import pty
import subprocess

import pytest

from contract import PILOT, SPACE
from processes import BIN, PATIENCE, ROOT, environment, run

EXAMPLE = ROOT / "docs/examples/create-task.json"


@pytest.fixture
def unpod_task(service):
    def call(command, *arguments, stdin="", **env):
        return run("unpod-task", command, "--address", service.address, *arguments, stdin=stdin,
                   env=environment(**env))

    return call


def a_contact(number="+1 555 0100"):
    return ("--space_token", SPACE, "--pilot", PILOT, "--contact_number", number)


def test_the_body_of_the_curl_example_can_be_piped_in(unpod_task, sandbox):
    result = unpod_task("create", "--space_token", SPACE, "--file", "-", stdin=EXAMPLE.read_text())
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Task created.\n") and "\x1b" not in result.stdout
    assert sandbox.accepted_by("document_id") == {"6902fb5840a736e125e80ebc": 1}


def test_the_answer_can_be_json(unpod_task):
    result = unpod_task("create", "--space_token", SPACE, "--file", EXAMPLE, "--json")
    answer = json.loads(result.stdout)
    assert (answer["outcome"], answer["exit_code"], result.returncode) == ("created", 0, 0)
    assert answer["run_id"].startswith("R") and len(answer["task_ids"]) == 1 and answer["request_id"]


def test_flags_are_enough(unpod_task, sandbox):
    result = unpod_task("create", *a_contact(), "--name", "John Doe", "--label", "warm-lead", "--extra", "city=Mumbai")
    assert result.returncode == 0, result.stderr
    assert sandbox.accepted_by("city") == {"Mumbai": 1}


def test_a_body_can_be_checked_only(unpod_task, sandbox):
    result = unpod_task("create", "--space_token", SPACE, "--file", EXAMPLE, "--validate_only")
    assert result.returncode == 0 and f"POST /api/v2/platform/spaces/{SPACE}/tasks/create/" in result.stdout
    assert "service-token-e2e" not in result.stdout and sandbox.received() == 0


def test_mistakes_of_the_command_line_exit_with_2(unpod_task, sandbox):
    result = unpod_task("create", "--pilott", "x", "--file", "/nowhere")
    assert result.returncode == 2 and "--pilot?" in result.stderr and "/nowhere" in result.stderr
    assert unpod_task("create", "--space_token", SPACE, "--file", "-", stdin='{"pilot": ').returncode == 2
    assert sandbox.received() == 0


def test_a_refused_request_exits_with_3(unpod_task):
    result = unpod_task("create", *a_contact("no number"))
    assert result.returncode == 3 and result.stdout == ""
    assert "Nobody was called." in result.stderr and "documents[0].contact_number" in result.stderr


def test_a_passing_refusal_exits_with_4(unpod_task, sandbox):
    sandbox.script(body="429_throttled", count=0)
    result = unpod_task("create", *a_contact(), "--timeout", "5s")
    assert result.returncode == 4 and "asking again is safe" in result.stderr


def test_an_unknown_outcome_exits_with_5(unpod_task, sandbox):
    sandbox.script(close="after_request")
    result = unpod_task("create", *a_contact(), "--json")
    assert (result.returncode, json.loads(result.stdout)["outcome"]) == (5, "unknown")
    assert sandbox.accepted() == 1


def test_no_service_exits_with_6():
    result = run("unpod-task", "create", "--address", "127.0.0.1:1", *a_contact())
    assert result.returncode == 6 and "not reachable" in result.stderr


def test_the_token_comes_from_the_environment(unpod_task, sandbox):
    result = unpod_task("create", *a_contact(), UNPOD_API_TOKEN="invalid-token")
    assert result.returncode == 3 and "CALLER_TOKEN_REJECTED" in result.stderr
    assert sandbox.accepted() == 0


def test_the_address_comes_from_the_environment(service):
    assert run("unpod-task", "health", env=environment(UNPOD_TASK_ADDRESS=service.address)).returncode == 0


def test_health_is_told_by_the_exit_status(unpod_task, service):
    assert unpod_task("health").stdout.startswith("SERVING")
    assert unpod_task("health", "--service=").returncode == 0
    assert unpod_task("health", "--service=other").returncode == 1
    service.stop()
    assert unpod_task("health").returncode == 6


def test_health_waits_for_a_service(start, sandbox, tmp_path):
    first = start(f"--upstream={sandbox.url}")
    address, port = first.address, first.port
    first.stop()
    waiting = subprocess.Popen([BIN / "unpod-task", "health", "--address", address, "--wait", "20s"],
                               env=environment(), stdout=subprocess.PIPE, text=True)
    second = subprocess.Popen([BIN / "unpod-taskd", "--sandbox", f"--listen=127.0.0.1:{port}"], env=environment(),
                              stderr=subprocess.DEVNULL)
    try:
        assert waiting.wait(PATIENCE) == 0
        assert waiting.stdout.read().startswith("SERVING")
    finally:
        second.terminate()
        assert second.wait(PATIENCE) == 0
        waiting.stdout.close()


def test_colour_is_for_terminals_only(service):
    outer, inner = pty.openpty()
    try:
        variables = {k: v for k, v in environment(TERM="xterm").items() if k != "NO_COLOR"}
        process = subprocess.Popen([BIN / "unpod-task", "health", "--address", service.address], stdout=inner,
                                   env=variables)
        assert process.wait(PATIENCE) == 0
        assert b"\x1b[" in os.read(outer, 4096)
    finally:
        os.close(outer)
        os.close(inner)
