"""Whose API token is used, and where it goes."""
import os
import signal

import pytest

from contract import pb, request
from processes import PATIENCE, run, until


def test_without_any_token_nothing_is_sent(start, connect, sandbox):
    error = connect(start(f"--upstream={sandbox.url}")).refused()
    assert (error.code, error.reason, error.execution) == ("UNAUTHENTICATED", "TOKEN_MISSING", "not_started")
    assert sandbox.received() == 0


def test_a_caller_may_bring_its_own(start, connect, sandbox):
    client = connect(start(f"--upstream={sandbox.url}"))
    assert client.create(token="caller-token").run_id
    assert sandbox.accepted() == 1


def test_the_callers_token_is_preferred(client, sandbox):
    error = client.refused(token="invalid-token")
    assert (error.code, error.reason) == ("UNAUTHENTICATED", "CALLER_TOKEN_REJECTED")
    assert (error.execution, error.http_status) == ("not_started", "401")
    assert client.create().run_id, "the service's own is still good"
    assert sandbox.accepted() == 1


def test_a_rejected_token_of_the_service_is_no_fault_of_the_caller(serve, connect, sandbox):
    error = connect(serve(UNPOD_API_TOKEN="invalid-token")).refused()
    assert (error.code, error.reason) == ("FAILED_PRECONDITION", "SERVICE_TOKEN_REJECTED")
    assert (error.execution, sandbox.accepted()) == ("not_started", 0)


def test_a_token_that_cannot_stand_in_a_header_is_refused(client, sandbox):
    for token in ("two words", "x" * 513, ""):
        error = client.refused(token=token)
        assert error.code == "INVALID_ARGUMENT", token
        assert list(error.violations) == ["metadata unpod-api-token"]
    assert sandbox.received() == 0


def test_the_token_may_come_from_a_file(start, connect, sandbox, tmp_path):
    (tmp_path / "token").write_text("from-a-file\n")
    client = connect(start(f"--upstream={sandbox.url}", f"--api_token_file={tmp_path / 'token'}"))
    assert client.create().run_id


def test_a_token_never_goes_over_plain_http_to_another_machine(tmp_path):
    result = run("unpod-taskd", "--upstream=http://unpod.example", "--listen=127.0.0.1:0")
    assert result.returncode == 2
    assert "--upstream" in result.stderr and "http" in result.stderr


def test_a_missing_token_or_organization_is_said_at_the_start(start, sandbox):
    log = start(f"--upstream={sandbox.url}").log()
    assert "no API token" in log and "no --org_handle" in log
    quiet = start(f"--upstream={sandbox.url}", "--org_handle=unpod.tv", "--ledger=memory", UNPOD_API_TOKEN="t").log()
    assert "no API token" not in quiet and "no --org_handle" not in quiet


def test_the_organization_is_the_requests_else_the_services(serve, connect):
    client = connect(serve("--org_handle=of-the-service"))

    def sent(**fields):
        preview = client.create(request(validate_only=True, **fields)).preview
        return {name.lower(): value for name, value in preview.headers.items()}.get("org-handle")

    assert sent() == "of-the-service"
    assert sent(org_handle="of-the-request") == "of-the-request"


# The sandbox's own word for a token that it never takes.
INVALID = "invalid-token"


class TokenFile:
    """Behind a symbolic link, as Kubernetes mounts a secret."""

    def __init__(self, folder, text):
        self._folder, self._number = folder, 0
        self.path = folder / "token"
        self.swap(text)

    def swap(self, text):
        self._number += 1
        (self._folder / f"token-{self._number}").write_text(text)
        (self._folder / "link").symlink_to(f"token-{self._number}")
        os.replace(self._folder / "link", self.path)

    def rename(self, text):
        (self._folder / "token-new").write_text(text)
        os.replace(self._folder / "token-new", self.path)

    def overwrite(self, text):
        self.path.write_text(text)


@pytest.fixture
def token_file(tmp_path):
    return TokenFile(tmp_path, INVALID)


@pytest.fixture
def rejected(start, sandbox, token_file, connect):
    """A service whose only token the upstream rejects."""
    service = start(f"--upstream={sandbox.url}", f"--api_token_file={token_file.path}")
    client = connect(service)
    for _ in range(3):
        assert client.refused().reason == "SERVICE_TOKEN_REJECTED"
    service.logs("API token 1 of 1 is rejected")
    return service, client


@pytest.mark.parametrize("how", ["swap", "rename", "overwrite"])
def test_a_token_file_that_changes_is_read_anew(rejected, token_file, how):
    service, client = rejected
    getattr(token_file, how)("good-token\n")
    service.logs("--api_token_file: changed")
    assert client.create().run_id
    assert "good-token" not in service.log() and INVALID not in service.log()


def test_a_second_line_holds_the_token_that_it_takes_over_from(rejected, token_file, sandbox):
    service, client = rejected
    before = sandbox.received()
    token_file.overwrite(f"good-token\n{INVALID}\n")
    service.logs("2 API tokens")
    assert client.create().run_id and sandbox.received() == before + 1


def test_sighup_reads_it_anew(rejected, token_file):
    service, client = rejected
    token_file.overwrite("good-token")
    service.signal(signal.SIGHUP)
    service.logs("SIGHUP")
    service.logs("--api_token_file: changed")
    assert client.create().run_id


def test_a_file_that_is_wrong_keeps_the_last_good_token(start, sandbox, token_file, connect):
    token_file.overwrite("good-token")
    service = start(f"--upstream={sandbox.url}", f"--api_token_file={token_file.path}")
    client = connect(service)
    token_file.overwrite("not a token")
    service.logs("the last good token stays")
    assert client.create().run_id
    token_file.path.unlink()
    service.logs("cannot be read")
    assert client.create().run_id
    assert "not a token" not in service.log()


def test_a_rejected_token_is_said_once_and_shown_in_health(rejected, token_file):
    service, client = rejected
    assert client.health("upstream") == "NOT_SERVING"
    assert client.health() == client.health("live") == "SERVING", "it restarts nothing"
    token_file.overwrite(f"{INVALID}\ngood-token\n")
    until(lambda: client.health("upstream") == "SERVING", "there is a token that may be good")
    assert client.create().run_id
    assert service.log().count("is rejected") == 1


def test_of_two_tokens_the_one_that_is_taken_is_tried_first(start, sandbox, token_file, connect):
    token_file.overwrite(f"{INVALID}\ngood-token\n")
    service = start(f"--upstream={sandbox.url}", f"--api_token_file={token_file.path}")
    client = connect(service)
    assert client.health("upstream") == "SERVING"
    for received in (2, 3, 4):
        assert client.create().run_id
        assert sandbox.received() == received
    service.logs("API token 1 of 2 is rejected")
    assert client.health("upstream") == "SERVING"


def test_a_read_tries_the_other_token_too(start, sandbox, token_file, connect):
    token_file.overwrite(f"{INVALID}\ngood-token\n")
    client = connect(start(f"--upstream={sandbox.url}", f"--api_token_file={token_file.path}"))
    client.stub.ListSpaces(pb.ListSpacesRequest(org_handle="unpod.tv"), timeout=PATIENCE)


def test_a_callers_rejected_token_says_nothing_of_the_services(client):
    assert client.refused(token=INVALID).reason == "CALLER_TOKEN_REJECTED"
    assert client.health("upstream") == "SERVING"
