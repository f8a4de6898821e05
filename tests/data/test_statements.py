"""Series and as-of: what was known on a day, and that later statements never change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data import catalog
from forecast.data.periods import Period
from forecast.data.statements import FLOWS, GrowthPrint, LevelPrint, Origin, Series, Statement, slug
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors
from tests.support.cases import examples

DAYS = st.dates(date(2000, 1, 1), date(2027, 12, 31))


@given(DAYS)
def test_what_was_known_is_what_was_published_by_then(flagship, day):
    """Statements known on a day are exactly those published on it or before, in order."""
    known = flagship.known_at(day)
    assert known.statements == tuple(s for s in flagship.statements if not s.origin.published > day)
    assert replace(known, statements=flagship.statements) == flagship


@given(DAYS, DAYS)
def test_knowledge_only_grows(flagship, one, other):
    """All that was known on a day is known on every later one, and asking twice changes nothing."""
    early, late = sorted((one, other))
    assert set(flagship.known_at(early).statements) <= set(flagship.known_at(late).statements)
    assert flagship.known_at(late).known_at(early) == flagship.known_at(early)


def test_a_statement_is_known_from_its_own_day(flagship):
    """The 2024 report was known on 14 July 2025, not the day before."""
    ids = {s.id for s in flagship.known_at(date(2025, 7, 13)).statements}
    after = {s.id for s in flagship.known_at(date(2025, 7, 14)).statements}
    assert {"2025-07-14-by/total/2024", "2025-07-14-by/total/2025-01..2025-05"} <= after - ids
    assert flagship.newest == date(2025, 7, 14)


def test_inferred_publication_dates_are_marked(flagship):
    """Two days are not printed in their sources, and say so."""
    inferred = {s.id for s in flagship.statements if s.origin.precision == "inferred"}
    assert inferred == {"2006-09-25-by/total/2006-01..2006-07", "2023-04-30-spb/exports/2022"}


def test_the_reporters_side_comes_first(flagship):
    """Sides are the reporter's, then the others by name, whoever published first."""
    assert flagship.sides == ("belarus", "st-petersburg")
    swapped = replace(flagship, reporter="St. Petersburg", partner="Belarus")
    assert swapped.sides == ("st-petersburg", "belarus")


def test_statements_are_chosen_by_side_and_flow(flagship):
    """Sides and flows split the series into parts that make it whole again."""
    parts = [flagship.select(statistics=side, flow=flow) for side in flagship.sides for flow in FLOWS]
    assert sum(map(len, parts)) == len(flagship.statements)
    assert flagship.select() == flagship.statements
    assert len(flagship.select(statistics="st-petersburg", flow="imports")) == 0


def test_one_statement_can_be_left_out(flagship):
    """`without` removes the one statement of that id, and nothing for an id not there."""
    gone = flagship.without("2025-07-14-by/total/2024")
    assert len(gone.statements) == 48
    assert set(flagship.statements) - set(gone.statements) == {
        s for s in flagship.statements if s.id == "2025-07-14-by/total/2024"
    }
    assert flagship.without("no such") == flagship


def test_a_statement_says_something():
    """A statement with neither level nor growth cannot be made."""
    with pytest.raises(ValueError, match="neither a level nor a growth"):
        Statement("x", "a", "total", Period(2024), None, None, "e", Origin("", "", "", date(2025, 1, 1)))


def test_statements_are_said_in_words(flagship):
    """Flow, period, level with its word, and growth, as a reader would quote them."""
    said = {s.id: s.words("USD") for s in flagship.statements}
    assert said["2025-07-14-by/total/2024"] == "total 2024: $2.46bn, +10.5 %"
    assert said["2025-07-14-by/total/2025-01..2025-05"] == "total January-May 2025: grew, no figure"
    assert said["2003-06-09-by/total/2003-01..2003-03"] == "total January-March 2003: about $125m"


@pytest.mark.parametrize(("name", "slugged"), [("St. Petersburg", "st-petersburg"), ("  A & B  ", "a-b"), ("", "")])
def test_names_become_slugs(name, slugged):
    """Lower case, single hyphens, none at the ends."""
    assert slug(name) == slugged


@st.composite
def later_statements(draw, after: date):
    """Draw a statement published after a day: any side, flow, period, level or growth."""
    number = draw(st.integers(0, 10**9))
    level = LevelPrint(
        draw(st.integers(1, 9_999)) * 1e6, 1e6, draw(st.sampled_from(["exact", "over", "almost", "about"]))
    )
    growth = draw(st.sampled_from([None, GrowthPrint(35, 1), GrowthPrint(0, 0, "up")]))
    return Statement(
        id=f"later-{number}",
        statistics=draw(st.sampled_from(["belarus", "st-petersburg", "eurostat"])),
        flow=draw(st.sampled_from(FLOWS)),
        period=Period(draw(st.integers(2003, 2026)), draw(st.sampled_from([1, 5, 9, 12]))),
        level=level if growth is None or draw(st.booleans()) else None,
        growth=growth,
        event=f"event-{number}",
        origin=Origin("", "", "", after + timedelta(days=draw(st.integers(1, 900)))),
        reliability=draw(st.sampled_from(["high", "medium", "low"])),
    )


@cache
def answer_of_the_day(day):
    """Return the flagship's answer from what was known on a day: the same beside everything published later."""
    known = catalog.series("belarus-st-petersburg").known_at(date.fromisoformat(day))
    question = parse_question({"target": "2.5bn", "as_of": day, "horizon": "2040"}, known)
    return question, forecast_target(question, known, shipped_priors())


@pytest.mark.parametrize(
    "day",
    [
        "2022-04-01",
        pytest.param("2023-05-01", marks=pytest.mark.slow),
        pytest.param("2025-07-13", marks=pytest.mark.slow),
    ],
)
@examples(8)
@given(st.data())
def test_later_statements_never_change_an_earlier_answer(flagship, priors, day, data):
    """Whatever is published after the as-of day, the answer, path, audit and verdicts of that day stand."""
    as_of = date.fromisoformat(day)
    later = data.draw(st.lists(later_statements(as_of), min_size=1, max_size=4, unique_by=lambda s: s.id))
    grown = replace(flagship, statements=(*flagship.statements, *sorted(later, key=lambda s: s.origin.published)))
    question, before = answer_of_the_day(day)
    after = forecast_target(question, grown, priors)
    assert after.answer == before.answer
    assert after.path == before.path
    assert after.audit == before.audit
    assert after.influence == before.influence
    assert after.other_sides == before.other_sides
    assert after.run == before.run


def test_a_series_is_a_value():
    """Two series of the same statements are equal, and hash alike."""
    one = Series("x", "A", "B", "USD", "goods", ())
    assert one == Series("x", "A", "B", "USD", "goods", ())
    assert hash(one) == hash(Series("x", "A", "B", "USD", "goods", ()))
