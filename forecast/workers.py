"""Where work is done: processes of this machine, or the workers of a Dask scheduler.

A `Mapper` gives the results of a function over pieces, in whatever order they come. Pieces are taken as they are
needed, a few ahead of the workers, so that neither side holds all of them. A piece that a dead, stuck or vanished
worker had is done again by another, and its result is given once. On a cluster every worker must run this very code:
the same release, files and numerical libraries, for the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
import time
import uuid
import warnings
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from forecast.errors import Fault, ForecastError, InputError
from forecast.extras import needing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from distributed import Client, Future

__all__ = ["BACKENDS", "Cluster", "Local", "Mapper", "Place", "machines", "place_of"]

A = TypeVar("A")
R = TypeVar("R")
BACKENDS: tuple[Literal["local", "dask"], ...] = ("local", "dask")
#: Seconds that a scheduler and its first worker are waited for before the work begins.
FIRST_PATIENCE = 5.0
#: Seconds that a scheduler may be away, or without any worker, in the middle of it.
PATIENCE = 300.0
#: Seconds in which a finished result must come; it is made again when its worker has stopped.
RESULT_PATIENCE = 30.0
#: Workers that one piece may kill before it is taken for the cause: each count is of several deaths in a row.
MOST_DEATHS = 2
#: Pieces that wait for each thread of a worker.
AHEAD = 2
_SAME = "install the same version on both sides"


@dataclass(frozen=True, slots=True)
class Local:
    """Processes of this machine.

    Parameters
    ----------
    processes : int
        -1 for all cores.
    """

    processes: int = 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    scheduler : str
        Its address, such as ``tcp://10.0.0.1:8786``.
    """

    scheduler: str


Place = Local | Cluster


class Mapper(Protocol):
    """Gives the results of a function over pieces, in any order."""

    def __call__(self, function: Callable[[A], R], pieces: Iterable[A], /) -> Iterator[R]:
        """Return the results as they come."""


def place_of(backend: str, *, processes: int, scheduler: str | None) -> Place:
    """Return where work is done.

    Parameters
    ----------
    backend : str
        One of `BACKENDS`.
    processes : int
        Of this machine, for ``local``.
    scheduler : str or None
        Its address, for ``dask``.

    Raises
    ------
    InputError
        With every fault.
    """
    faults = []
    if backend not in BACKENDS:
        faults.append(Fault("--backend", backend, "is not known", f"known are: {', '.join(BACKENDS)}"))
    if backend == "dask" and not scheduler:
        faults.append(Fault("--scheduler", "", "is missing", "give its address, such as tcp://127.0.0.1:8786"))
    if backend == "local" and scheduler:
        faults.append(Fault("--scheduler", scheduler, "is given without --backend dask", "give both, or neither"))
    if faults:
        raise InputError(faults)
    return Cluster(scheduler) if scheduler else Local(processes)


@contextmanager
def machines(place: Place) -> Iterator[Mapper]:
    """Give what maps a function over pieces there; a cluster is looked at before the work begins.

    Raises
    ------
    InputError
        When there is no such scheduler, it has no workers, or one of them runs other code.
    """
    if isinstance(place, Local):
        yield _locally(place.processes)
        return
    cluster = _Cluster(place.scheduler)
    try:
        cluster.check()
        yield cluster.map
    finally:
        cluster.close()


def _locally(processes: int) -> Mapper:
    def mapped(function: Callable[[A], R], pieces: Iterable[A]) -> Iterator[R]:
        # A tenth of a second, which the commands that ask for no such work need not wait for.
        from joblib import Parallel, delayed  # noqa: PLC0415
        from joblib.externals.loky.process_executor import TerminatedWorkerError  # noqa: PLC0415

        try:
            yield from Parallel(n_jobs=processes, return_as="generator_unordered")(
                delayed(function)(piece) for piece in pieces
            )
        except TerminatedWorkerError:
            msg = "a process was killed, perhaps for want of memory; what is done is kept, run again to go on"
            raise ForecastError(msg) from None

    return mapped


@cache
def _code() -> str:
    """Return a checksum of this package's code, by which two machines know that they run the same."""
    digest, folder = hashlib.sha256(), Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def identity() -> dict[str, str]:
    """Return what a worker must share with whoever sends it work, for the same bytes."""
    found = {"python": ".".join(map(str, sys.version_info[:2]))}
    found |= {name: version(name) for name in ("distributed", "joblib", "numpy", "pandas", "scipy", "trade-target")}
    return found | {"code of trade-target": _code()}


def _doing(function: Callable[[A], R], piece: A, told: Mapping[str, str]) -> R:
    """Do a piece on a worker, which may have joined after the others were looked at."""
    if differences := _differences(identity(), told):
        msg = f"a worker that joined runs other code: {differences}"
        raise ForecastError(msg)
    return function(piece)


def _differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return in words where a worker differs."""
    differ = [name for name, told in ours.items() if theirs.get(name) != told]
    return ", ".join(f"{name} {theirs.get(name)}, here {ours[name]}" for name in differ)


@dataclass(slots=True)
class _Piece:
    """A piece on its way: how often a worker died over it."""

    content: Any
    deaths: int = 0


class _Cluster:
    """A connection to a scheduler that outlives the scheduler."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = self._connected(FIRST_PATIENCE)

    def close(self) -> None:
        """Leave the scheduler; what it still works on for us is dropped."""
        self._client.close(timeout=2)

    def _fault(self, problem: str, remedy: str) -> InputError:
        return InputError([Fault("--scheduler", self._address, problem, remedy)])

    def _connected(self, patience: float) -> Client:
        with needing("cluster"):
            from distributed import Client  # noqa: PLC0415 - an extra
            from distributed.versions import VersionMismatchWarning  # noqa: PLC0415

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", VersionMismatchWarning)  # `check` says it, with what to do
                return Client(self._address, timeout=patience, set_as_default=False)
        except ImportError as error:  # what Dask raises where versions do not go together at all
            problem = f"is of another version ({_first_line(error)})"
            raise self._fault(problem, _SAME) from None
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            problem = f"cannot be reached in {patience:.0f} seconds ({_first_line(error)})"
            remedy = "start one (dask scheduler) and give the address that it prints, such as tcp://127.0.0.1:8786"
            raise self._fault(problem, remedy) from None

    def check(self) -> None:
        """Refuse a scheduler of another version, without workers, or with a worker that runs other code."""
        client, ours = self._client, identity()
        theirs = client.get_versions()["scheduler"]["packages"].get("distributed")
        if theirs != ours["distributed"]:
            problem = f"runs distributed {theirs}, here it is {ours['distributed']}"
            raise self._fault(problem, _SAME)
        try:
            client.wait_for_workers(1, timeout=FIRST_PATIENCE)
        except TimeoutError:
            problem, remedy = "has no workers", f"start one: dask worker {self._address} --nthreads 1"
            raise self._fault(problem, remedy) from None
        faults = []
        for address, found in client.run(version, "trade-target", on_error="return").items():
            if isinstance(found, PackageNotFoundError):
                problem = "does not have this package"
                faults.append(Fault("worker", address, problem, "install trade-target there, in this version"))
        if not faults:
            for address, found in client.run(identity, on_error="return").items():
                told = found if isinstance(found, dict) else {}
                if differences := _differences(told, ours):
                    faults.append(Fault("worker", address, f"runs other code: {differences}", "install the same there"))
        if faults:
            raise InputError(faults)

    def _again(self) -> None:
        """Find the scheduler again after it was lost; its workers come by themselves, or are started by somebody."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._client.close(timeout=2)
                self._client = self._connected(FIRST_PATIENCE)
            except InputError:
                if time.monotonic() > deadline:
                    msg = f"the scheduler {self._address} is gone; what is done is kept, run again to go on"
                    raise ForecastError(msg) from None
            else:
                return

    def map(self, function: Callable[[A], R], pieces: Iterable[A], /) -> Iterator[R]:
        """Return results as they come, each piece's once."""
        source, ours = iter(pieces), identity()
        waiting: dict[Future[R], _Piece] = {}
        again: deque[_Piece] = deque()
        heard = time.monotonic()
        while True:
            if self._client.status in {"closed", "closing"}:
                again.extend(waiting.values())
                waiting.clear()
                self._again()
            room = AHEAD * max(sum(self._threads().values()), 1) - len(waiting)
            for _ in range(room):
                piece = again.popleft() if again else next((_Piece(one) for one in source), None)
                if piece is None:
                    break
                key = f"trade-target-{uuid.uuid4().hex}"
                waiting[self._client.submit(_doing, function, piece.content, ours, key=key)] = piece
            if not waiting:
                return
            self._wait(waiting)
            for future in [one for one in waiting if one.status != "pending"]:
                piece = waiting.pop(future)
                fetched: tuple[Any] | None = _result(future) if future.status == "finished" else None
                if fetched is not None:
                    heard = time.monotonic()
                    yield fetched[0]
                elif future.status == "error":
                    again.append(self._failed(future, piece))
                else:  # cancelled or lost with the scheduler, or its worker stopped before it could be fetched
                    again.append(piece)
            if time.monotonic() - heard > PATIENCE and not self._threads():
                msg = f"the scheduler {self._address} has no workers; what is done is kept, run again to go on"
                raise ForecastError(msg)

    def _threads(self) -> Mapping[str, int]:
        """Return the threads of each worker, as far as the scheduler told; none while it is away."""
        told = self._client.scheduler_info(n_workers=-1).get("workers", {})
        return {address: worker["nthreads"] for address, worker in told.items()}

    def _wait(self, waiting: Mapping[Future[R], _Piece]) -> None:
        """Wait until a piece is done, for a second at most."""
        from distributed import wait  # noqa: PLC0415 - an extra
        from distributed.utils import CancelledError  # noqa: PLC0415

        if self._client.status != "running":
            time.sleep(0.2)
            return
        with self._client.as_current(), suppress(TimeoutError, CancelledError):
            wait(list(waiting), timeout=1.0, return_when="FIRST_COMPLETED")

    def _failed(self, future: Future[R], piece: _Piece) -> _Piece:
        """Return a piece to be tried again that lost its worker; raise what went wrong in it."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        error = future.exception()
        if not isinstance(error, KilledWorker):
            assert error is not None
            raise error
        if piece.deaths + 1 > MOST_DEATHS:
            msg = (
                "a piece of the work kills every worker that takes it, perhaps for want of memory; what is done is kept"
            )
            raise ForecastError(msg) from None
        return _Piece(piece.content, piece.deaths + 1)


def _result(future: Future[R]) -> tuple[R] | None:
    """Return what a worker has, or None when it cannot be fetched: then it is made again."""
    from distributed.utils import CancelledError  # noqa: PLC0415 - an extra

    try:
        return (future.result(timeout=RESULT_PATIENCE),)
    except (TimeoutError, CancelledError, OSError):
        return None


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:120]
