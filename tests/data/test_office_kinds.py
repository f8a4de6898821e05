"""Files written as offices export them, before any reader saw them, and the kinds of fault that they showed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from forecast.cli import main
from forecast.data import Recipe, read_office_file, read_series
from forecast.errors import InputError

OFFICES = Path(__file__).with_name("offices")
EXPECTED = [
    row
    for name in ("expected.json", "expected_second.json")
    for row in json.loads((OFFICES / name).read_text(encoding="utf-8"))
]
OWN = Recipe(pair="Uganda/Kenya")


def _levels(read):
    return {(row["flow"], row["period"]): float(row["level"]) for row in read.rows}


@pytest.mark.parametrize("wanted", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_a_file_as_an_office_exports_it_is_read_with_the_command_that_the_docs_name(wanted, tmp_path):
    """Pair, currency and levels are those that were written down with the file; a statements file comes of it."""
    out = tmp_path / "own.csv"
    command = ["import", str(OFFICES / wanted["file"]), *wanted["args"], "--out", str(out)]
    ran = CliRunner().invoke(main, command, prog_name="trade-target")
    assert ran.exit_code == 0, ran.output
    series = read_series(out.read_bytes(), series_id="own", where="own.csv")
    told = {(s.flow, str(s.period)): s.level.value for s in series.statements if s.level}
    assert {(flow, period): told.get((flow, period)) for flow, period, _ in wanted["levels"]} == {
        (flow, period): pytest.approx(level, rel=1e-6) for flow, period, level in wanted["levels"]
    }
    assert series.unit == wanted["unit"]


def test_headings_merged_over_years_or_over_units_go_with_each_column_below_them():
    """Exports over three years and over "USD million"; growth and balances beside them are no trade."""
    over_years = (
        "Country,Exports (USD million),,,Imports (USD million),,,Balance,\n"
        ",2021,2022,2023,2021,2022,2023,2022,2023\nKenya,100.5,110.2,120.1,50.2,51.3,52.4,58.9,67.7\n"
    )
    over_units = "Year,Exports,,Imports,\n,USD million,Growth %,USD million,Growth %\n2022,110.5,2.1,50.1,3.4\n"
    assert _levels(read_office_file(over_years, where="x", recipe=OWN))["imports", "2023"] == 52.4e6
    assert _levels(read_office_file(over_units, where="x", recipe=OWN)) == {
        ("exports", "2022"): 110.5e6,
        ("imports", "2022"): 50.1e6,
    }


def test_columns_of_statistics_and_of_publication_are_kept():
    """Each side's figures are its own, a day may be written with points, and a revision stands beside the first print."""
    read = read_office_file(
        "Year;Exports (USD million);Statistics;Published\n2021;100,5;Uganda;2022-02-14\n2022;110,5;Uganda;14.02.2023\n"
        "2022;111,5;Uganda;14.02.2024\n2022;117,5;Kenya;2023-02-15\n",
        where="x.csv",
        recipe=OWN,
    )
    told = [(row["period"], row["statistics"], row["published"], float(row["level"])) for row in read.rows]
    assert told == [
        ("2021", "Uganda", "2022-02-14", 100.5e6),
        ("2022", "Uganda", "2023-02-14", 110.5e6),
        ("2022", "Uganda", "2024-02-14", 111.5e6),
        ("2022", "Kenya", "2023-02-15", 117.5e6),
    ]
    assert {row["published_precision"] for row in read.rows} == {"day"}
    series = read_series(list(read.rows), series_id="own", where="x.csv")
    assert set(series.sides) == {"uganda", "kenya"}


def test_a_sum_of_months_is_known_when_its_last_month_is():
    """Months with a day of publication each make a year that became known with December's."""
    months = "".join(f"2023-{m:02d},10.5,{2023 + (m > 10)}-{(m + 1) % 12 + 1:02d}-10\n" for m in range(1, 13))
    read = read_office_file("Month,Exports (USD million),Published\n" + months, where="x.csv", recipe=OWN)
    assert [(row["period"], row["published"], float(row["level"])) for row in read.rows] == [
        ("2023", "2024-02-10", 126e6)
    ]


def test_cells_with_a_scale_of_their_own_keep_it_and_their_precision():
    """$1.2bn is no 1.2 with a flag, whatever unit was said; bare figures beside such are asked about."""
    read = read_office_file("Year,Exports\n2022,$1.2bn\n2023,$850m\n", where="x.csv", recipe=OWN)
    assert [(float(row["level"]), float(row["level_resolution"])) for row in read.rows] == [(1.2e9, 1e8), (8.5e8, 1e6)]
    with pytest.raises(InputError) as refused:
        read_office_file("Year,Exports\n2022,$1.2bn\n2023,850\n", where="x.csv", recipe=OWN)
    assert "line 3: '850' has no word of scale, and others of the file have" in str(refused.value)
    with pytest.raises(InputError) as refused:
        read_office_file("Year,Exports\n2022,1.2b\n2023,1.3\n", where="x.csv", recipe=Recipe("USD million", pair="A/B"))
    assert "'1.2b' is not a figure" in str(refused.value)
