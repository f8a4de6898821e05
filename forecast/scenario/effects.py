"""What a scenario does: to the statements, to the prior, to the paths.

A scenario of no change returns what it was given, to the bit. Draws of its own (deals that may not happen,
responses to world trade) come from streams of their own, so that two scenarios are compared on the same paths.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forecast.data import Origin, Series, Statement
from forecast.errors import FitError
from forecast.model import SamplePaths
from forecast.scenario.scenario import Deal, Drift, FixedGrowth, ShiftedGrowth, Shock, Volatility, WorldTrade

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from forecast.data import Flow
    from forecast.priors import Priors, WorldResponse
    from forecast.scenario.parts import Change, PriorPart
    from forecast.scenario.scenario import Saying

    Floats = NDArray[np.float64]

__all__ = ["LEAST_LEFT", "AssumedPrior", "assumed_prior", "change_paths", "with_sayings"]

#: Deals that take away leave at least this share of the trade there would be without them.
LEAST_LEFT = 0.01
#: Streams of the seed, beside those of the simulation (1 to 4).
_DEALS, _WORLD = 5, 6


def with_sayings(series: Series, sayings: tuple[Saying, ...], *, statistics: str, flow: Flow, as_of: date) -> Series:
    """Return the series with hypothetical statements, published on the as-of day unless they say another."""
    taken = {s.id for s in series.statements}
    said = []
    for number, saying in enumerate(sayings, start=1):
        name = f"hypothetical-{number}"
        while name in taken:
            name += "x"
        taken.add(name)
        origin = Origin("scenario", "Hypothetical statement", "", saying.published or as_of, "hypothetical")
        said.append(
            Statement(
                id=name,
                statistics=statistics,
                flow=flow,
                period=saying.period,
                level=saying.level,
                growth=saying.growth,
                event=name,
                origin=origin,
                reliability="high",
                note="hypothetical, part of a scenario; nobody published it",
            )
        )
    return replace(series, statements=series.statements + tuple(said)) if said else series


@dataclass(frozen=True, slots=True, eq=False)
class AssumedPrior:
    """The prior under a scenario: priors, a volatility taken as known, a factor on every volatility."""

    priors: Priors
    volatility: float | None
    factor: float


def assumed_prior(priors: Priors, parts: Iterable[PriorPart]) -> AssumedPrior:
    """Return the prior under a scenario; a drift that is set is taken as known."""
    volatility, factor = None, 1.0
    for part in parts:
        match part:
            case Drift():
                priors = replace(priors, growth=replace(priors.growth, drift=part.log, drift_sd=0.0))
            case Volatility(relative=True):
                factor = part.value
            case Volatility():
                volatility = part.value
    return AssumedPrior(priors, volatility, factor)


def _responses(count: int, response: WorldResponse, *, seed: int) -> Floats:
    """Return each path's elasticity to world trade: the mean's error and the spread between pairs together."""
    sd = math.hypot(response.standard_error, response.spread)
    return np.asarray(response.elasticity + sd * np.random.default_rng([seed, _WORLD]).standard_normal(count))


def _fade(shock: Shock, year: int) -> float:
    """Return the share of a shock, in logs, that is there in a year."""
    if year < shock.year:
        return 0.0
    return max(1 - (year - shock.year) / shock.recovery, 0.0) if shock.recovery else 1.0


def _growth_factor(parts: tuple[Change, ...], year: int, responses: Floats | None) -> float | Floats:
    """Return what a year's growth factor is multiplied by: shifts, shocks coming and going, world trade."""
    factor: float | Floats = 1.0
    for part in parts:
        match part:
            case ShiftedGrowth() if part.first <= year <= part.last:
                factor = factor * (1 + part.percent / 100)
            case Shock():
                change = _fade(part, year) - _fade(part, year - 1)
                factor = factor * (1 + part.percent / 100) ** change
            case WorldTrade() if part.first <= year <= part.last and responses is not None:
                factor = factor * np.exp(responses * math.log1p(part.percent / 100))
    return factor


def _grown(values: Floats, years: NDArray[np.int64], parts: tuple[Change, ...], responses: Floats | None) -> None:
    """Change the growth of totals in place, deals aside; years before the first change stay as they are."""
    fixed = {y: p.percent for p in parts if isinstance(p, FixedGrowth) for y in range(p.first, p.last + 1)}
    ratio: float | Floats = 1.0
    for row, year in enumerate(int(y) for y in years):
        if year in fixed:
            if row == 0:
                msg = f"the scenario fixes the growth of {year}, and nothing is known of the year before"
                raise FitError(msg)
            before = values[row].copy()
            values[row] = values[row - 1] * (1 + fixed[year] / 100)
            ratio = values[row] / before
        else:
            ratio = ratio * _growth_factor(parts, year, responses)
            values[row] *= ratio


def _phase(deal: Deal, year: int) -> float:
    """Return the share of a deal's yearly amount that flows in a year."""
    if year < deal.first or (deal.last is not None and year > deal.last):
        return 0.0
    return min((year - deal.first + 1) / deal.phase, 1.0)


def _happens(deals: tuple[Deal, ...], count: int, *, seed: int) -> list[Floats]:
    """Return on which paths each deal happens, as a whole or not at all, 1 or 0."""
    found, met = [], Counter[str]()
    for deal in deals:
        # By years and name alone: another size, chance or deal leaves this deal's luck as it is.
        stream = [seed, _DEALS, zlib.crc32(deal.key.encode()), met[deal.key]]
        met[deal.key] += 1
        sure = deal.probability >= 1
        happens = sure or np.random.default_rng(stream).random(count) < deal.probability
        found.append(np.asarray(happens, dtype=float))
    return found


def _add_deals(values: Floats, deals: tuple[Deal, ...], years: NDArray[np.int64], *, seed: int) -> None:
    """Put deals on top of the totals, in place."""
    happens = _happens(deals, values.shape[1], seed=seed)
    for row, year in enumerate(int(y) for y in years):
        flows = [
            deal.amount * share * there
            for deal, there in zip(deals, happens, strict=True)
            if (share := _phase(deal, year)) > 0
        ]
        if flows:
            values[row] = np.maximum(values[row] + sum(flows), LEAST_LEFT * values[row])


def change_paths(
    paths: SamplePaths, parts: tuple[Change, ...], response: WorldResponse, *, seed: int, copy: bool = True
) -> SamplePaths:
    """Return the paths under a scenario.

    Parameters
    ----------
    paths : SamplePaths
    parts : tuple of Change
        Without any, `paths` itself comes back.
    response : WorldResponse
        How pairs follow world trade.
    seed : int
    copy : bool
        False changes them in place, where nobody else holds the paths.

    Raises
    ------
    FitError
        When growth is fixed in the first year of the paths.

    Notes
    -----
    Year by year, with ``L`` the path and ``M`` the changed one: where growth is fixed at g,
    ``M_t = M_{t-1} (1 + g)``; elsewhere ``M_t = M_{t-1} (L_t / L_{t-1}) f_t``, ``f_t`` the product of the year's
    changes, so that the path's own later growth carries on from the changed level. Deals come on top in current
    money: ``max(M_t + D_t, M_t / 100)``.
    """
    if not parts:
        return paths
    count = paths.values.shape[1]
    follows = any(isinstance(p, WorldTrade) for p in parts)
    values = paths.changeable(copy=copy)
    _grown(values, paths.years, parts, _responses(count, response, seed=seed) if follows else None)
    deals = tuple(p for p in parts if isinstance(p, Deal))
    _add_deals(values, deals, paths.years, seed=seed)
    return SamplePaths(paths.years, values, paths.effective)
