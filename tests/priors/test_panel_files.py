"""Panel files as people have them: what is wrong is named with its pair and line, and nothing is averaged silently."""

from __future__ import annotations

import pytest

from forecast.data import catalog
from forecast.errors import InputError
from forecast.priors import estimate_from_files
from forecast.priors.panels import read_panel

HEADER = "pair,year,total_usd_million"
SOUND = "".join(f"Aland-Bland,{year},{400 + 10 * (year - 1990)}\n" for year in range(1990, 2015))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("Aland-Bland,1990,12\n", "line 27: 'Aland-Bland, 1990' stands on line 2 too"),
        ("Aland-Bland,2015\n", "line 27: has 2 cells"),
        ("Aland-Bland,soon,3\n", "line 27 (Aland-Bland), year: 'soon' is not a whole number"),
        ("Aland-Bland,2015,-3\n", "line 27 (Aland-Bland), total_usd_million: '-3' is below zero"),
        ("Aland-Bland,2015,4.2e9\n", "'4.2e+09' is more than two sides ever trade, as 1 of 26 figures are"),
    ],
)
@pytest.mark.parametrize("read", [read_panel, estimate_from_files])
def test_what_no_panel_holds_is_refused_with_pair_and_line(tmp_path, read, rows, told):
    """A repeat, a ragged row, no year, a negative figure and figures in thousands or dollars, by estimate and backtest."""
    path = tmp_path / "p.csv"
    path.write_text(f"{HEADER}\n{SOUND}{rows}", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(path)
    assert told in str(refused.value)


@pytest.mark.parametrize("read", [read_panel, estimate_from_files])
def test_a_panel_of_small_pairs_in_thousands_is_refused(tmp_path, read):
    """A hundred pairs of at most USD 2bn, a thousand times too large: no pair is larger than any pair, the sum is."""
    rows = [(f"P{n}-Q{n}", year, 20 * (n + 1)) for n in range(100) for year in range(1990, 2015)]
    path = tmp_path / "p.csv"
    path.write_text(
        "\n".join([HEADER, *(f"{pair},{year},{level * 1000}" for pair, year, level in rows)]), encoding="utf-8"
    )
    with pytest.raises(InputError, match="together trade more than such pairs of the world do, in 25 of 25 periods"):
        read(path)
    path.write_text("\n".join([HEADER, *(f"{pair},{year},{level}" for pair, year, level in rows)]), encoding="utf-8")
    assert len(read_panel(path)[0]) == 2_500


@pytest.mark.parametrize("read", [read_panel, estimate_from_files])
@pytest.mark.parametrize("times", [1_000, 0.001])
def test_a_pair_whose_totals_are_shipped_tells_the_size_of_its_panel(tmp_path, read, times):
    """Belarus and Moldova trade far too little for the sum to tell; what is shipped of them does."""
    shipped = catalog.series("belarus-moldova")
    levels = [s for s in shipped.select(statistics=shipped.sides[0], flow="total") if s.level and s.period.is_year]
    path = tmp_path / "p.csv"
    rows = [f"Belarus-Moldova,{s.period.year},{s.level.value / 1e6 * times:.6f}" for s in levels]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    with pytest.raises(InputError, match="what is shipped of its pairs; takes a number, millions of US dollars"):
        read(path)


def test_a_comma_at_the_end_of_each_row_is_no_column(tmp_path):
    """Spreadsheets write one; the panel is read as without it."""
    path = tmp_path / "p.csv"
    path.write_text(f"{HEADER},\n" + SOUND.replace("\n", ",\n"), encoding="utf-8")
    frame, _source = read_panel(path)
    assert len(frame) == 25
