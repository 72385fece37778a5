"""Ledgers that 0.1 wrote (ledgers/0.1.db, ledgers/0.1.sql): whoever repeats what he sent to 0.1 calls nobody twice.

0.1 had placed three requests and a list of 250, did not learn what became of the list "lost", and was killed while it sent
"in-flight". Only their times are changed here, to be those of a moment ago.
"""
import datetime
import shutil
import sqlite3
import subprocess

import pytest

from contract import SPACE, document, error_of, pb, request
from postgres import Postgres
from processes import ROOT

WRITTEN = ROOT / "tests/e2e/ledgers"
UPSTREAM = "--ledger_upstream=https://unpod.ai"


def contact(n, **fields):
    return document(name=f"Contact {n}", contact_number=str(15550100000 + n), **fields)


def sent(key, documents, **fields):
    return request(pilot="space-agent", context="Call.", request_id=key, documents=documents, **fields)


def batches(name, count):
    yield pb.CreateTasksRequest(header=pb.CreateTasksHeader(space_token=SPACE, pilot="space-agent", context="Call.", request_id=name))
    yield pb.CreateTasksRequest(documents=[contact(n) for n in range(count)])


def of_sqlite(folder):
    path = folder / "ledger.db"
    shutil.copy(WRITTEN / "0.1.db", path)
    with sqlite3.connect(path) as database:
        newest = database.execute("SELECT max(changed_at) FROM entries").fetchone()[0]
        age = int(datetime.datetime.now().timestamp() * 1e6) - newest
        database.execute("UPDATE entries SET claimed_at = claimed_at + ?, changed_at = changed_at + ?", (age, age))
    database.close()
    return f"sqlite:{path}"


def of_postgres(server):
    server.run_sql((WRITTEN / "0.1.sql").read_text())
    server.run_sql("DELETE FROM unpod_ledger_owners")  # 0.1 was stopped long ago.
    server.run_sql("UPDATE unpod_ledger_entries SET claimed_at = claimed_at + age, changed_at = changed_at + age"
                   " FROM (SELECT now() - max(changed_at) AS age FROM unpod_ledger_entries) AS newest")
    return server.url


@pytest.fixture(params=["sqlite", "postgres"])
def client(request, serve, connect, tmp_path):
    if request.param == "sqlite":
        yield connect(serve(f"--ledger={of_sqlite(tmp_path)}", UPSTREAM, "--readback_settle_time=1h"))
        return
    server = Postgres()
    try:
        yield connect(serve(f"--ledger={of_postgres(server)}", UPSTREAM, "--readback_settle_time=1h"))
    finally:
        server.remove()


def test_what_was_sent_is_not_sent_again(client, sandbox):
    variables = contact(0, variables={"city": "Pune"})
    variables.structured_variables["floor"] = 3
    for key, of in (("order-4711", variables), ("campaign-7/1", contact(1)), ("order-7/007", contact(2))):
        assert client.create(sent(key, [of])).replayed, key
    answers = list(client.stub.CreateTasks(batches("list-8", 250), timeout=20))
    assert answers[-1].progress.replayed == 250
    assert sandbox.received() == 0


def test_what_was_unknown_still_is(client, sandbox):
    assert client.refused(sent("in-flight", [contact(5)])).execution == "unknown"
    answers = list(client.stub.CreateTasks(batches("lost", 2), timeout=20))
    assert answers[-1].progress.unknown == 2
    unknown = client.ledger.ListRequests(pb.ListRequestsRequest(state="REQUEST_STATE_UNKNOWN"), timeout=10).requests
    assert sorted((each.request_id, each.HasField("batch")) for each in unknown) == [("in-flight", False), ("lost", True), ("lost/0", False)]
    assert sandbox.received() == 0


def test_a_name_that_may_be_either_is_both(client, sandbox):
    """0.1 cannot have told a CreateTask "campaign-7/1" from the second batch of a list "campaign-7"."""
    names = {(each.request_id, each.batch if each.HasField("batch") else None)
             for each in client.ledger.ListRequests(pb.ListRequestsRequest(page_size=1000), timeout=10).requests}
    assert {("campaign-7/1", None), ("campaign-7", 1), ("list-8/0", None), ("list-8", 0), ("list-8", 2)} <= names
    assert ("order-7/007", None) in names and not any(name == "order-7" for name, _ in names), "no batch has such a number"
    with pytest.raises(Exception) as error:
        list(client.stub.CreateTasks(batches("campaign-7", 150), timeout=20))
    assert error_of(lambda: _raise(error.value)).reason == "REQUEST_ID_REUSED"
    assert sandbox.accepted() <= 1, "the first batch alone, which is new"


def _raise(error):
    raise error
