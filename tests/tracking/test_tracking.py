"""Registered targets: which are followed, how their forecasts moved, and the runs that are kept of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from forecast import tracking
from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.errors import FitError
from forecast.forecasting import answer_target, drawing, forecast_target, identity
from forecast.forecasting import revisions as replay
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors
from forecast.report.documents.history import history_document, kept_history
from forecast.report.formats import FORMATS, in_every_format
from forecast.store import check, open_store
from forecast.tracking import publish
from tests.support.answers import as_json
from tests.support.postgres import new_url

PAIR = "belarus-st-petersburg"
NEXT = "period,level,unit,published\n2025,2.71bn,USD,2026-02-10\n"


@pytest.fixture(scope="module")
def followed():
    """Return the shipped tracked targets by id."""
    return {t.target.id: t for t in tracking.tracked_in(catalog.targets(), [catalog.series(PAIR)])}


@pytest.fixture(scope="module")
def lone():
    """Return the registry with one tracked target alone, which keeps runs cheap."""
    return tuple(t for t in catalog.targets() if t.id == "blr-spb-2.5bn-2025")


@pytest.fixture
def brief(monkeypatch, lone):
    """Have the package ship that target alone, and the statements of the first years."""
    series = catalog.series(PAIR).known_at(date(2009, 6, 30))
    read = catalog.series
    monkeypatch.setattr(catalog, "series", lambda name: series if name == series.id else read(name))
    monkeypatch.setattr(catalog, "targets", lambda: lone)


@pytest.fixture(scope="module")
def past(followed):
    """Return the history of that target."""
    return tracking.history(followed["blr-spb-2.5bn-2025"], catalog.series(PAIR), shipped_priors())


def test_targets_are_tracked_when_figures_of_their_pair_are_known_in_their_currency(followed, flagship):
    """550 shipped ones are, nine of the first pair; flows turn with the pair; another currency does not count."""
    assert len(followed) == 550
    own = [t for t in followed.values() if t.series_id == PAIR]
    assert len(own) == 9
    assert {(t.statistics, t.flow) for t in own} == {("belarus", "total")}
    one = followed["blr-spb-2.5bn"].target
    turned = replace(one, reporter="St. Petersburg", partner="Belarus", flow="exports")
    elsewhere = replace(one, partner="Minsk", codes=("", ""))
    (found,) = tracking.tracked_in([turned, replace(one, currency="EUR"), elsewhere], [flagship])
    assert (found.series_id, found.flow) == (PAIR, "imports")


def test_the_question_of_a_target_is_its_mark_deadline_flow_and_first_year_with_defaults(followed, flagship):
    """It is what a person would ask; a deadline beyond the usual horizon extends it."""
    one = followed["blr-spb-2.5bn-2025"]
    asked = parse_question({"target": "2.5bn", "by": "2025", "since": "2025"}, flagship)
    assert tracking.question_of(one, flagship) == asked
    far = replace(one, target=replace(one.target, deadline=2060))
    assert tracking.question_of(far, flagship).horizon == 2060


def test_a_history_has_an_entry_for_each_publication_day_with_what_was_new(past, flagship):
    """Every statement stands once, on its day; those of the question's side come first."""
    days = sorted({s.origin.published for s in flagship.statements})
    assert [entry.as_of for entry in past.entries] == days
    assert sorted(s.id for e in past.entries for s in e.new) == sorted(s.id for s in flagship.statements)
    for entry in past.entries:
        sides = [s.statistics != "belarus" for s in entry.new]
        assert sides == sorted(sides)


@pytest.mark.parametrize("day", [date(2016, 1, 29), date(2025, 7, 14)])
def test_each_entry_is_the_forecast_of_that_day(past, flagship, priors, day):
    """Status, probability, median and run id are those that `forecast_target` gives as of the day."""
    (entry,) = [e for e in past.entries if e.as_of == day]
    asked = parse_question({"target": "2.5bn", "by": "2025", "since": "2025", "as_of": day.isoformat()}, flagship)
    full = forecast_target(asked, flagship, priors)
    assert (entry.status, entry.median, entry.run) == (full.answer.status, full.answer.median, full.run.id)
    assert entry.probability_by_deadline == full.answer.probability_by_deadline
    assert entry.probability_by == ((2025, full.answer.by(2025)),)


def test_a_move_is_the_difference_to_the_entry_before(past):
    """Moves add up to the last probability less the first."""
    chances = [e.probability_by_deadline for e in past.entries]
    assert [e.moved for e in past.entries[1:]] == pytest.approx([b - a for a, b in pairwise(chances)])
    assert past.entries[0].moved is None


def test_later_statements_leave_the_past_entries_as_they_are(past, followed, flagship, priors):
    """The history of what was known on a day is the beginning of the whole history, moves and movers included."""
    known = flagship.known_at(date(2018, 12, 31))
    early = tracking.history(followed["blr-spb-2.5bn-2025"], known, priors)
    assert early.entries == past.entries[: len(early.entries)]
    assert len(early.entries) == 8


@pytest.mark.parametrize("day", [date(2016, 1, 29), date(2022, 2, 1), date(2023, 4, 20)])
def test_the_mover_is_the_statement_without_which_the_answer_differs_most(past, flagship, priors, day):
    """Refitting in full without each new statement names the same, or one within the ranking's noise."""
    (entry,) = [e for e in past.entries if e.as_of == day]
    fields = {"target": "2.5bn", "by": "2025", "since": "2025", "as_of": day.isoformat()}
    asked = parse_question(fields, flagship)
    differs = {}
    for statement in entry.new:
        left = flagship.known_at(day).without(statement.id)
        try:
            differs[statement.id] = abs(answer_target(asked, left, priors).answer.by(2025) - entry.probability_by[0][1])
        except FitError:
            differs[statement.id] = 2.0
    assert differs[entry.moved_by] >= max(differs.values()) - 0.05


def test_without_a_deadline_chances_are_told_for_the_year_and_five_years_later(followed, flagship, priors):
    """The move compares the same later year, so time passing is no move."""
    known = flagship.known_at(date(2009, 12, 31))
    undated = replace(followed["blr-spb-2.5bn"], target=replace(followed["blr-spb-2.5bn"].target, announced=""))
    last = tracking.history(undated, known, priors).entries[-1]
    assert [year for year, _ in last.probability_by] == [2009, 2014]
    assert (last.probability_by_deadline, last.moved_year) == (None, 2014)
    before = answer_target(parse_question({"target": "2.5bn", "as_of": "2008-02-14"}, flagship), flagship, priors)
    assert last.moved == pytest.approx(last.probability_by[1][1] - before.answer.by(2014))
    announced = tracking.history(followed["blr-spb-2.5bn"], known, priors).entries[-1]
    assert [year for year, _ in announced.probability_by] == [2025, 2030]  # the years that can fulfil it


def test_several_targets_together_have_the_histories_that_they_have_alone(followed, flagship, priors):
    """Sharing a day's fit changes nothing."""
    known = flagship.known_at(date(2014, 12, 31))
    two = [followed["blr-spb-2.5bn-2025"], followed["blr-spb-1bn"]]
    together = tracking.histories(two, known, priors)
    assert together == tuple(tracking.history(one, known, priors) for one in two)


def test_only_the_newest_days_are_replayed_and_the_others_are_counted(followed, flagship, priors, monkeypatch):
    """A long file costs so many fits and no more; its document says what was left out."""
    monkeypatch.setattr(replay, "MOST_DAYS", 2)
    known = flagship.known_at(date(2009, 6, 30))
    found = tracking.history(followed["blr-spb-2.5bn"], known, priors)
    assert [entry.as_of.year for entry in found.entries] == [2008, 2009]
    assert kept_history(found).earlier_days_left_out == found.left_out == 2


def test_a_day_without_an_answer_says_why(followed, priors):
    """Growth alone carries no forecast: the entry has no status, and a reason; the next day has both."""
    rows = "reporter,partner,period,level,unit,growth_pct,published\n"
    rows += "Belarus,St. Petersburg,2020,,USD,4,2021-03-01\nBelarus,St. Petersburg,2021,1.8bn,USD,5,2022-03-01\n"
    series = read_series(rows, series_id=PAIR, where="x")
    found = tracking.history(followed["blr-spb-2.5bn"], series, priors)
    assert (found.entries[0].status, found.entries[0].moved_by) == (None, None)
    assert "level" in found.entries[0].reason
    assert found.entries[1].status == "open"
    assert found.entries[1].moved is None
    entry = kept_history(found).entries[0]
    assert (entry.status, entry.median, entry.moved_points) == (None, None, None)


def test_a_history_document_has_the_same_keys_in_every_entry(past):
    """It is strict JSON, with probabilities of three decimals, and links only to stored runs."""
    document = as_json(history_document(past.tracked, kept_history(past)))
    assert set(document) == {
        "schema_version", "target", "series", "statistics", "flow", "mark", "deadline", "entries",
        "earlier_days_left_out", "runs",
    }  # fmt: skip
    assert {tuple(entry) for entry in document["entries"]} == {tuple(document["entries"][0])}
    assert {entry["run"] for entry in document["entries"]} == {None}
    last = document["entries"][-1]
    assert last["probability_by_deadline"] == round(past.entries[-1].probability_by_deadline, 3)
    assert last["moved_points"] == pytest.approx(100 * past.entries[-1].moved, abs=0.051)


@pytest.mark.slow
@pytest.mark.anew
def test_every_format_is_written_with_the_same_bytes_each_time(flagship, priors):
    """`in_every_format` holds what each writer gives alone, and the citation."""
    asked = parse_question({"target": "2.5bn"}, flagship)
    first, second = (forecast_target(asked, flagship, priors, catalog.targets()) for _ in range(2))
    made = in_every_format(first)
    assert set(made) == {*FORMATS, "citation"} == {
        "json", "csv", "xlsx", "svg", "png", "md", "html", "docx", "citation",
    }  # fmt: skip
    for suffix, form in FORMATS.items():
        assert form.write(second) == made[suffix], suffix
    assert set(json.loads(made["citation"])) == {"text", "bibtex", "csl_json"}


@pytest.mark.usefixtures("brief")
def test_runs_are_stored_at_each_change_and_keep_their_bytes_across_a_version(tmp_path, monkeypatch, priors):
    """Refreshing is idempotent; a new model version or new data append runs, and no stored byte changes."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        seen = []
        (first,) = tracking.refresh(store, progress=lambda done, every: seen.append((done, every)))
        assert seen == [(0, 1), (1, 1)]
        kept = store.run(first)
        assert set(kept.documents) == {"json", "citation", "drawn", "history"}
        assert (kept.target, kept.change) == ("blr-spb-2.5bn-2025", 1)
        told = json.loads(kept.documents["json"])["run"]
        assert (told["id"], told["stored"], told["version"]) == (first, True, kept.version)
        assert tracking.refresh(store) == ()

        monkeypatch.setattr(identity, "MODEL_VERSION", "another")
        (second,) = tracking.refresh(store)
        assert second != first
        assert store.run(first) == kept

        store.add_statements(PAIR, NEXT, by="ann")
        (third,) = tracking.refresh(store)
        assert store.run(third).change == 2
        assert store.run(first) == kept
        assert [h.id for h in store.runs_of("blr-spb-2.5bn-2025")] == [third, second, first]

        (one,) = tracking.tracked(store)
        document = tracking.history_of(store, one, priors)
        assert [run.id for run in document.runs] == [third, second, first]
        assert [entry.run for entry in document.entries[-2:]] == [second, third]
        computed = tracking.history(one, store.series(PAIR), priors)
        assert history_document(one, kept_history(computed), store.runs_of(one.target.id)) == document
        assert check(store) == []


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("corrects", [False, True])
def test_a_refresh_takes_the_days_that_are_as_they_were_from_the_history_before(
    tmp_path, monkeypatch, priors, corrects
):
    """After a new day, and after an old figure is corrected, the stored history is that of a whole replay."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        tracking.refresh(store)
        rows = NEXT.replace("2025,2.71bn,USD,2026", "2007,1.01bn,USD,2009") if corrects else NEXT
        named = {s.id for s in store.series(PAIR).statements if s.period.year == 2007 and s.period.is_year}
        store.add_statements(PAIR, rows, by="ann", corrects=min(named) if corrects else None)
        replayed = []
        entry = replay._Day.entry
        monkeypatch.setattr(replay._Day, "entry", lambda *given: replayed.append(given[3]) or entry(*given))
        assert tracking.touched(store, since=1) == (PAIR,)
        tracking.refresh(store, only=(PAIR,))
        assert 1 <= len(replayed) <= (4 if corrects else 1)
        (one,) = tracking.tracked(store)
        computed = tracking.history(one, store.series(PAIR), priors)
        told = tracking.history_of(store, one, priors, replay=pytest.fail)
        assert history_document(one, kept_history(computed), store.runs_of(one.target.id)) == told


def test_a_refresh_looks_at_the_series_that_changed_alone(tmp_path):
    """Changes of statements name their series; a change of the registry names none, so that all are looked at."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        head = "reporter,partner,period,level,unit,published\n"
        store.add_statements("aland-bland", f"{head}Aland,Bland,2024,1.6bn,USD,2025-03-01\n", by="ann")
        assert tracking.touched(store, since=1) == ("aland-bland",)
        assert tracking.touched(store, since=2) == ()
        assert tracking.touched(store, since=0) is None
        told = []
        assert tracking.refresh(store, only=("aland-bland",), progress=lambda *done: told.append(done)) == ()
        assert told == [(0, 0)]


@pytest.mark.usefixtures("brief")
def test_targets_that_ask_the_same_share_a_run(tmp_path, monkeypatch, lone, priors):
    """A run published by someone first is found as the answer to each target, with a history of its own."""
    twin = replace(lone[0], id="twin")
    monkeypatch.setattr(catalog, "targets", lambda: (*lone, twin))
    with open_store(new_url("postgresql", tmp_path)) as store:
        first, second = tracking.tracked(store)
        series = store.series(PAIR)
        answer = forecast_target(tracking.question_of(first, series), series, priors)
        assert publish(store, answer, change=1) is True
        assert publish(store, answer, change=1) is False
        assert tracking.refresh(store) == ()
        for one in (first, second):
            assert [h.id for h in store.runs_of(one.target.id)] == [answer.run.id]
            assert tracking.history_of(store, one, priors).target == one.target.id


def test_a_target_that_cannot_be_asked_keeps_no_other_from_being_answered(tmp_path, monkeypatch, lone):
    """A deadline before the data begin gives no run, and a history that says why."""
    early = replace(lone[0], id="early", deadline=1990)
    monkeypatch.setattr(catalog, "targets", lambda: (early,))
    with open_store(new_url("sqlite", tmp_path)) as store:
        assert tracking.refresh(store) == ()
        (one,) = tracking.tracked(store)
        document = tracking.history_of(store, one, shipped_priors())
        assert {entry.status for entry in document.entries} == {None}
        assert "lies before the data" in document.entries[-1].reason


@pytest.mark.slow
def test_all_shipped_targets_are_refreshed_by_few_draws(tmp_path, monkeypatch):
    """Nine answers, each in every format with its history: some eleven draws of paths for each."""
    drawn, simulate = [], drawing.simulate
    monkeypatch.setattr(drawing, "simulate", lambda *given, **told: drawn.append(1) or simulate(*given, **told))
    with open_store(new_url("sqlite", tmp_path)) as store:
        assert len(tracking.refresh(store)) == 9
    assert 9 <= len(drawn) < 130
