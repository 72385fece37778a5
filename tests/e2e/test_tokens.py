"""Whose API token is used, and where it goes."""
from contract import request
from processes import run


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
