"""All C++ is as clang-format leaves it. To mend: scripts/format."""
import subprocess
import sys

from sources import ROOT, files

paths = [str(p) for p in files(".h", ".cc")]
if not paths:
    raise SystemExit("no file to look at")
result = subprocess.run([sys.argv[1], "--dry-run", "-Werror", *paths], cwd=ROOT, capture_output=True, text=True)
wrong = sorted({line.split(":")[0] for line in result.stderr.splitlines() if "clang-format-violations" in line})
print("\n".join(wrong) if wrong or result.returncode == 0 else result.stderr)
print(f"{len(paths)} files, {len(wrong)} complaints")
raise SystemExit(result.returncode)
