"""The wall clock of the service jumps, under libfaketime (Debian's package faketime): nothing is forgotten, nothing is sent
twice."""
import datetime

import grpc
import pytest

from contract import decode, document, pb, request
from wall_clock import WallClock

TOKEN = "service-token-e2e"


@pytest.fixture
def clock(tmp_path):
    return WallClock(tmp_path)


def is_ahead(client):
    """Three days from now are the past for the service: they are no time to schedule for."""
    at = pb.Schedule()
    at.at.FromDatetime(datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(days=3))
    try:
        client.create(request(schedule=at, validate_only=True))
        return False
    except grpc.RpcError as error:
        assert "schedule.at" in decode(error).violations
        return True


@pytest.mark.parametrize("ledger", ["sqlite", "memory"])
def test_nothing_is_forgotten_in_a_jump_of_the_wall_clock(start, connect, sandbox, clock, tmp_path, ledger):
    where = "--ledger=memory" if ledger == "memory" else f"--ledger=sqlite:{tmp_path}/clock.db"
    client = connect(start(f"--upstream={sandbox.url}", where, UNPOD_API_TOKEN=TOKEN, **clock.env()))
    first = client.create(request(request_id="order-1"))
    assert not is_ahead(client)
    clock.set("+8d")
    assert is_ahead(client), "the test does not test what it is for"
    again = client.create(request(request_id="order-1"))
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1
    clock.set("+0")
    again = client.create(request(request_id="order-1"))
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1


def test_nothing_is_forgotten_by_a_service_that_starts_in_a_jump(start, connect, sandbox, clock):
    service = start(f"--upstream={sandbox.url}", UNPOD_API_TOKEN=TOKEN, **clock.env())
    first = connect(service).create(request(request_id="order-1"))
    clock.set("+8d")
    service.stop()
    client = connect(start(f"--upstream={sandbox.url}", UNPOD_API_TOKEN=TOKEN, **clock.env()))
    assert is_ahead(client), "the test does not test what it is for"
    again = client.create(request(request_id="order-1"))
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1


def test_an_unknown_request_stays_open_in_a_jump_of_the_wall_clock(start, connect, sandbox, clock):
    client = connect(start(f"--upstream={sandbox.url}", "--readback_settle_time=50ms", UNPOD_API_TOKEN=TOKEN, **clock.env()))
    two = {"request_id": "order-1", "documents": [document(), document(name="Jane Doe")]}
    sandbox.script(close="after_headers")
    assert client.refused(request(**two)).execution == "unknown"
    clock.set("+8d")
    for _ in range(3):
        error = client.refused(request(**two))
        assert error.execution == "unknown" and error.reason != "NOT_FOUND_YET", "its window is open"
    assert sandbox.accepted() == 0
