"""The command line in processes of its own that begin with all modules imported, as tests start many of them.

Each is forked from one process that has imported everything and waits: what a start takes in imports, two seconds and
more of processor time, is taken once for a run of the tests. All that follows is a start as any other, with arguments,
environment, files and sockets of its own. That it starts from nothing, too, is shown by `tests/api/test_server.py`, and
whatever is measured is started so.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from threading import Lock

__all__ = ["Forked"]

#: Rooms that no test starts a process for, or whose packages start threads, which do not cross a fork.
_LEFT_OUT = ("forecast.assistant", "forecast.client", "forecast.data.sources", "forecast.notebook")
#: What modules import only once a function of theirs is called.
_MORE = (
    "docx",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "openpyxl",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
)
#: Settings by which those libraries start no thread when they are imported.
_WITHOUT_THREADS = {"OMP_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
#: Bytes of the words, environment and folder of a process.
_MOST = 200_000


class Forked:
    """A process of the command line; what `subprocess.Popen` tells of one, as far as tests ask.

    Parameters
    ----------
    words : sequence of str
        After the program's name.
    env : mapping of str to str
        All of its environment.
    stdout, stderr : file or int, optional
        Open files to write to; `subprocess.PIPE` gives one to read from; nowhere when not given.
    own_session : bool
        Whether it leads a session, so that it can be killed with all that it started.
    """

    def __init__(self, words, *, env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, own_session=False):
        self.words, self.returncode = words, None
        self.stdout, out = _file(stdout)
        self.stderr, err = _file(stderr)
        told, tell = os.pipe()
        asked = {"words": words, "env": dict(env), "folder": str(Path.cwd()), "own_session": own_session}
        try:
            with _LOCK:
                socket.send_fds(_source(), [json.dumps(asked).encode()], [out, err, tell])
        finally:
            for one in (tell, *([out] if self.stdout else []), *([err] if self.stderr else [])):
                os.close(one)
        self._told = os.fdopen(told)
        begun = self._told.readline()
        assert begun, "the process that others are forked from has ended; what it says is above"
        self.pid = int(begun)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in (self.stdout, self.stderr):
            if one:
                one.close()
        self.wait()

    def poll(self):
        """Return the exit status, or None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout=None):
        """Return the exit status once it has ended: that of `Popen`, a signal as a number below 0."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.words, timeout)
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode

    def send_signal(self, number):
        """Send a signal to a process that has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _file(wanted):
    """Return what is read from, if anything, and the number of what a process writes to."""
    if wanted == subprocess.PIPE:
        ours, theirs = os.pipe()
        return os.fdopen(ours), theirs
    if wanted == subprocess.DEVNULL:
        return None, _nowhere()
    return None, wanted.fileno()


@cache
def _nowhere():
    return os.open(os.devnull, os.O_RDWR)


_LOCK = Lock()


@cache
def _source():
    """Return the connection to the process that all others are forked from; it ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * _MOST)
    command = [sys.executable, "-c", "from tests.support.forking import wait; wait(int(__import__('sys').argv[1]))"]
    env = {**os.environ, **_WITHOUT_THREADS}
    process = subprocess.Popen([*command, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=env)
    theirs.close()

    def end():
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _import_all():
    for package in ("forecast", "api"):
        found = pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
        for module in found:
            if not module.name.startswith(_LEFT_OUT):
                importlib.import_module(module.name)
    for name in _MORE:
        importlib.import_module(name)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, (
        "a module that is imported starts threads, which do not cross a fork"
    )
    gc.collect()
    gc.freeze()


def wait(number):
    """Import everything, then fork a process for each that is asked for, until nobody can ask any more."""
    connection = socket.socket(fileno=number)
    _import_all()
    while True:
        asked, files, *_ = socket.recv_fds(connection, _MOST, 3)
        if not asked:
            return
        if os.fork() == 0:
            connection.close()
            _keep(json.loads(asked), *files)
            return
        for one in files:
            os.close(one)
        while _ended():
            pass


def _ended():
    """Return whether a process that kept another had ended, and is now forgotten."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] > 0
    except ChildProcessError:
        return False


def _keep(asked, out, err, tell):
    """Start a process and tell its number, then how it ended."""
    pid = os.fork()
    if pid == 0:
        os.close(tell)
        _become(asked, out, err)
        return
    os.close(out)
    os.close(err)
    os.write(tell, b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(tell, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(asked, out, err):
    """Go on as the command line, with all that a process has of its own."""
    if asked["own_session"]:
        os.setsid()
    for file, number in ((_nowhere(), 0), (out, 1), (err, 2)):
        os.dup2(file, number)
    os.close(out)
    os.close(err)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["-c", *asked["words"]]
    from forecast.cli import main

    main()
