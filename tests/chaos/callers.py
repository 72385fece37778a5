"""Clients that repeat a request under its key until they know, and remember everything they were told."""
import asyncio
import dataclasses
import json
import random as randoms
import urllib.request

import grpc

from contract import PILOT, decode, document, pb, request

SPACES = 200
IN_FLIGHT = 150


@dataclasses.dataclass
class Key:
    name: str
    space: str
    documents: int
    runs: set = dataclasses.field(default_factory=set)  # (run id, task ids) of each OK.
    history: list = dataclasses.field(default_factory=list)
    state: str = ""  # What GetRequest says at the end.
    record: object = None

    def message(self, context="Discuss the project."):
        # The book counts by document_id: one in each request.
        first = document(document_id=self.name)
        return request(space_token=self.space, request_id=self.name, context=context,
                       documents=[first, *(document(name=f"Contact {n}") for n in range(1, self.documents))])

    def body(self):
        return {"pilot": PILOT, "context": "Discuss the project.", "schedule": {"type": "now"},
                "documents": [{"name": "John Doe", "contact_number": "1234567890", "document_id": self.name}]}


def make_keys(first, count, random):
    return [Key(f"key-{n}", f"SPACE{random.randrange(SPACES)}", random.choice([1, 1, 1, 2, 3])) for n in range(first, first + count)]


async def ask(fleet, key, random, timeout, context=None):
    """One CreateTask; what it told is in the history. True for OK."""
    stub = fleet.stub(random)
    if stub is None:
        await asyncio.sleep(0.1)
        return False
    try:
        answer = await stub.CreateTask(key.message(*([context] if context else [])), timeout=timeout)
    except (grpc.aio.AioRpcError, grpc.aio.UsageError, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and asyncio.current_task().cancelling():
            raise
        note = decode(error) if isinstance(error, grpc.aio.AioRpcError) else None  # Else its channel was closed meanwhile.
        key.history.append((context or "", note.code, note.reason, note.execution) if note else ("", "BROKEN", None, None))
        return False
    key.history.append((context or "", "OK", answer.run_id, "replayed" if answer.replayed else ""))
    if context is None:
        key.runs.add((answer.run_id, tuple(result.task_id for result in answer.results if result.task_id)))
    return True


async def ask_until_known(fleet, key, random):
    for _ in range(random.randint(2, 6)):
        if await ask(fleet, key, random, random.choice([0.3, 1, 5, 10])):
            if random.random() < 0.3:
                await ask(fleet, key, random, 5)
            if random.random() < 0.05:
                await ask(fleet, key, random, 5, context="Another request under the same key.")
            return
        await asyncio.sleep(random.uniform(0, 0.3))


async def for_each(keys, work):
    todo = iter(keys)

    async def worker():
        for key in todo:
            await work(key)

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))


async def ask_for_all(fleet, keys, random):
    while fleet.stub(random) is None:
        await asyncio.sleep(0.05)

    async def work(key):
        mine = randoms.Random(random.random())
        if mine.random() < 0.1:  # Two callers at once.
            await asyncio.gather(ask_until_known(fleet, key, mine), ask_until_known(fleet, key, mine))
        else:
            await ask_until_known(fleet, key, mine)

    await for_each(keys, work)


async def settle_all(fleet, keys):
    """In the calm: what has no answer yet is asked for again, until it is created or the window is over."""
    random = randoms.Random(0)

    async def work(key):
        for _ in range(40):
            if await ask(fleet, key, random, 20):
                return
            if key.history[-1][2] in ("NOT_FOUND_YET", "REQUEST_ID_REUSED"):
                return
            await asyncio.sleep(0.25)

    await for_each([key for key in keys if not key.runs], work)


def send_behind_the_back(sandbox, keys):
    """One request that was accepted, once more."""
    key = next(key for key in keys if key.runs)
    call = urllib.request.Request(f"{sandbox.url}/api/v2/platform/spaces/{key.space}/tasks/create/",
                                  json.dumps(key.body()).encode(),
                                  {"Content-Type": "application/json", "Authorization": "Token sabotage"}, method="POST")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(call, timeout=10).read()


async def look_up(fleet, keys):
    """What the ledger says of each."""
    random = randoms.Random(0)

    async def work(key):
        question = pb.GetRequestRequest(space_token=key.space, request_id=key.name)
        try:
            answer = await fleet.stub(random).GetRequest(question, timeout=20)
        except grpc.aio.AioRpcError as error:
            assert error.code() == grpc.StatusCode.NOT_FOUND, error
            key.state = "NONE"
            return
        key.record = answer.request
        key.state = pb.RequestState.Name(answer.request.state).removeprefix("REQUEST_STATE_")

    await for_each(keys, work)
