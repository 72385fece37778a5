"""Running out of descriptors, and coming back from it."""
import resource
import socket
import time

from processes import until


def limited(soft, hard):
    return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))}


def test_the_soft_limit_is_raised_and_said(serve):
    service = serve(process=limited(128, 4096))
    service.logs("descriptors: 4096 at most")
    service.logs("20264 may be needed")


def test_there_is_no_warning_where_they_are_enough(serve):
    service = serve("--max_in_flight=100", process=limited(128, 4096))
    service.logs("descriptors: 4096 at most")
    assert "may be needed" not in service.log()


def hold(port, count, cleanups):
    """So many connections that say nothing."""
    connections = []
    cleanups(lambda: [c.close() for c in connections])
    for _ in range(count):
        connection = socket.socket()
        connections.append(connection)
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", port))
    return connections


def test_a_service_that_ran_out_of_them_serves_again_or_ends_to_be_started_again(serve, connect, cleanups):
    service = serve("--max_in_flight=10", process=limited(128, 128))
    connections = hold(service.port, 300, cleanups)
    # gRPC says it when it gives up, which frees one; we do where none is left.
    until(lambda: "Too many open files" in service.log() or "none is left" in service.log(), "they have run out")
    for connection in connections:
        connection.close()
    ends = time.monotonic() + 15
    while service.process.poll() is None and time.monotonic() < ends:
        time.sleep(0.05)
    if service.process.poll() is None:
        assert connect(service).create(timeout=5).run_id, "deaf, and has not noticed"
    else:
        service.await_end(1)
        assert "does not accept connections any more" in service.log() and "drained" in service.log()
