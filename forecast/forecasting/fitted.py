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
from forecast.forecasting.attainable import attainable_level, parse_attainable, parse_surface, surface_of
from forecast.forecasting.balance import surplus_of
from forecast.forecasting.drawing import draw_paths
from forecast.forecasting.flows import flows_told
from forecast.forecasting.forecast import brief_answer, explained_answer, judge
from forecast.forecasting.identity import priors_checksum, statements_checksum
from forecast.forecasting.influence import LeavingOut
from forecast.forecasting.presented import Plotted, presenter
from forecast.forecasting.question import CALENDAR, as_fields, parse_question
from forecast.forecasting.residuals import Residual, residuals
from forecast.forecasting.sensitivity import sensitivity_of
from forecast.model import (
    DRAWS,
    GrowthFit,
    Measurements,
    SamplePaths,
    Settlement,
    fit_growth,
    measure,
    measure_without,
    settle,
)
from forecast.scenario import (
    BASELINE,
    AssumedPrior,
    Scenario,
    assumed_prior,
    with_sayings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from forecast.data import AnnouncedTarget, Flow, Series
    from forecast.forecasting.answers import Answer, BriefForecast, TargetForecast
    from forecast.forecasting.attainable import Attainable, Surface
    from forecast.forecasting.balance import Surplus
    from forecast.forecasting.flows import FlowsTold
    from forecast.forecasting.influence import LeftOut
    from forecast.forecasting.question import Ground, Question
    from forecast.forecasting.sensitivity import Sensitivity
    from forecast.model import Use
    from forecast.priors import Priors

__all__ = ["PATH_PROBABILITIES", "Fitted", "are_long", "fit_ground"]

#: Quantiles of each year's total that an answer tells.
PATH_PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
#: Draws that rank statements and tell nothing else.
RANKING_DRAWS = 500
#: Other sides whose fits are kept for the next mark: each holds as many draws as this one.
SIDES_KEPT = 2
#: Paths larger than this, of some 75 years, stand alone: what is beside them is drawn when asked for, and not kept.
LONG_BYTES = 24_000_000

#: What is worked out for a day from nothing but what was known by it.
_KNOWING_NO_DAY = (
    "_leaving", "checksums", "fan", "flows", "growth", "last_known_year", "residuals", "samples", "settlement",
    "totals",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Fitted(Plotted):
    """One side and flow of a series as known on a day, fitted and simulated; `fit` makes one.

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

    def __repr__(self) -> str:
        """Return which side and flow of which series this is, and on how much it rests."""
        ground = self.ground
        told = f"{ground.series}, {ground.flow}, statistics of {ground.statistics}, as of {ground.as_of.isoformat()}"
        assumed = f", scenario {ground.scenario}" if ground.scenario else ""
        return f"<Fitted {told}, {ground.model}{assumed}: {len(self.measurements.rows)} measurements>"

    def _asked(self, **given: object) -> dict[str, str | None]:
        """Return the fields of a question on this ground."""
        ground = self.ground
        own = as_fields(
            as_of=ground.as_of,
            statistics=ground.statistics,
            flow=ground.flow,
            horizon=ground.horizon,
            model=ground.model,
            seed=ground.seed,
            scenario=ground.scenario or None,
        )
        return own | as_fields(**given)

    def reach(
        self,
        mark: str | float,
        *,
        rate: float | None = None,
        by: int | None = None,
        since: int | None = None,
        level: float | None = None,
    ) -> TargetForecast:
        """Return when trade reaches a mark.

        Parameters
        ----------
        mark : str or float
            Such as ``"2.5bn"``, or a number of full currency units.
        rate : float, optional
            For a mark in another currency: what one unit of that is worth in the series' currency.
        by : int, optional
            The deadline, a year.
        since : int, optional
            The first year that counts, such as that of a promise; every year when not given.
        level : float, optional
            Probability of the interval told first; 0.8 when not given.

        Raises
        ------
        InputError
            With every fault.

        Examples
        --------
        >>> from forecast import fit
        >>> fit("belarus-st-petersburg", as_of="2025-07-14").reach(2.5e9).answer.status
        'open'
        """
        asked = self._asked(target=mark, rate=rate, by=by, since=since, level=level)
        return self.forecast(parse_question(asked, self.published))

    def attainable(self, year: int, *, probability: float | None = None) -> Attainable:
        """Return the level that is reached by a year with a probability, 0.8 when not given.

        Raises
        ------
        InputError
            With every fault.
        """
        asked = self._asked(by=year, probability=probability)
        return attainable_level(parse_attainable(asked, self.published), self)

    def surface(
        self, *, targets: Sequence[str | float] | None = None, deadlines: Sequence[int] | None = None
    ) -> Surface:
        """Return the chances of many marks by many deadlines; the usual ones when not given.

        Raises
        ------
        InputError
            With every fault.
        """
        marks = ";".join(as_fields(mark=mark)["mark"] or "" for mark in targets) if targets else None
        years = ",".join(str(year) for year in deadlines) if deadlines else None
        return surface_of(parse_surface(self._asked(targets=marks, deadlines=years), self.published), self)

    def sensitivity(self, mark: str | float, *, by: int | None = None) -> Sensitivity:
        """Return which input moves the chance of a mark most, one at a time.

        Raises
        ------
        InputError
            With every fault.
        """
        return sensitivity_of(parse_question(self._asked(target=mark, by=by), self.published), self)

    def surplus(self) -> Surplus:
        """Return how likely the reporter's exports exceed its imports in each year to the horizon.

        Raises
        ------
        FitError
            Under a scenario, or when fewer than four years have both flows.
        """
        return surplus_of(self)

    @cached_property
    def residuals(self) -> tuple[Residual, ...]:
        """The standardised residual of each measurement."""
        return residuals(self)

    def summary(self) -> str:
        """Return the fit as text: estimates with their spreads, log likelihood, measurements with residuals."""
        return presenter().summary(self)

    @property
    def statistics(self) -> str:
        """Whose statistics."""
        return self.ground.statistics

    @property
    def flow(self) -> Flow:
        """Total, exports or imports."""
        return self.ground.flow

    @cached_property
    def flows(self) -> FlowsTold | None:
        """What both flows say of their ratio; None where they are known in too few years."""
        if self.base is not None:
            return self.base.flows
        return flows_told(self.series, self.findings, statistics=self.statistics, priors=self.priors)

    @cached_property
    def whole(self) -> Fitted | None:
        """The total of which this flow is forecast as a part; None of a total, or of a flow forecast alone."""
        if self.base is not None:
            return self.base.whole
        if self.flow == "total" or self.ground.model != "growth" or self.flows is None or not self.flows.split:
            return None
        return replace(self, ground=replace(self.ground, flow="total"), measurements=self.flows.measured["total"])

    @property
    def uses(self) -> tuple[Use, ...]:
        """What each statement was used as, one or more for each."""
        return self.measurements.uses if self.whole is None or self.flows is None else self.flows.uses(self.flow)

    @property
    def evidence(self) -> tuple[Measurements, ...]:
        """All measurements that the paths rest on: of the flow, and of what it is forecast as a part of."""
        if self.whole is None or self.flows is None:
            return (self.measurements,)
        return tuple(self.flows.measured.values())

    @cached_property
    def growth(self) -> GrowthFit:
        """The growth model's fit; that of the total where a flow is forecast as its part.

        Raises
        ------
        FitError
            When no published level is usable.
        """
        if self.base is not None:
            return self.base.growth
        if self.whole is not None:
            return self.whole.growth
        assumed = self.assumed
        return fit_growth(self.measurements, assumed.priors, volatility=assumed.volatility, factor=assumed.factor)

    @cached_property
    def samples(self) -> SamplePaths:
        """Equally likely paths of annual totals, past and future, under the scenario.

        Raises
        ------
        FitError
            When no published level is usable, a comparator cannot be fitted, or growth is fixed in the first year.

        Notes
        -----
        They are kept once asked for; an answer asks for `totals` alone, and draws anew are the same.
        """
        return self.draw()

    @property
    def is_long(self) -> bool:
        """Whether the paths are too large for others to be kept beside them for the next question."""
        return are_long(self.ground.horizon - self.growth.first_year + 1, draws=self.draws)

    def draw(self) -> SamplePaths:
        """Return the paths, drawn now and kept by whoever asks."""
        return draw_paths(self)

    @cached_property
    def settlement(self) -> Settlement:
        """What published totals settle, whatever the mark."""
        return settle(self.series, self.findings, statistics=self.statistics, flow=self.flow)

    @cached_property
    def totals(self) -> SamplePaths:
        """The paths with published totals as that side publishes them: no path says otherwise than a settled year.

        Raises
        ------
        FitError
            As `samples` does.
        """
        kept = self.__dict__.get("samples")  # where `cached_property` keeps it
        return self.settlement.place(self.draw(), copy=False) if kept is None else self.settlement.place(kept)

    @cached_property
    def fan(self) -> NDArray[np.float64]:
        """Quantiles of each year's total, shape (years, len(PATH_PROBABILITIES))."""
        return self.totals.quantiles(PATH_PROBABILITIES)

    @cached_property
    def last_known_year(self) -> int:
        """The last year whose annual total is published; without any, the year before the paths begin."""
        return max(self.measurements.known_years(), default=int(self.totals.years[0]) - 1)

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

    def on_day(self, ground: Ground) -> Fitted:
        """Return the same on another day by which as much was known, with whatever was worked out for this one.

        Parameters
        ----------
        ground : Ground
            This one's, but for the day.
        """
        found, kept = replace(self, ground=ground), vars(self)
        # Where `cached_property` keeps them. Other sides are told until the running year.
        found.__dict__.update({name: kept[name] for name in _KNOWING_NO_DAY if name in kept})
        if ground.running_year == self.ground.running_year:
            sides = [(name, side, replace(side.ground, as_of=ground.as_of)) for name, side in self._sides.items()]
            found.__dict__["_sides"] = {name: side.on_day(its) for name, side, its in sides}
        return found

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
        gone = next((s for s in self.series.statements if s.id == statement), None)
        measured = measure_without(self.measurements, series, gone) if gone else self.measurements
        published = self.published.without(statement)
        return replace(self, published=published, series=series, measurements=measured)

    def quick(self) -> Fitted:
        """Return the same before changes to the paths, by few draws: it ranks statements, and tells nothing else.

        Ranking needs no integral over the volatility: its posterior mean stands for it.
        """
        base = self.base or self
        held = replace(base.assumed, volatility=base.growth.typical_volatility, factor=1.0)
        return replace(base, assumed=held, draws=RANKING_DRAWS)

    def until(self, year: int) -> Fitted:
        """Return the same with paths to another last year: the fit knows no horizon, and is shared."""
        found = replace(self, ground=replace(self.ground, horizon=year))
        # Where `cached_property` keeps them; a total needs no flows.
        found.__dict__["growth"] = self.growth
        if "flows" in vars(self):
            found.__dict__["flows"] = self.flows
        if found.whole is not None:
            found.whole.__dict__["growth"] = self.growth
        return found

    @cached_property
    def _leaving(self) -> LeavingOut:
        return LeavingOut(self.quick())

    def left_out(self, year: int) -> Iterator[LeftOut]:
        """Return it without each of the statements that a year's total rests on most, the most influential first.

        Worked out once a year told: it does not depend on the mark.
        """
        if self.base is not None:
            return self.base.left_out(year)
        return self._leaving.most_influential(self, year, keep=not self.is_long)

    @cached_property
    def _sides(self) -> dict[str, Fitted]:
        return {}

    @property
    def held(self) -> int:
        """Bytes of sample paths that are kept in it now; those of a base, before changes to the paths, are its own."""
        kept = vars(self)
        paths: list[SamplePaths] = [kept[name] for name in ("samples", "totals") if name in kept]
        leaving: LeavingOut | None = kept.get("_leaving")
        beside: list[Fitted] = [*(leaving.told if leaving else ()), *kept.get("_sides", {}).values()]
        return sum(one.values.nbytes for one in paths) + sum(one.held for one in beside)

    def side(self, statistics: str) -> Fitted:
        """Return what another side's statistics give on the same day, without the scenario, to the running year.

        They tell what was reached by then; a scenario is about what comes, on the side asked for.
        """
        if self.base is not None:
            return self.base.side(statistics)
        found = self._sides.get(statistics)
        if found is None:
            until = min(self.ground.horizon, self.ground.running_year)
            found = self.asking(replace(self.ground, statistics=statistics, scenario=BASELINE, horizon=until))
            if len(self._sides) < SIDES_KEPT and not self.is_long:
                self._sides[statistics] = found
        return found


def are_long(years: int, *, draws: int = DRAWS) -> bool:
    """Return whether paths over so many years are too large for others to be kept, or drawn at once, beside them."""
    return years * draws * np.dtype(np.float64).itemsize > LONG_BYTES


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
    if series.year_ends != CALENDAR:
        priors = replace(priors, profile=priors.profile.starting(series.year_ends % CALENDAR + 1))
    known = with_sayings(
        series.known_at(ground.as_of), scenario.sayings, statistics=side, flow=ground.flow, as_of=ground.as_of
    )
    findings = audit(known, priors.profile)
    measurements = measure(known, findings, statistics=side, flow=ground.flow)
    assumed = assumed_prior(priors, scenario.on_prior)
    return Fitted(ground, series, priors, tuple(announced), known, findings, measurements, assumed)
