"""What many pairs cost: run `python -m benchmarks.batch`; it prints, and tests nothing.

The peers are statsforecast's AutoETS with simulation and its random walk with drift: same pairs, same
number of paths, one process. Ours also counts first passages, theirs only draw paths; AutoETS draws them
in a Python loop, so its fit alone is timed too. statsforecast is no dependency: without it
(``pip install statsforecast``, best in an environment of its own) only our own figures are printed.
"""

from __future__ import annotations

import resource
import time
from importlib.util import find_spec
from statistics import median

import numpy as np

from forecast.model.closed_form import DRAWS, reach_probabilities

FACTORS = np.array([1.02, 1.05, 1.1, 1.25, 1.5, 2.0, 3.0])
YEARS, HORIZON, FEW, MANY, PEERS = 12, 10, 3_000, 30_000, 60


def panel(pairs):
    """Return random annual levels of pairs of very different size, USD."""
    rng = np.random.default_rng(20250714)
    growth = rng.normal(0.05, 0.2, (pairs, YEARS))
    return np.exp(rng.normal(21, 2, (pairs, 1)) + np.cumsum(growth, axis=1))


def ours(levels):
    """Return our probabilities."""
    return reach_probabilities(levels, targets=levels[:, -1:] * FACTORS, horizon=HORIZON)


def simulated(model, levels):
    """Simulate with a model of statsforecast, pair by pair, on logs; the paths are not even looked at."""
    for i, history in enumerate(np.log(levels)):
        assert model.simulate(HORIZON, DRAWS, y=history, seed=i).shape == (DRAWS, HORIZON)


def fitted(model, levels):
    """Fit a model of statsforecast and forecast its mean, without any path."""
    for history in np.log(levels):
        model.forecast(y=history, h=HORIZON)


def per_pair(call, levels):
    """Return milliseconds a pair."""
    start = time.perf_counter()
    call(levels)
    return (time.perf_counter() - start) * 1000 / len(levels)


def against_statsforecast():
    """Print ratios of speeds, measured in turns so that a busy machine slows all alike."""
    from statsforecast.models import AutoETS, RandomWalkWithDrift

    ets, drift = AutoETS(season_length=1), RandomWalkWithDrift()
    calls = {
        "reach_probabilities": ours,
        "AutoETS, paths": lambda levels: simulated(ets, levels),
        "AutoETS, fit alone": lambda levels: fitted(ets, levels),
        "random walk with drift, paths": lambda levels: simulated(drift, levels),
    }
    levels = panel(PEERS)
    print(f"with {DRAWS:,} paths of {HORIZON} years:")
    taken = {name: [] for name in calls}
    for call in calls.values():
        call(levels[:2])
    for _ in range(5):
        for name, call in calls.items():
            taken[name].append(per_pair(call, levels))
    own = median(taken["reach_probabilities"])
    for name, times in taken.items():
        print(f"{name:30} {median(times):8.3f} ms a pair, {median(times) / own:6.1f} times ours")


def main():
    """Print the figures."""
    few, many = panel(FEW), panel(MANY)
    ours(few[:10])
    small = per_pair(ours, few)
    large = per_pair(ours, many)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shape = f"{YEARS} years, {len(FACTORS)} targets, {HORIZON} years ahead"
    print(f"{FEW:,} pairs ({shape})   {small:.3f} ms a pair")
    print(
        f"{MANY:,} pairs             {large:.3f} ms a pair, {large / small:.2f} times as much: {large * MANY / 1000:.1f} s"
    )
    print(f"peak memory of this process for {MANY:,} pairs: {peak:.0f} MB")
    if find_spec("statsforecast"):
        against_statsforecast()
    else:
        print("statsforecast is not installed: no comparison")


if __name__ == "__main__":
    main()
