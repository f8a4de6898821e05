"""How a year fills up: the share of a calendar year's total that its first months make.

With ``s_m`` the usual share of a flow's first `m` months, a year-to-date total is modelled as

    log(year-to-date total) = x_t + c_m + (k_m * sigma / sqrt(2)) * u_t

``x_t`` is the log annual total, ``c_m = log s_m`` belongs to the pair and has the panel's mean
and spread between pairs, ``u_t ~ N(0, 1)`` is how unusual that year's profile is, and ``k_m``
scales it by the pair's own volatility ``sigma``. It follows that year-to-date growth differs
from the year's growth by ``k_m * sigma`` (one standard deviation), and that a December
year-to-date figure is the annual figure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from forecast.data.intervals import Interval

__all__ = ["Stretch", "YearProfile"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What months that do not begin with a year are of the years they are in.

    Parameters
    ----------
    log_share : float
        Log of what they make, in totals of a year.
    late : float
        The part of it that falls in the later of two years; 0 within one.
    between_sd : float
        Spread of a pair's own log share around it.
    noise : float
        As ``k_m``, of a level: its error is ``noise * sigma / sqrt(2)``.
    """

    log_share: float
    late: float
    between_sd: float
    noise: float


@dataclass(frozen=True, slots=True)
class YearProfile:
    """Shares of the year through each month, and how they vary.

    Parameters
    ----------
    log_share : tuple of float
        Panel mean of the log share through month 1 to 12; the last is 0.
    between_sd : tuple of float
        Spread of a pair's own mean log share around it; the last is 0.
    noise : tuple of float
        ``k_m``: spread of annual minus year-to-date log growth, in units of the pair's
        volatility; the last is 0.
    """

    log_share: tuple[float, ...]
    between_sd: tuple[float, ...]
    noise: tuple[float, ...]

    def __post_init__(self) -> None:
        for values in (self.log_share, self.between_sd, self.noise):
            if len(values) != 12 or values[-1] != 0:
                msg = "a profile has twelve months, and the last says nothing new"
                raise ValueError(msg)

    def share(self, months: int) -> float:
        """Return the usual share of the year through month `months`."""
        return math.exp(self.log_share[months - 1])

    def starting(self, month: int) -> YearProfile:
        """Return the profile of years that start with a month of the calendar year.

        Shares are turned; how they vary is taken to hang on how many months there are, not on which.
        """
        if month == 1:
            return self
        ends = (0.0, *(math.exp(share) for share in self.log_share))
        monthly = [late - early for early, late in pairwise(ends)]
        turned = monthly[month - 1 :] + monthly[: month - 1]
        shares = [math.log(sum(turned[: m + 1])) for m in range(11)]
        return YearProfile((*shares, 0.0), self.between_sd, self.noise)

    def stretch(self, skipped: int, months: int) -> Stretch:
        """Return what `months` after the first `skipped` ones of a year are.

        Twelve months that begin later are the rest of one year and the first months of the next, whose unusual
        shares alone make them uncertain; of fewer months the shares vary as those of as many first months.

        Examples
        --------
        >>> even = YearProfile(tuple(math.log(m / 12) for m in range(1, 13)), (0.0,) * 12, (0.3,) * 11 + (0.0,))
        >>> fiscal = even.stretch(3, 12)
        >>> round(fiscal.log_share, 6) + 0.0, round(fiscal.late, 6)
        (0.0, 0.25)
        """
        through = skipped + months
        before = self.share(skipped) if skipped else 0.0
        early = self.share(min(through, 12)) - before
        late = self.share(through - 12) if through > 12 else 0.0
        whole = months == 12
        return Stretch(
            log_share=math.log(early + late),
            late=late / (early + late),
            between_sd=0.0 if whole else self.between_sd[months - 1],
            noise=before * self.noise[skipped - 1] * math.sqrt(2) if whole and skipped else self.noise[months - 1],
        )

    def share_interval(self, months: int, *, volatility: float, deviations: float = 1.96) -> Interval:
        """Return the range of shares through `months` that a pair's year can have.

        Parameters
        ----------
        months : int
        volatility : float
            The pair's standard deviation of annual log growth.
        deviations : float
            Half width in standard deviations; 1.96 holds 95 in 100 years.
        """
        i = months - 1
        spread = deviations * math.hypot(self.between_sd[i], self.noise[i] * volatility / math.sqrt(2))
        return Interval(math.exp(self.log_share[i] - spread), math.exp(min(self.log_share[i] + spread, 0.0)))
