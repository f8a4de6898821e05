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

from forecast.data.intervals import Interval

__all__ = ["YearProfile"]


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
