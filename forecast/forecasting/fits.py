"""The last few fits, kept by whoever asks many questions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from forecast.forecasting.fitted import fit_ground
from forecast.forecasting.identity import run_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from forecast.data import AnnouncedTarget, Series
    from forecast.forecasting.answers import Run
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Ground, Question
    from forecast.priors import Priors

__all__ = ["Fits"]

#: Bytes of sample paths kept, and grounds kept beside them that nothing was fitted of yet. A long history has some
#: 20 MB of its own, and as much for each other side: of such the last one alone is kept.
KEPT_BYTES, MOST_GROUNDS = 60_000_000, 3

Key: TypeAlias = "tuple[Series, Ground]"


class Fits:
    """The last few fits, within a number of bytes; safe to share between threads.

    Another mark or deadline for the same series costs no new fit, nor does a change to the paths alone, nor another
    day of the same year by which nothing else was published.

    Parameters
    ----------
    priors : Priors
    announced : iterable of AnnouncedTarget
        The registry behind the outside view on promises.
    """

    def __init__(self, priors: Priors, announced: Iterable[AnnouncedTarget] = ()) -> None:
        self._priors, self._announced = priors, tuple(announced)
        self._fitted: OrderedDict[Key, Fitted] = OrderedDict()
        self._grounds: OrderedDict[Key, Fitted] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, question: Question, series: Series) -> Fitted:
        """Return what a question about a series rests on, fitted and simulated.

        Raises
        ------
        FitError
            When no published level is usable, or a comparator cannot be fitted.
        """
        ground = question.ground
        before = ground.before_paths

        def anew() -> Fitted:
            found = self._ground(before, series)
            same = self._of_another_day(found)
            if same is not None:
                return same.on_day(before)
            _ = found.totals if before == ground else found.growth  # what cannot be fitted is not kept
            return found

        def changed() -> Fitted:
            found = base.asking(ground)
            found.totals  # noqa: B018 - as above
            return found

        key = (series, before)
        base = self._kept(key, anew)
        if before == ground:
            return base
        return changed() if base.is_long else self._kept((series, ground), changed, beside=key)

    def run(self, question: Question, series: Series) -> Run:
        """Return the identity of the answer to a question; nothing is fitted for it."""
        return run_of(question, self._ground(question.ground, series))

    def _ground(self, ground: Ground, series: Series) -> Fitted:
        """Return what a ground rests on, to be fitted when first asked."""
        key = (series, ground)
        with self._lock:
            found = self._fitted.get(key) or self._grounds.get(key)
        if found is None:
            found = fit_ground(ground, series, self._priors, self._announced)
            with self._lock:
                self._grounds[key] = found
                while len(self._grounds) > MOST_GROUNDS:
                    self._grounds.popitem(last=False)
        return found

    def _of_another_day(self, found: Fitted) -> Fitted | None:
        """Return, and let go of, a fit of another day on which as much was known; between two prints nothing is new.

        What is asked next is nearer to the new day: one of them is kept, for they share their paths.
        """
        with self._lock:
            for (series, ground), kept in self._fitted.items():
                as_told = replace(ground, as_of=found.ground.as_of) == found.ground
                if as_told and series == found.published and kept.series == found.series and kept.base is None:
                    return self._fitted.pop((series, ground))
        return None

    def _kept(self, key: Key, make: Callable[[], Fitted], *, beside: Key | None = None) -> Fitted:
        """Return what is kept under a key, or make it, of what is kept beside it, and keep it; others make room."""
        with self._lock:
            found = self._fitted.get(key)
            if found is not None:
                self._fitted.move_to_end(key)
                return found
            self._make_room(KEPT_BYTES // 2, {beside})  # the new one needs its own
        found = make()
        with self._lock:
            self._fitted[key] = found
            self._grounds.pop(key, None)
            self._make_room(KEPT_BYTES, {beside, key})
        return found

    def _make_room(self, most: int, needed: Collection[Key | None]) -> None:
        """Let go of the fits not asked for longest, but for those that are needed, while all weigh too many bytes."""
        for key in [key for key in self._fitted if key not in needed]:
            if self._held() <= most:
                return
            del self._fitted[key]

    def _held(self) -> int:
        """Return the bytes of the fits and of those that they share paths with."""
        kept = list(self._fitted.values())
        each = {id(one): one for found in kept for one in (found, found.base) if one is not None}
        return sum(one.held for one in each.values())
