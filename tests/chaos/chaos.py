#!/usr/bin/env python3
"""Kills the service while clients create tasks, and compares what they were told with what the sandbox accepted.

  chaos.py --ledger sqlite|postgres [--keys N] [--seed S] [--max_seconds T] [--sabotage]

sqlite: one service, restarted on its file. postgres: three replicas; the database is restarted, too. Kills come at random moments
(SIGKILL) and at the named crash points (docs/ledger.md). The sandbox misbehaves at random. Exit status 0 only if every rule of
verdict.py holds. The seed makes the same decisions again, not the same timing. --sabotage sends one request a second time
behind the service's back: then it has to fail.
"""
import argparse
import asyncio
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


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--max_seconds", type=float, default=300)
    parser.add_argument("--sabotage", action="store_true")
    return parser.parse_args()


async def storm(options, fleet, sandbox, keys, seeds):
    """All keys, while everything around them breaks."""
    over = asyncio.Event()  # Nothing is cancelled: what is being started or killed is brought to its end.

    async def ask():
        try:
            await asyncio.wait_for(callers.ask_for_all(fleet, keys, random.Random(seeds["callers"])), options.max_seconds)
        finally:
            over.set()

    await asyncio.gather(ask(), fleet.kill_at_random(random.Random(seeds["kills"]), over),
                         faults.script_at_random(sandbox, random.Random(seeds["faults"]), over))


async def run(options, scratch):
    seeds = {name: f"{options.seed}/{name}" for name in ("keys", "kills", "faults", "callers")}
    keys = callers.make_keys(options.keys, random.Random(seeds["keys"]))
    database = Postgres() if options.ledger == "postgres" else None
    sandbox_server = Server(scratch, "unpod-sandbox", "--max_kept_mb=1024")
    sandbox = Sandbox(f"http://{sandbox_server.address}")
    fleet = Fleet(scratch, sandbox.url, database)
    try:
        start = time.monotonic()
        await storm(options, fleet, sandbox, keys, seeds)
        stormed = time.monotonic() - start
        sandbox.clear()
        await fleet.calm_down()
        if options.sabotage:
            callers.send_behind_the_back(sandbox, keys)
        await callers.settle_all(fleet, keys)
        broken, summary = await verdict.judge(fleet, sandbox, keys)
    finally:
        await fleet.stop()
        sandbox_server.stop()
        if database:
            database.remove()
    print(f"chaos {options.ledger}: {summary}\n  {fleet.kills} kills at random, {fleet.crashes} at crash points, "
          f"{fleet.database_restarts} restarts of the database; {stormed:.0f} s of storm, "
          f"{time.monotonic() - start:.0f} s in all; seed {options.seed}")
    return broken


def main():
    options = arguments()
    print(f"chaos {options.ledger}: {options.keys} keys, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="unpod-chaos-") as scratch:
        broken = asyncio.run(run(options, pathlib.Path(scratch)))
    for line in broken[:50]:
        print("BROKEN", line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
