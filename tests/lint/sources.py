"""Where the project's files are, for the checks beside this file."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE = ("server", "client", "sandbox", "tests", "bench")


def files(*suffixes, folders=CODE):
    """The paths under `folders` that end in one of `suffixes`, relative to the root, sorted."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return sorted(p.relative_to(ROOT) for p in found if p.suffix in suffixes and p.is_file())


def finish(complaints, looked_at):
    """Prints what was found; raises SystemExit, with status 1 if anything was."""
    for complaint in complaints:
        print(complaint)
    if not looked_at:
        raise SystemExit("no file to look at: this check would pass on an empty tree")
    print(f"{looked_at} files, {len(complaints)} complaints")
    raise SystemExit(1 if complaints else 0)
