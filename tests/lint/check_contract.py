"""The contract takes nothing away that its image (proto/contract.binpb) has, unless the change is told in CHANGELOG.

The image is the contract that callers may hold. `tests/lint/check_contract.py BUF --accept` makes a new one; its line in
CHANGELOG begins with the image's digest, so that there is none without a word about what it breaks.
"""
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

from sources import ROOT, finish

IMAGE = ROOT / "proto/contract.binpb"
CONTRACT = "unpod_task/v1/task_service.proto"


def breaking(buf, folder):
    """What buf says that the contract in `folder` breaks."""
    done = subprocess.run([buf, "breaking", str(folder), "--against", str(IMAGE)], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def accept(buf):
    subprocess.run([buf, "build", str(ROOT / "proto"), "--exclude-source-info", "-o", str(IMAGE)], check=True)
    print(f"CHANGELOG needs a line with `{digest()}` that says what it breaks")


def digest():
    return hashlib.sha256(IMAGE.read_bytes()).hexdigest()[:12]


def notices_what_is_taken_away(buf):
    """A check that cannot fail checks nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "proto"
        shutil.copytree(ROOT / "proto", folder)
        contract = folder / CONTRACT
        text = contract.read_text()
        contract.write_text(text.replace("string pilot = 2;", "string agent = 2;", 1))
        return any("pilot" in line for line in breaking(buf, folder))


def complaints(buf):
    yield from breaking(buf, ROOT / "proto")
    if not notices_what_is_taken_away(buf):
        yield f"{IMAGE.name}: a renamed field goes unnoticed"
    if f"`{digest()}`" not in (ROOT / "CHANGELOG.md").read_text():
        yield f"CHANGELOG.md: no line about the contract's image `{digest()}`"


if sys.argv[2:] == ["--accept"]:
    accept(sys.argv[1])
else:
    finish(list(complaints(sys.argv[1])), 1)
