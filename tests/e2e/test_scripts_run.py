"""scripts/run, on what is built already."""
import os
import re
import signal
import socket
import subprocess

from processes import PATIENCE, ROOT, environment, until

RUN = ROOT / "scripts/run"


def start(log, *arguments):
    # A test program in the background may ignore SIGINT and would hand that on.
    return subprocess.Popen([RUN, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(),
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), start_new_session=True)


def finish(process):
    """Its exit status; nothing of it is left."""
    try:
        return process.wait(4 * PATIENCE)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_once_creates_the_example_and_ends(tmp_path):
    with open(tmp_path / "log", "wb") as log:
        assert finish(start(log, "--once")) == 0, (tmp_path / "log").read_text()
    text = (tmp_path / "log").read_text()
    assert re.search(r"run_id +R[0-9a-f]{32}", text) and "SERVING" in text


def test_it_serves_until_ctrl_c_and_ends_in_order(tmp_path):
    log_file = tmp_path / "log"
    with open(log_file, "wb") as log:
        process = start(log)
        try:
            line = until(lambda: re.search(r"^  grpcurl .* 127\.0\.0\.1:(\d+) ", log_file.read_text(), re.MULTILINE),
                         "it serves", 4 * PATIENCE)
            port = int(line.group(1))
            socket.create_connection(("127.0.0.1", port), PATIENCE).close()
            os.killpg(process.pid, signal.SIGINT)  # As a terminal does: to the whole group.
        finally:
            status = finish(process)
    assert status == 0, log_file.read_text()


def test_more_flags_reach_the_service(tmp_path):
    with open(tmp_path / "log", "wb") as log:
        assert finish(start(log, "--once", "--", "--no_such_flag")) == 2
    assert "--no_such_flag" in (tmp_path / "log").read_text()
