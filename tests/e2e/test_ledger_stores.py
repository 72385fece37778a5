"""The ledger's stores when they fail, and replicas that share one: clear errors, nothing sent, nothing lost."""
import os
import signal
import subprocess
import uuid

import grpc
import pytest

from contract import SPACE, decode, pb, request
from processes import BIN, Server, environment, run, until

FAILING_SYNC = BIN.parent / "tests/libunpod_failing_sync.so"


@pytest.fixture
def key():
    return f"order-{uuid.uuid4()}"


def keyed(key, **fields):
    return request(request_id=key, **fields)


def created(client, key):
    """The answer, or None while the ledger is away or the outcome is unknown."""
    try:
        return client.create(keyed(key))
    except grpc.RpcError as error:
        decoded = decode(error)
        assert decoded.reason == "LEDGER_UNAVAILABLE" or decoded.execution == "unknown"
        return None


def test_a_disk_that_fails_to_sync(start, connect, sandbox, key, tmp_path):
    trigger = tmp_path / "fail"
    client = connect(start(f"--upstream={sandbox.url}", UNPOD_API_TOKEN="t", LD_PRELOAD=str(FAILING_SYNC),
                           UNPOD_TEST_FAIL_SYNC=str(trigger), ASAN_OPTIONS="verify_asan_link_order=0"))
    before = client.create(keyed("before")).run_id
    trigger.touch()
    error = client.refused(keyed(key))
    assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "LEDGER_UNAVAILABLE", "not_started")
    assert error.retry_delay
    until(lambda: client.health() == "NOT_SERVING" and client.health("ledger") == "NOT_SERVING", "readiness shows it")
    assert client.refused().reason == "LEDGER_UNAVAILABLE", "also without a request_id"
    assert sandbox.accepted() == 1

    trigger.unlink()
    until(lambda: client.health() == "SERVING", "it is back")
    assert client.create(keyed("before")).run_id == before
    assert client.create(keyed(key)).run_id and sandbox.accepted() == 2


def test_an_outcome_that_cannot_be_synced_is_held_until_it_can(start, connect, sandbox, key, tmp_path):
    trigger = tmp_path / "fail"
    client = connect(start(f"--upstream={sandbox.url}", UNPOD_API_TOKEN="t", LD_PRELOAD=str(FAILING_SYNC),
                           UNPOD_TEST_FAIL_SYNC=str(trigger), ASAN_OPTIONS="verify_asan_link_order=0"))
    sandbox.script(delay_ms=500)
    call = client.start(keyed(key))
    until(lambda: sandbox.accepted() == 1, "the POST is there")
    trigger.touch()
    until(lambda: client.health("ledger") == "NOT_SERVING", "the ledger cannot be written")
    assert not call.done()
    trigger.unlink()
    run_id = call.result(timeout=30).run_id
    assert client.create(keyed(key)).run_id == run_id and sandbox.accepted() == 1


def test_calls_without_id_can_go_on_without_the_ledger(start, connect, sandbox, key, tmp_path):
    trigger = tmp_path / "fail"
    client = connect(start(f"--upstream={sandbox.url}", "--ledger_required=false", UNPOD_API_TOKEN="t",
                           LD_PRELOAD=str(FAILING_SYNC), UNPOD_TEST_FAIL_SYNC=str(trigger),
                           ASAN_OPTIONS="verify_asan_link_order=0"))
    trigger.touch()
    assert client.refused(keyed(key)).reason == "LEDGER_UNAVAILABLE"
    assert client.create().run_id and client.health() == "SERVING" and client.health("ledger") == "NOT_SERVING"


def _own_mounts():
    """unshare, as it works here: in a chroot the root is no mount, and the propagation of mounts cannot be changed."""
    command = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
        return command
    return [*command, "--propagation", "unchanged"]


class ServerOnSmallDisk(Server):
    """unpod-taskd in a mount namespace of its own, with a small tmpfs where its ledger is."""

    def _command(self, program, flags):
        folder = self._port_file.parent / "small"
        folder.mkdir()
        self.small = folder
        return [*_own_mounts(), "sh", "-c", f'mount -t tmpfs -o size=1M none "{folder}" && exec "$@"', "sh",
                *super()._command(program, [*flags, f"--ledger=sqlite:{folder}/ledger.db"])]

    def stop(self):
        super().stop()
        if self.small.is_mount():  # Where it could not be kept to that namespace.
            subprocess.run(["umount", self.small], check=True)

    def folder(self):
        """The small disk, as seen from outside."""
        return f"/proc/{self.process.pid}/root{self.small}"


def test_a_full_disk(connect, cleanups, sandbox, tmp_path):
    server = ServerOnSmallDisk(tmp_path, "unpod-taskd", f"--upstream={sandbox.url}", env={"UNPOD_API_TOKEN": "t"})
    cleanups(server.stop)
    client = connect(server)
    first = client.create(keyed("first")).run_id
    filler = f"{server.folder()}/filler"
    with open(filler, "wb", buffering=0) as file, pytest.raises(OSError):
        while True:
            file.write(bytes(4096))
    number = 0
    while True:  # What is allocated already may hold a few more.
        number += 1
        before = sandbox.accepted()
        try:
            client.create(keyed(f"full-{number}"))
        except grpc.RpcError as error:
            refused = decode(error)
            break
        assert number < 2000
    assert (refused.code, refused.reason, refused.execution) == ("UNAVAILABLE", "LEDGER_UNAVAILABLE", "not_started")
    assert sandbox.accepted() == before
    server.logs("full")

    os.unlink(filler)
    assert until(lambda: created(client, f"full-{number}"), "there is room again").run_id
    assert client.create(keyed("first")).run_id == first
    assert sandbox.accepted() == before + 1


def test_a_corrupt_file_stops_the_service_at_its_start(start, connect, sandbox, tmp_path):
    path = tmp_path / "ledger.db"
    service = start(f"--upstream={sandbox.url}", f"--ledger=sqlite:{path}", UNPOD_API_TOKEN="t")
    client = connect(service)
    for number in range(300):
        client.create(keyed(f"key-{number}"))
    service.stop()
    content = bytearray(path.read_bytes())
    content[8192:24576] = os.urandom(16384)
    path.write_bytes(content)
    again = run("unpod-taskd", f"--upstream={sandbox.url}", f"--ledger=sqlite:{path}", "--listen=127.0.0.1:0",
                env=environment(UNPOD_API_TOKEN="t"))
    assert again.returncode == 1
    assert "--ledger" in again.stderr and str(path) in again.stderr
    assert path.read_bytes() == bytes(content), "it is left as it is"


@pytest.fixture
def replica(postgres, start, sandbox, tmp_path):
    def start_replica(name, *flags, **env):
        (tmp_path / name).mkdir()
        server = Server(tmp_path / name, "unpod-taskd", f"--upstream={sandbox.url}", f"--ledger={postgres.url}", "--ledger_upstream=sandbox",
                        "--ledger_lease=3s", "--readback_settle_time=50ms", *flags, env={"UNPOD_API_TOKEN": "t", **env})
        replicas.append(server)
        return server

    replicas = []
    yield start_replica
    for server in replicas:
        server.stop()


def test_replicas_share_what_they_know(replica, connect, sandbox, key):
    one, other = connect(replica("a")), connect(replica("b"))
    first = one.create(keyed(key))
    again = other.create(keyed(key))
    assert again.replayed and again.run_id == first.run_id and sandbox.accepted() == 1


def test_a_repeat_at_another_replica_waits_for_the_first(replica, connect, sandbox, key):
    one, other = connect(replica("a")), connect(replica("b"))
    sandbox.script(delay_ms=1000)
    first = one.start(keyed(key))
    until(lambda: sandbox.received() == 1, "the POST is there")
    again = other.create(keyed(key))
    assert again.replayed and again.run_id == first.result().run_id and sandbox.accepted() == 1


def test_a_repeat_at_another_replica_does_not_wait_for_ever(replica, connect, sandbox, key):
    one, other = connect(replica("a")), connect(replica("b", "--join_wait=200ms"))
    sandbox.script(delay_ms=3000)
    first = one.start(keyed(key))
    until(lambda: sandbox.received() == 1, "the POST is there")
    error = other.refused(keyed(key))
    assert (error.code, error.reason, error.execution) == ("ABORTED", "REQUEST_IN_FLIGHT", "unknown")
    assert first.result().run_id and sandbox.accepted() == 1


def test_the_request_of_a_killed_replica_is_read_back_by_another(replica, connect, sandbox, key):
    one, other = replica("a"), connect(replica("b"))
    sandbox.script(delay_ms=20000)
    call = connect(one).start(keyed(key))
    until(lambda: sandbox.accepted() == 1, "the POST is there")
    one.kill()
    assert call.exception() is not None
    until(lambda: other.stub.GetRequest(pb.GetRequestRequest(space_token=SPACE, request_id=key), timeout=10)
          .request.read_back, "its lease has run out and its tasks are found")
    again = other.create(keyed(key))
    assert again.replayed and again.run_id and sandbox.accepted() == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_database_that_restarts(postgres, replica, connect, sandbox, key, how):
    client = connect(replica("a"))
    first = client.create(keyed(key)).run_id
    postgres.stop(how)
    error = client.refused(keyed("while-away-" + key))
    assert (error.code, error.reason, error.execution) == ("UNAVAILABLE", "LEDGER_UNAVAILABLE", "not_started")
    assert client.health() == "NOT_SERVING" and sandbox.accepted() == 1
    postgres.start()
    assert until(lambda: created(client, key), "the database is back").run_id == first
    assert client.create(keyed("while-away-" + key)).run_id and sandbox.accepted() == 2


def test_a_database_that_cannot_be_reached_is_said_at_the_start():
    url = "postgres://unpod:secret-password@127.0.0.1:1/ledger"
    result = subprocess.run([BIN / "unpod-taskd", "--listen=127.0.0.1:0", "--sandbox", f"--ledger={url}"],
                            capture_output=True, text=True, timeout=30, env=environment(), check=False)
    assert result.returncode == 1
    assert "--ledger" in result.stderr and "secret-password" not in result.stderr
