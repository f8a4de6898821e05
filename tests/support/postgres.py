"""A private, real PostgreSQL for tests: made in a folder of its own, stopped and removed at the end."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache, cached_property
from pathlib import Path

import psycopg

from forecast.store import open_store
from tests.support.processes import children_of


def _programs() -> Path:
    """Return the folder of PostgreSQL's server programs, the newest version there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        msg = "PostgreSQL's server programs are missing: apt-get install postgresql (tools/test.sh does)"
        raise RuntimeError(msg)
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


#: Bytes that a hundred databases of one run may take, each some seven million.
_ROOM = 4_000_000_000


def _fast_folder() -> str:
    """Return the folder of files in memory where there is room, else of temporary ones."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else "/tmp"


class Cluster:
    """A PostgreSQL server on loopback, with as many databases as tests ask for.

    Durable as an operator would run it: `fsync` and `synchronous_commit` stay on. Its files stand in memory where there
    is room: a database is copied in 0.04 s, which takes 0.3 s on a disk that two runs share.
    """

    def __init__(self) -> None:
        self._programs = _programs()
        # The server refuses to run as root, so it runs as the user that Debian's package made.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_fast_folder()))
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self.port = _free_port()
        self._count = 0
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *words: str) -> None:
        log = self._folder / "programs.log"
        with log.open("ab") as out:  # a pipe would be kept open by the server that pg_ctl starts
            done = subprocess.run(
                [str(self._programs / program), *words],
                user=self._user, group=self._user, extra_groups=[] if self._user else None,
                cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False, timeout=60,
            )  # fmt: skip
        assert done.returncode == 0, f"{program} failed:\n{log.read_text()[-2000:]}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", self._data, "-l", str(self._folder / "server.log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once, as a power cut or an operator in a hurry would."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database, empty or like another one, and return its URL."""
        self._count += 1
        name = f"test_{self._count}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    @cached_property
    def seeded(self) -> str:
        """The name of a database that is made and seeded; copying it is quicker than making another."""
        address = self.new_database()
        open_store(address).close()
        return address.rpartition("/")[2]

    def pids(self) -> list[int]:
        """Return the process ids of the server and of its connections."""
        first = int(Path(self._data, "postmaster.pid").read_text().split()[0])
        return [first, *children_of(first)]

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        try:
            pid = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            pid = 0
        if pid:
            self.stop()
            for _ in range(50):
                try:
                    os.kill(pid, signal.SIG_DFL)
                except ProcessLookupError:
                    break
                time.sleep(0.1)
        shutil.rmtree(self._folder, ignore_errors=True)


@cache
def shared_cluster() -> Cluster:
    """Return the one server of this test run; started when first asked for, removed at exit."""
    cluster = Cluster()
    atexit.register(cluster.remove)
    return cluster


def new_url(kind: str, folder: Path) -> str:
    """Return the URL of a database that does not exist yet, or is empty, by its kind."""
    return f"sqlite:///{folder}/store.sqlite" if kind == "sqlite" else shared_cluster().new_database()


def seeded_url(kind: str, folder: Path) -> str:
    """Return the URL of a store that is made and seeded from what is really shipped, by its kind: a copy of one, or what is there."""
    if kind == "postgresql":
        cluster = shared_cluster()
        return cluster.new_database(cluster.seeded)
    place = Path(folder, "store.sqlite")
    if not place.exists():
        shutil.copy(_seeded_file(), place)
    return new_url(kind, folder)


@cache
def _seeded_file() -> Path:
    """Return the file of a store that is made and seeded; removed at exit."""
    folder = Path(tempfile.mkdtemp(prefix="seeded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_store(new_url("sqlite", folder)).close()
    return folder / "store.sqlite"
