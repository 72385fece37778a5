"""What is wrong with a request is found before anything is sent, all at once."""
import math

import grpc
import pytest
from google.protobuf.struct_pb2 import Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

from contract import METHOD, SPACE, decode, document, error_of, pb, request

INT64_END = float(2**63)


def with_variables(**values):
    wanted = document()
    for key, value in values.items():
        wanted.structured_variables.fields[key].CopyFrom(value)
    return request(documents=[wanted])


def nested(levels):
    value = Value(bool_value=True)
    for _ in range(levels):
        value = Value(struct_value=Struct(fields={"k": value}))
    return value


def at(text):
    when = Timestamp()
    when.FromJsonString(text)
    return pb.Schedule(at=when)


@pytest.mark.parametrize("message, field", [
    (request(space_token=""), "space_token"),
    (request(space_token="a/b"), "space_token"),
    (request(space_token="a\r\nb"), "space_token"),
    (request(space_token="x" * 65), "space_token"),
    (request(pilot=""), "pilot"),
    (request(pilot=" \t"), "pilot"),
    (request(pilot="a\0b"), "pilot"),
    (request(context=" \n"), "context"),
    (request(documents=[]), "documents"),
    (request(documents=[document()] * 101), "documents"),
    (request(documents=[document(contact_number="")]), "documents[0].contact_number"),
    (request(documents=[document(), document(contact_number="call me")]), "documents[1].contact_number"),
    (request(documents=[document(contact_number="123")]), "documents[0].contact_number"),
    (request(documents=[document(contact_number="1" * 16)]), "documents[0].contact_number"),
    (request(documents=[document(name="a\0b")]), "documents[0].name"),
    (request(documents=[document(labels=["good", "a\0b"])]), "documents[0].labels[1]"),
    (request(schedule=pb.Schedule()), "schedule"),
    (request(schedule=at("2001-01-01T00:00:00Z")), "schedule.at"),
    (request(org_handle="two words"), "org_handle"),
    (request(org_handle="a\r\nAuthorization: x"), "org_handle"),
    (request(request_id="a\nb"), "request_id"),
    (request(request_id="x" * 129), "request_id"),
    (with_variables(token=Value(string_value="x")), "documents[0].structured_variables.token"),
    (with_variables(quality=Value(string_value="x")), "documents[0].structured_variables.quality"),
    (with_variables(name=Value(string_value="x")), "documents[0].structured_variables.name"),
    (with_variables(number=Value(number_value=math.nan)), "documents[0].structured_variables.number"),
    (with_variables(number=Value(number_value=math.inf)), "documents[0].structured_variables.number"),
    (with_variables(number=Value(number_value=INT64_END)), "documents[0].structured_variables.number"),
    (with_variables(number=Value(number_value=2**53)), "documents[0].structured_variables.number"),
    (with_variables(number=Value(number_value=-2**53)), "documents[0].structured_variables.number"),
    (with_variables(city=Value()), "documents[0].structured_variables.city"),
    (with_variables(a=Value(struct_value=Struct(fields={"b": Value()}))), "documents[0].structured_variables.a.b"),
    (with_variables(text=Value(string_value="a\0b")), "documents[0].structured_variables.text"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_field_is_named(client, sandbox, message, field):
    error = client.refused(message)
    assert (error.code, error.reason, error.execution) == ("INVALID_ARGUMENT", "INVALID_REQUEST", "not_started")
    assert list(error.violations) == [field]
    assert error.domain == "unpod.ai"
    assert sandbox.received() == 0


def test_a_large_number_is_to_be_written_as_a_string(client, sandbox):
    error = client.refused(with_variables(order=Value(number_value=9007199254740993)))
    assert "write it as a string" in error.violations["documents[0].structured_variables.order"]
    assert client.create(with_variables(order=Value(number_value=2**53 - 1), text=Value(string_value="9007199254740993"))).run_id
    kept = sandbox.tasks(SPACE)[0]["input"]
    assert (kept["order"], kept["text"]) == (2**53 - 1, "9007199254740993")


@pytest.mark.parametrize("value, says", [(Value(), "without a kind"), (Value(number_value=2**60), "write it as a string")])
def test_a_stream_refuses_the_same_values(client, sandbox, value, says):
    bad = document()
    bad.structured_variables.fields["k"].CopyFrom(value)
    head = pb.CreateTasksHeader(space_token=SPACE, pilot="p", context="c", request_id="list")
    answers = client.stub.CreateTasks(iter([pb.CreateTasksRequest(header=head),
                                            pb.CreateTasksRequest(documents=[document(), bad])]), timeout=30)
    results = {result.index: result for message in answers for result in message.results}
    assert results[0].task_id and results[1].failure.field == "structured_variables.k"
    assert says in results[1].failure.message and sandbox.book()["calls"] == 1


def test_nesting_has_a_limit(client, sandbox):
    assert client.create(with_variables(deep=nested(40))).run_id
    for levels in (55, 90):
        error = client.refused(with_variables(deep=nested(levels)))
        assert error.code == "INVALID_ARGUMENT" and list(error.violations)[0].startswith("documents[0].structured_variables.deep")
    assert sandbox.received() == 1


def test_all_mistakes_are_told_at_once(client, sandbox):
    error = client.refused(request(space_token="a b", pilot="", context="\0", org_handle="a b",
                                   documents=[document(contact_number="x"), document(), document(contact_number="")]))
    assert set(error.violations) == {"space_token", "pilot", "context", "org_handle", "documents[0].contact_number",
                                     "documents[2].contact_number"}
    assert sandbox.received() == 0


def test_very_many_mistakes_still_fit_into_a_status(client):
    error = client.refused(request(documents=[document(contact_number="x")] * 100))
    assert error.code == "INVALID_ARGUMENT"
    assert error.size <= 6 * 1024
    assert len(error.violations) > 20 and "more" in error.violations[""]


def test_a_value_is_never_repeated_in_a_complaint(client):
    error = client.refused(request(pilot="a\0secret-pilot", documents=[document(contact_number="secret-number")]))
    assert "secret" not in error.text + str(error.violations)


def test_contact_numbers_may_be_made_optional(serve, connect):
    client = connect(serve("--require_contact_number=false"))
    assert client.create(request(documents=[document(contact_number="")])).run_id


@pytest.mark.phonenumber
@pytest.mark.parametrize("check", ["possible", "valid"])
def test_contact_numbers_may_be_checked_by_region(serve, connect, check):
    client = connect(serve(f"--phone_check={check}", "--default_region=US"))
    assert client.create(request(documents=[document(contact_number="(650) 253-0000")])).run_id
    error = client.refused(request(documents=[document(contact_number="0100")]))
    assert list(error.violations) == ["documents[0].contact_number"]


def test_the_document_cap_can_be_moved(serve, connect):
    client = connect(serve("--max_documents=2"))
    assert client.create(request(documents=[document()] * 2)).run_id
    assert list(client.refused(request(documents=[document()] * 3)).violations) == ["documents"]


def test_a_body_over_the_cap_is_not_sent(serve, connect, sandbox):
    error = connect(serve("--max_request_bytes=2000")).refused(request(context="x" * 2000))
    assert (error.code, error.reason, error.execution) == ("RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", "not_started")
    assert sandbox.received() == 0


def test_text_that_is_not_utf8_is_named(client, sandbox):
    data = b"\x0a\x04\xff\xfe\xfd\xfc\x12\x05pilot\x1a\x0e\x0a\x03a\xc3b\x12\x0712345678"[:-1]
    error = error_of(lambda: client.send_bytes(data))
    assert error.code == "INVALID_ARGUMENT"
    assert set(error.violations) == {"space_token", "documents[0].name"}
    assert client.create().run_id and sandbox.received() == 1


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\x0a\x7fshort", b"\x1a\x02\x0a", b"\x08" + b"\x80" * 11],
                         ids=["tags", "length", "inner", "varint"])
def test_bytes_that_are_no_message_are_refused(client, sandbox, data):
    error = error_of(lambda: client.send_bytes(data))
    assert error.code in ("INTERNAL", "INVALID_ARGUMENT") and error.execution == "not_started"
    assert client.create().run_id and sandbox.received() == 1


def test_a_message_over_the_cap_is_refused(client, sandbox):
    error = error_of(lambda: client.create(request(context="x" * (5 << 20))))
    assert error.code == "RESOURCE_EXHAUSTED"
    assert client.create().run_id and sandbox.received() == 1


@pytest.mark.parametrize("method", ["/unpod_task.v1.TaskService/DeleteTask", "/unpod.task.v2.TaskService/CreateTask"])
def test_an_unknown_method_is_unimplemented(client, method):
    assert error_of(lambda: client.send_bytes(b"", method)).code == "UNIMPLEMENTED"
    assert client.create().run_id


def test_fields_of_a_newer_contract_are_ignored(client):
    data = request().SerializeToString() + b"\xfa\x3f\x03new"  # Field 1023.
    assert pb.CreateTaskResponse.FromString(client.send_bytes(data)).run_id


def test_a_deadline_too_short_to_be_answered_is_refused(serve, connect, sandbox):
    client = connect(serve("--min_time_left=2s"))
    client.health()  # Connected: the deadline is spent on nothing else.
    error = client.refused(timeout=1.5)
    assert (error.code, error.reason, error.execution) == ("DEADLINE_EXCEEDED", "DEADLINE_TOO_SHORT", "not_started")
    assert sandbox.received() == 0
    assert client.create(timeout=20).run_id


def test_a_request_id_is_taken(client):
    assert client.create(request(request_id="order-17")).run_id


def test_the_space_token_is_the_only_way_into_the_path(client):
    for token in ("..", "%2e%2e", "a?b", "a#b", "é"):
        assert list(client.refused(request(space_token=token)).violations) == ["space_token"], token
    assert SPACE in client.create(request(validate_only=True)).preview.path


def test_a_stream_of_wrong_calls_leaves_the_service_whole(client, sandbox):
    call = client.channel.unary_unary(METHOD, request_serializer=bytes, response_deserializer=bytes)
    calls = [call.future(bytes([i % 256]) * (i % 50), timeout=30) for i in range(300)]
    codes = {_code(c) for c in calls}
    assert codes <= {"INTERNAL", "INVALID_ARGUMENT"}
    assert client.create().run_id and sandbox.received() == 1


def _code(call):
    try:
        call.result()
        return "OK"
    except grpc.RpcError as error:
        return decode(error).code
