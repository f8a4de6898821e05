"""Exports, imports and their total as one forecast: the total's paths, split by the ratio of its flows.

Where a side prints both flows often enough, a flow is not forecast from itself: its paths are the total's, times its
share on the path (`forecast.model.flow_ratio`), so that exports and imports add up to the total on every path
(docs/model.md). Elsewhere each flow is forecast alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forecast.data import FLOWS
from forecast.model import FEWEST_YEARS, SamplePaths, draw_ratios, fit_ratio, measure, standard_draws, usual_spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from forecast.audit import Finding
    from forecast.data import Flow, Series
    from forecast.model import Measurements, RatioFit, Use
    from forecast.priors import Priors

__all__ = ["FEWEST_RATIOS", "FlowsTold", "flows_told"]

#: A ratio known in fewer years, or in less than this share of the total's, splits no total.
FEWEST_RATIOS, LEAST_KNOWN = 6, 0.5
#: A total that is usually farther than this (log) from the sum of the flows is a total of something else.
FARTHEST_SUM = 0.1
#: What counts for what it is about; a figure that narrows another flow's was used already.
_MEASURING = {"level", "growth", "repeated", "claim"}


@dataclass(frozen=True, eq=False)
class FlowsTold:
    """What one side's statistics tell of both flows and of their total.

    Parameters
    ----------
    measured : mapping of str to Measurements
        By flow.
    ratio : RatioFit
        Of exports to imports.
    """

    measured: Mapping[Flow, Measurements]
    ratio: RatioFit

    @cached_property
    def split(self) -> bool:
        """Whether the flows are forecast as parts of their total, by this ratio.

        Not when it is known in fewer than `FEWEST_RATIOS` years or in less than half of the years whose total is, or
        when something is known of a flow after the last of them: its own figures then tell more. Nor when the total
        is usually more than `FARTHEST_SUM` from their sum: it is the total of something else, and its parts would leap.
        """
        parts = [self.measured["exports"], self.measured["imports"]]
        about = [m.period for part in parts for m in part.rows] + [c.period for part in parts for c in part.claims]
        newest = max(period.years[-1] for period in about)
        enough = max(FEWEST_RATIOS, LEAST_KNOWN * len(self.measured["total"].annual_levels()))
        return len(self.ratio.years) >= enough and newest == self.ratio.years[-1] and self._add_up

    @property
    def _add_up(self) -> bool:
        """Whether the flows usually add up to the total, in the years of which all three are known."""
        total, exports, imports = (self.measured[flow].annual_levels() for flow in FLOWS)
        apart = [
            abs(total[year].log_mean - np.logaddexp(exports[year].log_mean, imports[year].log_mean))
            for year in self.ratio.years
            if year in total
        ]
        return not apart or bool(np.median(apart) <= FARTHEST_SUM)

    def log_ratios(self, *, until: int, draws: int, seed: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield each year and the draws of its log ratio, from the first year that it is known in until another."""
        standard = standard_draws(self.ratio, until=until, draws=draws, seed=seed)
        years = range(self.ratio.years[0], until + 1)
        return zip(years, draw_ratios(self.ratio, 0, standard), strict=False)

    def part(self, flow: Flow, total: SamplePaths, *, seed: int, copy: bool = True) -> SamplePaths:
        """Return a flow's paths as its part of the total's, from the first year that the ratio is known in.

        They are made in place of the total's if not `copy`, where nobody else holds those.
        """
        first, draws = self.ratio.years[0], total.values.shape[1]
        begin = first - int(total.years[0])
        values = total.values[begin:].copy() if copy else total.changeable(copy=False)[begin:]
        for year, ratio in self.log_ratios(until=int(total.years[-1]), draws=draws, seed=seed):
            values[year - first] /= 1 + np.exp(-ratio if flow == "exports" else ratio)
        return SamplePaths(total.years[begin:], values, total.effective)

    def changed(
        self, total: SamplePaths, change: Callable[[SamplePaths, Flow], SamplePaths], *, seed: int
    ) -> SamplePaths:
        """Return the total's paths with their parts changed, in place.

        Parameters
        ----------
        total : SamplePaths
            Held by nobody else.
        change : callable
            Of a flow's paths, held by nobody else, and its name: what they become.
        seed : int
        """
        exports = self.part("exports", total, seed=seed)
        values = total.changeable(copy=False)
        rows = values[-len(exports.years) :]
        rows -= exports.values  # the imports, in the total's own place: a third array of a long history is too much
        imports = SamplePaths(exports.years, rows, total.effective)
        np.add(change(exports, "exports").values, change(imports, "imports").values, out=rows)
        return SamplePaths(total.years, values, total.effective)

    def uses(self, flow: Flow) -> tuple[Use, ...]:
        """Return what each statement was used as for a flow: for itself, else for the total or the other flow."""
        elsewhere = {
            (use.statement, use.quantity): use
            for other in FLOWS
            if other != flow
            for use in self.measured[other].uses
            if use.role in _MEASURING
        }
        return tuple(
            elsewhere.get((use.statement, use.quantity), use) if use.reason == "other-flow" else use
            for use in self.measured[flow].uses
        )


def flows_told(series: Series, findings: Iterable[Finding], *, statistics: str, priors: Priors) -> FlowsTold | None:
    """Return what a side's statistics tell of both flows, None where both are known in too few years for any ratio.

    Parameters
    ----------
    series : Series
        As known on the day asked about.
    findings : iterable of Finding
    statistics : str
    priors : Priors
    """
    findings = tuple(findings)
    measured = {flow: measure(series, findings, statistics=statistics, flow=flow) for flow in FLOWS}
    levels = {flow: measured[flow].annual_levels() for flow in FLOWS}
    years = tuple(sorted(levels["exports"].keys() & levels["imports"].keys()))
    if len(years) < FEWEST_YEARS:
        return None
    logs = {flow: np.array([[levels[flow][year].log_mean for year in years]]) for flow in FLOWS if flow != "total"}
    last = {flow: np.exp(log[:, -1]) for flow, log in logs.items()}
    usual = usual_spread(last["exports"], last["imports"], year=years[-1], priors=priors)
    return FlowsTold(measured, fit_ratio(logs["exports"] - logs["imports"], years, usual, priors))
