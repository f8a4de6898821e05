"""The one reader of tables: what is no table is named as what it is, and every way of writing one reads the same."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forecast.data import catalog, shipped_file
from forecast.data.csv_table import Layout, decode_csv, long_table, read_rows
from forecast.data.statement_csv import COLUMNS, read_placed, read_series
from forecast.data.target_csv import TARGET_COLUMNS, read_targets
from forecast.errors import MAX_ALIKE, MAX_FAULTS, Fault, InputError, few

HEADER = "period,level,unit,published"
GOOD = "2024,2.46bn,USD,2025-07-14"
TEXT = f"{HEADER}\n{GOOD}\n"
LAYOUT = Layout("things", {"name": "a name", "size": "a number"}, ("name",))
LONG = Layout("pair-years", {"pair": "a name", "year": "a year"}, ("pair", "year"), most_rows=None)


def refused(call, *args, **kwargs):
    """Return the messages of an `InputError`."""
    with pytest.raises(InputError) as caught:
        call(*args, **kwargs)
    return [str(fault) for fault in caught.value.faults]


def workbook():
    """Return an Excel workbook with a table of statements."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in (HEADER, GOOD):
        book.active.append(line.split(","))
    book.save(out)
    return out.getvalue()


def archive(**members):
    """Return a ZIP archive with members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


KINDS = {
    "xlsx": (workbook(), "is an Excel workbook; save it as CSV UTF-8"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old Excel workbook"),
    "ods": (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "is an OpenDocument spreadsheet"),
    "zip": (archive(own=TEXT), "is a ZIP archive; unpack it"),
    "gzip": (gzip.compress(TEXT.encode()), "is compressed (gzip); unpack it"),
    "pdf": (b"%PDF-1.7\n" + bytes(range(256)), "is a PDF document"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "is a picture (PNG)"),
    "utf-16": (TEXT.encode("utf-16"), "is UTF-16 text, not UTF-8; save the file as CSV UTF-8"),
    "utf-16 unmarked": (TEXT.encode("utf-16-le"), "is UTF-16 text"),
    "utf-16 big end first": (TEXT.encode("utf-16-be"), "is UTF-16 text"),
    "utf-32": (TEXT.encode("utf-32"), "is UTF-32 text"),
    "cp1252": (f"{TEXT}# Köln\n".encode("cp1252"), "line 3: 'Köln' is not UTF-8 text but Windows-1252, it seems; save"),
    "cp1251": (f"{TEXT}Минск\n".encode("cp1251"), "line 3: 'Минск' is not UTF-8 text but Windows-1251, it seems; save"),
    "json": (json.dumps([{"period": 2024}]).encode(), "is JSON, not CSV; write it as CSV"),
    "json lines": (b'{"period": 2024}\n{"period": 2025}\n', "is JSON, not CSV"),
    "geojson": (b'\xef\xbb\xbf {\n "type": "x"}', "is JSON, not CSV"),
    "html": (b"<!DOCTYPE html><html></html>", "is a web page or XML, not CSV"),
    "binary": (bytes(range(1, 256)) * 4, "is not UTF-8 text: the file is binary, no table"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), KINDS.values(), ids=KINDS)
def test_a_file_that_is_no_csv_is_named_as_what_it_is(content, message):
    """One fault says what was given and the way out, in every reader of a table."""
    for read in (
        lambda: decode_csv(content, where="own.csv"),
        lambda: read_series(content, series_id="own", where="own.csv"),
        lambda: read_targets(content, where="own.csv"),
        lambda: long_table(content, LONG, where="own.csv"),
    ):
        (told,) = refused(read)
        assert told.startswith("own.csv")
        assert message in told


#: A lone carriage return is a new line to readers, and Python's writer does not quote it.
NOTES = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=20)
AMOUNTS = st.sampled_from(["2.46bn", "5000000000", "793.2m", "1bn"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "period": st.integers(1990, 2023).map(str),
            "level": AMOUNTS,
            "unit": st.just("EUR"),
            "published": st.dates(date(2024, 1, 1), date(2025, 12, 31)).map(str),
            "note": NOTES.map(str.strip),
            "event": st.sampled_from(["", "visit", "e, f", 'the "x"']),
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["period"],  # two figures of a year, a day and an event are refused
)


@given(rows=ROWS, quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), end=st.sampled_from(["\n", "\r\n"]),
       mark=st.booleans(), order=st.permutations(["period", "level", "unit", "published", "note", "event"]))  # fmt: skip
@example(rows=[{"period": "2020", "level": "1bn", "unit": "EUR", "published": "2024-01-01", "note": "'=1", "event": ""}], quoting=1, end="\n", mark=False, order=list("x"))  # fmt: skip
def test_rows_and_csv_of_any_quoting_and_order_read_the_same(rows, quoting, end, mark, order):
    """Mappings are read directly, and say what the same cells say in a CSV, wherever the columns stand."""
    from forecast.data import inert

    if order == ["x"]:
        order = list(rows[0])
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, order, quoting=quoting, lineterminator=end)
    writer.writeheader()
    writer.writerows({name: inert(text) for name, text in row.items()} for row in rows)
    content = (b"\xef\xbb\xbf" if mark else b"") + out.getvalue().encode()
    assert read_series(content, series_id="own", where="x") == read_series(rows, series_id="own", where="x")


def test_values_of_python_and_pandas_are_read_as_what_they_say():
    """Numbers are cells in full digits, dates are days, NaN and None are empty, true is yes."""
    row = {"period": 2024, "level": 2_460_000_000, "unit": "USD", "published": "2025-07-14", "record": "yes"}
    plain = read_series([row], series_id="own", where="x")
    for other in (
        {"level": 2.46e9},
        {"level": np.float64(2.46e9)},
        {"level": Decimal("2.46e9"), "period": np.int64(2024)},
        {"published": date(2025, 7, 14), "record": True, "growth_pct": None},
        {"published": pd.Timestamp("2025-07-14"), "growth_pct": float("nan"), "note": pd.NaT},
    ):
        assert read_series([row | other], series_id="own", where="x") == plain, other
    frame = pd.DataFrame([row, row | {"period": 2023, "level": None, "growth_pct": 5.5, "record": None}])
    series = read_series(frame.to_dict("records"), series_id="own", where="x")
    assert [s.growth and s.growth.percent for s in series.statements] == [5.5, None]


def test_faults_of_rows_name_their_place_in_the_list():
    """A row of a list is told by its place, a column nobody knows with the list of columns once."""
    rows = [{"name": "a"}, {"name": "b\0", "size": "1"}, {"name": "c", "colour": 1, "hue": 2}, {"nmae": "d"}]
    found = [fault for row in read_rows(rows, LAYOUT, where="things") for fault in row.faults]
    assert [str(fault) for fault in found] == [
        "things[1].name: 'b\\\\x00' holds a character that no text file can; takes a name",
        "things[2]: 'colour' is not a column known here; known are name, size",
        "things[2]: 'hue' is not a column known here; leave it out",
        "things[3]: 'nmae' is not a column known here; leave it out",
    ]
    assert refused(read_rows, [{"name": "a"}] * 10_001, LAYOUT, where="things") == [
        "things: has more than 10,000 things; give at most 10,000"
    ]


def test_where_a_row_stands_is_told_for_lines_and_lists():
    """Ids come with the line of their file, or their place in the list."""
    rows = [dict(zip(HEADER.split(","), GOOD.split(","), strict=True))]
    assert read_placed(TEXT, series_id="own", where="own.csv")[1] == {"2025-07-14-a/total/2024": "own.csv, line 2"}
    assert read_placed(rows, series_id="own", where="rows")[1] == {"2025-07-14-a/total/2024": "rows[0]"}


@pytest.mark.parametrize("columns", [COLUMNS, TARGET_COLUMNS])
def test_no_message_repeats_its_list_of_columns(columns):
    """Forty columns nobody knows make a short message: the list stands there once, ten are named."""
    read = (
        read_targets if columns is TARGET_COLUMNS else lambda text, where: read_series(text, series_id="x", where=where)
    )
    found = refused(read, ",".join(f"column {k}" for k in range(40)) + "\n", where="own.csv")
    assert sum("known are" in message for message in found) == 1
    assert len("\n".join(found)) < 3_000
    assert "and 29 more like these" in "\n".join(found)


def test_a_misspelt_column_is_told_which_is_meant():
    """A name near a known one is named."""
    found = refused(read_series, f"colour,{HEADER},publishd\n", series_id="own", where="own.csv")
    assert found[1] == "own.csv, line 1: 'publishd' is not a column known here; is published meant? else leave it out"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["is bad", "is worse"])), max_size=90))
def test_faults_are_told_ten_of_a_kind_and_fifty_in_all_and_none_is_lost_from_the_count(kinds):
    """What is not listed is counted."""
    faults = [Fault(f"line {n}, {column}", "x", problem, "mend it") for n, (column, problem) in enumerate(kinds)]
    told = few(faults, "own.csv")
    assert len(told) <= MAX_FAULTS + 1
    for kind in set(kinds):
        listed = [f for f in told if f.where.endswith(f", {kind[0]}") and f.problem == kind[1]]
        assert len(listed) <= MAX_ALIKE
    if len(told) <= MAX_FAULTS:
        more = sum(int(f.problem.split()[1]) for f in told if f.problem.startswith("and "))
        assert sum(not f.problem.startswith("and ") for f in told) + more == len(faults)


def test_a_long_table_forgives_commas_at_the_end_and_names_short_lines():
    """A spreadsheet leaves commas behind; a line without its cells is named."""
    table = long_table(b"pair,note,year,,\nx,n,2000,,\n\ny,,2001\nz,,2002,,,,\n", LONG, where="own.csv")
    assert (table.lines, table.columns) == ([2, 4, 5], {"pair": ("x", "y", "z"), "year": ("2000", "2001", "2002")})
    assert refused(long_table, b"pair,year\nx\ny,2001,7\nz,2002\n", LONG, where="own.csv") == [
        "own.csv, line 2: has 1 cells, the header has 2; give every line as many cells as the header",
        "own.csv, line 3: has 3 cells, the header has 2; give every line as many cells as the header",
    ]
    assert refused(long_table, b"pair,total\n", LONG, where="own.csv") == [
        "own.csv, line 1: 'year' is missing; takes a year"
    ]


def test_every_shipped_target_is_read_with_all_its_columns():
    """The shipped registry goes through the reader of anybody's targets; no cell that is kept is lost."""
    rows = list(csv.DictReader(io.StringIO(shipped_file("targets.csv").decode(), newline="")))
    assert [t.id for t in catalog.targets()] == [row["id"] for row in rows]
    for target, row in zip(catalog.targets(), rows, strict=True):
        told = {
            "reporter": target.reporter, "partner": target.partner, "reporter_iso3": target.codes[0],
            "partner_iso3": target.codes[1], "flow": target.flow, "basis": target.basis, "currency": target.currency,
            "announced": target.announced, "announced_by": target.announced_by, "outcome": target.outcome,
            "kind": target.kind, "duplicate_of": target.duplicate_of, "grade": target.grade,
            "source_title": target.title, "publisher": target.publisher, "source_url": target.url, "note": target.note,
            "deadline": str(target.deadline or ""), "reached_year": str(target.reached_year or ""),
        }  # fmt: skip
        assert told == {name: row[name] for name in told}
        assert target.value == float(row["target_value"])
        assert target.level_then == (float(row["level_at_announcement"]) if row["level_at_announcement"] else None)
