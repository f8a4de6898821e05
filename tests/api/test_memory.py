"""A worker's memory under all that is new to it: pair after pair, other sides, every format, strangers' longest years."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from forecast.data import catalog
from forecast.forecasting import tracked_in
from tests.support.postgres import seeded_url
from tests.support.serving import ask, highest, serving, workers_of

#: Megabytes that a worker holds at most, whatever comes (docs/operations.md).
MOST = 500
PAIR = "belarus-st-petersburg"


def longest():
    """Return the figures of three flows by two sides over the most years that are taken, to be asked as far ahead as may be."""
    row = {"unit": "USD", "published": "2025-06-01", "reporter": "Aland", "partner": "Bland"}
    rows = [
        row
        | {"period": str(year), "flow": flow, "level": f"{part * 1.06 ** (year - 1905) * more:.0f}", "statistics": side}
        for year in range(1905, 2025)
        for side, more in (("aland", 1.0), ("bland", 1.2))
        for flow, part in (("total", 1_000_000), ("exports", 400_000), ("imports", 600_000))
    ]
    return {"statements": rows, "statistics": "aland", "horizon": 2075}


def asked_of_pairs(count):
    """Return the addresses of targets of so many pairs, those with the most years first: each is a new fit."""
    longest_first = sorted(
        {one.series_id: one for one in tracked_in(catalog.targets(), ())}.values(),
        key=lambda one: (-len(catalog.series(one.series_id).statements), one.target.id),
    )
    return [f"/v1/targets/{one.target.id}/forecast" for one in islice(longest_first, count)]


def sent(body):
    """Return what makes a request send a body as JSON."""
    return {"method": "POST", "body": json.dumps(body), "headers": {"Content-Type": "application/json"}}


@pytest.mark.slow
def test_a_worker_holds_less_than_500_mb_whatever_is_fitted_and_drawn(tmp_path):
    """Two at a time: long pairs, seeds, scenarios, every format, 120 years of strangers to the farthest horizon."""
    own, question = longest(), f"series={PAIR}&target=2.5bn"
    scenarios = [f"growth=2027:{percent}%" for percent in range(1, 5)]
    asked = [(f"{address}.json", {}) for address in asked_of_pairs(6)]
    asked += [(f"/v1/forecast.json?{question}&seed={seed}", {}) for seed in range(1, 4)]
    asked += [("/v1/forecast", sent(own | {"target": "3bn", "seed": seed})) for seed in range(2)]
    asked += [("/v1/forecast", sent(own | {"target": "1bn", "flow": "exports"}))]
    asked += [("/v1/forecast", sent(own | {"target": "3bn", "scenario": "exports.growth=2027:+10%"}))]
    asked += [("/v1/compare", sent(own | {"target": "3bn", "scenarios": scenarios}))]
    asked += [("/v1/sensitivity", sent(own | {"target": "3bn"}))]
    asked += [(f"/v1/forecast.{suffix}?{question}&horizon=2070", {}) for suffix in ("xlsx", "png", "docx")]
    quiet = {"log_level": "error", "refresh": "false", "waiting": 50, "patience_seconds": 60, "timeout_seconds": 300}
    with serving(seeded_url("sqlite", tmp_path), afresh=True, **quiet) as (process, address):
        (worker,) = workers_of(process)
        with ThreadPoolExecutor(2) as callers:
            told = list(callers.map(lambda one: ask(address, one[0], **one[1], patience=300), asked))
        statuses = {path: (status, body[:300]) for (path, _), (status, _, body) in zip(asked, told, strict=True)}
        assert {path: found for path, found in statuses.items() if found[0] != 200} == {}
        assert highest(worker) < MOST
