"""What the store holds, as frozen values read once for each change of the data."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from api.observation import CHANGE, STORE_SECONDS
from forecast.data import Series, catalog, evidence_of
from forecast.errors import Fault, UnknownNameError
from forecast.forecasting import Fits
from forecast.priors import shipped_priors
from forecast.store import StoreUnavailableError
from forecast.tracking import Tracked, tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forecast.data import AnnouncedTarget
    from forecast.priors import Priors
    from forecast.store import Store, StoreState

__all__ = ["Library", "Shelf", "Snapshot"]

#: Seconds for which the number of the last change is taken as current.
FRESH_FOR = 1.0
#: Seconds for which a write that was taken proves that the next would be.
PROVED_FOR = 5.0


class Shelf(Mapping[str, Series]):
    """Series by id: those of the store, which it lists, and behind them every pair that the package ships.

    Parameters
    ----------
    stored : mapping of str to Series
        Those without a statement are not listed: every one of theirs was retracted.
    """

    def __init__(self, stored: Mapping[str, Series]) -> None:
        self.stored = MappingProxyType({name: one for name, one in stored.items() if one.statements})
        self._emptied = frozenset(stored) - frozenset(self.stored)

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)

    def __getitem__(self, name: str) -> Series:
        """Return a series; a name that means none is a KeyError, as in any mapping."""
        try:
            return self.find(name)
        except UnknownNameError:
            raise KeyError(name) from None

    def find(self, name: str) -> Series:
        """Return a series by its id, or of a pair as it is written.

        Raises
        ------
        UnknownNameError
        """
        if name in self.stored:
            return self.stored[name]
        shipped = None if name in self._emptied else catalog.series(name)
        if shipped is None or shipped.id in self._emptied:
            problem = "has no statement left: all of them were retracted"
            raise UnknownNameError([Fault("series", name, problem, "/v1/changes.json says why")])
        return self.stored.get(shipped.id, shipped)


@dataclass(frozen=True)
class Snapshot:
    """The data as of one change.

    Parameters
    ----------
    version : int
        Number of the change.
    series : Shelf
    targets : mapping of str to AnnouncedTarget
    followed : mapping of str to Tracked
        Targets that can be asked: figures of their pair are known.
    """

    version: int
    series: Shelf
    targets: Mapping[str, AnnouncedTarget]
    followed: Mapping[str, Tracked]

    @cached_property
    def announced(self) -> tuple[AnnouncedTarget, ...]:
        """The registry in its order."""
        return tuple(self.targets.values())

    @cached_property
    def shown(self) -> Mapping[str, Tracked]:
        """The targets about the store's own series, whose answers are kept; others are answered when asked."""
        return {name: found for name, found in self.followed.items() if found.series_id in self.series.stored}

    @property
    def priors(self) -> Priors:
        """The outside view on growth."""
        return shipped_priors()

    @cached_property
    def fits(self) -> Fits:
        """The last few fits, dropped with the data they rest on."""
        return Fits(self.priors, self.announced)

    def one_series(self, name: str) -> Series:
        """Return a series.

        Raises
        ------
        UnknownNameError
        """
        return self.series.find(name)

    def one_target(self, name: str) -> AnnouncedTarget:
        """Return an announced target.

        Raises
        ------
        UnknownNameError
        """
        if name not in self.targets:
            raise UnknownNameError([Fault("target", name, "is not a target known here", "see /v1/targets")])
        return self.targets[name]

    def one_followed(self, name: str) -> Tracked:
        """Return a target that can be forecast.

        Raises
        ------
        UnknownNameError
            When it is not known, or its pair has no series.
        """
        self.one_target(name)
        if name not in self.followed:
            remedy = evidence_of(self.targets[name]).told
            raise UnknownNameError([Fault("target", name, "has no figures behind it, so no forecast", remedy)])
        return self.followed[name]


class Library:
    """The current snapshot of a store; asks the store at most once a second whether data changed.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock, self._proving = threading.Lock(), threading.Lock()
        self._proved = float("-inf")
        self._checked = self._failed = float("-inf")
        self._snapshot: Snapshot | None = None
        self._state: StoreState | None = None

    def prove(self) -> None:
        """Return when the store takes a write; it is asked at most every few seconds, however many ask.

        Raises
        ------
        StoreError
        """
        with self._proving:
            if time.monotonic() - self._proved >= PROVED_FOR:
                self.store.prove_write()
                self._proved = time.monotonic()

    def forget(self) -> None:
        """Look again at the next request: this process has just written."""
        with self._lock:  # not while another thread notes that it looked, before what was written
            self._checked = float("-inf")

    def snapshot(self) -> Snapshot:
        """Return the data as they are.

        Raises
        ------
        StoreUnavailableError
            When the store cannot be reached.
        """
        found = self._snapshot
        if found is not None and time.monotonic() - self._checked < FRESH_FOR:
            return found
        asked = time.monotonic()
        with self._lock:
            if self._failed >= asked:
                # It was tried while this caller waited: many callers must not wait for a silent store in turn.
                msg = "the store did not answer just now"
                raise StoreUnavailableError(msg)
            if self._snapshot is None or time.monotonic() - self._checked >= FRESH_FOR:
                started = time.monotonic()
                try:
                    self._look()
                except StoreUnavailableError:
                    self._failed = time.monotonic()
                    raise
                self._checked = started
            if self._snapshot is None:
                msg = "a store was read and gave nothing"
                raise AssertionError(msg)
            return self._snapshot

    def _look(self) -> None:
        """Read the store when its data changed."""
        with STORE_SECONDS.time():
            state = self.store.state()
        if self._snapshot is None or self._state is None or self._state.data != state.data:
            self._snapshot = self._read(state.data[0])
        self._state = state
        CHANGE.set(state.data[0])

    def state(self) -> StoreState | None:
        """Return the state that answers are kept by: that of the data, and of the runs that pages tell of."""
        self.snapshot()
        return self._state

    def _read(self, version: int) -> Snapshot:
        targets = {target.id: target for target in self.store.targets()}
        return Snapshot(
            version,
            Shelf({name: self.store.series(name) for name in self.store.series_ids()}),
            MappingProxyType(targets),
            MappingProxyType({found.target.id: found for found in tracked(self.store)}),
        )
