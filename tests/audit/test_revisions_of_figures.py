"""Later statements about one thing: what supersedes, what confirms, and what changes nothing."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.audit import audit
from forecast.data import Period, Series
from forecast.data.statements import LevelPrint, Origin, Statement
from forecast.model import measure, settle
from forecast.priors import shipped_priors

EARLY, LATE = date(2025, 3, 1), date(2026, 3, 1)
RELIABILITIES = ("high", "medium", "low")


def said(name, level, day, *, resolution=1e6, qualifier="exact", reliability="medium", supersedes="", event=""):
    """Return a statement about the total of 2024."""
    print_ = LevelPrint(level, resolution, qualifier)
    origin = Origin(name, "", "", day)
    return Statement(name, "a", "total", Period(2024), print_, None, event or name, origin, reliability,
                     supersedes=supersedes)  # fmt: skip


def told(*statements):
    """Return codes of findings, roles by statement and the interval of 2024."""
    series = Series("a-b", "A", "B", "USD", "goods", statements)
    findings = audit(series, shipped_priors().profile)
    found = measure(series, findings, statistics="a", flow="total")
    roles = {u.statement: u.role for u in found.uses}
    settled = settle(series, findings, statistics="a", flow="total").totals[2024]
    return [f.code for f in findings], roles, found.rows[0].interval, settled


@given(
    st.integers(200, 900), st.floats(1.02, 1.3), st.booleans(),
    st.sampled_from([1e5, 1e6, 1e7]), st.sampled_from([1e5, 1e6, 1e7]),
    st.sampled_from(RELIABILITIES), st.sampled_from(RELIABILITIES),
)  # fmt: skip
def test_a_later_contradiction_supersedes_if_as_fine_and_as_reliable(  # noqa: PLR0917 - one case drawn by hypothesis
    millions, factor, up, was, now, before, after
):
    """At least as fine and as reliable it takes the earlier one's place; else it is a finding and changes nothing."""
    old = float(round(millions * 1e6, -7))
    new = float(round(old * factor + 3e7, -7)) if up else float(round(old / factor - 3e7, -7))
    first = said("old", old, EARLY, resolution=was, reliability=before)
    second = said("new", new, LATE, resolution=now, reliability=after)
    wins = now <= was and RELIABILITIES.index(after) <= RELIABILITIES.index(before)
    for statements in permutations((first, second)):
        codes, roles, interval, settled = told(*statements)
        assert interval.contains(new if wins else old)
        assert not interval.contains(old if wins else new)
        assert settled.least == (new if wins else old)
        assert roles == ({"old": "superseded", "new": "level"} if wins else {"old": "level", "new": "excluded"})
        assert codes == ["revised" if wins else "same-thing-disagrees"]


def test_a_vaguer_later_print_that_agrees_confirms():
    """A year later, "over 1.7bn" after 1,743m changes nothing."""
    first = said("old", 1743e6, EARLY)
    codes, roles, interval, _ = told(first, said("new", 1.7e9, LATE, resolution=1e8, qualifier="over"))
    assert codes == []
    assert interval == told(first)[2]
    assert roles == {"old": "level", "new": "repeated"}


@pytest.mark.parametrize("supersedes", ["yes", "spring", "2025-03-01"])
def test_a_statement_can_say_that_it_supersedes(supersedes):
    """Vaguer and weaker, it still takes the place of what it names."""
    old = said("old", 1743e6, EARLY, reliability="high", event="spring")
    new = said("new", 1.5e9, LATE, resolution=1e8, reliability="low", supersedes=supersedes)
    codes, roles, interval, _ = told(old, new)
    assert (codes, roles["old"]) == (["revised"], "superseded")
    assert interval.contains(1.5e9)


@pytest.mark.parametrize(("old", "new"), [(1.2e9, 1.25e9), (1.25e9, 12.5e9), (1743e6, 1734e6)])
@pytest.mark.parametrize("both", [False, True])
def test_what_a_source_takes_back_itself_is_no_misprint(old, new, both):
    """A lost digit, a power of ten, two digits the wrong way round: the later print stands, and says why."""
    first = said("old", old, EARLY, supersedes="yes" if both else "")
    codes, roles, interval, _ = told(first, said("new", new, LATE, supersedes="yes"))
    assert (codes, roles["old"], interval.contains(new)) == (["revised"], "superseded", True)


def test_the_level_of_an_announcement_never_supersedes():
    """However fine, what an announcement names leaves the published figure in its place."""
    old = said("old", 1743e6, EARLY, reliability="low")
    new = said("new", 2e9, LATE, resolution=1.0, reliability="low", event="announcement-2026")
    codes, roles, interval, _ = told(old, new)
    assert (codes, roles["new"]) == (["same-thing-disagrees"], "excluded")
    assert interval.contains(1743e6)


def test_a_conflict_of_one_day_is_a_finding():
    """Neither takes the other's place."""
    codes, roles, _, _ = told(said("one", 1743e6, LATE), said("two", 1.9e9, LATE))
    assert codes == ["same-thing-disagrees"]
    assert "superseded" not in roles.values()


def test_the_old_figure_stands_on_the_old_day():
    """As known before the revision, the earlier figure is the level."""
    series = Series("a-b", "A", "B", "USD", "goods", (said("old", 1743e6, EARLY), said("new", 1.9e9, LATE)))
    known = series.known_at(date(2025, 12, 31))
    found = measure(known, audit(known, shipped_priors().profile), statistics="a", flow="total")
    assert [(u.statement, u.role) for u in found.uses] == [("old", "level")]
