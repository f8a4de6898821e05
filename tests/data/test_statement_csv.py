"""Statements read from CSV: good files, every bad file, and nothing but `InputError`."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forecast.data.csv_table import decode_csv
from forecast.data.periods import Period
from forecast.data.statement_csv import COLUMNS, REQUIRED, read_series
from forecast.data.statements import GrowthPrint, LevelPrint
from forecast.errors import InputError
from tests.support.rows import GOOD, HEADER, faults, read


def test_the_shipped_file_reads_to_49_statements(flagship):
    """The first statement is about January-March 2003, the last says that January-May 2025 grew."""
    first, last = flagship.statements[0], flagship.statements[-1]
    assert len(flagship.statements) == 49
    assert (flagship.reporter, flagship.partner, flagship.unit, flagship.basis) == (
        "Belarus",
        "St. Petersburg",
        "USD",
        "goods",
    )
    assert (first.period, first.level, first.growth) == (Period(2003, 3), LevelPrint(125e6, 5e6, "about"), None)
    assert first.origin.published == date(2003, 6, 9)
    assert (last.period, last.level, last.growth) == (Period(2025, 5), None, GrowthPrint(0, 0, "up"))
    assert last.origin.published == date(2025, 7, 14)
    assert len({s.id for s in flagship.statements}) == 49
    days = [s.origin.published for s in flagship.statements]
    assert days == sorted(days)


def test_the_shipped_file_keeps_the_2024_report_as_printed(flagship):
    """$2.46bn and +10.5 %, exports $1.66bn and +1.2 %, imports $793.2m and +9.1 %."""
    printed = {
        s.flow: (s.level, s.growth)
        for s in flagship.statements
        if s.statistics == "belarus" and s.period == Period(2024)
    }
    assert printed == {
        "total": (LevelPrint(2.46e9, 1e7), GrowthPrint(10.5, 0.1)),
        "exports": (LevelPrint(1.66e9, 1e7), GrowthPrint(1.2, 0.1)),
        "imports": (LevelPrint(793.2e6, 1e5), GrowthPrint(9.1, 0.1)),
    }


def test_four_columns_make_a_series():
    """Period, level, unit and day are enough; all else has the default its column says."""
    series = read("2023,2.2bn,USD,2024-05-01", GOOD)
    first = series.statements[0]
    assert (series.id, series.unit, series.sides) == ("own", "USD", ("a",))
    assert (first.level, first.growth) == (LevelPrint(2.2e9, 1e8), None)
    assert (first.flow, first.reliability, first.record, first.origin.precision) == ("total", "medium", False, "day")


def test_every_column_is_read():
    """Each column of the documented table ends up in the statement."""
    values = {
        "period": "2025-01/2025-09", "level": "1.87bn", "unit": "usd", "published": "2025-12-01",
        "reporter": "Belarus", "partner": "St. Petersburg", "statistics": "St. Petersburg", "flow": "exports",
        "level_resolution": "5m", "level_qualifier": "over", "growth_pct": "−5.20 %", "growth_resolution_pct": "0.1",
        "growth_qualifier": "about", "event": "visit", "published_precision": "inferred", "publisher": "BelTA",
        "title": '"A, B"', "url": "https://example.org", "reliability": "low", "record": "no", "note": "n", "supersedes": "yes",
        "year_starts": "04",
    }  # fmt: skip
    assert set(values) == set(COLUMNS)
    (s,) = read(",".join(values.values()), header=",".join(values)).statements
    assert (s.id, s.statistics, s.flow, s.period) == (
        "visit/exports/2025-01..2025-09",
        "st-petersburg",
        "exports",
        Period(2025, 9),
    )
    assert (s.level, s.growth) == (LevelPrint(1.87e9, 5e6, "over"), GrowthPrint(-5.2, 0.1, "about"))
    assert (s.event, s.reliability, s.record, s.note) == ("visit", "low", False, "n")
    assert (s.origin.publisher, s.origin.title, s.origin.url) == ("BelTA", "A, B", "https://example.org")
    assert (s.origin.published, s.origin.precision) == (date(2025, 12, 1), "inferred")


@pytest.mark.parametrize(
    ("text", "percent", "resolution"),
    [
        ("10.5", 10.5, 0.1),
        ("10.50", 10.5, 0.01),
        ("40", 40, 1),
        ("+7 %", 7, 1),
        ("9%", 9, 1),
        (".5", 0.5, 0.1),
        ("1e1", 10, 10),
    ],
)
def test_growth_takes_its_resolution_from_the_print(text, percent, resolution):
    """One unit of the last printed digit is the resolution, when no other is given."""
    (s,) = read(f"2024,,USD,2025-07-14,{text}", header=f"{HEADER},growth_pct").statements
    assert s.growth == GrowthPrint(percent, pytest.approx(resolution))


def test_statements_are_ordered_by_publication_and_named_once():
    """Rows of any order are sorted by day, and two of one occasion get two ids."""
    series = read(GOOD, GOOD, "2023,2.2bn,USD,2024-05-01")
    assert [s.id for s in series.statements] == [
        "2024-05-01-a/total/2023",
        "2025-07-14-a/total/2024",
        "2025-07-14-a/total/2024#2",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end, mark):
    """Files of Windows and old Macs, and UTF-8 with BOM, read the same."""
    content = mark + end.join([HEADER, GOOD, ""]).encode()
    series = read_series(decode_csv(content, where="own.csv"), series_id="own", where="own.csv")
    assert series == read(GOOD)


def test_blank_lines_and_quoted_line_ends_keep_the_line_numbers_right():
    """A fault names the line its record begins on, after blank lines and cells of several lines."""
    header = f"{HEADER},note"
    assert faults(f'{GOOD},"a\nb\nc"', "", ",,,,", '2023,0,USD,2024-05-01,"d\ne"', header=header) == [
        "line 7, level: '0' is not above zero; takes an amount such as 2.46bn, almost 2.5bn, $13-15bn or 2460000000; empty when only growth is printed"
    ]


def test_a_blank_line_before_the_header_is_passed_over():
    """The header is the first line that says anything."""
    assert faults("2024,soon,USD,2025-07-14", header=f"\n{HEADER}")[0].startswith("line 3, level: 'soon'")


CELLS = st.sampled_from(
    ["", "2024", "2025-01/2025-05", "2bn", "-2bn", "USD", "EUR", "2025-07-14", "2025-02-30", "up", "over", "yes",
     "total", "10.5", "4000", "1e999", "nan", "\0", '"', '"a\nb"', "ё", "\ufeff", "x" * 90]
)  # fmt: skip
TABLES = st.tuples(
    st.lists(st.sampled_from([*COLUMNS, "", "colour"]), max_size=8).map(lambda names: [*REQUIRED, *names]),
    st.lists(st.lists(CELLS, min_size=4, max_size=12), max_size=6),
).map(lambda table: "\n".join(",".join(line) for line in (table[0], *table[1])))


@given(st.text(max_size=300) | TABLES)
@example(HEADER + '\n"')
@example("\ufeff" + HEADER + "\n" + GOOD)
def test_any_text_is_a_series_or_an_input_error(text):
    """Arbitrary text never raises anything but InputError, whose every message is one printable line."""
    series, refusal = None, None
    try:
        series = read_series(text, series_id="own", where="own.csv")
    except InputError as error:
        refusal = error
    if series is None:
        assert refusal.faults
        assert all(str(fault).isprintable() for fault in refusal.faults)
    else:
        assert series.statements


@given(st.binary(max_size=300) | TABLES.map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_text_or_an_input_error(content):
    """Arbitrary bytes never raise anything but InputError."""
    text, refusal = None, None
    try:
        text = decode_csv(content, where="own.csv")
    except InputError as error:
        refusal = error
    if text is None:
        assert len(refusal.faults) == 1
    else:
        assert "\0" not in text


def test_every_line_of_the_shipped_file_names_what_it_gives():
    """The shipped header holds documented columns only, the required ones among them."""
    text = resources.files("forecast.data").joinpath("files/statements_belarus_st_petersburg.csv").read_text("utf-8")
    header = text.splitlines()[0].split(",")
    assert set(REQUIRED) <= set(header) <= set(COLUMNS)


def resolutions(*levels, publishers=None):
    """Return the resolutions of levels of consecutive years, as read from one file."""
    names = publishers or [""] * len(levels)
    lines = [f'{2000 + i},"{level}",USD,{2001 + i}-03-01,{who}' for i, (level, who) in enumerate(zip(levels, names))]  # noqa: B905
    return [s.level.resolution for s in read(*lines, header=f"{HEADER},publisher").statements]


@given(st.lists(st.integers(11, 99).filter(lambda n: n % 10), min_size=1, max_size=4), st.sampled_from(["bn", "m"]))
def test_a_zero_dropped_beside_decimals_is_put_back(tenths, scale):
    """A whole number beside prints of its size with a decimal has one too; alone, it is a coarse print."""
    unit = {"bn": 1e9, "m": 1e6}[scale]
    whole = f"{round(sum(tenths) / len(tenths) / 10)}{scale}"
    near = [t for t in tenths if 1 / 3 <= t / 10 / float(whole.removesuffix(scale)) <= 3]
    told = resolutions(*(f"{t / 10:.1f}{scale}" for t in tenths), whole)
    assert told[-1] == pytest.approx(unit / 10 if near else unit)
    assert resolutions(whole) == [unit]


def test_a_zero_is_put_back_within_one_publisher_only():
    """5bn of one publisher stays coarse beside another's 4.8bn, and so do "about" and a stated resolution."""
    assert resolutions("4.8bn", "4.9bn", "5bn", publishers="aaa")[-1] == pytest.approx(1e8)
    assert resolutions("4.8bn", "4.9bn", "5bn", publishers="aab")[-1] == 1e9
    assert resolutions("480bn", "5bn")[-1] == 1e9
    told = read("2019,4.8bn,USD,2020-03-01,", "2020,5bn,USD,2021-03-01,1bn", header=f"{HEADER},level_resolution")
    assert told.statements[-1].level.resolution == 1e9


@pytest.mark.parametrize(
    ("text", "resolution"), [("1m", 1e6), ("1,000,000", 1e6), ("1e6", 1e6), ("0", 0), ("0.1bn", 1e8)]
)
def test_the_resolution_of_a_level_is_an_amount(text, resolution):
    """1m, 1e6 and 0.1bn are resolutions as levels are amounts; 0 says known exactly."""
    (s,) = read(f'2024,2.46bn,USD,2025-07-14,"{text}"', header=f"{HEADER},level_resolution").statements
    assert s.level == LevelPrint(2.46e9, resolution)


def test_a_resolution_that_is_none_is_explained():
    """The refusal says what a resolution is, with an example."""
    header = f"{HEADER},level_resolution"
    assert "such as 1m for 2,460m" in faults("2024,2.46bn,USD,2025-07-14,soon", header=header)[0]
    assert "is not between 0 and the level" in faults("2024,2.46bn,USD,2025-07-14,3bn", header=header)[0]


@given(st.permutations(range(6)))
def test_the_order_of_a_file_never_matters(order):
    """Rows of one occasion in any order make the same series, ids included."""
    lines = [
        "2024,2.46bn,USD,2025-07-14,a", "2024,2.5bn,USD,2025-07-14,b", "2024,2.46bn,USD,2025-07-14,c",
        "2023,2.2bn,USD,2025-07-14,a", "2022,2bn,USD,2023-05-01,a", "2024,2.4bn,USD,2025-03-01,a",
    ]  # fmt: skip
    header = f"{HEADER},publisher"
    assert read(*(lines[i] for i in order), header=header) == read(*lines, header=header)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=4, unique=True))
def test_a_breakdown_is_refused_and_never_averaged(tenths):
    """Levels of one year that nothing tells apart name each other's lines; a publisher each makes them readings."""
    lines = [f"2024,{t / 10:.1f}bn,USD,2025-07-14,{{}}" for t in tenths]
    header = f"{HEADER},publisher"
    apart = [t for t in tenths[1:] if abs(t - tenths[0]) > 1]
    if apart:
        found = faults(*(line.format("one") for line in lines), header=header)
        assert any("parts of a breakdown" in message and "column flow" in message for message in found)
    series = read(*(line.format(f"p{i}") for i, line in enumerate(lines)), header=header)
    assert len(series.statements) == len(lines)


def test_a_row_can_say_what_it_supersedes():
    """Yes in any spelling, an event or a day; a later day is refused."""
    header = f"{HEADER},supersedes"
    spring = "2024,2.41bn,USD,2025-03-01,spring report,"
    told = [read(spring, f"2024,2.46bn,USD,2025-07-14,autumn,{text}", header=f"{HEADER},event,supersedes")
            for text in ("Yes", "no", "", "spring report", "2025-03-01")]  # fmt: skip
    assert [s.statements[-1].supersedes for s in told] == ["yes", "", "", "spring report", "2025-03-01"]
    for nothing in ("sprung report", "2025-03-02", "autumn"):
        (told,) = faults(spring, f"2024,2.46bn,USD,2025-07-14,autumn,{nothing}", header=f"{HEADER},event,supersedes")
        assert told.startswith(f"own.csv, line 3, supersedes: '{nothing}' names no other row about total 2024"), told
    assert "is a day after 2025-07-14" in faults("2024,2.46bn,USD,2025-07-14,2025-08-01", header=header)[0]


def test_a_day_of_publication_that_is_not_given_is_inferred_and_marked():
    """Years are known on 1 July of the next one, first months two months later; the day is marked as inferred."""
    series = read_series("period,level,unit\n2023,2bn,USD\n2024-01/2024-05,1bn,USD", series_id="own", where="own.csv")
    assert [(str(s.origin.published), s.origin.precision) for s in series.statements] == [
        ("2024-07-01", "inferred"),
        ("2024-08-01", "inferred"),
    ]


def test_a_unit_with_a_scale_gives_bare_levels_their_scale_and_words_keep_theirs():
    """Under USD million, 2,460 is 2.46bn known to a million, and 2.5bn stays 2.5bn."""
    series = read_series(
        'period,level,unit,published\n2023,"2,460",USD million,2024-07-01\n2024,2.5bn,USD million,2025-07-01',
        series_id="own",
        where="own.csv",
    )
    levels = [s.level for s in series.statements if s.level]
    assert [(level.value, level.resolution) for level in levels] == [(2.46e9, 1e6), (2.5e9, 1e8)]


@pytest.mark.parametrize(
    ("lines", "question"),
    [
        (["2022,599316.5,USD,2023-05-01", "2023,657,USD,2024-05-01"], "write the unit as USD million or the like"),
        (
            ["2022,985 million,USD,2023-05-01", "2023,990 million,USD,2024-05-01", "2024,1.120 million,USD,2025-05-01"],
            "line 4, level: '1.120 million' may group thousands",
        ),
    ],
)
def test_a_scale_in_doubt_is_asked_about(lines, question):
    """Bare numbers too small to be trade, and a level a thousand times below its neighbours, are refused."""
    (message,) = faults(*lines)
    assert question in message


def test_full_units_are_read_when_they_are_said_to_be():
    """`USD units` says that small numbers are small trade."""
    series = read_series("period,level,unit\n2022,599316.5,USD units", series_id="own", where="own.csv")
    assert series.statements[0].level.value == 599316.5


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "file:///etc/passwd"])
def test_an_address_that_would_run_something_is_refused(url):
    """A reader's click on a source leads somewhere and runs nothing."""
    row = {"period": 2024, "level": "1bn", "unit": "USD", "published": "2025-01-01", "url": url}
    with pytest.raises(InputError, match="can be linked to"):
        read_series([row], series_id="own", where="rows")
    assert read_series([row | {"url": "https://example.org/a"}], series_id="own", where="rows").statements


def test_a_fall_without_a_figure_is_a_statement():
    """A bare word of a fall, or the qualifier, says that trade fell; it reads back from the CSV that is written of it."""
    header = f"{HEADER},growth_pct,growth_qualifier"
    series = read(f"{GOOD},,", "2025,,USD,2026-07-14,fell,", "2025,,USD,2026-07-15,,down", header=header)
    assert [s.growth for s in series.statements[1:]] == [GrowthPrint(0, 0, "down")] * 2
    assert series.statements[-1].words("USD") == "total 2025: fell, no figure"
