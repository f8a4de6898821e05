"""Feeds: what was published and which forecasts it moved, of everything and of one target."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request

from api.contract import gives
from api.feed import JSON_FEED, change_item, move_item
from api.pages.index import card_title
from api.parameters import CHANGES, PATHS
from api.params import query, whole
from api.rendering import base_url
from api.representations import send
from api.routes.record import family
from api.service import current
from forecast.report import Feed, FeedItem, dumps
from forecast.store import Move

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forecast.data import AnnouncedTarget
    from forecast.store import Store

__all__ = ["family"]

#: Entries of a target's feed.
MOST_MOVED = 50
_FEED = gives({"application/feed+json": Feed}, "The newest changes first (JSON Feed 1.1).")
_MOVED = gives({"application/feed+json": Feed}, "The newest first (JSON Feed 1.1).")
_ATOM = gives({"application/atom+xml": None}, "The newest first (Atom, RFC 4287).")


def _items(
    store: Store, registry: Mapping[str, AnnouncedTarget], *, first: int, last: int, late: bool
) -> Iterator[FeedItem]:
    """Give the entries of a range of changes; with those stored late, also forecasts of the changes before it.

    Changes are numbered without a gap, so a page is a range of numbers.
    """
    moves = store.moves(first=first, last=last)
    for change in store.changes(before=last + 1, limit=last - first + 1) if last >= first else ():
        moved = [move_item(move, registry, base_url()) for move in moves if move.run.change == change.number]
        yield from (*(item for item in moved if item), change_item(change))
    if late and first > 1:
        (before,) = store.changes(before=first, limit=1)
        moved = [
            move_item(move, registry, base_url()) for move in store.moves(first=1, last=first - 1, stored=before.at)
        ]
        yield from (item for item in moved if item)


@family.reads("/v1/changes.json", _FEED, CHANGES)
def get_changes() -> Response:
    """Return new statements and the forecasts that they moved, the newest first, as a JSON Feed.

    A page holds so many changes of the data, each after the forecasts that it moved: however late a forecast
    is stored, it stands beside its change, so that pages show everything once.

    A program that follows gives as `since` the number that it was told last (`_trade_target.change`). It gets the
    later changes, and every forecast stored after that change, whichever change moved it: none is missed, and one
    may come twice, under the same id.
    """
    library = current().library
    snapshot = library.snapshot()
    fields = query(request.args, [p.name for p in CHANGES])
    limit = whole(fields, "limit", default=100, low=1, high=500)
    offset = whole(fields, "offset", default=0, low=0, high=1_000_000)
    since = whole(fields, "since", default=0, low=0, high=snapshot.version)
    last = snapshot.version - offset
    more = last - limit > since
    asked = {"limit": limit, "offset": offset + limit} | ({"since": since} if since else {})
    feed = Feed(
        version=JSON_FEED,
        title="trade-target: new statements and moved forecasts",
        items=tuple(
            _items(library.store, snapshot.targets, first=max(last - limit, since) + 1, last=last, late=not more)
        ),
        next_url=f"{base_url()}/v1/changes.json?{urlencode(asked)}" if more else None,
        extension={"change": snapshot.version},
    )
    return send(dumps(feed).encode(), "application/feed+json", keep=False)


def _of_target(target: str) -> tuple[AnnouncedTarget, list[FeedItem], str]:
    """Return a registered target, the newest of its forecasts that moved, and when its last answer was stored."""
    library = current().library
    snapshot = library.snapshot()
    snapshot.one_followed(target)
    runs = library.store.runs_of(target)
    moves = (move_item(Move(now, before), snapshot.targets, base_url()) for now, before in pairwise(runs))
    last = runs[0].at if runs else library.store.changes(limit=1)[0].at
    return snapshot.targets[target], [item for item in moves if item][:MOST_MOVED], last


@family.reads("/v1/targets/<target>/feed.json", _MOVED, (PATHS["target"],))
def get_target_feed(target: str) -> Response:
    """Return the forecasts of a registered target that moved, the newest first, as a JSON Feed."""
    query(request.args, ())
    announced, items, _ = _of_target(target)
    feed = Feed(version=JSON_FEED, title=card_title(announced), items=tuple(items))
    return send(dumps(feed).encode(), "application/feed+json", keep=False)


@family.reads("/v1/targets/<target>/feed.atom", _ATOM, (PATHS["target"],))
def get_target_atom(target: str) -> Response:
    """Return the forecasts of a registered target that moved, the newest first, as an Atom feed."""
    query(request.args, ())
    announced, items, last = _of_target(target)
    here, page = (f"{base_url()}{path}" for path in (f"/v1/targets/{target}/feed.atom", f"/targets/{target}"))
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    for name, text in (
        ("id", f"urn:trade-target:target:{target}"),
        ("title", card_title(announced)),
        ("updated", last),
    ):
        SubElement(feed, name).text = text
    SubElement(SubElement(feed, "author"), "name").text = "trade-target"
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=here)
    SubElement(feed, "link", rel="alternate", type="text/html", href=page)
    for item in items:
        entry = SubElement(feed, "entry")
        told = (
            ("id", item.id),
            ("title", item.title),
            ("updated", item.date_published),
            ("summary", item.content_text),
        )
        for name, text in told:
            SubElement(entry, name).text = text
        SubElement(entry, "link", rel="alternate", href=item.url or page)
    return send(tostring(feed, encoding="utf-8", xml_declaration=True), "application/atom+xml", keep=False)
