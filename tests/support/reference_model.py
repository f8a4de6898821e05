"""The growth model a second time, slow and plain: dense Gaussian algebra, no Kalman filter.

Everything latent stands in one vector ``z = (x_{t0}..x_T, mu, v_{t0}..v_T, c_m for each month in
use)``. Given sigma its prior is one dense normal distribution, the measurements are ``y = H z +
error``, and the marginal likelihood and the posterior follow from the textbook formulas for
conditioning a normal vector. sigma is summed over a fine grid; whole paths are drawn by
conditioning prior draws (Matheron's rule), and claims without a figure weight them.

Written from the docstrings of `forecast.profile` and `forecast.growth` and from docs/model.md, without
reading the code of `forecast.growth`; it shares with the package only the measurements and priors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logsumexp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from forecast.data import Series
    from forecast.model.measurements import Claim, Measurement, Measurements
    from forecast.priors.values import Priors

    Floats = NDArray[np.float64]

#: Standard deviation of ``x_{t0}`` before anything is known.
VAGUE_SD = 10.0
#: Nodes of sigma, evenly spaced in its logarithm over this factor to either side of the usual volatility.
NODES, REACH = 200, 20.0


def published_below(series: Series, statistics: str, mark: float) -> frozenset[int]:
    """Return the years that published totals, all of them below the mark, close; records close those before them.

    Plainly: the highest total that any print of the year allows lies below the mark.
    """
    annual = [s for s in series.select(statistics=statistics, flow="total") if s.level and s.period.is_year]
    highest = {s.period.year: max(t.level.interval.high for t in annual if t.period == s.period) for s in annual}
    closed = {year for year, high in highest.items() if high < mark}
    records = [s.period.year for s in annual if s.record and s.period.year in closed]
    early = range(min(highest, default=0) - 5, max(records, default=0))
    return frozenset(closed | {year for year in early if year not in highest})


@dataclass(frozen=True)
class Layout:
    """Where everything stands in the latent vector."""

    first: int
    last: int
    months: tuple[int, ...]

    @property
    def count(self) -> int:
        """Number of years."""
        return self.last - self.first + 1

    @property
    def size(self) -> int:
        """Length of the latent vector."""
        return 2 * self.count + 1 + len(self.months)

    @property
    def mu(self) -> int:
        """Position of the drift."""
        return self.count

    def x(self, year: int) -> int:
        """Return the position of the log total of a year."""
        return year - self.first

    def v(self, year: int) -> int:
        """Return the position of how unusual the profile of a year is."""
        return self.count + 1 + year - self.first

    def c(self, month: int) -> int:
        """Return the position of the pair's own log share of the year through a month."""
        return 2 * self.count + 1 + self.months.index(month)


@dataclass(frozen=True)
class Draws:
    """Weighted whole paths: log totals (years by draws) and weights adding to 1."""

    years: NDArray[np.int64]
    x: Floats
    weight: Floats

    def by(self, mark: float, year: int, *, since: int, below: frozenset[int] = frozenset()) -> float:
        """Return the probability that some year from `since` to `year`, none of those `below`, reaches the mark."""
        first = int(self.years[0])
        open_years = [y - first for y in range(since, year + 1) if y not in below]
        return float(self.weight @ (self.x[open_years] >= math.log(mark)).any(axis=0))

    def quantiles(self, year: int, probabilities: Sequence[float]) -> Floats:
        """Return weighted quantiles of the total of a year."""
        values = self.x[year - int(self.years[0])]
        order = np.argsort(values)
        cumulated = np.cumsum(self.weight[order])
        places = np.minimum(np.searchsorted(cumulated, np.asarray(probabilities)), len(order) - 1)
        return np.exp(values[order][places])


@dataclass(frozen=True)
class Reference:
    """Measurements and priors, ready for dense algebra."""

    measurements: Measurements
    priors: Priors
    layout: Layout
    centre: float

    @classmethod
    def of(cls, measurements: Measurements, priors: Priors, *, horizon: int, centre: float | None = None) -> Reference:
        """Return the reference for measurements, with years up to `horizon`.

        `centre` is the vague prior mean of ``x_{t0}``, a measured level when not given.
        """
        rows = measurements.rows
        used = {m.period.months for m in rows if m.quantity == "level" and not m.period.is_year}
        first = min(
            [m.period.year - (m.quantity == "growth") for m in rows]
            + [c.period.year - (c.kind == "grew") for c in measurements.claims]
        )
        if centre is None:
            level = next(m for m in rows if m.quantity == "level")
            centre = level.log_mean - priors.profile.log_share[level.period.months - 1]
        return cls(measurements, priors, Layout(first, horizon, tuple(sorted(used))), centre)

    def noise(self, months: int) -> float:
        """Return ``k_m / sqrt(2)``."""
        return self.priors.profile.noise[months - 1] / math.sqrt(2)

    def size(self, row: Measurement) -> float:
        """Return the yearly rate that a level measures, in billions at constant prices."""
        total = math.exp(row.log_mean - self.priors.profile.log_share[row.period.months - 1])
        return self.priors.deflator.real(total, row.period.year) / 1e9

    def usual_volatility(self) -> float:
        """Return ``s0``, from the size of the last directly measured annual level."""
        levels = [m for m in self.measurements.rows if m.quantity == "level"]
        last = max(levels, key=lambda m: (m.period.is_year, m.period.year))
        return self.priors.growth.volatility(self.size(last))

    @cached_property
    def known_sizes(self) -> list[tuple[int, float]]:
        """Years with a level and their log size."""
        levels = [m for m in self.measurements.rows if m.quantity == "level"]
        whole = [m for m in levels if m.period.is_year] or levels
        return sorted((m.period.year, math.log(self.size(m))) for m in whole)

    def relative(self, year: int) -> float:
        """Return the volatility usual at the size when a year began, over that at the last size."""
        known = self.known_sizes
        when = min(max(year - 1, known[0][0]), known[-1][0])
        before = max(k for k in known if k[0] <= when)
        after = min(k for k in known if k[0] >= when)
        share = (when - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
        log_size = before[1] + share * (after[1] - before[1])
        return math.exp(self.priors.growth.size_elasticity * (log_size - known[-1][1]))

    @cached_property
    def theta(self) -> float:
        """Return what a shock adds to the next year's growth in a pair of the last size."""
        levels = [m for m in self.measurements.rows if m.quantity == "level"]
        last = max(levels, key=lambda m: (m.period.is_year, m.period.year))
        growth = self.priors.growth
        return float(np.clip(growth.reversion + growth.reversion_size * math.log(self.size(last)), -0.3, 0.0))

    def shock(self, year: int) -> Floats:
        """Return the row ``h`` of a year's shock ``h @ z``; before the first growth none is known."""
        at, row = self.layout, np.zeros(self.layout.size)
        for y in range(at.first + 1, year + 1):
            row = -self.theta * row
            row[[at.x(y), at.x(y - 1), at.mu]] += 1.0, -1.0, -1.0
        return row

    def prior(self, sigma: float) -> tuple[Floats, Floats, Floats]:
        """Return mean, factor and scales of z: ``z = mean + factor @ (scales * standard normals)``."""
        at, growth, profile = self.layout, self.priors.growth, self.priors.profile
        mean, scale = np.zeros(at.size), np.zeros(at.size)
        factor = np.eye(at.size)
        mean[at.mu], scale[at.mu] = growth.drift, growth.drift_sd
        for year in range(at.first, at.last + 1):
            since = year - at.first
            mean[at.x(year)] = self.centre + since * growth.drift
            scale[at.x(year)] = VAGUE_SD if since == 0 else sigma * self.relative(year)
            # A shock adds 1 to the year it falls in and 1 + theta to all later ones; the first year's level is none.
            factor[at.x(year), : since + 1] = 1.0 + self.theta
            factor[at.x(year), [0, since]] = 1.0
            factor[at.x(year), at.mu] = since
            scale[at.v(year)] = sigma * self.relative(year)
        for month in at.months:
            mean[at.c(month)] = profile.log_share[month - 1]
            scale[at.c(month)] = profile.between_sd[month - 1]
        return mean, factor, scale

    def weights_of(self, row: Measurement) -> Floats:
        """Return the row ``h`` of a measurement ``h @ z``."""
        at, year, months = self.layout, row.period.year, row.period.months
        h = np.zeros(at.size)
        h[at.x(year)], h[at.v(year)] = 1.0, self.noise(months)
        if row.quantity == "growth":
            h[at.x(year - 1)], h[at.v(year - 1)] = -1.0, -self.noise(months)
        elif not row.period.is_year:
            h[at.c(months)] = 1.0
        return h

    def system(self, *, through: int | None = None) -> tuple[Floats, Floats, Floats]:
        """Return ``y``, ``H`` and the error variances of the measurements of years up to `through`."""
        rows = [m for m in self.measurements.rows if through is None or m.period.year <= through]
        y = np.array([m.log_mean for m in rows])
        h = np.array([self.weights_of(m) for m in rows]).reshape(len(rows), self.layout.size)
        return y, h, np.array([m.log_sd**2 for m in rows])

    def log_likelihood(self, sigma: float) -> float:
        """Return the log density of the measurements given sigma."""
        y, h, error = self.system()
        mean, factor, scale = self.prior(sigma)
        root = h @ factor * scale
        covariance, residual = root @ root.T + np.diag(error), y - h @ mean
        _, log_determinant = np.linalg.slogdet(covariance)
        square = residual @ np.linalg.solve(covariance, residual)
        return float(-0.5 * (square + log_determinant + len(y) * math.log(2 * math.pi)))

    def posterior(self, sigma: float, *, through: int | None = None) -> tuple[Floats, Floats]:
        """Return mean and covariance of z given sigma and the measurements of years up to `through`."""
        y, h, error = self.system(through=through)
        mean, factor, scale = self.prior(sigma)
        root = factor * scale
        covariance = root @ root.T
        gain = np.linalg.solve(h @ covariance @ h.T + np.diag(error), h @ covariance).T
        left = np.eye(self.layout.size) - gain @ h
        return mean + gain @ (y - h @ mean), left @ covariance @ left.T + gain * error @ gain.T

    def volatilities(self) -> tuple[Floats, Floats]:
        """Return the grid of sigma and its posterior weights (the step of log sigma is constant)."""
        usual, freedom = self.usual_volatility(), self.priors.growth.volatility_df
        grid = usual * np.exp(np.linspace(-math.log(REACH), math.log(REACH), NODES))
        prior = -freedom * np.log(grid) - freedom * usual**2 / (2 * grid**2)
        log_weight = prior + np.array([self.log_likelihood(s) for s in grid])
        return grid, np.exp(log_weight - logsumexp(log_weight))

    def draw_given(self, sigma: float, count: int, rng: np.random.Generator) -> Floats:
        """Return posterior draws of z given sigma, shape (size, count)."""
        y, h, error = self.system()
        mean, factor, scale = self.prior(sigma)
        root = factor * scale
        z = mean[:, None] + root @ rng.standard_normal((self.layout.size, count))
        pretended = h @ z + np.sqrt(error)[:, None] * rng.standard_normal((len(y), count))
        spread = h @ root @ root.T @ h.T + np.diag(error)
        z = z + root @ root.T @ h.T @ np.linalg.solve(spread, y[:, None] - pretended)
        return self.with_future_shocks(z, sigma, rng)

    def with_future_shocks(self, z: Floats, sigma: float, rng: np.random.Generator) -> Floats:
        """Return draws of z whose wholly future years take Student t steps of standard deviation sigma."""
        at, freedom = self.layout, self.priors.growth.shock_df
        if math.isinf(freedom):
            return z
        said = [m.period.year for m in self.measurements.rows] + [c.period.year for c in self.measurements.claims]
        shock = np.zeros(z.shape[1])
        for year in range(at.first + 1, max(said) + 1):
            shock = z[at.x(year)] - z[at.x(year - 1)] - z[at.count] - self.theta * shock
        for year in range(max(said) + 1, at.last + 1):
            step = rng.standard_t(freedom, z.shape[1]) * math.sqrt((freedom - 2) / freedom)
            z[at.x(year)] = z[at.x(year - 1)] + z[at.count] + self.theta * shock + sigma * step
            shock = sigma * step
        return z

    def claim_weight(self, claim: Claim, z: Floats) -> Floats:
        """Return the likelihood of a claim for each draw of z."""
        at, year = self.layout, claim.period.year
        if claim.kind == "grew":
            unusual = self.noise(claim.period.months) * (z[at.v(year)] - z[at.v(year - 1)])
            held = z[at.x(year)] - z[at.x(year - 1)] + unusual > 0
        else:
            held = z[at.x(year)] >= z[: at.x(year)].max(axis=0, initial=-np.inf)
        return np.where(held, claim.chance, 0.0) + (1 - claim.chance) / 2

    def draw(self, count: int, *, seed: int) -> Draws:
        """Return weighted whole paths, spread evenly over the posterior of sigma."""
        rng = np.random.default_rng(seed)
        grid, weight = self.volatilities()
        ends = np.floor(np.cumsum(weight) * count + 0.5).astype(int)
        counts = np.diff(ends, prepend=0)
        drawn = [self.draw_given(s, n, rng) for s, n in zip(grid, counts, strict=True) if n]
        z = np.concatenate(drawn, axis=1)
        claimed = np.ones(z.shape[1])
        for claim in self.measurements.claims:
            claimed *= self.claim_weight(claim, z)
        years = np.arange(self.layout.first, self.layout.last + 1)
        return Draws(years, z[: self.layout.count], claimed / claimed.sum())
