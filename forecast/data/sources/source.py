"""What a source is: who publishes, where it is reached, how fast it may be asked, and how it is read.

A source is one value with one function. The function is given what is asked and a way to get answers, and
yields observations as the source has them: one reporter's books on one partner, one flow, some months of a year.
What becomes of them, `forecast.data.sources.vintages` decides for every source alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from forecast.data.places import place_of
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from forecast.data.places import Pair, Place

__all__ = ["Answer", "Ask", "Get", "Observation", "Source", "SourceError", "Status", "countries_of"]

Status = Literal["", "provisional", "estimated"]
_FACES = ("<!doctype html", "<html")


class SourceError(InputError):
    """A source did not give what was asked, in words; nothing of its answer is kept."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a source.

    Parameters
    ----------
    pair : Pair
        Both sides' books are asked for, where the source has them.
    since, until : int
        First and last year.
    annual, monthly : bool
        Which figures.
    """

    pair: Pair
    since: int
    until: int
    annual: bool = True
    monthly: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came.

    Parameters
    ----------
    url : str
        What was asked; without a key.
    status : int
        200, 204 or 404; anything else is no answer.
    kind : str
        Its content type.
    body : bytes
    """

    url: str
    status: int
    kind: str
    body: bytes

    @property
    def sha256(self) -> str:
        """The checksum of the body, 64 hexadecimal digits."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not self.body.strip()

    @property
    def looks_like(self) -> Literal["empty", "html", "xml", "json", "text"]:
        """What the body is, by its first characters: content types of these services cannot be relied on.

        Examples
        --------
        >>> Answer("", 200, "application/json", b"<!DOCTYPE html><p>Invalid Key").looks_like
        'html'
        """
        start = self.body[:400].decode("utf-8", "replace").lstrip("\ufeff \r\n\t").lower()
        if not start:
            return "empty"
        if any(face in start for face in _FACES):
            return "html"
        return "xml" if start[0] == "<" else "json" if start[0] in "[{" else "text"


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as a source has it.

    Parameters
    ----------
    reporter, partner : str
        Codes of places; the books are the reporter's.
    flow : {"exports", "imports"}
        Seen from the reporter.
    year, first, last : int
        January to December are 1 to 12; a year is 1 to 12, a month has both alike.
    value : float
        Full units of the currency.
    unit : str
        Currency code.
    published : datetime.date or None
        The source's own stamp, None where it has none.
    status : {"", "provisional", "estimated"}
    note : str
        What defines the figure, such as FOB.
    answer : str
        Checksum of the answer that it stood in.
    """

    reporter: str
    partner: str
    flow: Literal["exports", "imports"]
    year: int
    value: float
    unit: str
    answer: str
    first: int = 1
    last: int = 12
    published: date | None = None
    status: Status = ""
    note: str = ""


class Get(Protocol):
    """How a source gets an answer: the path is the source's own, below scheme, host and port."""

    def __call__(
        self,
        path: str,
        query: Mapping[str, str] | str = "",
        *,
        headers: Mapping[str, str] | None = None,
        secret: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer; `secret` are parameters of the query that are shown and kept nowhere."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A source of trade figures.

    Parameters
    ----------
    name : str
        As the command line calls it, one lower-case word; its settings are ``TRADE_TARGET_NAME_URL`` and so on.
    publisher, title, page : str
        As statements name it, with an address for readers.
    address : str
        Scheme and host of the service.
    read : callable
        Yields the observations of what is asked. It is given the key, empty when none is set.
    covers : callable
        Why it has nothing about a pair, empty when it may have.
    per_second : float
        How often it may be asked.
    per_day : int or None
        How often in a day, where it says so.
    """

    name: str
    publisher: str
    title: str
    page: str
    address: str
    read: Callable[[Ask, Get, str], Iterable[Observation]]
    covers: Callable[[Pair], str]
    per_second: float = 1.0
    per_day: int | None = None


def _is_country(place: Place) -> bool:
    return place.kind == "country" or place.code == "WLD"


def countries_of(pair: Pair) -> str:
    """Return why a source of countries' books has nothing about a pair, empty when it may have."""
    others = [place.name for place in (pair.reporter, pair.partner) if not _is_country(place)]
    if others:
        return f"has books of countries alone, not of {' and '.join(others)}"
    return "" if pair.reporter.code != "WLD" or pair.partner.code != "WLD" else "has no trade of the world with itself"


def code_fault(source: str, code: str) -> SourceError:
    """Return the refusal of a place that a source has no code for."""
    place = place_of(code)
    name = place.name if place else code
    return SourceError([Fault(source, name, "is a place that the source has no code for", "ask another source")])
