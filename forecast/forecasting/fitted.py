"""What was known on a day, fitted and simulated: everything that does not depend on the mark.

A `Fitted` is frozen and works out each thing once, when it is first asked for. Questions about the same ground are
put to the same one: another mark costs no new fit, and a scenario's changes to the paths share it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forecast.audit import Finding, audit
from forecast.forecasting.forecast import brief_answer, explained_answer, judge
from forecast.forecasting.identity import priors_checksum, statements_checksum
from forecast.forecasting.influence import leave_out
from forecast.model import DRAWS, GrowthFit, Measurements, SamplePaths, fit_growth, measure, simulate
from forecast.scenario import BASELINE, AssumedPrior, Scenario, assumed_prior, change_paths, with_sayings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from forecast.data import AnnouncedTarget, Flow, Series
    from forecast.forecasting.answers import Answer, BriefForecast, TargetForecast
    from forecast.forecasting.influence import LeftOut
    from forecast.forecasting.question import Ground, Question
    from forecast.model import ComparatorName
    from forecast.priors import Priors

__all__ = ["PATH_PROBABILITIES", "Fitted", "answer_target", "fit_ground", "forecast_target"]

#: Quantiles of each year's total that an answer tells.
PATH_PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
#: Draws that rank statements and tell nothing else.
RANKING_DRAWS = 500
#: Other sides whose fits are kept for the next mark: each holds as many draws as this one.
SIDES_KEPT = 2


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """One side and flow of a series as known on a day, fitted and simulated.

    Parameters
    ----------
    ground : Ground
    published : Series
        All its statements, those after the day too.
    priors : Priors
        The outside view on growth.
    announced : tuple of AnnouncedTarget
        The registry behind the outside view on promises.
    series : Series
        As known on the day, with a scenario's hypothetical statements.
    findings : tuple of Finding
    measurements : Measurements
    assumed : AssumedPrior
        The prior it rests on, a scenario's changes to it included.
    draws : int
        Number of sample paths.
    base : Fitted or None
        The same before a scenario's changes to the paths, whose fit and paths this one shares.
    """

    ground: Ground
    published: Series
    priors: Priors
    announced: tuple[AnnouncedTarget, ...]
    series: Series
    findings: tuple[Finding, ...]
    measurements: Measurements
    assumed: AssumedPrior
    draws: int = DRAWS
    base: Fitted | None = None

    @property
    def statistics(self) -> str:
        """Whose statistics."""
        return self.ground.statistics

    @property
    def flow(self) -> Flow:
        """Total, exports or imports."""
        return self.ground.flow

    @cached_property
    def growth(self) -> GrowthFit:
        """The growth model's fit.

        Raises
        ------
        FitError
            When no published level is usable.
        """
        if self.base is not None:
            return self.base.growth
        assumed = self.assumed
        return fit_growth(self.measurements, assumed.priors, volatility=assumed.volatility, factor=assumed.factor)

    @cached_property
    def samples(self) -> SamplePaths:
        """Equally likely paths of annual totals, past and future, under the scenario.

        Raises
        ------
        FitError
            When no published level is usable, a comparator cannot be fitted, or growth is fixed in the first year.
        """
        ground = self.ground
        if self.base is not None:
            changes, world = ground.scenario.on_paths, self.assumed.priors.world
            return change_paths(self.base.samples, changes, world, seed=ground.seed)
        horizon = max(ground.horizon, self.growth.first_told)
        paths = simulate(self.growth, horizon=horizon, draws=self.draws, seed=ground.seed)
        return paths if ground.model == "growth" else self._compared(paths, ground.model)

    def _compared(self, paths: SamplePaths, model: ComparatorName) -> SamplePaths:
        """Return the paths with their future by a comparator.

        Comparators see annual totals alone: the published ones, gap years as the growth model fills them.
        """
        from forecast.model import simulate_comparator  # noqa: PLC0415 - four slow imports of statsmodels

        known = max(self.measurements.known_years(), default=int(paths.years[0]) - 1) - int(paths.years[0]) + 1
        history = np.median(paths.values[:known], axis=1)
        count, draws = paths.values.shape
        rng = np.random.default_rng([self.ground.seed, 3])
        future = simulate_comparator(model, history, horizon=count - known, draws=draws, rng=rng)
        return SamplePaths(paths.years, np.concatenate([paths.values[:known], future]), paths.effective)

    @cached_property
    def fan(self) -> NDArray[np.float64]:
        """Quantiles of each year's total, shape (years, len(PATH_PROBABILITIES))."""
        return self.samples.quantiles(PATH_PROBABILITIES)

    @cached_property
    def last_known_year(self) -> int:
        """The last year whose annual total is published; without any, the year before the paths begin."""
        return max(self.measurements.known_years(), default=int(self.samples.years[0]) - 1)

    @cached_property
    def checksums(self) -> tuple[str, str]:
        """What names the statements and the priors in the ids of runs."""
        return statements_checksum(self.series), priors_checksum(self.priors)

    def judge(self, question: Question) -> Answer:
        """Return when the mark of a question on this ground is reached."""
        return judge(self, question)

    def brief(self, question: Question) -> BriefForecast:
        """Return the answer to a question on this ground without what explains it."""
        return brief_answer(self, question)

    def forecast(self, question: Question) -> TargetForecast:
        """Return the answer to a question on this ground, with everything needed to judge it."""
        return explained_answer(self, question)

    def under(self, scenario: Scenario) -> Fitted:
        """Return the same with a scenario in place of its own; changes to the paths alone fit nothing anew."""
        return self.asking(replace(self.ground, scenario=scenario))

    def asking(self, ground: Ground) -> Fitted:
        """Return what another ground of the same series gives, sharing the fit where it is the same."""
        if ground == self.ground:
            return self
        base = self.base or self
        before = ground.before_paths
        if before != base.ground:
            base = fit_ground(before, self.published, self.priors, self.announced)
        return base if before == ground else replace(base, ground=ground, base=base)

    def without(self, statement: str) -> Fitted:
        """Return the same without one statement.

        Parameters
        ----------
        statement : str
            Its id.

        Notes
        -----
        The audit's findings stand: a contradiction found with the statement stays known without it.
        """
        if self.base is not None:
            left = self.base.without(statement)
            return replace(left, ground=self.ground, base=left)
        series = self.series.without(statement)
        measured = measure(series, self.findings, statistics=self.statistics, flow=self.flow)
        published = self.published.without(statement)
        return replace(self, published=published, series=series, measurements=measured)

    def quick(self, *, horizon: int | None = None) -> Fitted:
        """Return the same before changes to the paths, by few draws: it ranks statements, and tells nothing else.

        Ranking needs no integral over the volatility: its posterior mean stands for it.
        """
        base = self.base or self
        held = replace(base.assumed, volatility=base.growth.typical_volatility, factor=1.0)
        ground = base.ground if horizon is None else replace(base.ground, horizon=horizon)
        return replace(base, ground=ground, assumed=held, draws=RANKING_DRAWS)

    @cached_property
    def _left_out(self) -> dict[int, tuple[LeftOut, ...]]:
        return {}

    def left_out(self, year: int) -> tuple[LeftOut, ...]:
        """Return it without each of the statements that a year's total rests on most, the most influential first.

        Worked out once a year told: it does not depend on the mark.
        """
        if self.base is not None:
            return self.base.left_out(year)
        if year not in self._left_out:
            self._left_out[year] = leave_out(self, year=year)
        return self._left_out[year]

    @cached_property
    def _sides(self) -> dict[str, Fitted]:
        return {}

    def side(self, statistics: str) -> Fitted:
        """Return what another side's statistics give on the same day, without the scenario.

        They tell what was reached by then; a scenario is about what comes, on the side asked for.
        """
        if self.base is not None:
            return self.base.side(statistics)
        found = self._sides.get(statistics)
        if found is None:
            found = self.asking(replace(self.ground, statistics=statistics, scenario=BASELINE))
            if len(self._sides) < SIDES_KEPT:
                self._sides[statistics] = found
        return found


def fit_ground(ground: Ground, series: Series, priors: Priors, announced: Iterable[AnnouncedTarget] = ()) -> Fitted:
    """Return what was known on a day about one side and flow of a series, to be fitted when first asked.

    Parameters
    ----------
    ground : Ground
    series : Series
        All its statements; those published after the as-of day are left out here.
    priors : Priors
    announced : iterable of AnnouncedTarget
    """
    scenario, side = ground.scenario, ground.statistics
    if scenario.on_paths:
        base = fit_ground(ground.before_paths, series, priors, announced)
        return replace(base, ground=ground, base=base)
    known = with_sayings(
        series.known_at(ground.as_of), scenario.sayings, statistics=side, flow=ground.flow, as_of=ground.as_of
    )
    findings = audit(known, priors.profile)
    measurements = measure(known, findings, statistics=side, flow=ground.flow)
    assumed = assumed_prior(priors, scenario.on_prior)
    return Fitted(ground, series, priors, tuple(announced), known, findings, measurements, assumed)


def answer_target(question: Question, series: Series, priors: Priors) -> BriefForecast:
    """Return the answer to a question without what explains it; the same numbers as `forecast_target`.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    return fit_ground(question.ground, series, priors).brief(question)


def forecast_target(
    question: Question, series: Series, priors: Priors, announced: Iterable[AnnouncedTarget] = ()
) -> TargetForecast:
    """Return when trade will reach a mark, and everything needed to judge the answer.

    Parameters
    ----------
    question : Question
    series : Series
        All its statements; those published after the as-of day are left out.
    priors : Priors
        The outside view on growth.
    announced : iterable of AnnouncedTarget
        The registry behind the outside view on promises.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    return fit_ground(question.ground, series, priors, announced).forecast(question)
