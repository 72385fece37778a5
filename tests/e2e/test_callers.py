"""Callers as they come: bytes that are no message, headers of proxies, rounded deadlines, repeats without a name."""
import uuid

import grpc
import pytest

import raw_http2
from contract import METHOD, SERVICE, SPACE, decode, document, error_of, pb, request
from processes import is_sanitized, peak_bytes, resident_bytes, until

PATHS = {method.name: f"/{service.full_name}/{method.name}"
         for service in pb.DESCRIPTOR.services_by_name.values() for method in service.methods}
METHODS = sorted(PATHS)
STREAMS = {"CreateTasks", "WatchRun"}
A_HEADER = "0d9aee7c-9b5a-4f0c-9d2e-2d7fd2d9a3a1"


def with_metadata(client, metadata, message=None, timeout=30):
    """The answer and its call."""
    return client.stub.CreateTask.with_call(message or request(), timeout=timeout, metadata=metadata)


def refused_with(client, metadata, message=None):
    return error_of(lambda: with_metadata(client, metadata, message))


def send_bytes(client, method, *messages):
    path = PATHS[method]
    kinds = {"request_serializer": bytes, "response_deserializer": bytes}
    if method == "CreateTasks":
        return list(client.channel.stream_stream(path, **kinds)(iter(messages), timeout=30))
    if method == "WatchRun":
        return list(client.channel.unary_stream(path, **kinds)(messages[0], timeout=30))
    return client.channel.unary_unary(path, **kinds)(messages[0], timeout=30)


# --- Bytes that are no message -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_bytes_that_are_no_message_are_named(client, method):
    error = error_of(lambda: send_bytes(client, method, b"\xff\xff\xff\xff"))
    assert (error.code, error.reason, error.execution) == ("INTERNAL", "INVALID_REQUEST", "not_started")
    assert f"{method}Request" in error.text


@pytest.mark.parametrize("method", [method for method in METHODS if pb.DESCRIPTOR.message_types_by_name[f"{method}Request"].fields])
def test_a_text_that_is_not_utf8_is_named(client, method):
    # The first text of each request: space_token, or request_id, or page_token, or a header's space_token.
    kind = pb.DESCRIPTOR.message_types_by_name[f"{method}Request"]
    fields, prefix, inner = kind.fields, "", b""
    if method == "CreateTasks":
        fields, prefix = kind.fields_by_name["header"].message_type.fields, "header."
    text = next(field for field in fields if field.type == field.TYPE_STRING and field.label != field.LABEL_REPEATED)
    inner = bytes([text.number << 3 | 2, 2]) + b"\xc3\x28"
    if prefix:
        inner = bytes([kind.fields_by_name["header"].number << 3 | 2, len(inner)]) + inner
    error = error_of(lambda: send_bytes(client, method, inner))
    assert (error.code, error.reason, error.execution) == ("INVALID_ARGUMENT", "INVALID_REQUEST", "not_started")
    assert error.violations == {prefix + text.name: "is not UTF-8"}


def test_a_stream_with_a_broken_message_ends_with_an_error_that_names_it(client, sandbox):
    head = pb.CreateTasksRequest(header=pb.CreateTasksHeader(space_token=SPACE, pilot="p", request_id="list"))
    first = pb.CreateTasksRequest(documents=[document(document_id=f"d{n}") for n in range(150)])
    second = pb.CreateTasksRequest(documents=[document(), document(name="QQQ")]).SerializeToString()
    answers = []

    def send():
        path = f"/{SERVICE}/CreateTasks"
        call = client.channel.stream_stream(path, request_serializer=bytes,
                                            response_deserializer=pb.CreateTasksResponse.FromString)
        messages = [head.SerializeToString(), first.SerializeToString(), second.replace(b"QQQ", b"\xc3\x28Q")]
        for answer in call(iter(messages), timeout=30):
            answers.append(answer)

    error = error_of(send)
    assert error.reason == "INVALID_REQUEST" and error.violations == {"documents[151].name": "is not UTF-8"}
    results = {result.index: result for answer in answers for result in answer.results}
    assert sorted(results) == list(range(150)), "each document that was taken has an answer"
    called = sandbox.accepted_by("document_id")
    for index, result in results.items():
        assert (result.task_id != "") == (called.get(f"d{index}", 0) == 1)


def test_an_oversized_message_of_a_stream_does_not_end_with_ok(serve, connect):
    client = connect(serve("--max_message_bytes=20000"))
    head = pb.CreateTasksRequest(header=pb.CreateTasksHeader(space_token=SPACE, pilot="p", request_id="list"))
    large = pb.CreateTasksRequest(documents=[document(about="x" * 30000)])
    error = error_of(lambda: list(client.stub.CreateTasks(iter([head, large]), timeout=30)))
    assert error.code != "OK"


# --- Metadata ------------------------------------------------------------------------------------------------------


def test_metadata_that_is_too_large_ends_its_own_call_only(client, sandbox):
    sandbox.script_all([{"delay_ms": 700}] * 10)
    calls = [client.start() for _ in range(10)]
    until(lambda: sandbox.received() == 10, "they are in flight")
    answer, _ = with_metadata(client, [("baggage", "x" * 50_000)])
    assert answer.run_id, "64 KiB are taken"
    for size in (70_000, 200_000):
        error = refused_with(client, [("baggage", "x" * size)])
        assert (error.code, error.reason, error.execution) == ("RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", "not_started")
    assert all(call.result().run_id for call in calls), "their neighbours are unhurt"


@pytest.mark.parametrize("method", METHODS)
def test_metadata_has_a_cap_in_each_rpc(client, method):
    path = PATHS[method]
    kinds = {"request_serializer": bytes, "response_deserializer": bytes}
    metadata = [("baggage", "x" * 70_000)]
    calls = {"CreateTasks": lambda: list(client.channel.stream_stream(path, **kinds)(iter([b""]), timeout=30, metadata=metadata)),
             "WatchRun": lambda: list(client.channel.unary_stream(path, **kinds)(b"", timeout=30, metadata=metadata))}
    unary = lambda: client.channel.unary_unary(path, **kinds)(b"", timeout=30, metadata=metadata)
    assert error_of(calls.get(method, unary)).reason == "REQUEST_TOO_LARGE"


# --- Compressed requests -------------------------------------------------------------------------------------------


def test_a_compressed_request_is_refused_unread(service, connect, sandbox):
    client = connect(service)
    assert client.create().run_id
    before = resident_bytes(service)
    bomb = request(context="x" * (3 << 20))
    error = error_of(lambda: client.stub.CreateTask(bomb, timeout=30, compression=grpc.Compression.Gzip))
    assert error.code == "UNIMPLEMENTED"
    assert resident_bytes(service) - before < 100 << 20
    assert sandbox.accepted() == 1


# --- Memory --------------------------------------------------------------------------------------------------------


def many_documents():
    message = request()
    message.documents.extend([pb.Document()] * 2_000_000)  # Two bytes each.
    return message


def many_labels():
    return request(documents=[document(labels=[""] * 20_000) for _ in range(100)])


def many_values():
    message = request()
    message.documents[0].structured_variables.get_or_create_list("list").extend([None] * 1_000_000)
    return message


def one_text():
    return request(documents=[document(about="\x01" * 4_000_000)])  # Six times as long in JSON.


@pytest.mark.parametrize("make", [many_documents, many_labels, many_values, one_text])
def test_no_message_takes_much_memory(client, service, sandbox, make):
    error = client.refused(make())
    assert (error.code, error.reason, error.execution) == ("RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", "not_started")
    assert sandbox.received() == 0
    if not is_sanitized():
        assert peak_bytes(service) < 100_000_000


# --- Deadlines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [1.0, 2.5, 12.0])
def test_the_answer_comes_before_a_rounded_deadline(client, sandbox, seconds):
    sandbox.script_all([{"delay_ms": round(1000 * seconds) + 1000}] * 10)
    calls = [client.start(timeout=seconds) for _ in range(10)]
    errors = []
    for call in calls:
        with pytest.raises(grpc.RpcError) as raised:
            call.result()
        errors.append(decode(raised.value))
    assert [(error.code, error.reason) for error in errors] == [("DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED")] * 10
    assert {error.execution for error in errors} == {"unknown"}


@pytest.mark.parametrize("longest", [b"2562047H", b"99999999H"])  # Go's longest duration, and HTTP/2's longest timeout.
def test_a_deadline_far_beyond_any_calendar_is_none(service, sandbox, longest):
    raw_http2.call(service.port, METHOD, request().SerializeToString(), (b"grpc-timeout", longest))
    assert sandbox.accepted() == 1


# --- A header as key -----------------------------------------------------------------------------------------------


def test_a_meshs_retry_is_recognised_by_its_header(client, sandbox):
    first, call = with_metadata(client, [("x-request-id", A_HEADER)])
    again, second_call = with_metadata(client, [("x-request-id", A_HEADER), ("x-envoy-attempt-count", "2")])
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1
    for each in (call, second_call):
        assert dict(each.initial_metadata())["unpod-request-id"] == A_HEADER


def test_one_header_for_different_requests_is_no_conflict(client, sandbox):
    runs = {with_metadata(client, [("x-request-id", A_HEADER)], request(context=f"Call {n}."))[0].run_id for n in range(3)}
    assert len(runs) == 3 and sandbox.accepted() == 3


def test_a_request_id_is_stronger_than_the_header(client, sandbox):
    key = f"order-{uuid.uuid4()}"
    _, call = with_metadata(client, [("x-request-id", A_HEADER)], request(request_id=key))
    assert "unpod-request-id" not in dict(call.initial_metadata())
    with_metadata(client, [("x-request-id", A_HEADER)])
    assert sandbox.accepted() == 2
    assert with_metadata(client, [("x-request-id", "")], request(request_id=key))[0].replayed


def test_a_header_given_twice_with_one_value_counts_once(client, sandbox):
    twice = [("x-request-id", A_HEADER), ("x-request-id", A_HEADER)]
    first, _ = with_metadata(client, twice)
    assert with_metadata(client, twice)[0].run_id == first.run_id
    assert with_metadata(client, twice[:1])[0].run_id == first.run_id
    assert sandbox.accepted() == 1


@pytest.mark.parametrize("values", [("",), (A_HEADER, ""), ("", A_HEADER), (A_HEADER, A_HEADER + "x")])
def test_a_header_that_may_be_either_is_refused(client, sandbox, values):
    error = refused_with(client, [("x-request-id", value) for value in values])
    assert (error.code, error.reason, error.execution) == ("INVALID_ARGUMENT", "INVALID_REQUEST", "not_started")
    assert list(error.violations) == ["metadata x-request-id"] and sandbox.accepted() == 0


@pytest.mark.parametrize("value", ["1", "4711", "x" * 21, "same-for-everything", "x" * 129])
def test_what_is_not_unique_is_no_key(client, sandbox, value):
    for _ in range(2):
        answer, call = with_metadata(client, [("x-request-id", value)])
        assert not answer.replayed and "unpod-request-id" not in dict(call.initial_metadata())
    assert sandbox.accepted() == 2


def test_headers_are_not_looked_at_when_they_are_not_to_be(serve, connect, sandbox):
    client = connect(serve("--request_id_from_header=false"))
    for values in ((A_HEADER,), (A_HEADER,), (A_HEADER, "")):
        assert not with_metadata(client, [("x-request-id", value) for value in values])[0].replayed
    assert sandbox.accepted() == 3


def test_an_unknown_outcome_under_a_header_is_listed_and_can_be_settled(serve, connect, sandbox):
    client = connect(serve("--readback_settle_time=1m"))
    sandbox.script(status=500, text="{}")
    error = refused_with(client, [("x-request-id", A_HEADER)])
    assert (error.execution, error.pushback) == ("unknown", None), "a repeat with the same header is safe"
    listed = client.ledger.ListRequests(pb.ListRequestsRequest(), timeout=10).requests
    assert len(listed) == 1 and listed[0].request_id.startswith(A_HEADER + " ")
    resolved = client.ledger.ResolveRequest(
        pb.ResolveRequestRequest(space_token=SPACE, request_id=listed[0].request_id, resolution="RESOLUTION_NOT_STARTED"),
        timeout=10)
    assert resolved.request.request_id == listed[0].request_id
    assert not with_metadata(client, [("x-request-id", A_HEADER)])[0].replayed


def test_calls_without_a_name_can_be_refused(serve, connect, sandbox):
    client = connect(serve("--require_request_id"))
    error = client.refused()
    assert error.reason == "INVALID_REQUEST" and "request_id" in error.violations
    assert client.create(request(request_id="order-1")).run_id
    assert with_metadata(client, [("x-request-id", A_HEADER)])[0].run_id
    assert sandbox.accepted() == 2


# --- Repeats without a name ----------------------------------------------------------------------------------------


def test_a_repeat_without_a_name_is_not_sent(client, sandbox):
    error = refused_with(client, [("x-envoy-attempt-count", "2")])
    assert (error.code, error.reason, error.execution) == ("UNKNOWN", "UNNAMED_REPEAT", "unknown")
    assert error.pushback == "-1" and sandbox.received() == 0


@pytest.mark.parametrize("before, sent", [(b"0", 1), (b"1", 0), (b"3", 0)])
def test_a_librarys_own_repeat_without_a_name_is_not_sent_either(service, sandbox, before, sent):
    # By hand: the library sets this header itself and takes it from nobody.
    raw_http2.call(service.port, METHOD, request().SerializeToString(), (b"grpc-previous-rpc-attempts", before))
    assert sandbox.received() == sent


def test_a_librarys_repeat_under_a_header_that_nobody_knows_is_not_sent(service, sandbox):
    """A sidecar gives each attempt of a library an x-request-id of its own, so that it names nothing."""
    raw_http2.call(service.port, METHOD, request().SerializeToString(), (b"grpc-previous-rpc-attempts", b"1"),
                   (b"x-request-id", A_HEADER.encode()))
    assert sandbox.received() == 0


def test_a_librarys_repeat_under_the_header_of_the_first_gets_its_answer(service, client, sandbox):
    first = with_metadata(client, [("x-request-id", A_HEADER)])[0]
    answer = raw_http2.call(service.port, METHOD, request().SerializeToString(), (b"grpc-previous-rpc-attempts", b"1"),
                            (b"x-request-id", A_HEADER.encode()))
    assert first.run_id.encode() in answer and sandbox.received() == 1


@pytest.mark.parametrize("header", [("x-envoy-attempt-count", "1"), ("x-envoy-attempt-count", "many")])
def test_a_first_attempt_is_sent(client, header):
    assert with_metadata(client, [header])[0].run_id


def test_a_repeat_without_a_name_is_sent_where_that_is_wanted(serve, connect, sandbox):
    client = connect(serve("--send_unnamed_repeats"))
    assert with_metadata(client, [("x-envoy-attempt-count", "2")])[0].run_id and sandbox.accepted() == 1


def test_a_named_repeat_joins_the_first(client, sandbox):
    sandbox.script(delay_ms=500)
    first = client.start(request(request_id="order-1"))
    until(lambda: sandbox.received() == 1, "it is in flight")
    again, _ = with_metadata(client, [("x-envoy-attempt-count", "2")], request(request_id="order-1"))
    assert again.run_id == first.result().run_id and sandbox.accepted() == 1
