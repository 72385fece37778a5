#!/usr/bin/env python3
"""Kills and replaces the service while clients create tasks, and compares what they were told with what the sandbox accepted.

  chaos.py --ledger sqlite|postgres [--keys N] [--round N] [--seed S] [--max_seconds T] [--sabotage]

sqlite: one service, restarted on its file. postgres: three replicas; the database is restarted, too. Kills come at random moments
(SIGKILL) and at the named crash points (docs/ledger.md); every third process is asked to end instead (SIGTERM), as in a rolling
update. Some run under a wall clock that jumps, of some nobody reads the log, and the sandbox misbehaves at random. Many keys go in
rounds, each with a fresh sandbox and the same ledger. Exit status 0 only if every rule of verdict.py holds. The seed makes the same
decisions again, not the same timing. --sabotage sends one request a second time behind the service's back: then it has to fail.
"""
import argparse
import asyncio
import collections
import pathlib
import random
import sys
import tempfile
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "e2e")]

import callers
import faults
import verdict
from fleet import Fleet
from postgres import Postgres
from processes import Sandbox, Server

MANY = 5000  # A round of so many keys has met every kind of event.


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--round", type=int, default=20_000, help="keys in each round")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--max_seconds", type=float, default=300, help="of the storm in each round")
    parser.add_argument("--sabotage", action="store_true")
    return parser.parse_args()


async def storm(options, fleet, sandbox, keys, seed):
    """All keys, while everything around them breaks."""
    over = asyncio.Event()  # Nothing is cancelled: what is being started or killed is brought to its end.

    async def ask():
        try:
            await asyncio.wait_for(callers.ask_for_all(fleet, keys, random.Random(f"{seed}/callers")), options.max_seconds)
        finally:
            over.set()

    await asyncio.gather(ask(), fleet.disturb_at_random(random.Random(f"{seed}/kills"), over),
                         faults.script_at_random(sandbox, random.Random(f"{seed}/faults"), over))


async def run_round(options, scratch, ledger, database, keys, seed):
    """What is broken, and what was counted."""
    scratch.mkdir()
    sandbox_server = Server(scratch, "unpod-sandbox", "--max_kept_mb=1024")
    sandbox = Sandbox(f"http://{sandbox_server.address}")
    fleet = Fleet(scratch, sandbox.url, ledger, database)
    try:
        await storm(options, fleet, sandbox, keys, seed)
        sandbox.clear()
        await fleet.calm_down()
        if options.sabotage:
            callers.send_behind_the_back(sandbox, keys)
        await callers.settle_all(fleet, keys)
        broken, counts = await verdict.judge(fleet, sandbox, keys)
    finally:
        await fleet.stop()
        sandbox_server.stop()
    return broken + _nothing_shown(fleet, keys), counts + fleet.events


def _nothing_shown(fleet, keys):
    kinds = ["kills", "crash points", "rolling updates", "starts under a jumping clock", "stalled logs"]
    return [f"there were no {kind}: this run shows nothing of them" for kind in kinds
            if len(keys) >= MANY and not fleet.events[kind]]


async def run(options, scratch, database):
    ledger = database.url if database else f"sqlite:{scratch}/ledger.db"
    total, first = collections.Counter(), 0
    while first < options.keys:
        count = min(options.round, options.keys - first)
        seed = f"{options.seed}/{first}" if first else f"{options.seed}"
        keys = callers.make_keys(first, count, random.Random(f"{seed}/keys"))
        begun = time.monotonic()
        broken, counts = await run_round(options, scratch / f"round-{first}", ledger, database, keys, seed)
        total += counts
        first += count
        print(f"chaos {options.ledger}: {first} keys of {options.keys}, {time.monotonic() - begun:.0f} s; "
              f"{_words(counts)}; seed {seed}", flush=True)
        if broken:
            return broken
    if options.keys > options.round:
        print(f"chaos {options.ledger}: in all {first} keys; {_words(total)}")
    return []


def _words(counts):
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def main():
    options = arguments()
    print(f"chaos {options.ledger}: {options.keys} keys, seed {options.seed}", flush=True)
    database = Postgres() if options.ledger == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="unpod-chaos-") as scratch:
            broken = asyncio.run(run(options, pathlib.Path(scratch), database))
    finally:
        if database:
            database.remove()
    for line in broken[:50]:
        print("BROKEN", line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
