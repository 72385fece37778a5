#!/usr/bin/env python3
"""Places lists of contacts by `unpod-task create --csv` while the service and the command are killed and the sandbox misbehaves.

  lists.py [--contacts N,M] [--seed S] [--max_seconds T]

For each size: a list is sent; at random moments the service is killed (SIGKILL) and started again on its SQLite ledger, the
command is killed or interrupted and gone on with by --resume, and creates meet faults. Exit status 0 only if at the end each contact
was called at most once, has a row with a task that is its own or a reason, nobody who was called is told of as not called, and the peak
memory of command and service is about the same for all sizes. The seed makes the same decisions again, not the same timing.
"""
import argparse
import csv
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "e2e")]

from contract import PILOT, SPACE
from processes import BIN, Sandbox, Server, environment, until

FAULTS = [{"close": "after_request"}, {"close": "after_headers"}, {"close": "mid_response"}, {"status": 500, "accept": True},
          {"status": 500}, {"status": 503, "accept": True}, {"status": 429}]
CALM_SECONDS = 15  # What a list would take that nothing happens to; so that there is time for kills.
MAX_GROWTH_KB = 16 * 1024  # Of peak memory, from the smallest list to the largest.


def peak_kb(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


class Service:
    """unpod-taskd on one port and one ledger, killed and started again."""

    def __init__(self, scratch, upstream):
        self.scratch, self.upstream, self.kills, self.peak = scratch, upstream, 0, 0
        self.address = "127.0.0.1:0"
        self.start()

    def start(self):
        """Again under the address that the command knows. Somebody's connection may have got that port meanwhile, for a moment."""
        def has_started():
            try:
                self._start()
            except AssertionError as error:
                if "is it in use?" in str(error):
                    return False
                raise
            return True

        until(has_started, f"{self.address} is free")

    def _start(self):
        self.server = Server(self.scratch, "unpod-taskd", f"--upstream={self.upstream}", f"--listen={self.address}",
                             f"--ledger=sqlite:{self.scratch}/lists.db", "--readback_settle_time=50ms", "--readback_window=3s",
                             "--readback_clock_skew=1s",  # One clock.
                             "--drain_timeout=5s", env={"UNPOD_API_TOKEN": "test"})
        self.address = self.server.address

    def look(self):
        self.peak = max(self.peak, peak_kb(self.server.process.pid))

    def kill(self):
        self.look()
        self.server.kill()
        self.kills += 1
        self.start()

    def stop(self):
        self.look()
        self.server.stop()


class Command:
    """unpod-task, gone on with until the list is settled."""

    def __init__(self, path, address):
        self.path, self.address, self.peak, self.process = path, address, 0, None
        self.kills, self.starts = 0, 0

    def start(self):
        first = ("--space_token", SPACE, "--pilot", PILOT)
        flags = ("--resume",) if self.path.with_suffix(".results.csv.state").exists() else first
        command = [BIN / "unpod-task", "create", "--json", "--address", self.address, "--csv", self.path, "--attempts=1000", *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
        self.starts += 1

    def look(self):
        self.peak = max(self.peak, peak_kb(self.process.pid))

    def wait(self, seconds):
        """Its exit status, or None."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.look()
            time.sleep(0.005)
        return self.process.poll()

    def end(self, number):
        self.look()
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        self.kills += 1


def write_list(path, count):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "contact_number", "document_id", "city"])
        for i in range(count):
            rows.writerow([f"Contact {i}", f"{1555000000 + i}", f"d{i}", "Mumbai, \"West\""])


def storm(chance, service, command, sandbox, count, end):
    """Everything breaks, until the list is settled or the time is over."""
    batches = count / 100
    pauses = {"delay_ms": int(1000 * CALM_SECONDS * 8 / batches), "count": 0}  # 8 are in flight. Behind all other faults.
    sandbox.script(**pauses)
    command.start()
    while time.monotonic() < end:
        if command.wait(chance.uniform(0.2, 2.0)) is not None:
            if command.process.returncode == 0:
                return
            command.start()
        sandbox.clear()
        sandbox.script_all([chance.choice(FAULTS) for _ in range(chance.randint(0, 4))] + [pauses])
        event = chance.random()
        if event < 0.35:
            service.kill()
        elif event < 0.5:
            command.end(chance.choice([signal.SIGKILL, signal.SIGINT]))
            command.start()


def calm(command, sandbox, patience):
    """Asks until nothing is open and what is unknown was looked for in vain."""
    sandbox.clear()
    if command.process.poll() is None:
        command.end(signal.SIGINT)

    def is_settled():
        command.start()
        while command.wait(1) is None:
            rows = None
            if time.monotonic() > end:
                break
            # What stays unknown is asked for again and again by the command; its results tell after one attempt.
            if command.path.with_suffix(".results.csv").exists() and command.process.poll() is None:
                rows = read_results(command.path)
            if rows and all(row["outcome"] == "created" or row["reason"] == "NOT_FOUND_YET" for row in rows):
                command.end(signal.SIGKILL)
                return True
        return command.process.returncode == 0

    end = time.monotonic() + patience
    until(is_settled, "the list is settled", patience)


def read_results(path):
    with open(path.with_suffix(".results.csv"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def judge(path, count, sandbox):
    """What is broken, and how the contacts ended."""
    broken, ends = [], {}
    called = sandbox.accepted_by("document_id")
    broken += [f"{who}: {times} POSTs were accepted" for who, times in called.items() if times > 1]
    rows = read_results(path)
    if sorted(int(row["line"]) for row in rows) != list(range(2, count + 2)):
        broken.append(f"{len(rows)} rows for {count} contacts")
    owner = {task["task_id"]: task["input"]["document_id"] for task in sandbox.tasks(SPACE)}
    for row in rows:
        who = f"d{int(row['line']) - 2}"
        ends[row["outcome"]] = ends.get(row["outcome"], 0) + 1
        if row["outcome"] == "created" and owner.get(row["task_id"]) != who:
            broken.append(f"{who}: its task is {row['task_id']} of {owner.get(row['task_id'])}")
        if row["outcome"] != "created" and not row["reason"]:
            broken.append(f"{who}: neither a task nor a reason")
        if row["outcome"] in ("invalid", "not_started") and called.get(who):
            broken.append(f"{who}: was called, and is told of as {row['outcome']}")
    return broken, ends


def run(count, options, scratch):
    chance = random.Random(f"{options.seed}/{count}")
    scratch.mkdir()
    path = scratch / "contacts.csv"
    write_list(path, count)
    sandbox_server = Server(scratch, "unpod-sandbox", "--max_kept_mb=1024")
    sandbox = Sandbox(f"http://{sandbox_server.address}")
    service = Service(scratch, sandbox.url)
    command = Command(path, service.address)
    begun = time.monotonic()
    try:
        storm(chance, service, command, sandbox, count, begun + options.max_seconds)
        calm(command, sandbox, 120)
        broken, ends = judge(path, count, sandbox)
    finally:
        if command.process and command.process.poll() is None:
            command.process.kill()
        service.stop()
        sandbox_server.stop()
    print(f"lists: {count} contacts in {time.monotonic() - begun:.0f} s: {json.dumps(ends)}; service killed {service.kills} times, command "
          f"{command.kills} times; peak memory: command {command.peak / 1024:.0f} MiB, service {service.peak / 1024:.0f} MiB", flush=True)
    return broken, command.peak, service.peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", default="10000,100000")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--max_seconds", type=float, default=90)
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.contacts.split(","))
    print(f"lists: {options.contacts} contacts, seed {options.seed}", flush=True)
    broken, peaks = [], []
    with tempfile.TemporaryDirectory(prefix="unpod-lists-") as scratch:
        for size in sizes:
            found, *peak = run(size, options, pathlib.Path(scratch) / str(size))
            broken += found
            peaks.append(peak)
    for name, first, last in zip(("command", "service"), peaks[0], peaks[-1]):
        if last - first > MAX_GROWTH_KB:
            broken.append(f"memory of the {name} grows with the list: {first} KiB, {last} KiB")
    for line in broken[:50]:
        print("BROKEN", line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
