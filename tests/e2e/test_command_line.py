"""unpod-task against the running service: what a person sees and what a script can tell."""
import json
import os
import pty
import subprocess
import uuid

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


@pytest.fixture
def request_command(service):
    """unpod-task request: two words before the flags."""

    def call(command, *arguments):
        return run("unpod-task", "request", command, "--address", service.address, *arguments)

    return call


@pytest.fixture
def key():
    return f"order-{uuid.uuid4()}"


def a_contact(number="+1 555 0100"):
    return ("--space_token", SPACE, "--pilot", PILOT, "--contact_number", number)


def named(key):
    return ("--space_token", SPACE, "--request_id", key)


def make_unknown(unpod_task, sandbox, key):
    """A request whose calls were never placed, which nobody can know."""
    sandbox.script(close="after_headers")
    assert unpod_task("create", *a_contact(), "--request_id", key).returncode == 5


def test_the_body_of_the_curl_example_can_be_piped_in(unpod_task, sandbox):
    result = unpod_task("create", "--space_token", SPACE, "--file", "-", stdin=EXAMPLE.read_text())
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Task created.\n") and "\x1b" not in result.stdout
    assert sandbox.accepted_by("document_id") == {"6902fb5840a736e125e80ebc": 1}


def test_the_answer_can_be_json(unpod_task):
    result = unpod_task("create", "--space_token", SPACE, "--file", EXAMPLE, "--json")
    answer = json.loads(result.stdout)
    assert (answer["outcome"], answer["exit_code"], result.returncode) == ("created", 0, 0)
    assert answer["run_id"].startswith("R") and len(answer["results"]) == 1 and answer["results"][0]["task_id"] and answer["request_id"]


def test_flags_are_enough(unpod_task, sandbox):
    result = unpod_task("create", *a_contact(), "--name", "John Doe", "--label", "warm-lead", "--variable", "city=Mumbai")
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
    assert "Nobody was called by this attempt." in result.stderr and "documents[0].contact_number" in result.stderr


def test_a_passing_refusal_exits_with_4(unpod_task, sandbox):
    sandbox.script(body="429_throttled", count=0)
    result = unpod_task("create", *a_contact(), "--timeout", "5s")
    assert result.returncode == 4 and "asking again is safe" in result.stderr


def test_an_unknown_outcome_exits_with_5(unpod_task, sandbox):
    sandbox.script(close="after_request")
    result = unpod_task("create", *a_contact(), "--json")
    assert (result.returncode, json.loads(result.stdout)["outcome"]) == (5, "unknown")
    assert sandbox.accepted() == 1


def test_an_unknown_outcome_can_be_asked_for_under_the_id_that_was_made(unpod_task, sandbox):
    sandbox.script(close="after_request")
    lost = unpod_task("create", *a_contact(), "--json")
    answer = json.loads(lost.stdout)
    assert lost.returncode == 5 and answer["error"]["repeat_is_safe"]
    again = unpod_task("create", *a_contact(), "--request_id", answer["request_id"])
    assert again.returncode == 0, again.stderr
    assert "read back" in again.stdout and "earlier request" in again.stdout
    replayed = json.loads(unpod_task("create", *a_contact(), "--request_id", answer["request_id"], "--json").stdout)
    assert replayed["replayed"] and replayed["read_back"] and all(result["task_id"] for result in replayed["results"])
    assert sandbox.accepted() == 1


def test_an_unknown_outcome_names_the_command_that_is_safe(unpod_task, sandbox, key):
    sandbox.script(close="after_request")
    result = unpod_task("create", *a_contact(), "--request_id", key)
    assert f"the same command with --request_id={key}\n" in result.stderr and "safe" in result.stderr


def test_a_request_is_looked_up_by_its_id(unpod_task, request_command, key):
    created = json.loads(unpod_task("create", *a_contact(), "--request_id", key, "--json").stdout)
    result = request_command("get", *named(key))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Created. ") and created["run_id"] in result.stdout
    record = json.loads(request_command("get", *named(key), "--json").stdout)["request"]
    assert (record["state"], record["run_id"]) == ("created", created["run_id"])
    assert record["results"] == created["results"]
    missing = request_command("get", *named("never"))
    assert missing.returncode == 1 and missing.stderr.startswith("No such request.")


def test_an_unknown_request_is_settled_by_hand(unpod_task, request_command, sandbox, key):
    make_unknown(unpod_task, sandbox, key)
    resolve = ("resolve", *named(key), "--as", "not_started")
    refused = request_command(*resolve)
    assert refused.returncode == 2 and "--yes" in refused.stderr
    settled = request_command(*resolve, "--yes")
    assert settled.returncode == 0 and settled.stdout.startswith("Settled as not started.")
    assert json.loads(request_command("get", *named(key), "--json").stdout)["request"]["state"] == "not_started"
    assert request_command(*resolve, "--yes").returncode == 3
    assert unpod_task("create", *a_contact(), "--request_id", key).returncode == 0
    assert sandbox.accepted() == 1


def test_a_request_can_be_forgotten(unpod_task, request_command, sandbox, key):
    make_unknown(unpod_task, sandbox, key)
    result = request_command("resolve", *named(key), "--as", "forget", "--yes", "--json")
    answer = json.loads(result.stdout)
    assert (answer["outcome"], answer["exit_code"], answer["request"]) == ("resolved", 0, None)
    assert request_command("get", *named(key)).returncode == 1


def on_a_terminal(service, answer, *arguments):
    """Runs it with a terminal for input and errors, and returns exit status and what it wrote there."""
    outer, inner = pty.openpty()
    process = subprocess.Popen([BIN / "unpod-task", "request", *arguments, "--address", service.address], stdin=inner,
                               stdout=subprocess.DEVNULL, stderr=inner, env=environment(TERM="dumb"))
    os.close(inner)
    written = b""
    try:
        while b"Type yes" not in written:
            written += os.read(outer, 4096)
        os.write(outer, answer)
        return process.wait(PATIENCE), written.decode()
    finally:
        process.kill()
        process.wait()
        os.close(outer)


def test_on_a_terminal_it_asks_before_it_settles(unpod_task, request_command, service, sandbox, key):
    make_unknown(unpod_task, sandbox, key)
    resolve = ("resolve", *named(key), "--as", "not_started")
    status, written = on_a_terminal(service, b"no\n", *resolve)
    assert status == 2 and key in written and "people are called twice" in written
    assert json.loads(request_command("get", *named(key), "--json").stdout)["request"]["state"] == "unknown"
    assert on_a_terminal(service, b"yes\n", *resolve)[0] == 0
    assert json.loads(request_command("get", *named(key), "--json").stdout)["request"]["state"] == "not_started"


def test_requests_are_listed_newest_first(unpod_task, request_command, sandbox, key):
    for number in range(3):
        assert unpod_task("create", *a_contact(), "--request_id", f"{key}-{number}").returncode == 0
    make_unknown(unpod_task, sandbox, key)
    result = request_command("list")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [row[0] for row in rows] == [key, f"{key}-2", f"{key}-1", f"{key}-0"]
    assert all(len(row) == 9 for row in rows) and rows[0][1] == "unknown" and rows[1][1] == "created"
    assert result.stderr.startswith("In the ledger: 0 in flight, 3 created, 0 not started, 1 unknown. The oldest unknown")
    answer = json.loads(request_command("list", "--state", "created", "--limit", "2", "--json").stdout)
    assert [record["request_id"] for record in answer["requests"]] == [f"{key}-2", f"{key}-1"]
    assert answer["more"] and answer["counts"]["unknown"] == 1 and answer["counts"]["oldest_unknown_age_seconds"] >= 0
    everything = json.loads(request_command("list", "--all", "--json").stdout)
    assert len(everything["requests"]) == 4 and not everything["more"]


def test_requests_of_no_service_exit_with_6():
    for command in (("get", *named("a")), ("resolve", *named("a"), "--as=forget", "--yes"), ("list",)):
        assert run("unpod-task", "request", *command, "--address", "127.0.0.1:1").returncode == 6


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
