"""unpod-task runs, tasks, watch, agents, spaces and completion, against the running service."""
import json
import subprocess
import threading

import pytest

from contract import PILOT, SPACE
from processes import BIN, environment, run


@pytest.fixture
def ask(service):
    """What a command prints; it ends as it should, and says nothing else."""

    def call(command, *arguments, code=0):
        result = run("unpod-task", command, "--address", service.address, *arguments, env=environment())
        assert result.returncode == code, result
        assert not (result.stderr and code == 0), result.stderr
        return result.stdout or result.stderr

    return call


@pytest.fixture
def create(ask, tmp_path):
    """Places calls to so many contacts; gives run and tasks."""

    def call(count):
        body = tmp_path / "body.json"
        documents = [{"name": f"Contact {i}", "contact_number": f"{1555000000 + i}"} for i in range(count)]
        body.write_text(json.dumps({"pilot": PILOT, "documents": documents}))
        answer = json.loads(ask("create", "--json", "--space_token", SPACE, "--file", str(body)))
        return answer["run_id"], [result["task_id"] for result in answer["results"]]

    return call


def columns(text):
    return [line.split("\t") for line in text.splitlines()]


def test_runs_come_newest_first(ask, create):
    runs = [create(1)[0] for _ in range(3)]
    listed = columns(ask("runs", "--space_token", SPACE))
    assert [row[0] for row in listed] == runs[::-1] and all(len(row) == 4 for row in listed)


def test_a_run_is_shown_with_its_progress(ask, create):
    run_id, _ = create(3)
    assert "of 3 ended" in ask("runs", "--space_token", SPACE, "--run_id", run_id)
    shown = json.loads(ask("runs", "--json", "--space_token", SPACE, "--run_id", run_id))
    assert (shown["outcome"], shown["run"]["progress"]["total"]) == ("found", 3)


def test_tasks_are_listed_by_space_run_and_agent(ask, create):
    create(2)
    run_id, tasks = create(3)
    assert len(columns(ask("tasks", "--space_token", SPACE))) == 5
    of_run = columns(ask("tasks", "--space_token", SPACE, "--run_id", run_id))
    assert {row[0] for row in of_run} == set(tasks) and all(len(row) == 7 for row in of_run)
    assert len(columns(ask("tasks", "--agent", PILOT))) == 5


def test_lists_go_over_pages_and_say_when_there_is_more(service, ask, create):
    for _ in range(3):
        create(100)
    assert len(columns(ask("tasks", "--space_token", SPACE, "--all"))) == 300
    some = json.loads(ask("tasks", "--json", "--space_token", SPACE, "--limit", "250"))
    assert (len(some["tasks"]), some["total_size"], some["more"]) == (250, 300, True)
    result = run("unpod-task", "tasks", "--address", service.address, "--space_token", SPACE)
    assert len(columns(result.stdout)) == 100 and "Shown are 100 of 300; --all shows all." in result.stderr


def test_a_task_is_shown_whole(ask, create):
    run_id, (task_id,) = create(1)
    text = ask("tasks", "--space_token", SPACE, "--task_id", task_id)
    assert task_id in text and run_id in text and "Contact 0" in text


def test_what_is_not_there_has_an_exit_code_of_its_own(ask):
    text = ask("runs", "--space_token", SPACE, "--run_id", "R74802366fe9011f0878d43cd8a99e069", code=1)
    assert text.startswith("Not found.")
    error = json.loads(ask("tasks", "--json", "--space_token", SPACE, "--task_id", "T74802366fe9011f0878d43cd8a99e069", code=1))
    assert (error["outcome"], error["error"]["reason"]) == ("not_found", "NOT_FOUND")


def test_agents_and_spaces_are_listed(ask):
    agents = columns(ask("agents", "--org_handle", "acme"))
    assert PILOT in [row[0] for row in agents] and all(len(row) == 4 for row in agents)
    assert SPACE in [row[0] for row in columns(ask("spaces", "--org_handle", "acme"))]
    assert SPACE in ask("spaces", "--space_token", SPACE, "--org_handle", "acme")


def test_a_run_is_watched_until_it_has_ended(ask, create, sandbox):
    run_id, tasks = create(3)
    threading.Timer(0.5, sandbox.advance, [3600]).start()  # Meanwhile.
    lines = [json.loads(line) for line in ask("watch", "--json", "--space_token", SPACE, "--run_id", run_id).splitlines()]
    assert {task["task_id"] for task in lines[0]["tasks"]} == set(tasks)
    assert (lines[-1]["outcome"], lines[-1]["progress"]["ended"], lines[-1]["progress"]["total"]) == ("ended", True, 3)


def test_a_watcher_outlives_a_restart_of_the_service(serve, sandbox, create):
    run_id, _ = create(1)
    service = serve("--ledger=memory")
    watcher = subprocess.Popen(
        [BIN / "unpod-task", "watch", "--json", "--address", service.address, "--space_token", SPACE, "--run_id", run_id],
        stdout=subprocess.PIPE, text=True, env=environment())
    first = json.loads(watcher.stdout.readline())
    service.kill()
    serve("--ledger=memory", f"--listen={service.address}")
    sandbox.advance(3600)
    lines = [json.loads(line) for line in watcher.communicate(timeout=30)[0].splitlines()]
    assert watcher.returncode == 0 and lines[-1]["outcome"] == "ended", lines
    assert first["progress"]["ended"] is False and lines[-1]["progress"]["ended"] is True


def test_a_flag_that_is_missing_or_wrong_is_named(ask):
    assert "--space_token is missing" in ask("runs", code=2)
    assert "--run_id is missing" in ask("watch", "--space_token", SPACE, code=2)
    assert "cannot go with --space_token" in ask("tasks", "--space_token", SPACE, "--agent", PILOT, code=2)
    assert "--limit must be a number" in ask("runs", "--space_token", SPACE, "--limit", "0", code=2)


def complete(line):
    """What bash offers at the end of a line."""
    words = line.split(" ")
    script = subprocess.run([BIN / "unpod-task", "completion", "bash"], capture_output=True, text=True, check=True).stdout
    script += f"\nCOMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; _unpod_task; echo \"${{COMPREPLY[@]}}\""
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()


def test_bash_completes_commands_flags_and_words():
    assert complete("unpod-task wa") == ["watch"]
    assert "--run_id" in complete("unpod-task watch --") and "--cursor" in complete("unpod-task watch --")
    assert complete("unpod-task request re") == ["resolve"]
    assert complete("unpod-task request resolve --as ") == ["not_started", "forget"]
    assert complete("unpod-task create --schedule a") == ["auto"]
    assert complete("unpod-task create --file ") == []
