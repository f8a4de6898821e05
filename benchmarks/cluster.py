"""What many questions cost: run `python -m benchmarks.cluster`, `... large` or `... peers`; it prints, and tests nothing.

Without a word: questions a second by 1 and 2 processes and by a Dask scheduler with 1 and 2 workers on loopback, and
how the cost grows with pairs and with marks. `large` answers 100,000 questions about 1,000 pairs in one run by two
processes, with its time and the most memory that a process took. `peers` is statsforecast on the totals of the same
pairs, in the same process; it is no dependency (``pip install statsforecast``, best in an environment of
its own).
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
from pyarrow import parquet

from forecast.batch import Cluster, Local, run_batch
from forecast.data import catalog

#: Marks, as multiples of a pair's highest total.
LOWEST, HIGHEST = 0.9, 4.0
PATHS, AHEAD = 1_000, 20
FEWEST_TOTALS = 2


def totals(name):
    """Return a pair's annual totals in the statistics that are asked first."""
    series = catalog.series(name)
    side = series.side_for("total")
    chosen = [s for s in series.select(statistics=side, flow="total") if s.level and s.period.is_year]
    return {s.period.year: s.level.value for s in chosen}


def usable(count):
    """Return the ids of so many pairs that have a total, those that come first by name."""
    found = []
    for codes in catalog.pairs():
        name = "-".join(codes)
        if not any("-" in code for code in codes) and len(totals(name)) >= FEWEST_TOTALS:
            found.append(name)
        if len(found) == count:
            return found
    msg = f"only {len(found):,} pairs of countries have {FEWEST_TOTALS} annual totals"
    raise SystemExit(msg)


def write_questions(path, names, marks):
    """Write a Parquet file of questions: so many marks about each pair."""
    factors = np.geomspace(LOWEST, HIGHEST, marks)
    rows = [(name, f"{max(totals(name).values()) * factor:.0f}") for name in names for factor in factors]
    parquet.write_table(pa.table({"series": [r[0] for r in rows], "target": [r[1] for r in rows]}), path)
    return len(rows)


class Memory:
    """The most memory that each process below this one took, by sampling, while a block runs."""

    def __enter__(self):
        """Begin to sample."""
        self.peak, self._stop = {}, threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def _sample(self):
        while not self._stop.wait(0.5):
            for process in psutil.Process().children(recursive=True):
                try:
                    self.peak[process.pid] = max(self.peak.get(process.pid, 0), process.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    def __exit__(self, *_):
        """Stop to sample."""
        self._stop.set()
        self._thread.join()

    @property
    def most(self):
        """Megabytes of the process that took most."""
        return max(self.peak.values(), default=0) / 1e6


def line(told, names, marks, place, folder):
    """Answer so many marks about each pair into a new folder, and print what it took."""
    questions = folder / f"{len(names)}-{marks}.parquet"
    count = write_questions(questions, names, marks)
    out = Path(tempfile.mkdtemp(dir=folder)) / "answers"
    start, cpu = time.perf_counter(), time.process_time()
    with Memory() as memory:
        found = run_batch(questions, out, place=place)
    seconds, busy = time.perf_counter() - start, time.process_time() - cpu
    assert found.answered + found.rejected == count
    size = sum(path.stat().st_size for path in out.rglob("*.parquet"))
    print(
        f"{told:30} {count:7,} questions, {len(names):5,} pairs: {seconds:7.1f} s, {count / seconds:6.1f} a second, "
        f"{busy:7.1f} s of processor here, {memory.most:4.0f} MB, {size / count:4.0f} bytes each, {found.rejected} rejected",
        flush=True,
    )


def short(folder):
    """Print questions a second by place, and how the cost grows."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.support.clusters import dask

    names = usable(40)
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    line("(warm-up, discarded)", names[:2], 2, Local(1), folder)
    for pairs in (10, 20, 40):
        line(f"pairs grow: {pairs}", names[:pairs], 5, Local(1), folder)
    for marks in (5, 20, 80):
        line(f"marks grow: {marks} each", names[:10], marks, Local(1), folder)
    for count in (1, 2):
        with dask(folder, workers=count) as cluster:
            line("(workers start, discarded)", names[:8], 2, Cluster(cluster.address), folder)
            line(f"Dask, {count} workers", names[:20], 20, Cluster(cluster.address), folder)
    for count in (1, 2):
        line("(processes start, discarded)", names[:8], 2, Local(count), folder)
        line(f"{count} local processes", names[:20], 20, Local(count), folder)


def large(folder):
    """Print what 100,000 questions about 1,000 pairs cost."""
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    line("2 local processes", usable(1_000), 100, Local(2), folder)
    print(f"the process that hands out: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def timed(told, pairs, work):
    """Do something about so many pairs, and print what it takes of one processor and of the clock."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    wall, busy = time.perf_counter() - start, time.process_time() - cpu
    print(f"{told:46} {1000 * busy / pairs:8.1f} ms of processor a pair, {1000 * wall / pairs:8.1f} ms", flush=True)


def peers(folder):
    """Print what this package and statsforecast take for the same pairs in one process."""
    from statsforecast.models import AutoETS, RandomWalkWithDrift

    names = [name for name in usable(400) if len(totals(name)) >= 10][:40]
    histories = [np.log(list(totals(name).values())) for name in names]
    ets, drift = AutoETS(season_length=1), RandomWalkWithDrift()
    line("(warm-up, discarded)", names[:2], 1, Local(1), folder)
    for marks in (1, 10):
        path = folder / f"peers-{marks}.parquet"
        write_questions(path, names, marks)
        told = f"this package: fit, 40,000 paths, {marks} marks"
        timed(told, len(names), lambda path=path, marks=marks: run_batch(path, folder / f"peers-{marks}"))
    calls = {
        "statsforecast AutoETS: fit, mean": lambda y: ets.forecast(y=y, h=AHEAD),
        f"statsforecast AutoETS: fit, {PATHS:,} paths": lambda y: ets.simulate(AHEAD, PATHS, y=y, seed=0),
        "statsforecast drift: fit, 40,000 paths": lambda y: drift.simulate(AHEAD, 40_000, y=y, seed=0),
    }
    for told, call in calls.items():
        call(histories[0])
        timed(told, len(names), lambda call=call: [call(y) for y in histories])


def main():
    """Print the figures asked for."""
    with tempfile.TemporaryDirectory() as folder:
        {"large": large, "peers": peers}.get(sys.argv[1] if sys.argv[1:] else "", short)(Path(folder))


if __name__ == "__main__":
    main()
