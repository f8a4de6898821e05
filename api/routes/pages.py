"""Pages for people: the targets, one target, embeds, and the documentation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, abort, current_app, redirect, request

from api.addresses import addresses
from api.contract import specification
from api.pages import index
from api.pages.past import what_came
from api.pages.question import CONTROLS, Asked, ask, mark_slider, marked, slid, sliders
from api.pages.view import moved_chart, moved_rows, target_page
from api.rendering import base_url, page
from api.representations import send_json
from api.service import current
from forecast import tracking, words
from forecast.data import evidence_of, outside_view
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.forecasting import real_mark
from forecast.priors import deflator
from forecast.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.library import Snapshot
    from forecast.data import AnnouncedTarget

__all__ = ["blueprint"]

blueprint = Blueprint("pages", __name__)
#: Size that an embedded chart asks for, pixels.
EMBED_WIDTH, EMBED_HEIGHT = 640, 700
SMALLEST = 240


def _fields() -> dict[str, str]:
    """Return what the form asks; what a link carries beside it (tracking parameters) is passed over."""
    return {name: request.args.get(name, "").strip()[:1_000] for name in CONTROLS}


def _log() -> bool:
    """Return whether equal growth takes equal room in the chart: a matter of the view, not of the question."""
    return request.args.get("scale") == "log"


def _query(fields: Mapping[str, str]) -> str:
    asked = {name: value for name, value in fields.items() if value}
    return f"?{urlencode(asked)}" if asked else ""


def _snippet(target: str, fields: Mapping[str, str], title: str) -> str:
    address = f"{base_url()}/embed/{target}{_query(fields)}".replace("&", "&amp;")
    return (
        f'<iframe src="{address}" title="{title}" width="{EMBED_WIDTH}" height="{EMBED_HEIGHT}" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>'
    )


def _presets(target: str, asked: Asked, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return scenarios to try, each in words and where it is."""
    year = snapshot.series[snapshot.followed[target].series_id].newest.year + 1
    tried = (
        ("", words.say("no what-if")),
        (f"growth={year}:-10%", words.say("trade falls by {percent} in {year}", percent=words.percent(10), year=year)),
        (
            f"shock={year}:-20%~3y",
            words.say("a shock of {percent} that fades in three years", percent=words.percent(20)),
        ),
        (
            f"world={year}:-5%",
            words.say("world trade {percent} below its usual growth in {year}", percent=words.percent(5), year=year),
        ),
        (f"add={year}-:120m@0.7", words.say("a deal worth 120m a year, as likely as 7 in 10")),
    )
    return [(told, f"/targets/{target}{_query({**asked.fields, 'scenario': text})}") for text, told in tried]


def _notes(target: str, asked: Asked, snapshot: Snapshot) -> tuple[str, list[str]]:
    """Return what a reader of today should know: how old the figures are; when the next is due, the mark in prices."""
    real = asked.forecast.real_mark if asked.forecast else real_mark(snapshot.targets[target], deflator())
    told = [words.prices_words(real)] if real else []
    if asked.forecast is None or asked.fields.get("as_of"):
        return "", told
    today = datetime.now(tz=UTC).date()
    due = words.due_words(asked.forecast, today)
    return words.newest_words(asked.forecast, today), [due, *told] if due else told


def _others(target: str, snapshot: Snapshot) -> list[str]:
    """Return one line for each other promise of the same pair."""
    series = snapshot.followed[target].series_id
    return [
        index.promise_words(found.target)
        for name, found in snapshot.followed.items()
        if found.series_id == series and name != target
    ]


def _registry(target: AnnouncedTarget, asked: Asked) -> str:
    """Return what the registry says of a promise, where that differs from the answer to it as announced."""
    if asked.forecast is None or any(asked.fields.values()):
        return ""
    return index.differing_words(target, asked.forecast.answer, asked.forecast.question)


def _show(target: str, asked: Asked, snapshot: Snapshot) -> dict[str, Any]:
    """Return what the template of a target shows when there is an answer."""
    found, address, promised = asked.forecast, f"/targets/{target}", snapshot.targets[target]
    if found is None:
        return {"page": None}
    shown = target_page(
        found,
        asked.baseline,
        fields=asked.fields,
        address=address,
        formats=FORMATS.values(),
        base_url=base_url(),
        log=_log(),
    )
    in_its_unit = promised.currency == found.series.unit  # else the mark is typed
    history = tracking.latest_history(current().library.store, snapshot.followed[target])
    newest = snapshot.series[snapshot.followed[target].series_id].newest.year
    embedded = f"{base_url()}{shown.permalink}"
    return {
        "page": shown,
        "question": words.title(found),
        "history": moved_rows(history, found.series) if history else (),
        "came": what_came(history, found) if history else (),
        "odds": moved_chart(history, found.question.by) if history else None,
        "newest_year": newest,
        "mark": mark_slider(promised.value, found.question.target.value) if in_its_unit else None,
        "sliders": sliders(asked.fields.get("scenario", ""), newest + 1, found.question.target.value),
        "promise": asked.promise,
        "promises": _others(target, snapshot),
        "registry": _registry(snapshot.targets[target], asked),
        "snippet": _snippet(target, asked.fields, index.card_title(snapshot.targets[target]).replace('"', "&quot;")),
        "oembed": f"{base_url()}/oembed?{urlencode({'url': embedded, 'format': 'json'})}",
    }


@blueprint.get("/targets")
@blueprint.get("/targets/")
def get_targets() -> Response:
    """Lead to the list of targets."""
    return redirect("/")  # type: ignore[return-value]  # Werkzeug's response


@blueprint.get("/targets/<target>")
def get_target(target: str) -> Response:
    """Return the page of a target, with whatever the form changes of its question."""
    snapshot = current().library.snapshot()
    one = snapshot.one_target(target)
    title = index.card_title(one)
    if target not in snapshot.followed:
        missing = words.problem_words(evidence_of(one).told)
        return page(
            "promise.html",
            title=title,
            verdict=index.ended_verdict(one),
            ended=index.ended_words(one),
            missing=missing[:1].upper() + missing[1:],
            announced=index.announced(one),
            sides=f"{one.codes[0]}-{one.codes[1]}",
            outside=words.outside_words(outside_view(snapshot.announced, datetime.now(tz=UTC).date())),
        )
    fields = _fields()
    if "was" in request.args:
        # The sliders say what the scenario is, unless its text was changed; the address keeps the scenario alone.
        year = snapshot.series[snapshot.followed[target].series_id].newest.year + 1
        if fields["scenario"] == request.args["was"].strip():
            fields["scenario"] = slid(request.args, fields["scenario"], year)
        fields["target"] = marked(request.args, fields["target"])
        return redirect(f"/targets/{target}{_query({**fields, 'scale': 'log' if _log() else ''})}")  # type: ignore[return-value]  # Werkzeug's response
    asked = ask(snapshot.followed[target], snapshot, fields)
    shown = _show(target, asked, snapshot)
    if asked.forecast is not None:
        title = index.asked_title(asked.forecast)
    age, notes = _notes(target, asked, snapshot)
    return page(
        "target.html",
        status=422 if asked.faults else 200,
        # The history comes once the runs are stored.
        keep=bool(shown.get("history")),
        title=title,
        target=target,
        address=f"/targets/{target}",
        controls=asked.controls,
        faults=len(asked.faults),
        presets=_presets(target, asked, snapshot),
        age=age,
        stale=bool(age) and asked.forecast is not None and words.stale(asked.forecast, datetime.now(tz=UTC).date()),
        notes=notes,
        announced=index.announced(snapshot.targets[target]),
        **shown,
    )


@blueprint.get("/embed/<target>")
def get_embed(target: str) -> Response:
    """Return the chart of a target for another site's page: no script, no cookie."""
    snapshot = current().library.snapshot()
    title, fields = index.card_title(snapshot.one_followed(target).target), _fields()
    asked = ask(snapshot.followed[target], snapshot, fields)
    if asked.forecast is None:
        raise InputError(asked.faults)
    address = f"/targets/{target}{_query(fields)}"
    shown = target_page(asked.forecast, asked.baseline, fields=fields, address=address, formats=(), base_url=base_url())
    return page("embed.html", framed="*", title=title, page=shown, address=address)


def _pixels(name: str, usual: int) -> int:
    """Return a size that the consumer allows at most; what is not a size is passed over."""
    text = request.args.get(name, "")
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else usual
    return max(SMALLEST, min(given, usual))


@blueprint.get("/oembed")
def get_oembed() -> Response:
    """Return how to embed the page of a target (oEmbed 1.0)."""
    if request.args.get("format", "json") != "json":
        abort(501, description="only format=json is given")
    parts = urlsplit(request.args.get("url", "")[:2_000])
    name = parts.path.removeprefix("/targets/")
    if f"{parts.scheme}://{parts.netloc}" != base_url() or not parts.path.startswith("/targets/"):
        takes = f"takes an address that begins with {base_url()}/targets/"
        raise UnknownNameError([Fault("url", request.args.get("url", ""), "is not a page that can be embedded", takes)])
    title = index.card_title(current().library.snapshot().one_followed(name).target)
    fields = {key: value for key, value in parse_qsl(parts.query) if key in CONTROLS}
    width, height = _pixels("maxwidth", EMBED_WIDTH), _pixels("maxheight", EMBED_HEIGHT)
    snippet = _snippet(name, fields, title.replace('"', "&quot;"))
    snippet = snippet.replace(f'width="{EMBED_WIDTH}" height="{EMBED_HEIGHT}"', f'width="{width}" height="{height}"')
    return send_json(
        {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": "trade-target",
            "provider_url": f"{base_url()}/",
            "html": snippet,
            "width": width,
            "height": height,
        }
    )


@blueprint.get("/docs")
def get_docs() -> Response:
    """Return the documentation of the contract; it needs no other site."""
    spec = specification(current_app)  # type: ignore[arg-type]  # made by contract.application
    return page("docs.html", spec=spec, addresses=addresses(spec), told=words.contract_words)
