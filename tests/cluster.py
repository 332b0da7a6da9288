"""A PostgreSQL server for one test run, made from Debian's binaries and gone with the run.

It listens on a Unix socket in a folder of its own, and keeps nothing: no fsync, no archive. PostgreSQL refuses
to run as root, so under root the server is started as the user `postgres`.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "deadlock_timeout": "200ms",
}
# Whatever ends the run, even a kill that Python never sees, the server goes within two seconds.
WATCH = 'while [ -d "/proc/$1" ]; do sleep 2; done; "$2" -D "$3" -m immediate -w stop; rm -rf "$4"'


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps them out of the PATH. None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Cluster:
    """`Cluster().start()` answers the DATABASE_URL of an empty database `plenaria`; `stop()` removes all."""

    def __init__(self) -> None:
        self.binaries = binaries()
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="plenaria-pg-"))
        self.data = self.folder / "data"

    def run(self, name: str, *arguments: str) -> None:
        assert self.binaries is not None
        command = [str(self.binaries / name), *arguments]
        log = self.folder / "commands.log"
        with log.open("ab") as out:
            done = subprocess.run(
                command, user=self.user, group=self.user, extra_groups=[] if self.user else None,
                cwd=self.folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{name} failed:\n{log.read_text(errors='replace')}")

    def start(self) -> str:
        if self.binaries is None:
            raise RuntimeError("PostgreSQL's binaries are missing: apt-get install postgresql")
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.run("initdb", "-D", str(self.data), "-U", "plenaria", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip
        options = {**OPTIONS, "unix_socket_directories": str(self.folder)}
        arguments = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self.run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "server.log"), "-w", "-o", arguments, "start")
        self._watch()
        atexit.register(self.stop)
        self.run("createdb", "-h", str(self.folder), "-U", "plenaria", "plenaria")
        return self.url("plenaria")

    def url(self, name: str) -> str:
        return f"postgres://plenaria@{quote(str(self.folder), safe='')}/{name}"

    def _watch(self) -> None:
        arguments: Sequence[str] = (
            str(os.getpid()),
            str((self.binaries or Path()) / "pg_ctl"),
            str(self.data),
            str(self.folder),
        )
        subprocess.Popen(
            ["/bin/sh", "-c", WATCH, "watch", *arguments], user=self.user, group=self.user,
            extra_groups=[] if self.user else None, cwd="/", start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        if not self.folder.exists():
            return
        try:
            self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
