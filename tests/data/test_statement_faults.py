"""Faults of a file of statements: each with its line, its column and what would be right, all at once."""

from __future__ import annotations

import pytest

from forecast.data.csv_table import MAX_BYTES, MAX_ROWS, decode_csv
from forecast.data.statement_csv import COLUMNS, REQUIRED, read_series
from forecast.errors import InputError
from tests.support.rows import GOOD, HEADER, faults, read


def test_a_missing_column_is_named_with_what_it_takes():
    """Every missing column is named at once, on line 1."""
    assert faults("2024,2.46bn", header="period,level") == [
        "own.csv, line 1: 'unit' is missing; takes one currency for the whole file, such as USD; USD million where levels are bare numbers of millions",
    ]


def test_unknown_duplicate_and_nameless_columns_are_named():
    """Columns not documented, named twice or not at all are refused together."""
    found = faults(GOOD, header=f"{HEADER},colour,,level")
    assert [message.partition(";")[0] for message in found] == [
        "own.csv, line 1: 'level' stands 2 times",
        "own.csv, line 1: 'colour' is not a column known here",
        "own.csv, line 1: a column has no name",
    ]
    assert "known are period, level" in found[1]


def test_a_table_of_another_shape_is_refused_in_one_line():
    """A header of thousands of columns gets one fault, not thousands."""
    (message,) = faults(GOOD, header="," * 9_999 + "x")
    assert message.startswith("own.csv, line 1: has 10,000 columns; known are period")


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_file_with_another_separator_is_told_to_use_commas(mark, name):
    """CSV as Excel saves it in Europe gets a message that names the comma."""
    assert faults(GOOD.replace(",", mark), header=HEADER.replace(",", mark)) == [
        f"own.csv, line 1: separates its columns by {name}; save it with commas between the columns"
    ]


PERIOD = "takes 2024, 2025-01/2025-05, 2025-01, 2024-Q3, H1 2025, or 2024-25 for a fiscal year"
LEVEL = "takes an amount such as 2.46bn, almost 2.5bn, $13-15bn or 2460000000; empty when only growth is printed"
GROWTH = "takes growth over the same months of the year before, in per cent or in words such as doubled"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024,-2.46bn,USD,2025-07-14,", f"line 3, level: '-2.46bn' is not above zero; {LEVEL}"),
        ("2024,soon,USD,2025-07-14,", f"line 3, level: 'soon' is not an amount of money; {LEVEL}"),
        ("2024,nan,USD,2025-07-14,", f"line 3, level: 'nan' is not an amount of money; {LEVEL}"),
        ("2024,1e999,USD,2025-07-14,", f"line 3, level: '1e999' is outside 1 to 1,000 trillion; {LEVEL}"),
        ("2024,€2bn,USD,2025-07-14,", f"line 3, level: '€2bn' is in EUR, the unit column says USD; {LEVEL}"),
        ("2024,,USD,2025-07-14,", f"line 3, level: is empty and so is the growth; {LEVEL}"),
        ("2024,2bn,USD,2025-07-14,4000", f"line 3, growth_pct: '4000' is outside -99 to 1,000; {GROWTH}"),
        ('2024,2bn,USD,2025-07-14,"4,000"', f"line 3, growth_pct: '4,000' is not growth written like 12.5, +12.5 %, doubled or fell by 3 %; {GROWTH}"),
        ("2024,2bn,USD,2025-07-14,-100", f"line 3, growth_pct: '-100' is outside -99 to 1,000; {GROWTH}"),
        ("2024,2bn,USD,2025-07-14,nan", f"line 3, growth_pct: 'nan' is not growth written like 12.5, +12.5 %, doubled or fell by 3 %; {GROWTH}"),
        ("2024,2bn,USD,2025-07-14,5%5", f"line 3, growth_pct: '5%5' is not growth written like 12.5, +12.5 %, doubled or fell by 3 %; {GROWTH}"),
        ("2024,2bn,USD,2025-07-14,1_0", f"line 3, growth_pct: '1_0' is not growth written like 12.5, +12.5 %, doubled or fell by 3 %; {GROWTH}"),
        ("2024,2bn,USD,2025-07-14,\uff15", f"line 3, growth_pct: '\uff15' is not growth written like 12.5, +12.5 %, doubled or fell by 3 %; {GROWTH}"),
        (
            "2024,2bn,USD,2025-02-30,",
            "line 3, published: '2025-02-30' is not a day of the calendar; takes the day it became known, as YYYY-MM-DD; when empty, the usual lag",
        ),
        (
            "2024,2bn,USD,2023-12-31,",
            "line 3, published: '2023-12-31' lies before the end of 2024; takes the day it became known, as YYYY-MM-DD; when empty, the usual lag",
        ),
        ("2024-13,2bn,USD,2025-07-14,", f"line 3, period: '2024-13' is not a year, a quarter or a month; {PERIOD}"),
        (
            "2024,2bn,bananas,2025-07-14,",
            "line 3, unit: 'bananas' is not a currency known here; takes one currency for the whole file, such as USD; USD million where levels are bare numbers of millions",
        ),
        ("2024,2bn,USD,2025-07-14", "line 3: has 4 cells, the header has 5; quote cells that hold commas"),
        ("2024,2,46bn,USD,2025-07-14,", "line 3: has 6 cells, the header has 5; quote cells that hold commas"),
        ("2024,2bn,EUR,2025-07-14,", "line 3, unit: 'EUR' is not 'USD', which line 2 has; give one file per unit"),
    ],
)  # fmt: skip
def test_a_bad_cell_gets_its_line_its_column_and_what_would_be_right(line, message):
    """One bad cell makes one message: line, column, what was given, what is wrong, what is taken."""
    assert faults(f"{GOOD},", line, header=f"{HEADER},growth_pct") == [message]


@pytest.mark.parametrize(
    ("column", "given", "problem"),
    [
        ("flow", "both", "is not known"),
        ("level_qualifier", "circa", "is not known"),
        ("growth_qualifier", "sideways", "is not known"),
        ("reliability", "certain", "is not known"),
        ("published_precision", "month", "is not known"),
        ("record", "maybe", "is not known"),
        ("level_resolution", "-1", "is not between 0 and the level"),
        ("level_resolution", "1e10", "is not between 0 and the level"),
        ("growth_resolution_pct", "x", "is not a number"),
        ("statistics", "—", "holds no letter or digit"),
        ("note", "x" * 2_001, "is longer than 2,000 characters"),
    ],
)
def test_a_bad_word_in_an_optional_column_is_refused(column, given, problem):
    """Closed choices, numbers and texts out of range are refused with what the column takes."""
    extra = ",10" if column == "growth_resolution_pct" else ""
    header = f"{HEADER},{column}" + (",growth_pct" if extra else "")
    (message,) = faults(f"{GOOD},{given}{extra}", header=header)
    assert message.startswith(f"line 2, {column}: '{given[:80]}")
    assert problem in message
    assert message.endswith(f"takes {COLUMNS[column]}")


def test_words_that_contradict_each_other_are_refused():
    """A figure beside "up", and a record of part of a year, make no sense."""
    found = faults(
        "2024,2bn,USD,2025-07-14,5,up,",
        "2024-01/2024-05,1bn,USD,2025-07-14,,,yes",
        header=f"{HEADER},growth_pct,growth_qualifier,record",
    )
    assert [message.partition(";")[0] for message in found] == [
        "line 2, growth_pct: '5' stands beside the qualifier up, which prints no figure",
        "line 3, record: 'yes' stands beside a period that is not a whole year",
    ]


def test_two_units_are_named_with_both_lines():
    """The first line in another unit is named, however many follow."""
    found = faults(GOOD, "2023,2bn,EUR,2024-05-01", "2022,2bn,EUR,2023-05-01", "2021,2bn,GBP,2022-05-01")
    assert found == ["line 3, unit: 'EUR' is not 'USD', which line 2 has; give one file per unit"]


def test_two_pairs_in_one_file_are_refused():
    """Another reporter and another partner each get a message; an empty name is the file's."""
    lines = (f"{GOOD},Belarus,Moscow", f"{GOOD},,", f"{GOOD},Latvia,Moscow", f"{GOOD},Belarus,Riga")
    assert faults(*lines, header=f"{HEADER},reporter,partner") == [
        "line 4, reporter: 'Latvia' is not 'Belarus', which line 2 has; give one file per pair",
        "line 5, partner: 'Riga' is not 'Moscow', which line 2 has; give one file per pair",
    ]


def test_all_faults_of_a_file_are_listed_at_once():
    """Several faults on several lines come in one error."""
    found = faults("2024,-1bn,USD,2025-02-30", "soon,2bn,USD,2025-01-01", "2023,2bn", "2022,1bn,EUR,2023-01-01")
    assert [message.split("; ")[0] for message in found] == [
        "line 2, published: '2025-02-30' is not a day of the calendar",
        "line 2, level: '-1bn' is not above zero",
        "line 3, period: 'soon' is not a year, a quarter or a month",
        "line 4: has 2 cells, the header has 4",
        "line 5, unit: 'EUR' is not 'USD', which line 2 has",
    ]


def test_more_than_ten_faults_of_a_kind_are_counted_not_listed():
    """The eleventh line of the message says how many more there are, and down to which line."""
    found = faults(*["2024,soon,USD,2025-07-14"] * 120)
    assert len(found) == 11
    assert found[-1] == f"line 121, level: and 110 more like these, down to here; takes {COLUMNS['level']}"


def test_more_than_fifty_faults_are_counted_not_listed():
    """Of many kinds of fault the fifty-first line says how many more there are."""
    names = [name for name in COLUMNS if name not in {*REQUIRED, "published"}]
    found = faults(
        *[",".join(["soon", "soon", "soon", "soon", *("\x7f" for _ in names)])] * 12, header=",".join((HEADER, *names))
    )
    assert len(found) == 51
    assert "more faults; mend these first" in found[-1]


@pytest.mark.parametrize("text", ["", "\n", "\n\n \n", " , ,\n"])
def test_an_empty_file_is_refused(text):
    """A file that says nothing is told what a header needs."""
    with pytest.raises(InputError) as refused:
        read_series(text, series_id="own", where="own.csv")
    assert str(refused.value) == f"own.csv: is empty; give a header row with at least {', '.join(REQUIRED)}"


def test_a_header_alone_is_refused():
    """A header without statements is told to add one."""
    assert faults() == ["own.csv: has a header but no statements; give at least one line with a level"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x" * (MAX_BYTES + 1), "own.csv: is larger than 5 MB; give at most 10,000 statements"),
        (b"period\n\xff\xfe\n", "own.csv, line 2: is not UTF-8 text; save the file as CSV UTF-8"),
        (
            "период\n".encode("cp1251"),
            "own.csv, line 1: 'период' is not UTF-8 text but Windows-1251, it seems; save the file as CSV UTF-8",
        ),
        (
            "period\n".encode("utf-16"),
            "own.csv: is UTF-16 text, not UTF-8; save the file as CSV UTF-8 (in Excel: File, Save As, CSV UTF-8) and give that file",
        ),
        (b"a\nb\nc\0\n", "own.csv, line 3: holds a NUL character; save the file as CSV UTF-8"),
    ],
    ids=["too-large", "not-utf-8", "cp1251", "utf-16", "nul"],
)
def test_bytes_that_are_no_csv_text_are_refused(content, message):
    """Too large, another encoding and NUL are refused before anything is parsed."""
    with pytest.raises(InputError) as refused:
        decode_csv(content, where="own.csv")
    assert str(refused.value) == message


def test_a_file_of_the_largest_size_is_decoded():
    """The limit itself is allowed."""
    assert len(decode_csv(b"x" * MAX_BYTES, where="own.csv")) == MAX_BYTES


@pytest.mark.parametrize(
    ("line", "number"),
    [('2023,"2bn,USD,2024-05-01', 3), ('2023,"2bn"x,USD,2024-05-01', 3), ("2023," + "x" * 200_000, 3)],
)
def test_a_broken_quote_is_placed_where_its_record_begins(line, number):
    """An unclosed or broken quote, or an endless cell, names the line on which its record begins."""
    (message,) = faults(GOOD, line, "2022,2bn,USD,2023-05-01", "2021,2bn,USD,2022-05-01")
    assert message.startswith(f"own.csv, line {number}: is not CSV (")
    assert "close every quote" in message


def test_more_statements_than_allowed_are_refused_and_as_many_are_read():
    """10,000 statements are read, 10,001 are not."""
    assert len(read(*[GOOD] * MAX_ROWS).statements) == MAX_ROWS
    assert faults(*[GOOD] * (MAX_ROWS + 1)) == ["own.csv: has more than 10,000 statements; split the file"]
