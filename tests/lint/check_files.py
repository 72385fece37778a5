"""No file is too long, and each header's guard is its path."""
from sources import ROOT, files, finish

MAX_LINES = 400


def guard(path):
    name = str(path).upper()
    for separator in "/.-":
        name = name.replace(separator, "_")
    return f"UNPOD_{name}_"


def complaints(path):
    lines = (ROOT / path).read_text().splitlines()
    if len(lines) > MAX_LINES:
        yield f"{path}: {len(lines)} lines, more than {MAX_LINES}"
    if path.suffix != ".h":
        return
    wanted = guard(path)
    directives = [line for line in lines if line.startswith("#")]
    if directives[:2] != [f"#ifndef {wanted}", f"#define {wanted}"] or directives[-1:] != [f"#endif  // {wanted}"]:
        yield f"{path}: the include guard must be {wanted}"


paths = files(".h", ".cc", ".py", ".txt", ".sh")
finish([c for path in paths for c in complaints(path)], len(paths))
