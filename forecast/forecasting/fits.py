"""The last few fits, kept by whoever asks many questions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from forecast.forecasting.fitted import fit_ground
from forecast.forecasting.identity import run_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from forecast.data import AnnouncedTarget, Series
    from forecast.forecasting.answers import Run
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Ground, Question
    from forecast.priors import Priors

__all__ = ["Fits"]

#: Fits kept, and of these under a scenario's changes to the paths: each holds some 13 MB of sample paths.
MOST_FITTED, MOST_CHANGED = 3, 2


class Fits:
    """The last few fits; safe to share between threads.

    Another mark or deadline for the same series costs no new fit, nor does a change to the paths alone.

    Parameters
    ----------
    priors : Priors
    announced : iterable of AnnouncedTarget
        The registry behind the outside view on promises.
    """

    def __init__(self, priors: Priors, announced: Iterable[AnnouncedTarget] = ()) -> None:
        self._priors, self._announced = priors, tuple(announced)
        self._fitted: OrderedDict[tuple[Series, Ground], Fitted] = OrderedDict()
        self._changed: OrderedDict[tuple[Series, Ground], Fitted] = OrderedDict()
        self._grounds: OrderedDict[tuple[Series, Ground], Fitted] = OrderedDict()
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
            return self._ground(before, series)

        base = self._kept(self._fitted, (series, before), anew, most=MOST_FITTED)
        if before == ground:
            return base
        return self._kept(self._changed, (series, ground), lambda: base.asking(ground), most=MOST_CHANGED)

    def run(self, question: Question, series: Series) -> Run:
        """Return the identity of the answer to a question; nothing is fitted for it."""
        return run_of(question, self._ground(question.ground, series))

    def _ground(self, ground: Ground, series: Series) -> Fitted:
        """Return what a ground rests on, to be fitted when first asked."""
        with self._lock:
            found = self._grounds.get((series, ground))
        if found is None:
            found = fit_ground(ground, series, self._priors, self._announced)
            with self._lock:
                self._grounds[series, ground] = found
                while len(self._grounds) > MOST_FITTED:
                    self._grounds.popitem(last=False)
        return found

    def _kept(
        self,
        kept: OrderedDict[tuple[Series, Ground], Fitted],
        key: tuple[Series, Ground],
        make: Callable[[], Fitted],
        *,
        most: int,
    ) -> Fitted:
        """Return what is kept under a key, or make it and keep it; those not asked for longest make room."""
        with self._lock:
            found = kept.get(key)
            if found is not None:
                kept.move_to_end(key)
                return found
        found = make()
        found.samples  # noqa: B018 - fitted before it is shared, and what cannot be is not kept
        with self._lock:
            kept[key] = found
            while len(kept) > most:
                kept.popitem(last=False)
        return found
