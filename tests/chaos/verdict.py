"""The rules: the sandbox's book against what callers were told and what the ledger says."""
import collections

import callers
from contract import pb


def runs_of_keys(sandbox, spaces):
    """Of each key, the runs that the sandbox made: {key: {run id: task ids in document order}}."""
    made = collections.defaultdict(dict)
    for space in spaces:
        by_run = collections.defaultdict(list)
        for task in sandbox.tasks(space):
            by_run[task["run_id"]].insert(0, task)  # Listed newest first.
        for run, tasks in by_run.items():
            made[tasks[0]["input"]["document_id"]][run] = tuple(task["task_id"] for task in tasks)
    return made


def complaints(key, accepted, made):
    """What is wrong with one key."""
    if accepted > 1:
        yield f"{accepted} POSTs were accepted"
    if len(key.runs) > 1:
        yield f"callers were told of different runs: {key.runs}"
    for run, tasks in key.runs:
        if run not in made:
            yield f"callers were told of run {run}, which does not exist"
        elif made[run] != tasks:
            yield f"callers were told of tasks {tasks}, and the run has {made[run]}"
    if key.runs and key.state != "CREATED":
        yield f"callers were told that it is created, and the ledger says {key.state}"
    if key.state == "IN_FLIGHT":
        yield "nobody is sending it any more, and it is in flight"
    if accepted and key.state != "CREATED":
        yield f"its POST was accepted, and the ledger says {key.state}"
    if key.state == "CREATED" and key.record.run_id not in made:
        yield f"the ledger names run {key.record.run_id}, which does not exist"
    for context, code, detail, _ in key.history:
        if context and code == "OK":
            yield f"another request under its key was answered with run {detail}"


async def judge(fleet, sandbox, keys):
    """(complaints, counts)"""
    await callers.look_up(fleet, keys)
    accepted = sandbox.accepted_by("document_id")
    made = runs_of_keys(sandbox, {key.space for key in keys})
    broken = [f"{key.name}: {what}; {key.history}" for key in keys
              for what in complaints(key, accepted.get(key.name, 0), made.get(key.name, {}))]
    stranger = set(accepted) - {key.name for key in keys}
    if stranger:
        broken.append(f"accepted under keys that nobody has: {stranger}")
    summary = await fleet.replicas[0].ledger.GetLedgerSummary(pb.GetLedgerSummaryRequest(), timeout=20)
    if summary.in_flight:
        broken.append(f"{summary.in_flight} entries are in flight")
    told = collections.Counter(note[1] for key in keys for note in key.history)
    counts = collections.Counter({"accepted POSTs": sum(accepted.values()), "calls": sum(told.values())})
    counts.update(f"settled {key.state}" for key in keys)
    counts.update({f"told {code}": count for code, count in told.items()})
    counts["read back"] = sum(1 for key in keys if key.record is not None and key.record.read_back)
    if not told["OK"] or (len(keys) >= 500 and not counts["read back"]):
        broken.append("nothing was created, or nothing read back: this run shows nothing")
    return broken, counts
