"""unpod-task create --csv: a list of contacts of any length, placed once whatever happens."""
import csv
import json
import signal
import subprocess

import pytest

from contract import PILOT, SPACE
from processes import BIN, environment, run, until

COUNT = 1000
LIST = ("--space_token", SPACE, "--pilot", PILOT)


@pytest.fixture
def contacts(tmp_path):
    """Writes a list."""

    def write(count=COUNT, **more):
        path = tmp_path / "contacts.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["name", "contact_number", "document_id", "city", *more])
            for i in range(count):
                rows.writerow([f'Contact "{i}"', f"{1555000000 + i}", f"d{i}", "Mumbai", *more.values()])
        return path

    return write


@pytest.fixture
def place(service):
    def call(path, *arguments):
        return run("unpod-task", "create", "--address", service.address, "--csv", path, *arguments, env=environment())

    return call


def results_of(path):
    with open(path.with_suffix(".results.csv"), newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["line"] for row in rows}) == len(rows), "two rows for one contact"
    return rows


def assert_called_once(sandbox, count=COUNT):
    assert sandbox.accepted_by("document_id") == {f"d{i}": 1 for i in range(count)}


def test_each_contact_has_a_row_in_the_results(place, contacts, sandbox):
    path = contacts()
    result = place(path, *LIST)
    assert result.returncode == 0 and result.stdout.startswith("All contacts have their tasks.\n"), result
    rows = results_of(path)
    assert len(rows) == COUNT and all(row["outcome"] == "created" and row["task_id"] for row in rows)
    assert_called_once(sandbox)
    task = sandbox.tasks(SPACE)[0]["input"]
    assert task["city"] == "Mumbai" and task["name"].startswith('Contact "')
    number_of = {task["task_id"]: task["input"]["document_id"] for task in sandbox.tasks(SPACE)}
    assert all(number_of[row["task_id"]] == f"d{int(row['line']) - 2}" for row in rows)


def test_a_dry_run_shows_mistakes_by_line_and_column_and_calls_nobody(place, contacts, sandbox):
    path = contacts(120)
    assert place(path, *LIST, "--dry_run").stdout.startswith("The list is valid. Nobody was called.")
    text = path.read_text().replace("1555000007", "no number").replace("1555000099", "")
    path.write_text(text)
    result = place(path, *LIST, "--dry_run")
    assert result.returncode == 2
    assert "line 9, column 2 (contact_number)" in result.stderr and "line 101, column 2 (contact_number)" in result.stderr
    assert sandbox.received() == 0 and not path.with_suffix(".results.csv").exists()


def test_a_file_that_is_no_list_calls_nobody(place, contacts, sandbox):
    path = contacts(50)
    path.write_text(path.read_text() + "one,cell,too,many,here\n")
    result = place(path, *LIST)
    assert (result.returncode, sandbox.received()) == (2, 0) and "line 52 has 5 cells, the first row has 4" in result.stderr
    path.write_text('name,contact_number\n"open,1\n')
    assert "line 2 begins a row with a quote that is not closed" in place(path, *LIST).stderr
    assert place(path.with_name("none.csv"), *LIST).returncode == 2


def test_contacts_that_are_not_valid_are_skipped_and_named(place, contacts, sandbox):
    path = contacts(300)
    path.write_text(path.read_text().replace("1555000123", "none"))
    result = place(path, *LIST)
    assert result.returncode == 3 and "not valid   1: not sent" in result.stdout
    (wrong,) = [row for row in results_of(path) if row["outcome"] != "created"]
    assert (wrong["line"], wrong["outcome"], wrong["field"]) == ("125", "invalid", "contact_number")
    assert len(sandbox.accepted_by("document_id")) == 299


def test_the_same_command_again_calls_nobody(place, contacts, sandbox):
    path = contacts()
    place(path, *LIST)
    again = place(path, *LIST)
    assert again.returncode == 2 and "are there already" in again.stderr and "--resume" in again.stderr
    resumed = place(path, "--resume", "--json")
    assert json.loads(resumed.stdout)["created"] == COUNT
    assert_called_once(sandbox)


def test_a_list_that_was_changed_is_not_gone_on_with(place, contacts, sandbox):
    path = contacts()
    place(path, *LIST)
    contacts(COUNT + 1)
    assert "is not the file that was begun with" in place(path, "--resume").stderr
    path.write_bytes(contacts().read_bytes().replace(b"Mumbai", b"Munich"))
    refused = place(path, "--resume")
    assert refused.returncode == 3 and "REQUEST_ID_REUSED" in refused.stdout
    assert_called_once(sandbox)


def test_an_interrupted_list_is_gone_on_with(service, place, contacts, sandbox):
    path = contacts()
    sandbox.script(delay_ms=300, count=0)
    running = subprocess.Popen(
        [BIN / "unpod-task", "create", "--address", service.address, "--csv", path, *LIST], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=environment())
    until(lambda: sandbox.accepted() > 0, "some are called")
    running.send_signal(signal.SIGINT)
    text, _ = running.communicate(timeout=30)
    assert running.returncode == 5 and text.startswith("Interrupted.") and "--resume" in text
    assert len(results_of(path)) == COUNT
    sandbox.clear()
    until(lambda: place(path, "--resume").returncode == 0, "the list is whole")
    assert {row["outcome"] for row in results_of(path)} == {"created"}
    assert_called_once(sandbox)


def test_a_killed_command_is_gone_on_with(service, place, contacts, sandbox):
    path = contacts()
    sandbox.script(delay_ms=300, count=0)
    running = subprocess.Popen([BIN / "unpod-task", "create", "--address", service.address, "--csv", path, *LIST],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    until(lambda: sandbox.accepted() > 0, "some are called")
    running.kill()
    running.wait(30)
    sandbox.clear()
    until(lambda: place(path, "--resume").returncode == 0, "the list is whole")
    assert_called_once(sandbox)


def test_an_unknown_batch_is_asked_for_again(serve, contacts, sandbox):
    service = serve("--readback_settle_time=50ms")
    path = contacts()
    sandbox.script(close="after_request")
    result = run("unpod-task", "create", "--address", service.address, "--csv", path, *LIST, env=environment())
    assert result.returncode == 0 and "nobody is called twice" in result.stderr, result
    assert_called_once(sandbox)


def test_a_service_that_is_away_is_waited_for(contacts, place, service, sandbox):
    path = contacts()
    away = run("unpod-task", "create", "--address", "127.0.0.1:1", "--csv", path, *LIST, "--attempts=2", env=environment())
    assert away.returncode == 6 and {row["outcome"] for row in results_of(path)} == {"not_started"}
    assert place(path, "--resume").returncode == 0
    assert_called_once(sandbox)


def test_what_is_known_stays_known_while_the_service_is_away(serve, contacts, sandbox):
    service = serve("--readback_settle_time=1h")
    path = contacts()
    sandbox.script(close="after_request")
    known = run("unpod-task", "create", "--address", service.address, "--csv", path, *LIST, "--attempts=1", env=environment())
    assert known.returncode == 5 and "created     900\n" in known.stdout
    rows = results_of(path)
    for _ in range(2):
        away = run("unpod-task", "create", "--address", "127.0.0.1:1", "--csv", path, "--resume", "--attempts=1", env=environment())
        assert away.returncode == 5, "someone may have been called: " + away.stdout
        assert "created     900\n" in away.stdout and "unknown     100" in away.stdout
        assert sorted(results_of(path), key=str) == sorted(rows, key=str)


def test_flags_that_do_not_go_together_are_named(place, contacts):
    path = contacts(1)
    assert "--file cannot go with --csv" in place(path, *LIST, "--file", "x").stderr
    assert "--pilot is missing" in place(path, "--space_token", SPACE).stderr
    assert "finds no list that was begun" in place(path, "--resume").stderr
    assert "--dry_run needs --csv" in run("unpod-task", "create", "--dry_run", *LIST).stderr
