"""A real PostgreSQL server with a directory of its own, from Debian's package postgresql."""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

from processes import PATIENCE, until


def _programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[4]))
    assert found, "no PostgreSQL server: scripts/install-dependencies test installs Debian's package postgresql"
    return found[-1].parent


class Postgres:
    """On a Unix socket. It refuses to run as root, so for root it runs as the user postgres."""

    def __init__(self):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="unpod-postgres-", dir="/tmp"))  # Sockets want short paths.
        self._user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self._user:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._data = self._folder / "data"
        self._run("initdb", "-D", self._data, "-U", "unpod", "--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync")
        self.process = None
        self.start()
        self._run("createdb", "-h", self._folder, "-U", "unpod", "ledger")
        self.url = f"postgres://unpod@/ledger?host={self._folder}"

    def _as_user(self):
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}

    def _run(self, program, *arguments, stdin=""):
        subprocess.run([_programs() / program, *map(str, arguments)], check=True, capture_output=True, cwd="/", input=stdin, text=True,
                       **self._as_user())

    def start(self):
        with open(self._folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [_programs() / "postgres", "-D", self._data, "-k", self._folder, "-c", "listen_addresses=",
                 "-c", "max_connections=50"], stdout=log, stderr=log, cwd="/", **self._as_user())
        until(self._is_ready, "PostgreSQL accepts connections")

    def run_sql(self, sql):
        self._run("psql", "-h", self._folder, "-U", "unpod", "-d", "ledger", "-q", "-v", "ON_ERROR_STOP=1", stdin=sql)

    def _is_ready(self):
        assert self.process.poll() is None, (self._folder / "log").read_text()
        return subprocess.run([_programs() / "pg_isready", "-q", "-h", self._folder], check=False).returncode == 0

    def stop(self, how=signal.SIGINT):
        """SIGINT: fast; SIGQUIT: immediate, as after a crash."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)
