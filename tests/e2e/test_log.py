"""The log: one event is one line, and nobody who reads it slowly holds anything up."""
import re
import time

import pytest

import raw_http2
from contract import METHOD
from processes import until
from unread import Unread

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) ")


@pytest.fixture
def unread(cleanups):
    pipe = Unread()
    cleanups(pipe.close)
    return pipe


def unknown(client, sandbox, count):
    """Outcomes that are worth a warning each."""
    sandbox.script_all([{"body": "500_html"}] * count)
    for _ in range(count):
        assert client.refused().execution == "unknown"


def test_a_log_that_nobody_reads_holds_up_neither_calls_nor_the_end(serve, connect, sandbox, unread):
    service = serve(process={"stderr": unread.writer})
    unread.close_writer()
    unknown(connect(service), sandbox, 500)
    began = time.monotonic()
    service.signal()
    assert service.exit_status() == 0
    assert time.monotonic() - began < 10


def test_what_was_lost_is_said_when_somebody_reads_again(serve, connect, sandbox, unread):
    service = serve(process={"stderr": unread.writer})
    unread.close_writer()
    client = connect(service)
    ends = time.monotonic() + 3  # The log waits for a reader for two seconds.
    while time.monotonic() < ends:
        unknown(client, sandbox, 20)
    text = []
    until(lambda: text.append(unread.read()) or "lines were lost" in "".join(text), "it says what was lost")
    lines = "".join(text).lstrip("#").splitlines()
    assert all(LINE.match(line) for line in lines if line), lines


def forged(port):
    """A call with a timeout that looks like a line of the service's log."""
    with raw_http2.connect(port) as connection:
        lie = b"x\n2026-01-01T00:00:00.000Z warning create_task execution=unknown reason=FORGED"
        connection.sendall(raw_http2.request(METHOD, (b"grpc-timeout", lie)))
        connection.settimeout(0.5)
        try:
            while connection.recv(65536):
                pass
        except TimeoutError:
            pass


def test_no_caller_writes_a_line_of_the_log(service):
    forged(service.port)
    service.logs("FORGED")
    lines = service.log().splitlines()
    assert all(LINE.match(line) for line in lines), lines
    assert [line for line in lines if "FORGED" in line and "grpc: " in line and "\\n2026" in line], lines
    assert not [line for line in lines if line.startswith("2026-01-01")]


def test_nothing_is_written_where_the_log_is_off(serve, connect):
    service = serve("--log_level=off")
    forged(service.port)
    assert connect(service).create().run_id
    service.stop()
    assert service.log() == ""
