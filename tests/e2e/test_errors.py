"""What the upstream answers, and what the caller is told: the table of docs/errors.md, over the wire."""
import pytest

from contract import request


@pytest.mark.parametrize("body, code, reason, execution", [
    ("206_validation_context", "INVALID_ARGUMENT", "UPSTREAM_INVALID", "not_started"),
    ("206_invalid_space_token", "NOT_FOUND", "SPACE_NOT_FOUND", "not_started"),
    ("206_no_access", "PERMISSION_DENIED", "SPACE_ACCESS_DENIED", "not_started"),
    ("206_no_role", "PERMISSION_DENIED", "SPACE_ACCESS_DENIED", "not_started"),
    ("206_collection_type", "FAILED_PRECONDITION", "TASK_CREATION_FAILED", "unknown"),
    ("206_task_creation_failed", "FAILED_PRECONDITION", "TASK_CREATION_FAILED", "unknown"),
    ("301_no_slash", "INTERNAL", "UPSTREAM_REDIRECT", "not_started"),
    ("400_no_documents", "INVALID_ARGUMENT", "UPSTREAM_INVALID", "not_started"),
    ("400_html", "INVALID_ARGUMENT", "UPSTREAM_INVALID", "not_started"),
    ("401_invalid_token", "FAILED_PRECONDITION", "SERVICE_TOKEN_REJECTED", "not_started"),
    ("403_token_expired", "FAILED_PRECONDITION", "SERVICE_TOKEN_REJECTED", "not_started"),
    ("403_no_permission", "PERMISSION_DENIED", "PERMISSION_DENIED", "not_started"),
    ("400_schedule_past", "INVALID_ARGUMENT", "UPSTREAM_INVALID", "not_started"),
    ("400_task_creation_failed", "INVALID_ARGUMENT", "UPSTREAM_INVALID", "not_started"),
    ("404_internal", "FAILED_PRECONDITION", "TASK_CREATION_FAILED", "unknown"),
    ("404_not_found", "NOT_FOUND", "NOT_FOUND", "not_started"),
    ("404_html", "FAILED_PRECONDITION", "UPSTREAM_ROUTE_NOT_FOUND", "not_started"),
    ("405_method", "INTERNAL", "UPSTREAM_REFUSED_REQUEST", "not_started"),
    ("406_accept", "INTERNAL", "UPSTREAM_REFUSED_REQUEST", "not_started"),
    ("413_html", "RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", "not_started"),
    ("415_media_type", "INTERNAL", "UPSTREAM_REFUSED_REQUEST", "not_started"),
    ("422_document_id", "INVALID_ARGUMENT", "UPSTREAM_INVALID", "not_started"),
    ("500_html", "UNKNOWN", "UPSTREAM_ERROR", "unknown"),
    ("502_html", "UNKNOWN", "UPSTREAM_ERROR", "unknown"),
    ("503_html", "UNKNOWN", "UPSTREAM_ERROR", "unknown"),
    ("504_html", "UNKNOWN", "UPSTREAM_ERROR", "unknown"),
])
def test_an_answer_of_the_upstream(client, sandbox, body, code, reason, execution):
    sandbox.script(body=body)
    error = client.refused()
    assert (error.code, error.reason, error.execution) == (code, reason, execution)
    assert error.http_status == body[:3] and error.domain == "unpod.ai"
    assert error.pushback == ("-1" if execution == "unknown" else None)
    assert error.size <= 6 * 1024 and "<html" not in error.text
    assert sandbox.received() == 1, "sent once and never again"


def test_an_insisted_context_is_a_violation_of_it(client, sandbox):
    sandbox.script(body="206_validation_context")
    assert list(client.refused(request(context="")).violations) == ["context"]


def test_a_space_that_is_not_there_is_named_as_such(client, sandbox):
    sandbox.script(body="206_invalid_space_token")
    assert client.refused().resource == "space"


def test_too_many_requests_say_when_to_come_back(client, sandbox):
    sandbox.script(body="429_throttled", count=0)
    error = client.refused(timeout=5)
    assert (error.code, error.reason, error.execution) == ("RESOURCE_EXHAUSTED", "RATE_LIMITED", "not_started")
    assert 50 <= error.retry_delay <= 60
    assert sandbox.accepted() == 0


def test_a_passing_429_is_tried_again_within_the_deadline(client, sandbox):
    sandbox.script(status=429, text="{}", headers={"Retry-After": "1"})
    assert client.create().run_id
    assert sandbox.accepted() == 1


@pytest.mark.parametrize("status", [429, 400, 403, 409, 302])
def test_a_creation_that_failed_is_not_sent_again(client, sandbox, status):
    text = '{"message": "Task Creation Failed: Request was throttled. Expected available in 1 seconds."}'
    sandbox.script(status=status, text=text, headers={"Retry-After": "0"}, accept=True, count=0)
    error = client.refused(timeout=5)
    assert (error.reason, error.execution, error.pushback) == ("TASK_CREATION_FAILED", "unknown", "-1")
    assert error.retry_delay is None
    assert sandbox.received() == 1


@pytest.mark.parametrize("headers, low, high", [
    ({"Retry-After": "7.5"}, 7, 8), ({"X-RateLimit-Reset": "30"}, 29, 31), ({"RateLimit-Reset": "20"}, 19, 21),
    ({"Retry-After": "-5", "RateLimit-Reset": "soon"}, 0.9, 1.1)], ids=str)
def test_the_pause_is_read_in_each_of_its_forms(client, sandbox, headers, low, high):
    sandbox.script(status=429, text="{}", headers=headers, count=0)
    assert low <= client.refused(timeout=0.9).retry_delay <= high


@pytest.mark.parametrize("fault", [{"edit": "truncated"}, {"edit": "invalid"}, {"edit": "without_run_id"},
                                   {"text": "<html>fine</html>"}, {"text": ""}, {"text": "[]"}],
                         ids=lambda fault: "-".join(map(str, fault.items())))
def test_a_200_that_proves_nothing_is_unknown(client, sandbox, fault):
    sandbox.script(**fault)
    error = client.refused()
    assert (error.code, error.execution, error.pushback) == ("UNKNOWN", "unknown", "-1")
    assert error.reason in ("RUN_ID_MISSING", "RESPONSE_UNREADABLE") and error.http_status == "200"
    assert sandbox.accepted() == 1


def test_an_upstream_that_is_not_there_is_unavailable(start, connect):
    # Port 1 of this machine: nobody listens there.
    client = connect(start("--upstream=http://127.0.0.1:1", UNPOD_API_TOKEN="t"))
    error = client.refused(timeout=1)
    assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "UPSTREAM_UNREACHABLE", "not_started")
    assert error.retry_delay is not None and error.pushback is None


def test_a_name_that_does_not_resolve_is_unavailable(start, connect):
    client = connect(start("--upstream=https://unpod.invalid", UNPOD_API_TOKEN="t", http_proxy="", https_proxy=""))
    error = client.refused(timeout=3)
    assert error.execution == "not_started"
    assert error.code in ("UNAVAILABLE", "DEADLINE_EXCEEDED")
