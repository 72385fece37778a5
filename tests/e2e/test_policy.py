"""What a caller wants done with documents that are not to be called as they are."""
import json

import pytest

from contract import SPACE, document, pb, request

SKIP = pb.DocumentPolicy(invalid="HANDLING_SKIP")


def mixed(**fields):
    """The first and the third have no number that could be called."""
    documents = [document(contact_number=number, document_id=f"d{n}")
                 for n, number in enumerate(["call me", "+1 555 0101", "", "+1 555 0103"])]
    return request(documents=documents, **fields)


def outcomes(answer):
    """A task or a reason for each document."""
    assert [result.index for result in answer.results] == list(range(len(answer.results)))
    assert all(bool(result.task_id) != result.HasField("failure") for result in answer.results)
    return [result.failure.reason or "task" for result in answer.results]


def test_by_default_nothing_is_placed(client, sandbox):
    for policy in (None, pb.DocumentPolicy(), pb.DocumentPolicy(invalid="HANDLING_STOP")):
        error = client.refused(mixed(policy=policy))
        assert set(error.violations) == {"documents[0].contact_number", "documents[2].contact_number"}
    assert sandbox.received() == 0


def test_the_others_are_placed_where_the_caller_says_so(client, sandbox):
    answer = client.create(mixed(policy=SKIP))
    assert outcomes(answer) == ["INVALID_REQUEST", "task", "INVALID_REQUEST", "task"]
    failure = answer.results[0].failure
    assert (failure.field, failure.execution, failure.repeat_is_safe) == ("contact_number", pb.EXECUTION_NOT_STARTED, True)
    listed = {task["input"]["document_id"]: task["task_id"] for task in sandbox.tasks(SPACE)}
    assert {f"d{result.index}": result.task_id for result in answer.results if result.task_id} == listed


def test_a_repeat_and_the_ledger_tell_the_same(client, sandbox):
    first = client.create(mixed(policy=SKIP, request_id="order-1"))
    again = client.create(mixed(policy=SKIP, request_id="order-1"))
    assert again.replayed and list(again.results) == list(first.results)
    record = client.stub.GetRequest(pb.GetRequestRequest(space_token=SPACE, request_id="order-1"), timeout=10).request
    assert record.document_count == 4 and outcomes(record) == outcomes(first)
    assert [result.task_id for result in record.results] == [result.task_id for result in first.results]
    assert sandbox.accepted() == 1


def test_a_lost_answer_gives_nobody_the_task_of_another(start, connect, sandbox):
    client = connect(start(f"--upstream={sandbox.url}", "--readback_settle_time=50ms", UNPOD_API_TOKEN="t"))
    sandbox.script(close="after_request")
    assert client.refused(mixed(policy=SKIP, request_id="order-2")).execution == "unknown"
    answer = client.create(mixed(policy=SKIP, request_id="order-2"))
    assert answer.read_back and outcomes(answer) == ["INVALID_REQUEST", "task", "INVALID_REQUEST", "task"]
    listed = {task["input"]["document_id"]: task["task_id"] for task in sandbox.tasks(SPACE)}
    assert [answer.results[1].task_id, answer.results[3].task_id] == [listed["d1"], listed["d3"]]


def test_a_request_of_which_nothing_is_left_is_no_success(client, sandbox):
    error = client.refused(request(documents=[document(contact_number=""), document(contact_number="x")], policy=SKIP))
    assert (error.code, error.reason, error.execution) == ("FAILED_PRECONDITION", "ALL_DOCUMENTS_SKIPPED", "not_started")
    assert set(error.violations) == {"documents[0].contact_number", "documents[1].contact_number"}
    assert sandbox.received() == 0


def test_it_is_shown_what_would_be_left_out(client, sandbox):
    answer = client.create(mixed(policy=SKIP, validate_only=True))
    assert [(result.index, result.failure.field) for result in answer.results] == [(0, "contact_number"), (2, "contact_number")]
    assert len(json.loads(answer.preview.body)["documents"]) == 2 and sandbox.received() == 0


def test_skipping_does_not_make_a_bad_request_a_good_one(client, sandbox):
    assert "documents" in client.refused(request(documents=[], policy=SKIP)).violations
    assert "documents" in client.refused(request(documents=101 * [document(contact_number="")], policy=SKIP)).violations
    assert "space_token" in client.refused(mixed(policy=SKIP, space_token="")).violations
    assert sandbox.received() == 0


@pytest.mark.parametrize("fields, field, reason", [
    ({"invalid": "HANDLING_ALLOW"}, "policy.invalid", "UNKNOWN_VALUE"),
    ({"invalid": "HANDLING_RESCHEDULE"}, "policy.invalid", "UNKNOWN_VALUE"),
    ({"invalid": 17}, "policy.invalid", "UNKNOWN_VALUE"),
    ({"duplicate": "HANDLING_SKIP"}, "policy.duplicate", "NOT_BUILT"),
    ({"guarded": "HANDLING_STOP"}, "policy.guarded", "NOT_BUILT"),
    ({"outside_hours": "HANDLING_RESCHEDULE"}, "policy.outside_hours", "NOT_BUILT"),
    ({"region_code": "IN"}, "policy.region_code", "NOT_BUILT"),
    ({"operator_override": pb.OperatorOverride(guards=["do_not_call"], note="he asked for it")}, "policy.operator_override", "NOT_BUILT"),
])
def test_what_this_version_does_not_do_is_refused_and_says_so(client, sandbox, fields, field, reason):
    error = client.refused(request(policy=pb.DocumentPolicy(**fields)))
    assert error.code == "INVALID_ARGUMENT" and error.violation_reasons == {field: reason}
    assert reason != "NOT_BUILT" or "not built yet" in error.violations[field]
    assert sandbox.received() == 0
