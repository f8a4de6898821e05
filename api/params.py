"""Requests become questions; every fault of a request is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from api.parameters import COMPARED, FOLLOWED, QUERY
from forecast import tracking
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.forecasting import FIELDS, MOST_COMPARED, Asked, Question, parse_comparison, parse_question

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from werkzeug.datastructures import MultiDict

    from api.library import Snapshot
    from forecast.data import Series
    from forecast.tracking import Tracked

__all__ = [
    "Parts",
    "ask",
    "asked_of",
    "compared",
    "followed_question",
    "query",
    "question_of",
    "side_by_side",
    "told_badly",
    "whole",
]

T = TypeVar("T")
#: No value of a query is longer.
MAX_QUERY = 1_000

#: How a series is named.
_PAIRS = "takes a pair such as india-uae, IND-ARE or belarus-st-petersburg"


def told_badly(arguments: MultiDict[str, str], allowed: Collection[str]) -> list[Fault]:
    """Return the faults that any query can have: a parameter told twice, empty, or not known."""
    known = f"known are: {', '.join(allowed)}" if allowed else "this address takes no parameters"
    faults = []
    for name, values in arguments.lists():
        if name not in allowed:
            faults.append(Fault(name, values[0], "is not a parameter", known))
        elif len(values) > 1:
            faults.append(Fault(name, ", ".join(values), f"is given {len(values)} times", "give it once"))
        elif not values[0].strip():
            faults.append(Fault(name, values[0], "is empty", "leave it out, or give a value"))
        elif len(values[0]) > (longest := QUERY[name].schema.get("maxLength", MAX_QUERY)):
            faults.append(Fault(name, values[0], "is too long", f"takes at most {longest} characters"))
    return faults


def query(arguments: MultiDict[str, str], allowed: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a query that takes these names.

    Raises
    ------
    InputError
        With every parameter that is told twice, empty, or not known.
    """
    if faults := told_badly(arguments, tuple(allowed)):
        raise InputError(faults)
    return arguments.to_dict()


def whole(fields: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """Return a whole number of a query.

    Raises
    ------
    InputError
    """
    text = fields.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high:
        return int(text)
    raise InputError([Fault(name, text, "is out of range or not a whole number", f"takes {low} to {high:,}")])


def ask(
    fields: Mapping[str, str | None],
    series: Series,
    faults: list[Fault],
    parse: Callable[[Mapping[str, str | None], Series], T],
) -> T:
    """Return what the fields ask, or every fault together with those found before."""
    try:
        question = parse(fields, series)
    except InputError as error:
        named = {fault.where for fault in faults}
        faults = faults + [fault for fault in error.faults if fault.where not in named]
        raise InputError(faults) from None
    if faults:
        raise InputError(faults)
    return question


def question_of(arguments: MultiDict[str, str], snapshot: Snapshot) -> tuple[Question, Series]:
    """Return the question that a query asks, and its series.

    Raises
    ------
    InputError
        With every fault, those of the series included.
    UnknownNameError
        When the series alone is at fault.
    """
    return asked_of(arguments, snapshot, FIELDS, parse_question)


def asked_of(
    arguments: MultiDict[str, str],
    snapshot: Snapshot,
    known: Collection[str],
    parse: Callable[[Mapping[str, str | None], Series], T],
) -> tuple[T, Series]:
    """Return what a query asks of a series, and the series.

    Parameters
    ----------
    arguments : MultiDict
    snapshot : Snapshot
    known : collection of str
        Names of the parameters beside ``series``.
    parse : callable
        Of fields and a series; raises `InputError` with every fault.

    Raises
    ------
    InputError
        With every fault, those of the series included.
    UnknownNameError
        When the series alone is at fault.
    """
    faults = told_badly(arguments, ("series", *known))
    name = arguments.get("series", "")
    fields: dict[str, str | None] = {k: v for k, v in arguments.items() if k in known}
    if name in snapshot.series:
        return ask(fields, snapshot.series[name], faults, parse), snapshot.series[name]
    missing = "series" not in arguments
    if missing:
        faults.append(Fault("series", name, "is missing", _PAIRS))
    elif name.strip():
        faults += _unknown(name, snapshot)
    # Without a series the other parameters are still checked, against the first one.
    try:
        ask(fields, next(iter(snapshot.series.values())), faults, parse)
    except InputError as error:
        if not missing and len(error.faults) == 1 == len(faults):
            raise UnknownNameError(error.faults) from None
        raise
    msg = "a question without a series cannot be asked"
    raise AssertionError(msg)


def _unknown(name: str, snapshot: Snapshot) -> tuple[Fault, ...]:
    """Return what is wrong with the name of a series."""
    try:
        snapshot.series.find(name)
    except UnknownNameError as error:
        return error.faults
    return ()


def _list(arguments: MultiDict[str, str], name: str, mark: str) -> list[str]:
    return [part.strip() for part in arguments.get(name, "").split(mark) if part.strip()]


@dataclass(frozen=True)
class Parts:
    """What is set side by side.

    Parameters
    ----------
    names : sequence of str
        Of series.
    scenarios, sides : sequence of str
        Of the first series.
    own : tuple of Series
        The caller's own, which stand first.
    """

    names: Sequence[str]
    scenarios: Sequence[str]
    sides: Sequence[str]
    own: tuple[Series, ...] = ()


def compared(arguments: MultiDict[str, str], snapshot: Snapshot) -> tuple[Asked, ...]:
    """Return what a query compares: the first series' question, its scenarios and sides, the other series.

    Raises
    ------
    InputError
        With every fault.
    """
    faults = told_badly(arguments, [p.name for p in COMPARED])
    names, sides = (_list(arguments, name, ",") for name in ("series", "sides"))
    fields: dict[str, str | None] = {k: v for k, v in arguments.items() if k in FIELDS}
    return side_by_side(fields, Parts(names, _list(arguments, "scenarios", "|"), sides), faults, snapshot)


def side_by_side(
    fields: Mapping[str, str | None], parts: Parts, faults: list[Fault], snapshot: Snapshot
) -> tuple[Asked, ...]:
    """Return the first series' question, its scenarios and sides, and the other series, or every fault.

    Parameters
    ----------
    fields : mapping of str to str or None
        The question that all are asked.
    parts : Parts
    faults : list of Fault
        Those found before.
    snapshot : Snapshot

    Raises
    ------
    InputError
        With every fault.
    """
    names, scenarios, sides = list(dict.fromkeys(parts.names)), parts.scenarios, parts.sides
    unknown = [name for name in names if name not in snapshot.series]
    for name in unknown:
        faults += _unknown(name, snapshot)
    chosen = [*parts.own, *(snapshot.series[name] for name in names if name not in unknown)]
    if not chosen and not unknown:
        faults.append(Fault("series", "", "is missing", _PAIRS))
    elif not unknown and len(chosen) + len(scenarios) + len(sides) < 2:
        faults.append(Fault("series", chosen[0].id, "stands alone", "name a second one, or give scenarios or sides"))
    elif len(chosen) > MOST_COMPARED:
        faults.append(Fault("series", str(len(chosen)), "are too many", f"compare at most {MOST_COMPARED}"))
    chosen = chosen[:MOST_COMPARED] or [next(iter(snapshot.series.values()))]

    def first(asked: Mapping[str, str | None], series: Series) -> tuple[Asked, ...]:
        if scenarios or sides:
            return parse_comparison(asked, series, scenarios=scenarios, sides=sides)
        return (Asked(series.id, parse_question(asked, series), series),)

    def another(asked: Mapping[str, str | None], series: Series) -> tuple[Asked, ...]:
        return (Asked(series.id, parse_question(asked, series), series),)

    found = ask(fields, chosen[0], faults, first)
    return sum((ask(fields, series, [], another) for series in chosen[1:]), found)


def followed_question(arguments: MultiDict[str, str], followed: Tracked, snapshot: Snapshot) -> tuple[Question, Series]:
    """Return the question of a registered target, with what the query changes of it.

    Raises
    ------
    InputError
        With every fault.
    """
    series = snapshot.series[followed.series_id]
    faults = told_badly(arguments, [p.name for p in FOLLOWED])
    changes: dict[str, str | None] = {k: v for k, v in arguments.items() if k in FIELDS}

    def parse(asked: Mapping[str, str | None], series: Series) -> Question:
        return tracking.question_of(followed, series, changes=asked)

    return ask(changes, series, faults, parse), series
