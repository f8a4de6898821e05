"""Appending: statements and targets come back as they were given, corrections supersede, faults are told at once."""

from __future__ import annotations

import pytest

from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.errors import UnknownNameError
from forecast.store import open_store
from tests.support.postgres import new_url
from tests.support.stores import HEAD, PAIR, SHORT, TWO, faults


def test_appended_statements_come_back_as_the_csv_reader_reads_them(store):
    """A new series holds what `read_series` makes of the same text; the change names it."""
    added = store.add_statements("aland-bland", TWO, by="ann")
    assert added.statements == ("a/total/2023", "b/total/2024")
    assert (added.repeated, added.superseded) == ((), ())
    assert (added.change.number, added.change.by, added.change.kind) == (2, "ann", "statements")
    assert added.change == store.changes(limit=1)[0]
    assert store.series("aland-bland") == read_series(TWO, series_id="aland-bland", where="x")
    assert store.series_ids() == (PAIR, "aland-bland")


def test_every_column_survives(store):
    """Qualifiers, growth without a figure, records, odd names and floats come back equal."""
    rows = (
        "reporter,partner,statistics,flow,period,level,unit,level_qualifier,growth_pct,growth_qualifier,published,"
        "published_precision,publisher,title,url,reliability,record,note\n"
        'Åland,"B, ""land""",bland,exports,2025-01/2025-05,,EUR,,,up,2025-07-01,inferred,Büro — ß,=1+1,http://x,low,,"a\n'
        'b 🚂"\n'
        "Åland,,,imports,2024,0.1bn,EUR,almost,-0.0,about,2025-02-01,day,,,,high,yes,\n"
    )
    given_ = read_series(rows, series_id="åland-b-land", where="x")
    store.add_statements("åland-b-land", rows, by="ann")
    assert store.series("åland-b-land") == given_
    assert "-0.0" not in repr(store.series("åland-b-land"))


def test_the_same_statement_twice_is_one_statement(store):
    """Repeats are told and add nothing, within a file and across files, whatever number their id would get."""
    doubled = TWO + TWO.splitlines()[1] + "\n"
    assert len(store.add_statements("aland-bland", doubled, by="ann").statements) == 2
    again = store.add_statements("aland-bland", TWO, by="bob")
    assert (again.change, again.statements) == (None, ())
    assert again.repeated == ("a/total/2023", "b/total/2024")
    assert store.version() == 2
    mixed = store.add_statements("aland-bland", TWO + "Aland,Bland,2022,1bn,USD,2023-03-01,c,Office\n", by="ann")
    assert (mixed.statements, len(mixed.repeated)) == (("c/total/2022",), 2)


def test_another_print_of_the_same_occasion_is_numbered_and_found_again(store):
    """Two prints of one event stand side by side; the second alone is recognised by what it says."""
    both = SHORT + "2025,2.7bn,USD,2026-02-10,e\n2025,2.8bn,USD,2026-02-10,e\n"
    assert store.add_statements(PAIR, both, by="ann").statements == ("e/total/2025", "e/total/2025#2")
    alone = store.add_statements(PAIR, SHORT + "2025,2.8bn,USD,2026-02-10,e\n", by="ann")
    assert alone.repeated == ("e/total/2025#2",)


def test_a_faulty_row_refuses_the_whole_append_and_every_fault_has_its_line(store):
    """Nothing is appended, and each fault names its line."""
    bad = TWO + "Aland,Bland,soon,1bn,USD,2025-03-01,c,x\nAland,Bland,2024,much,USD,2025-02-30,d,x\n"
    places = [fault.where for fault in faults(lambda: store.add_statements("aland-bland", bad, by="ann"))]
    assert places == ["line 4, period", "line 5, published", "line 5, level"]
    assert store.version() == 1
    with pytest.raises(UnknownNameError):
        store.series("aland-bland")


def test_contradictions_with_what_is_stored_are_told_all_at_once_with_the_remedy(store):
    """Each statement stored with other content is refused with its line and how to correct it."""
    store.add_statements("aland-bland", TWO, by="ann")
    other = TWO.replace("1.5bn", "1.51bn").replace("1.6bn", "1.61bn")
    found = faults(lambda: store.add_statements("aland-bland", other, by="ann"))
    assert [fault.where for fault in found] == ["statements, line 2", "statements, line 3"]
    assert "corrects=a/total/2023" in found[0].remedy
    assert store.version() == 2


def test_a_file_for_a_series_must_be_of_its_unit_and_pair_or_leave_the_pair_out(store):
    """Other names or another currency are refused together; without names the series' own side is meant."""
    wrong = HEAD + "Poland,Moscow,2025,1bn,EUR,2026-02-01,x,y\n"
    found = faults(lambda: store.add_statements(PAIR, wrong, by="ann"))
    assert [fault.where for fault in found] == ["statements, unit", "statements, reporter", "statements, partner"]
    store.add_statements(PAIR, SHORT + "2025,2.7bn,USD,2026-02-10,\n", by="ann")
    assert store.series(PAIR).statements[-1].statistics == "belarus"
    assert store.series(PAIR).reporter == "Belarus"


@pytest.mark.parametrize(
    ("name", "csv_text", "problem"),
    [
        ("new-one", SHORT + "2024,1bn,USD,2025-01-01,\n", "is missing"),
        ("new-one", TWO, "a new one of this pair is named aland-bland"),
        ("a-b", TWO.replace("Aland", "A" * 101), "cannot name a series"),
        ("aland-bland", TWO.replace("Office", "Off\0ice"), "NUL"),
        ("aland-bland", TWO.replace("Office", "\ud800"), "is not UTF-8"),
        ("aland-bland", "", "is empty"),
    ],
)
def test_a_new_series_needs_names_and_its_own_id(name, csv_text, problem, tmp_path):
    """What cannot begin a series is refused with the reason."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        found = faults(lambda: store.add_statements(name, csv_text, by="ann"))
        assert problem in str(found[0])
        assert store.series_ids() == (PAIR,)


@pytest.mark.parametrize("by", ["", " ", "a\nb", "x" * 201])
def test_who_appends_must_be_showable(by, tmp_path):
    """An empty, long or unprintable author is refused."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        assert faults(lambda: store.add_statements("aland-bland", TWO, by=by))[0].where == "by"


def test_a_correction_supersedes_and_the_old_statement_is_hidden(store):
    """The new row stands under the same id; the old one is not among the current ones any more."""
    store.add_statements("aland-bland", TWO, by="ann")
    right = TWO.splitlines()[0] + "\n" + TWO.splitlines()[1].replace("1.5bn", "1.52bn") + "\n"
    added = store.add_statements("aland-bland", right, by="bob", corrects="a/total/2023")
    assert (added.statements, added.superseded) == (("a/total/2023",), ("a/total/2023",))
    assert [s.level.value for s in store.series("aland-bland").statements] == [1.52e9, 1.6e9]
    assert "a/total/2023" in added.change.note


def test_a_row_names_what_it_takes_the_place_of_among_those_stored(store):
    """An event stored before is found; a name that nothing has is refused, and nothing is appended."""
    store.add_statements("aland-bland", TWO, by="ann")
    row = "Aland,Bland,2023,1.52bn,USD,2025-03-09,b,Office,{}\n"
    head = HEAD.strip() + ",supersedes\n"
    (fault,) = faults(lambda: store.add_statements("aland-bland", head + row.format("c"), by="ann"))
    assert (fault.where, fault.given) == ("statements, line 2, supersedes", "c")
    assert store.add_statements("aland-bland", head + row.format("a"), by="ann").statements == ("b/total/2023",)


def test_a_correction_sent_twice_is_made_once(store):
    """The retry of a correction is told as repeated."""
    store.add_statements("aland-bland", TWO, by="ann")
    right = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    store.add_statements("aland-bland", right, by="ann", corrects="a/total/2023")
    again = store.add_statements("aland-bland", right, by="ann", corrects="a/total/2023")
    assert (again.change, again.repeated) == (None, ("fix/total/2023",))
    other = right.replace("1.52bn", "1.53bn").replace("fix", "fix2")
    (fault,) = faults(lambda: store.add_statements("aland-bland", other, by="ann", corrects="a/total/2023"))
    assert fault.remedy == "give corrects=fix/total/2023"


def test_what_was_corrected_is_not_brought_back_by_an_append(store):
    """The old file again names what stands now; a correction of that one may say the old again."""
    store.add_statements("aland-bland", TWO, by="ann")
    right = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    store.add_statements("aland-bland", right, by="ann", corrects="a/total/2023")
    (fault,) = faults(lambda: store.add_statements("aland-bland", TWO, by="ann"))
    assert "corrects=fix/total/2023" in fault.remedy
    old = "\n".join(TWO.splitlines()[:2]) + "\n"
    back = store.add_statements("aland-bland", old, by="ann", corrects="fix/total/2023")
    assert back.statements == ("a/total/2023",)
    assert [s.level.value for s in store.series("aland-bland").statements] == [1.5e9, 1.6e9]


def test_a_correction_of_nothing_or_by_many_is_refused(store):
    """An unknown id is answered with near ones; a correction is one statement."""
    store.add_statements("aland-bland", TWO, by="ann")
    one = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    (near,) = faults(lambda: store.add_statements("aland-bland", one, by="ann", corrects="a/total/2022"))
    assert "a/total/2023" in near.remedy
    (many,) = faults(lambda: store.add_statements("aland-bland", TWO, by="ann", corrects="a/total/2023"))
    assert "2 statements" in many.problem
    taken = one.replace("2023", "2024").replace("2024-03-09,fix", "2025-03-09,b")
    (other,) = faults(lambda: store.add_statements("aland-bland", taken, by="ann", corrects="a/total/2023"))
    assert "another statement" in other.problem


def test_targets_are_appended_with_ids_and_corrections_keep_their_place(store):
    """An id is made of pair, mark and deadline; a corrected target stands where the old one stood."""
    rows = "reporter,partner,target_value,currency,deadline\nAland,Bland,2.5bn,USD,2030\nAland,Bland,3bn,USD,\n"
    added = store.add_targets(rows, by="ann")
    assert added.statements == ("aland-bland-2.5bn-2030", "aland-bland-3bn")
    assert store.add_targets(rows, by="ann").repeated == added.statements
    shipped = catalog.targets()
    assert [t.id for t in store.targets()[-2:]] == list(added.statements)
    assert store.targets()[:-2] == shipped
    fate = "id,reporter,partner,target_value,currency,deadline,outcome,reached_year\n"
    fate += "aland-bland-2.5bn-2030,Aland,Bland,2.5bn,USD,2030,reached,2029\n"
    (fault,) = faults(lambda: store.add_targets(fate, by="ann"))
    assert "corrects=aland-bland-2.5bn-2030" in fault.remedy
    store.add_targets(fate, by="ann", corrects="aland-bland-2.5bn-2030")
    assert [t.outcome for t in store.targets()[-2:]] == ["reached", "open"]
    with pytest.raises(UnknownNameError):
        store.target("nowhere")


def test_faulty_targets_are_told_all_at_once(tmp_path):
    """Each cell that cannot be read is told with its line."""
    rows = (
        "id,reporter,partner,target_value,currency,flow,deadline,announced,outcome,reached_year,grade\n"
        "x y,,Bland,lots,USD,both,30,2025-13,open,2024,Z\n"
        "a,A\x7f,--,1bn,XXX,,,,,,\n"
    )
    with open_store(new_url("sqlite", tmp_path)) as store:
        found = faults(lambda: store.add_targets(rows, by="ann"))
    assert [fault.where for fault in found] == [
        "line 2, reporter", "line 2, target_value", "line 2, deadline", "line 2, announced", "line 2, reached_year",
        "line 2, id", "line 2, flow", "line 2, grade", "line 3, reporter", "line 3, partner", "line 3, currency",
    ]  # fmt: skip
