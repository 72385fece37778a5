"""A wall clock that jumps, by libfaketime (Debian's package faketime)."""
import pathlib


class WallClock:
    """What time it is for a service that was started with env(), as the file says that it reads each time."""

    def __init__(self, folder):
        self._file = folder / "clock"
        self.set("+0")

    def set(self, offset):
        beside = self._file.with_suffix(".new")
        beside.write_text(offset + "\n")
        beside.replace(self._file)

    def env(self):
        found = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        assert found, "no libfaketime: scripts/install-dependencies test installs Debian's package faketime"
        return {"LD_PRELOAD": str(found[0]), "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
                "ASAN_OPTIONS": "verify_asan_link_order=0"}
