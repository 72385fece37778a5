"""The services under test: killed, replaced, and started again on the same ledger."""
import asyncio
import collections
import signal

import grpc

from contract import stubs
from processes import Server
from unread import Unread
from wall_clock import WallClock

CRASH_POINTS = ("before_claim", "claimed", "sent", "before_settle", "settled")
FLAGS = ("--readback_settle_time=50ms", "--readback_window=2s", "--ledger_lease=3s", "--join_wait=3s", "--upstream_timeout=10s",
         "--drain_timeout=300ms", "--log_level=warning", "--ledger_upstream=sandbox")
OFFSETS = ("+0", "-1h", "+2d", "+8d", "-3d")  # Of the wall clock, where it jumps.


class Replica:
    """One place in the fleet: a process, and the next one when that is gone."""

    def __init__(self, scratch, flags):
        scratch.mkdir()
        self._scratch, self._flags = scratch, flags
        self._clock = WallClock(scratch)
        self._unread = None
        self.channel = self.stub = self.ledger = self.server = None
        self.is_leaving = False  # It was asked to end.

    async def start(self, crash_point="", jumps=False, stalls=False):
        """`jumps`: its wall clock does. `stalls`: nobody reads its log, which is full from the start."""
        if self.channel:
            await self.channel.close()
        self._close_log()
        self.is_leaving = False
        env = {"UNPOD_API_TOKEN": "chaos", **({"UNPOD_TASKD_CRASH_POINT": crash_point} if crash_point else {}),
               **(self._clock.env() if jumps else {})}
        self._unread = Unread() if stalls else None
        self.server = await asyncio.to_thread(_start, self._scratch, self._flags, env,
                                              {"stderr": self._unread.writer} if stalls else {})
        if self._unread:
            self._unread.close_writer()
        if self.server is None:
            return False
        self.channel = grpc.aio.insecure_channel(self.server.address, options=[
            ("grpc.enable_http_proxy", 0), ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 200)])
        self.stub = stubs.TaskServiceStub(self.channel)
        self.ledger = stubs.LedgerServiceStub(self.channel)
        return True

    def jump(self, random):
        """Of a process whose clock jumps; for others it is nothing."""
        self._clock.set(random.choice(OFFSETS))

    def leave(self):
        """A rolling update asks it to end; its calls outlast --drain_timeout."""
        self.is_leaving = True
        self.server.signal(signal.SIGTERM)

    async def await_end(self):
        """Each end is one that was asked for."""
        status = await asyncio.to_thread(self.server.process.wait)
        wanted = (-signal.SIGKILL, 0) if self.is_leaving else (-signal.SIGKILL,)
        assert status in wanted, f"it ended with {status}:\n{self.server.log()[-3000:]}"
        return status

    async def stop(self):
        if self.channel:
            await self.channel.close()
        if self.alive:
            await asyncio.to_thread(self.server.stop)
        self._close_log()

    def _close_log(self):
        if self._unread:
            self._unread.close()
            self._unread = None

    @property
    def alive(self):
        return self.server is not None and self.server.process.poll() is None


def _start(scratch, flags, env, process):
    """None where it did not get as far as serving: the database was away, or it was killed on the way."""
    try:
        return Server(scratch, "unpod-taskd", *flags, env=env, **process)
    except AssertionError as error:
        if "--ledger" in str(error) or "it ended" in str(error):
            return None
        raise


class Fleet:
    """`events` counts what has happened to it."""

    def __init__(self, scratch, upstream, ledger, database):
        self.database = database
        flags = (f"--upstream={upstream}", f"--ledger={ledger}", *FLAGS)
        self.replicas = [Replica(scratch / f"replica-{n}", flags) for n in range(3 if database else 1)]
        self.events = collections.Counter()
        self._disturbed = self._revived = 0

    def stub(self, random):
        """Of any replica that may be alive; None when there is none."""
        alive = [replica for replica in self.replicas if replica.alive]
        return random.choice(alive).stub if alive else None

    async def disturb_at_random(self, random, over):
        """Until it is over: kills or replaces one process after the other, lets clocks jump, restarts the database."""
        for replica in self.replicas:
            assert await replica.start(), "the first start"
        turns = 0
        while not over.is_set():
            await asyncio.sleep(random.uniform(0.1, 0.6))
            turns += 1
            if self.database and turns % 8 == 0:
                await self._restart_database(random)
            self._disturb(random.choice(self.replicas))
            for replica in self.replicas:
                replica.jump(random)
                if not replica.alive:
                    await self._revive(replica, random)

    def _disturb(self, replica):
        if not replica.alive or replica.is_leaving:
            return
        self._disturbed += 1
        if self._disturbed % 3 == 0:
            replica.leave()
        else:
            self.events["kills"] += 1
            replica.server.signal(signal.SIGKILL)

    async def _revive(self, replica, random):
        if replica.server and await replica.await_end() == 0:
            self.events["rolling updates"] += 1
        self._revived += 1  # Each kind of process comes again and again, so that no run goes without one.
        point = f"{random.choice(CRASH_POINTS)}:{random.randint(1, 150)}" if self._revived % 2 == 0 else ""
        jumps, stalls = self._revived % 3 == 1, self._revived % 4 == 1
        if not await replica.start(point, jumps, stalls):
            return
        # Counted again as a kill where that came first.
        self.events.update({"crash points": bool(point), "starts under a jumping clock": jumps, "stalled logs": stalls})

    async def _restart_database(self, random):
        self.events["restarts of the database"] += 1
        await asyncio.to_thread(self.database.stop, random.choice([signal.SIGINT, signal.SIGQUIT]))
        await asyncio.sleep(random.uniform(0, 0.5))
        await asyncio.to_thread(self.database.start)

    async def calm_down(self):
        """Every replica is fresh and serves."""
        for replica in self.replicas:
            if replica.alive:
                replica.server.signal(signal.SIGKILL)
            if replica.server:
                await asyncio.to_thread(replica.server.process.wait)
            while not await replica.start():
                await asyncio.sleep(0.2)

    async def stop(self):
        for replica in self.replicas:
            await replica.stop()
