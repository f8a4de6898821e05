"""Pages that lead to answers: the list of promises, countries, any pair, the record, the glossary."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from api.pages import front, index, record
from api.pages.question import answer_form, controls
from api.pages.view import moved_lines, target_page
from api.rendering import base_url, page
from api.service import current
from forecast import tracking, words
from forecast.data import outside_view, say_amount, slug
from forecast.evaluation import shipped_record
from forecast.report import FORMATS, record_words

if TYPE_CHECKING:
    from datetime import date

    from api.library import Snapshot
    from api.pages.view import MovedTarget
    from forecast.data import Series

__all__ = ["blueprint"]

blueprint = Blueprint("lists", __name__)
_ASKED = ("q", "state", "sort", "due", "page")
#: Forecasts that moved, told on the front page.
MOVED_TOLD = 5


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:100] for name in _ASKED}


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _moved(snapshot: Snapshot) -> list[MovedTarget]:
    """Return what the newest publication moved, the largest move first."""
    store, found = current().library.store, list["MovedTarget"]()
    for followed in snapshot.shown.values():
        if followed.target.outcome == "open" and (history := tracking.latest_history(store, followed)):
            found += moved_lines(history, index.card_title(followed.target))
    return sorted(found, key=lambda one: -one.points)[:MOVED_TOLD]


@blueprint.get("/")
def get_index() -> Response:
    """Return the search, how promises ended, and the open ones with their odds."""
    snapshot, asked = current().library.snapshot(), _asked()
    found = front.sought(asked["q"] or request.args.get("words", "").strip()[:100])
    with current().gate.enter():
        odds = front.odds_of(snapshot)
    newest = max(series.newest for series in snapshot.series.values())
    moved = _moved(snapshot)
    names = words.listed([words.place_said(name) for name in found.names])
    return page(
        "index.html",
        keep=bool(moved),
        front=front.front(snapshot.announced, asked, found, odds, year=_today().year),
        q=asked["q"],
        fault=found.fault,
        found=words.say("Promises about {names}.", names=names) if names else "",
        pair="-".join(slug(name) for name in found.names) if len(found.names) == 2 else "",
        places=front.places_told(snapshot.announced),
        newest=words.say("Newest figure in the store: {day}.", day=words.day(newest)),
        outside=words.outside_words(outside_view(snapshot.announced, newest)),
        moved=moved,
    )


@blueprint.get("/countries")
def get_countries() -> Response:
    """Return every side of the registry, those with most promises first."""
    return page("countries.html", countries=front.countries(current().library.snapshot().announced))


@blueprint.get("/countries/<name>")
def get_country(name: str) -> Response:
    """Return the promises of a country or region."""
    snapshot, asked = current().library.snapshot(), {**_asked(), "q": ""}
    side = front.country_named(name, snapshot.announced)
    if side is None:
        abort(404, description=words.say("No promise of the registry is about {name}.", name=name))
    with current().gate.enter():
        odds = front.odds_of(snapshot)
    path = f"/countries/{name}"
    shown = front.front(snapshot.announced, asked, front.Found((), ()), odds, path=path, side=side, year=_today().year)
    met = next(choice.count for choice in shown.states if "state=met" in choice.address)
    every = next(choice.count for choice in shown.states if "state=all" in choice.address)
    title = words.say_count(
        "{name}: {count} promise, {met} met",
        "{name}: {count} promises, {met} met",
        every,
        name=words.place(side),
        met=met,
    )
    return page("index.html", front=shown, side=title, newest="")


def _usual_mark(series: Series) -> str:
    """Return a mark to begin with: a quarter above the last level, to two digits."""
    levels = [s.level.value for s in series.select(statistics=series.sides[0], flow="total") if s.level]
    return say_amount(float(f"{1.25 * (levels[-1] if levels else 1e9):.2g}"), series.unit, digits=12)


@blueprint.get("/pairs/<pair>")
def get_pair(pair: str) -> Response:
    """Return the answer about any pair of the catalogue."""
    snapshot = current().library.snapshot()
    series = snapshot.one_series(pair)
    usual = {"target": _usual_mark(series), "by": "", "statistics": series.sides[0], "scenario": ""}
    fields = {name: request.args.get(name, "").strip()[:1_000] for name in usual}
    asked = {name: fields[name] or value for name, value in usual.items()}
    found, baseline, faults = answer_form({n: v for n, v in asked.items() if v}, series, snapshot)
    address = f"/pairs/{series.id}"
    shown = found and target_page(
        found, baseline, fields=fields, address=address, formats=FORMATS.values(), base_url=base_url()
    )
    names = words.listed([words.place(series.reporter), words.place(series.partner)])
    return page(
        "pair.html",
        status=422 if faults else 200,
        title=words.title(found) if found else names,
        address=address,
        controls=controls(asked, faults, usual, series),
        newest=words.newest_words(found, _today()) if found else "",
        stale=found is not None and words.stale(found, _today()),
        page=shown,
    )


@blueprint.get("/record")
def get_record() -> Response:
    """Return how good the forecasts were, as charts and a row for each promise."""
    shipped, snapshot = shipped_record(), current().library.snapshot()
    scored = shipped["hindcast"]["scores"]
    return page(
        "record.html",
        record=record_words("growth", shipped),
        fared=record.fared_words(shipped["hindcast"]),
        reliability=record.reliability(shipped["backtest_countries"]),
        scores=record.scores(shipped["backtest_countries"]),
        past=record.past(shipped["hindcast"], snapshot.targets),
        summary=words.say(
            "Brier score {model}, against {base} for the base rate and {trend} for carrying the trend forward; "
            "lower is better.",
            model=words.number(scored["model"], decimals=3),
            base=words.number(scored["base_rate"], decimals=3),
            trend=words.number(scored["trend"], decimals=3),
        ),
    )


@blueprint.get("/glossary")
def get_glossary() -> Response:
    """Return the terms, each with what it means here."""
    return page("glossary.html", terms=words.glossary())
