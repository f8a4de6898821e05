"""What a forecast costs: run `python -m benchmarks.forecast`; it prints, and tests nothing.

Ratios are against a named peer of the same run: one pass of statsmodels' Kalman filter over the same
measurements, numpy drawing as many normal numbers, and importing statsmodels.
"""

from __future__ import annotations

import cProfile
import pstats
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from forecast import report
from forecast.data import catalog, parse_pair
from forecast.data.pairs import pair_series
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.model.growth import fit_growth
from forecast.priors import shipped_priors


def timed(call, *, repeat=7):
    """Return the median time of a call in milliseconds."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def cold(*command):
    """Return the seconds that a command takes in a process of its own."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def read_anew(pairs):
    """Return a call that reads another shipped pair each time, none of them kept from before."""
    names = iter(pairs)

    def call():
        pair_series.cache_clear()
        pair_series(parse_pair("-".join(next(names)), within=True))

    call()
    return call


def share_in_statsmodels(call):
    """Return the share of a fresh forecast's time that is spent inside statsmodels."""
    profile = cProfile.Profile()
    profile.runcall(call)
    stats = pstats.Stats(profile).stats
    total = sum(own for _, _, own, _, _ in stats.values())
    inside = sum(own for (file, _, _), (_, _, own, _, _) in stats.items() if "statsmodels" in file)
    return inside / total


def main():
    """Print the figures."""
    # First: the memory of a new process is counted from its parent's, which grows below.
    program = Path(sys.executable).parent / "trade-target"
    imported = cold(sys.executable, "-c", "import statsmodels.tsa.statespace.api")
    for name, mark in (("belarus-st-petersburg", "2.5bn"), ("india-uae", "100bn")):
        taken = cold(program, "forecast", name, "--target", mark)
        times = f"({taken / imported:.1f} times importing statsmodels' state space)"
        print(f"cold: {name:<29}{taken:8.2f} s   {times}")
    command = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    series, priors, announced = catalog.series("belarus-st-petersburg"), shipped_priors(), catalog.targets()
    questions = [parse_question({"target": mark}, series) for mark in ("2.5bn", "2.6bn", "2.7bn", "3bn")]

    def first_of(question=questions[0]):
        return Fits(priors, announced).of(question, series).forecast(question)

    answer = first_of()
    first = timed(first_of)
    fits, marks = Fits(priors, announced), iter(questions * 10)

    def another():
        question = next(marks)
        return fits.of(question, series).forecast(question)

    another()
    next_mark = timed(another)
    report.svg(answer)
    picture = timed(lambda: report.svg(answer))
    fitted = answer.fitted
    one_filter = timed(lambda: fit_growth(fitted.measurements, priors, volatility=0.2), repeat=50)
    numbers = fitted.samples.values.size
    normals = timed(lambda: np.random.default_rng(0).standard_normal(numbers))
    print(
        f"first forecast of a series         {first:8.1f} ms  ({first / normals:.1f} times drawing its {numbers:,} normals)"
    )
    print(f"warm: another mark, same series    {next_mark:8.1f} ms")
    print(f"figure (SVG) on top                {picture:8.1f} ms")
    print(f"one statsmodels filter pass + set-up {one_filter:6.1f} ms")
    print(f"share of a first forecast inside statsmodels  {share_in_statsmodels(first_of) * 100:.0f} %")
    pair = timed(read_anew(catalog.pairs()[:: len(catalog.pairs()) // 60]), repeat=50)
    print(f"a shipped pair read                {pair:8.1f} ms")
    print(f"peak memory of this process        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    print(f"peak memory of the command line    {command:8.0f} MB")


if __name__ == "__main__":
    main()
