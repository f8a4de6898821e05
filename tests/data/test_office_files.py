"""Files of statistics offices: each layout is read with one command, and each kind of doubt is asked about."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data import Recipe, read_office_file, read_own, read_recipe, read_series, recipe_text, statements_csv
from forecast.data import template as filled
from forecast.errors import InputError
from tests.support import office_exports as exports
from tests.support.work import calls_of

OWN = Recipe(pair="Aland/Bland")
#: Layout, file, what is said of it, and the last whole year of a flow as worked by hand.
LAYOUTS = [
    ("UN Comtrade", exports.COMTRADE, Recipe(), ("Germany", "Chile", "USD", "exports", "2023", 3.1e9)),
    ("UN Comtrade, old", exports.COMTRADE_OLD, Recipe(), ("Kenya", "Uganda", "USD", "imports", "2023", 235123456)),
    ("IMF wide", exports.IMF_WIDE, Recipe(), ("Kenya", "Uganda", "USD", "exports", "2023", 7e8)),
    ("IMF long", exports.IMF_LONG, Recipe(), ("Kenya", "Uganda", "USD", "exports", "2023", 7e8)),
    ("WITS", exports.WITS, Recipe(), ("Viet Nam", "Japan", "USD", "exports", "2023", 19283965e3)),
    ("US Census", exports.census(), Recipe(pair="United States/Xland"),
     ("United States", "Xland", "USD", "imports", "2023", 4806e6)),
    ("Eurostat TSV", exports.EUROSTAT_TSV, Recipe(), ("Germany", "United States", "EUR", "imports", "2023", 94134567890)),
    ("Eurostat SDMX-CSV", exports.EUROSTAT_CSV, Recipe(),
     ("Germany", "United States", "EUR", "exports", "2023", 157934567890)),
    ("FRED", exports.FRED, Recipe(pair="A/B", unit="USD million", flow="exports"),
     ("A", "B", "USD", "exports", "2023", 12 * 123e6)),
    ("chamber", exports.CHAMBER, OWN, ("Aland", "Bland", "USD", "total", "2023", 2220e6)),
    ("German, Windows-1252", exports.GERMAN.encode("cp1252"), OWN, ("Aland", "Bland", "EUR", "exports", "2023", 1310e6)),
    ("Russian, Windows-1251", exports.RUSSIAN.encode("cp1251"), OWN, ("Aland", "Bland", "USD", "imports", "2023", 810e6)),
    ("Chinese", exports.CHINESE, OWN, ("Aland", "Bland", "USD", "exports", "2023", 130.5e8)),
    ("tabs, UTF-16", exports.TABBED.encode("utf-16"), OWN, ("Aland", "Bland", "USD", "exports", "2023", 1310e6)),
    ("year columns", exports.YEAR_COLUMNS, Recipe(pair="Nigeria/Ghana", unit="USD million"),
     ("Nigeria", "Ghana", "USD", "imports", "2023", 97.2e6)),
    ("month rows", exports.MONTH_ROWS, OWN, ("Aland", "Bland", "USD", "exports", "2023", 1266e6)),
    ("year and month", exports.YEAR_AND_MONTH, OWN, ("Aland", "Bland", "USD", "exports", "2023", 1278e6)),
    ("quarters", exports.QUARTERS, Recipe(pair="Aland/Bland", unit="USD"),
     ("Aland", "Bland", "USD", "exports", "2023", 1e9)),
    ("several pairs", exports.PAIRS, Recipe(pair="Kenya/Uganda"), ("Kenya", "Uganda", "USD", "exports", "2023", 9e8)),
    ("workbook", exports.workbook(("Year", "Exports (USD million)"), (2022, 1200.5), (2023, 1310)), OWN,
     ("Aland", "Bland", "USD", "exports", "2023", 1310e6)),
    ("UTF-8 with BOM", "\ufeffAño;Exportaciones (Mio. EUR)\n2022;1.200,5\n2023;1.310,0\n".encode(), OWN,
     ("Aland", "Bland", "EUR", "exports", "2023", 1310e6)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "recipe", "last"), LAYOUTS, ids=[row[0] for row in LAYOUTS])
def test_each_layout_is_read_with_one_command(name, content, recipe, last):
    """Pair, currency, flow, scale, and the last whole year are those worked by hand from the file."""
    read = read_office_file(content, where=name, recipe=recipe)
    reporter, partner, unit, flow, year, value = last
    assert (read.reporter, read.partner, read.unit) == (reporter, partner, unit)
    levels = {(row["flow"], row["period"]): float(row["level"]) for row in read.rows}
    assert levels[flow, year] == pytest.approx(value, rel=1e-9)
    assert max(p for f, p in levels if f == flow and len(p) == 4) == year
    series = read_series(statements_csv(read), series_id="own", where="own.csv")
    assert len(series.statements) == len(read.rows)


QUESTIONS = [
    (exports.FRED, Recipe(unit="USD million", flow="exports"), "say --pair 'A/B'"),
    (exports.FRED, Recipe(pair="A/B", flow="exports"), "say --unit, such as --unit 'USD million'"),
    (exports.FRED, Recipe(pair="A/B", unit="USD million"), "say --flow exports"),
    (exports.PAIRS, Recipe(), "say --pair, one of 'Kenya/Uganda', 'Kenya/Rwanda'"),
    (exports.PAIRS, Recipe(pair="Kenya/Chad"), "'Kenya/Chad' is not in the file"),
    ("Year,Exports\n2022,657\n2023,599316.5\n", Recipe(pair="A/B", unit="USD"), "thousands or millions"),
    ("Year;Exports\n2022;1.234\n2023;2.345\n", Recipe(pair="A/B", unit="USD million"), "say --decimal comma"),
    (
        "Year,Exports\n2000-01,1.5\n",
        Recipe(pair="A/B", unit="USD bn"),
        "may be January 2000 or the fiscal year 2000/01",
    ),
    ("Year,Exports\n1999-00,1.5\n2000-01,1.6\n", Recipe(pair="A/B", unit="USD bn"), "say --year-starts 04"),
    ("Year,Exports\n2022,12\n2022,13\n", Recipe(pair="A/B", unit="USD bn"), "line 3: '13' is exports of 2022 again"),
    ("Year,Product,Value\n2022,Food,3\n2022,Fuel,4\n", Recipe(pair="A/B", unit="USD bn"), "has no total of them"),
    ("Year,Exports\n2022,soon\n2023,3.5\n", Recipe(pair="A/B", unit="USD bn"), "line 2: 'soon' is not a figure"),
    ("Year,Exports\n2022,-3.5\n2023,3.5\n", Recipe(pair="A/B", unit="USD bn"), "line 2: '-3.5' is below zero"),
    ("Year,Exports (¥)\n2022,3.5\n", Recipe(pair="A/B"), "the file names no currency"),
    ("colour,size\nred,3\n", Recipe(), "say --map, such as --map period='colour'"),
    ("Year,Exports\n2022,3\n", Recipe(columns={"exports": "Ausfuhr"}), "names a column that is not there"),
    ("Year,Exports\n2022,1,234\n", Recipe(pair="A/B", unit="USD"), "'234' stands outside the 2 columns of the header"),
    ("Year,Exports\n22,5.5\n", Recipe(pair="A/B", unit="USD bn"), "line 2: '22' is not a year"),
    ("Year,Exports\n2022,9e22\n", Recipe(pair="A/B", unit="USD bn"), "is more than all trade of the world"),
    ('{"a": 1}', Recipe(), "is JSON, no table"),
    ("<html><table>", Recipe(), "is a web page or XML"),
    (b"\x89PNG\r\n\x1a\n", Recipe(), "is a picture (PNG)"),
    (bytes(range(256)) * 8, Recipe(), "is binary, no text"),
    (b"PK\x03\x04xl/broken", Recipe(), "cannot be read as a workbook"),
    (
        exports.workbook(("Year", "Exports (USD million)"), (2022, "=600*2"), (2023, 1310), (2024, "=B3+1")),
        Recipe(pair="A/B"),
        "cells: 'B2, B4' hold formulas without a value",
    ),
]


@pytest.mark.parametrize(("content", "recipe", "question"), QUESTIONS)
def test_each_kind_of_doubt_is_asked_about_and_nothing_is_guessed(content, recipe, question):
    """What a file does not say, or says in two ways, is refused with what would settle it."""
    with pytest.raises(InputError) as refused:
        read_office_file(content, where="own.csv", recipe=recipe)
    assert question in str(refused.value)


@pytest.mark.parametrize(
    "codec", ["utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"]
)
@pytest.mark.parametrize("heading", ["Exports", "Экспорт"])
def test_a_file_is_read_in_the_encoding_that_its_bytes_tell(codec, heading):
    """The same table, of four, two and one byte a character, with and without a mark."""
    text = f"Year,{heading}\n2022,1200.5\n2023,1310\n"
    recipe = Recipe(pair="A/B", unit="USD million")
    read = read_office_file(text.encode(codec), where="own.csv", recipe=recipe)
    assert read.rows == read_office_file(text, where="own.csv", recipe=recipe).rows
    assert [row["period"] for row in read.rows] == ["2022", "2023"]


def two_sheets(*notes):
    """Return a workbook with figures on one sheet and `notes` in cells of another."""
    book = openpyxl.Workbook()
    book.active.title = "Trade"
    for row in (("Year", "Exports (USD million)"), (2022, 1200.5), (2023, 1310)):
        book.active.append(row)
    beside = book.create_sheet("Notes")
    for note in notes:
        beside.append([note])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("sheet", [None, "Trade"])
def test_a_formula_without_a_value_on_another_sheet_is_no_fault(sheet):
    """What is not read need not be worked out: a note with the day of printing."""
    read = read_office_file(two_sheets("printed", "=NOW()"), where="own.xlsx", recipe=Recipe(pair="A/B", sheet=sheet))
    assert [row["period"] for row in read.rows] == ["2022", "2023"]


def laid_out(hide, *, state="visible", title="Trade"):
    """Return a workbook with figures on a sheet `Trade`, in `hide`'s hands, beside a sheet `Old` in a state."""
    book = openpyxl.Workbook()
    for at, name in enumerate(("Old", title)):
        page = book.active if not at else book.create_sheet(name)
        page.title = name
        for row in (
            ("Year", "Exports (USD million)", "Note"),
            (2021, 900 + at, ""),
            (2022, 1200 + at, ""),
            (2023, 1310 + at, ""),
        ):
            page.append(row)
    book["Old"].sheet_state = state
    book.active = 1
    hide(book[title])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


OWN = Recipe(pair="Fiji/Malta")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_when_it_is_named_alone(state):
    """The figures of the sheet that is seen are taken; those of the hidden one only where somebody asks for it."""
    book = laid_out(lambda _: None, state=state)
    assert next(row["level"] for row in read_office_file(book, where="own.xlsx", recipe=OWN).rows) == "901000000"
    named = read_office_file(book, where="own.xlsx", recipe=replace(OWN, sheet="Old"))
    assert next(row["level"] for row in named.rows) == "900000000"
    assert named.how == "Excel workbook, sheet Old"


def test_a_workbook_whose_figures_are_hidden_is_asked_about():
    """A hidden sheet of figures beside a seen sheet without any: which is meant is not known."""
    book = laid_out(lambda page: page.delete_rows(2, 9), state="hidden")
    with pytest.raises(InputError) as refused:
        read_office_file(book, where="own.xlsx", recipe=OWN)
    (fault,) = refused.value.faults
    assert fault.problem == "has figures on hidden sheets alone (Old)"
    assert fault.remedy == "say --sheet, one of Old"


def hide_row(page):
    page.row_dimensions[3].hidden = True


def hide_columns(page):
    page.column_dimensions.group("B", "C", hidden=True)


@pytest.mark.parametrize(("hide", "where", "given"), [(hide_row, "rows", "3"), (hide_columns, "columns", "B")])
def test_hidden_rows_and_columns_with_figures_are_asked_about(hide, where, given):
    """Figures that nobody sees who looks at the sheet are neither read nor dropped silently; an empty column is no matter."""
    with pytest.raises(InputError) as refused:
        read_office_file(laid_out(hide, state="hidden"), where="own.xlsx", recipe=OWN)
    (fault,) = refused.value.faults
    assert (fault.where, fault.given) == (f"own.xlsx, sheet Trade, {where}", given)
    assert fault.problem == "are hidden and hold figures: whether they are meant is not known"


def test_hidden_columns_without_figures_are_no_matter():
    """A folded column of notes changes nothing."""
    book = laid_out(lambda page: page.column_dimensions.group("C", "C", hidden=True), state="hidden")
    assert len(read_office_file(book, where="own.xlsx", recipe=OWN).rows) == 3


@pytest.mark.parametrize(
    "sent", [b"<row " + b' hidden="1"' * 100_000, b'<c r="A1"' * 100_000, b'<c r="A1"><f/>' + b" " * 1_000_000]
)
def test_a_workbook_made_to_hold_the_reader_up_is_refused_soon(sent):
    """A megabyte of cells that never end, or of blanks after a formula: once minutes and more, of the whole process."""
    plain, made = io.BytesIO(two_sheets()), io.BytesIO()
    with zipfile.ZipFile(plain) as good, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.namelist():
            bad.writestr(part, sent if part == "xl/worksheets/sheet1.xml" else good.read(part))
    start = time.process_time()
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_office_file(made.getvalue(), where="own.xlsx", recipe=OWN)
    # No measure of speed: it takes some hundredths, and a search that goes back took minutes. Calls do not tell of it.
    assert time.process_time() - start < 20


def test_faults_of_one_kind_are_told_ten_times_at_most_and_briefly():
    """Of 5,000 bad cells ten are told, in less than 3 kB."""
    text = "Year,Exports\n" + "\n".join(f"{1900 + i % 120},soon" for i in range(5_000))
    with pytest.raises(InputError) as refused:
        read_office_file(text, where="own.csv", recipe=Recipe(pair="A/B", unit="USD million"))
    assert len(refused.value.faults) <= 12
    assert len(str(refused.value)) < 3_000


def test_an_unfinished_year_is_the_months_it_has_seen_over_all_rows_of_the_file():
    """The Census file's 2024 is January to May; a pair whose zeros are usual keeps those of published months."""
    read = read_office_file(exports.census(), where="c.csv", recipe=Recipe(pair="United States/Xland"))
    periods = {row["period"] for row in read.rows}
    assert "2024-01/2024-05" in periods
    assert "2024" not in periods
    assert any("imports after 2024-05 are zero in every row" in told for told in read.told)
    rare = read_office_file(exports.census(), where="c.csv", recipe=Recipe(pair="United States/Rare"))
    levels = {(row["flow"], row["period"]): float(row["level"]) for row in rare.rows}
    assert levels["imports", "2024-01/2024-05"] == pytest.approx(3e6)


def test_a_zero_is_no_trade_below_the_smallest_print():
    """A genuine zero stays in the history, as at most one unit of the last digit."""
    read = read_office_file("Year,Exports (USD million)\n2021,12.5\n2022,0\n2023,3.5\n", where="z.csv", recipe=OWN)
    series = read_series(list(read.rows), series_id="own", where="z.csv")
    zero = next(s.level for s in series.statements if s.level and s.period.year == 2022)
    assert zero.interval.high == 1e5
    assert zero.interval.low > 0
    assert next(row["note"] for row in read.rows if row["period"] == "2022").startswith("no trade")


def test_a_last_year_far_below_is_told():
    """An annual last year below half of the one before may be unfinished, and the reading says so."""
    read = read_office_file("Year,Exports (USD m)\n2021,900\n2022,950\n2023,300\n", where="u.csv", recipe=OWN)
    assert any("2023 are far below those of 2022" in told for told in read.told)


def test_a_recipe_reads_back_and_a_wrong_one_is_refused_with_every_key():
    """`recipe_text` and `read_recipe` are inverses; unknown keys and kinds are named."""
    recipe = Recipe(unit="USD million", pair='A "x"/B', year_starts=4, columns={"exports": "Ausfuhr (Mio.)"})
    assert read_recipe(recipe_text(recipe, file="a.csv").encode(), where="r.toml") == ("a.csv", recipe)
    with pytest.raises(InputError) as refused:
        read_recipe(b'colour = "red"\nunit = 3\n', where="r.toml")
    assert [fault.where for fault in refused.value.faults] == ["r.toml, colour", "r.toml, unit"]


@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
def test_the_template_reads_as_it_is(format_name):
    """What `template` gives is read without a change, and an Excel file of statements like a CSV."""
    series = read_own(filled(format_name), series_id="own", where=f"t.{format_name}")
    assert [str(s.period) for s in series.statements] == ["2022", "2023", "2024-01/2024-06"]


def test_statements_saved_by_a_european_excel_are_read():
    """Semicolons and decimal commas between the columns of statements are no obstacle."""
    series = read_own(
        "period;level;unit;published\n2022;1,31 bn;USD;2023-03-01\n2023;1,45 bn;USD;2024-03-01\n",
        series_id="own",
        where="own.csv",
    )
    assert [s.level.value for s in series.statements if s.level] == [1.31e9, 1.45e9]


def test_pasted_cells_are_read():
    """Cells pasted from a sheet come with tabs between them."""
    series = read_own(
        "Year\tReporter\tPartner\tExports (USD million)\n2022\tKenya\tUganda\t800\n", series_id="own", where="x"
    )
    assert (series.id, series.statements[0].level.value) == ("kenya-uganda", 8e8)


def work_of_rows(count):
    """Return the calls that reading a file of so many rows takes, of which one pair in some hundreds has thirty."""
    rows = (f"{1990 + i % 30},R{i // 3_000},P{i // 30 % 100},{1000 + i}" for i in range(count))
    text, read = "Year,Reporter,Partner,Exports (USD million)\n" + "\n".join(rows), []
    work = calls_of(lambda: read.append(read_office_file(text, where="big.csv", recipe=Recipe(pair="R0/P7"))))
    assert len(read[0].rows) == 30
    return work


def test_the_work_of_reading_grows_with_the_rows():
    """Six times as many rows, and as many more pairs, take about six times the calls: a hundred a row."""
    assert work_of_rows(12_000) < min(7 * work_of_rows(2_000), 150 * 12_000)


@pytest.mark.slow
def test_the_work_of_reading_a_hundred_thousand_rows_is_that_of_each():
    """Of 3,400 pairs, some hundred calls a row."""
    assert work_of_rows(100_000) < 150 * 100_000


CELLS = st.sampled_from(
    ["Year", "Exports", "2023", "2024-01", "1,5", "1.5", ":", "", "soon", "USD", "Total", "\x00", "²"]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6).map(lambda t: "\n".join(map(";".join, t))))
def test_any_table_is_read_or_refused(text):
    """Arbitrary tables raise nothing but InputError."""
    refusal = None
    try:
        read_office_file(text, where="x.csv", recipe=Recipe(pair="A/B", unit="USD million"))
    except InputError as error:
        refusal = error
    assert refusal is None or refusal.faults
