"""The services under test: killed, and started again on the same ledger."""
import asyncio
import signal

import grpc

from contract import stubs
from processes import Server

CRASH_POINTS = ("before_claim", "claimed", "sent", "before_settle", "settled")
FLAGS = ("--readback_settle_time=50ms", "--readback_window=2s", "--ledger_lease=3s", "--join_wait=3s", "--upstream_timeout=10s",
         "--log_level=warning")


class Replica:
    """One place in the fleet: a process, and the next one when that is gone."""

    def __init__(self, scratch, flags):
        scratch.mkdir()
        self._scratch, self._flags = scratch, flags
        self.channel = self.stub = self.server = None

    async def start(self, crash_point=""):
        if self.channel:
            await self.channel.close()
        env = {"UNPOD_API_TOKEN": "chaos", **({"UNPOD_TASKD_CRASH_POINT": crash_point} if crash_point else {})}
        self.server = await asyncio.to_thread(_start, self._scratch, self._flags, env)
        if self.server is None:
            return False
        self.channel = grpc.aio.insecure_channel(self.server.address, options=[
            ("grpc.enable_http_proxy", 0), ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 200)])
        self.stub = stubs.TaskServiceStub(self.channel)
        return True

    @property
    def alive(self):
        return self.server is not None and self.server.process.poll() is None


def _start(scratch, flags, env):
    """None where it did not get as far as serving: the database was away, or it was killed on the way."""
    try:
        return Server(scratch, "unpod-taskd", *flags, env=env)
    except AssertionError as error:
        if "--ledger" in str(error) or "it ended" in str(error):
            return None
        raise


class Fleet:
    def __init__(self, scratch, upstream, database):
        self.database = database
        ledger = f"--ledger={database.url}" if database else f"--ledger=sqlite:{scratch}/ledger.db"
        flags = (f"--upstream={upstream}", ledger, *FLAGS)
        self.replicas = [Replica(scratch / f"replica-{n}", flags) for n in range(3 if database else 1)]
        self.kills = self.crashes = self.database_restarts = 0

    def stub(self, random):
        """Of any replica that may be alive; None when there is none."""
        alive = [replica for replica in self.replicas if replica.alive]
        return random.choice(alive).stub if alive else None

    async def kill_at_random(self, random, over):
        """Until it is over: one process after the other, with a crash point in every second one."""
        for replica in self.replicas:
            assert await replica.start(), "the first start"
        turns = 0
        while not over.is_set():
            await asyncio.sleep(random.uniform(0.1, 0.6))
            turns += 1
            if self.database and turns % 8 == 0:
                await self._restart_database(random)
            victim = random.choice(self.replicas)
            if victim.alive:
                self.kills += 1
                victim.server.signal(signal.SIGKILL)
            for replica in self.replicas:
                if not replica.alive:
                    await self._revive(replica, random)

    async def _revive(self, replica, random):
        if replica.server:
            status = await asyncio.to_thread(replica.server.process.wait)
            assert status == -signal.SIGKILL, f"it ended with {status}:\n{replica.server.log()[-3000:]}"
        point = f"{random.choice(CRASH_POINTS)}:{random.randint(1, 150)}" if random.random() < 0.5 else ""
        await replica.start(point)
        if point:
            self.crashes += 1  # Counted again as a kill where that came first.

    async def _restart_database(self, random):
        self.database_restarts += 1
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
            if replica.channel:
                await replica.channel.close()
            if replica.alive:
                await asyncio.to_thread(replica.server.stop)
