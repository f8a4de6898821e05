"""Two flows against one total: what is scored, on books made up and on the shipped ones."""

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


def books(pairs=60, *, shared=0.0, seed=4):
    """Return books whose flows walk with shocks of that correlation and half a billion each at first."""
    rng = np.random.default_rng(seed)
    first, second = rng.normal(0.0, 0.25, (2, pairs, len(YEARS)))
    second = shared * first + np.sqrt(1 - shared**2) * second
    levels = [0.5e9 * np.exp(np.cumsum(0.045 + shocks, axis=1)) for shocks in (first, second)]
    return FlowTable(tuple(f"p{i}" for i in range(pairs)), YEARS, *levels)


def test_the_table_sees_flows_that_move_in_step():
    """Flows in step belie the assumed correlation: the total then scores worse, and its intervals hold too little."""
    apart, in_step = (
        run_two_flows(books(150, shared=shared), first=1992, last=1997, cases=60)["rows"] for shared in (0.0, 0.9)
    )
    assert in_step[0]["crps"][0] > 2 * in_step[0]["crps"][1]
    assert abs(apart[0]["crps"][0]) < 2 * apart[0]["crps"][1]
    assert in_step[0]["inside_together"][1] < 0.7
    assert apart[0]["inside_together"][1] > 0.75
    rows = {row["group"]: row for row in apart}
    assert rows["all"]["cases"] == rows["6y"]["cases"] + rows["12y"]["cases"]
    for row in (apart[0], in_step[0]):
        assert 0 < row["surplus"][0] < min(row["turned"], 0.25)


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


def test_the_shipped_books_have_both_flows_of_each_pair():
    """Each pair's books hold exports and imports, and what is nothing or unknown is no number."""
    table = shipped_flows()
    assert len(table.pairs) > 2_000
    for flow in (table.exports, table.imports):
        assert np.nanmin(flow) > 0
        assert np.isnan(flow).any()
