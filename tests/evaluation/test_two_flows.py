"""Flows as parts against each alone: what is scored, on books made up and on the shipped ones."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from forecast.cli import main
from forecast.errors import InputError
from forecast.evaluation import two_flows
from forecast.evaluation.two_flows import FlowTable, run_two_flows, shipped_flows
from forecast.words import two_flows_text

YEARS = np.arange(1980, 2021)


def books(pairs=60, *, reversion=0.1, seed=4):
    """Return books whose total walks and whose ratio comes back by so much a year, half a billion each at first."""
    rng = np.random.default_rng(seed)
    total = 1e9 * np.exp(np.cumsum(0.045 + rng.normal(0.0, 0.2, (pairs, len(YEARS))), axis=1))
    ratio = np.zeros((pairs, len(YEARS)))
    for t in range(1, len(YEARS)):
        ratio[:, t] = (1 - reversion) * ratio[:, t - 1] + rng.normal(0.0, 0.3, pairs)
    share = 1 / (1 + np.exp(-ratio))
    return FlowTable(tuple(f"p{i}" for i in range(pairs)), YEARS, total * share, total * (1 - share))


def test_the_table_sees_whether_ratios_come_back():
    """Parts score better where ratios come back, and worse where they wander off for good."""
    back, off = (
        run_two_flows(books(100, reversion=reversion), first=1994, last=1995, cases=60)["rows"]
        for reversion in (0.2, -0.03)
    )
    for score in ("ibs", "crps"):
        assert back[0][score][0] < -2 * back[0][score][1]
        assert off[0][score][0] > 2 * off[0][score][1]
    assert off[0]["inside_parts"][1] < 0.75 < back[0]["inside_parts"][1]
    rows = {row["group"]: row for row in back}
    assert rows["all"]["cases"] == rows["6y"]["cases"] + rows["12y"]["cases"]
    assert 0 < back[0]["surplus"][0] < min(back[0]["turned"], 0.25)


def test_nothing_after_the_outcome_and_no_hole_is_a_case():
    """Cases know both flows in every year of history and outcome; nothing traded is no level."""
    table = books(pairs=4)
    table.exports[0, 10], table.imports[1, 12] = np.nan, np.nan
    found = two_flows._cases(table, cutoff=1991, years=6, most=10)
    assert set(found.total.pairs) == {"p2", "p3"}
    assert found.total.history == pytest.approx(sum(flow.history for flow in found.each))
    later = replace(table, exports=table.exports.copy())
    later.exports[:, 1991 + 11 - 1980 :] = np.nan
    again = two_flows._cases(later, cutoff=1991, years=6, most=10)
    assert (again.total.future == found.total.future).all()


def test_books_without_cases_say_which_cutoffs_they_carry():
    """Cutoffs beyond the books, or all in one era, are refused with those that would do."""
    for first, last in ((2015, 2020), (1990, 1991)):
        with pytest.raises(InputError, match="1986 to 2010"):
            run_two_flows(books(pairs=3), first=first, last=last, cases=5)


@pytest.mark.slow
def test_the_command_measures_the_shipped_books(tmp_path):
    """The table has a line for all cases, each size and each history, and the file the same figures."""
    out = tmp_path / "flows.json"
    result = CliRunner().invoke(main, ["two-flows", "--first", "1994", "--cases", "12", "--out", str(out)])
    assert result.exit_code == 0, result.output
    document = json.loads(out.read_text())
    assert two_flows_text(document) in result.output
    assert {"all", "1-3bn", "3bn+", "6y", "12y"} <= {row["group"] for row in document["rows"]}
    assert document["command"] in result.output


@pytest.mark.slow
def test_the_shipped_books_have_both_flows_of_each_pair():
    """Each pair's books hold exports and imports, and what is nothing or unknown is no number."""
    table = shipped_flows()
    assert len(table.pairs) > 2_000
    for flow in (table.exports, table.imports):
        assert np.nanmin(flow) > 0
        assert np.isnan(flow).any()
