"""Promises: an announced target as a question, and whether what came of it is told alike here and in the registry.

Whatever tells of a registered target asks `question_of`: it knows the day of the announcement (no earlier year fulfils
it), what kind of promise it is (beating a year asks for more than that year had), its deadline, and in whose books it
is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from forecast.data import evidence_of, parse_date, slug
from forecast.forecasting.forecast import HARDLY, SURELY
from forecast.forecasting.question import as_fields, parse_question
from forecast.model import DEFAULT_HORIZON, LONGEST_HORIZON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from forecast.data import AnnouncedTarget, Flow, Series
    from forecast.forecasting.answers import Answer
    from forecast.forecasting.question import Question

__all__ = ["Fared", "Tracked", "differs", "fared", "fields_of", "question_of", "tracked_in"]

#: How a promise fared; "undecided" when the figures leave a deadline that has passed, or the mark, open.
Fared = Literal["reached", "missed", "open", "undecided"]
_REVERSED: Final[Mapping[Flow, Flow]] = {"total": "total", "exports": "imports", "imports": "exports"}


@dataclass(frozen=True, slots=True)
class Tracked:
    """An announced target that can be asked: figures of its pair are known.

    Parameters
    ----------
    target : AnnouncedTarget
    series_id : str
    statistics : str
        Whose statistics decide: the announcer's, or those of the series' reporter where the announcer has none.
    flow : {"total", "exports", "imports"}
        Seen from the series' reporter, who may be the target's partner.
    first_year : int
        The first year that these statistics tell of: an earlier deadline cannot be asked about.
    """

    target: AnnouncedTarget
    series_id: str
    statistics: str
    flow: Flow
    first_year: int = 0


def tracked_in(targets: Iterable[AnnouncedTarget], series: Iterable[Series]) -> tuple[Tracked, ...]:
    """Return the targets that can be asked, in the registry's order.

    A series given answers its pair's targets in its currency; the others are answered by what the package ships.
    """
    pairs = {(slug(one.reporter), slug(one.partner)): one for one in series if one.statements}
    found = []
    for target in targets:
        announcer, other = slug(target.reporter), slug(target.partner)
        one, flow = pairs.get((announcer, other)), target.flow
        if one is None:
            one, flow = pairs.get((other, announcer)), _REVERSED[target.flow]
        if one is not None and one.unit == target.currency:
            books = announcer if announcer in one.sides else one.sides[0]
            found.append(Tracked(target, one.id, books, flow))
            continue
        shipped = evidence_of(target)
        if shipped.series is not None and shipped.statistics is not None:
            found.append(Tracked(target, shipped.series, shipped.statistics, shipped.flow, shipped.first_year))
    return tuple(found)


def fields_of(
    followed: Tracked, series: Series, *, changes: Mapping[str, str | None] | None = None
) -> dict[str, str | None]:
    """Return the question of a tracked target as the fields that `parse_question` reads.

    Parameters
    ----------
    followed : Tracked
    series : Series
    changes : mapping of str to str or None, optional
        Fields asked otherwise, by their names; empty ones change nothing.
    """
    target, deadline = followed.target, followed.target.deadline_in(series.year_ends)
    asked = as_fields(
        target=target.value,
        flow=followed.flow,
        statistics=followed.statistics,
        by=deadline if deadline is not None and deadline >= followed.first_year else None,
        since=target.since,
    )
    asked |= {"target": f"above {asked['target']}"} if target.beats else {}
    asked |= {name: text for name, text in (changes or {}).items() if text}
    return _far_enough({name: text for name, text in asked.items() if text}, series)


def _far_enough(fields: dict[str, str | None], series: Series) -> dict[str, str | None]:
    """Return fields with the horizon that a late deadline needs, unless they have one."""
    newest = max((s.origin.published for s in series.select(statistics=fields["statistics"])), default=series.newest)
    try:
        day, by = parse_date(fields.get("as_of") or newest.isoformat()), int(fields.get("by") or 0)
    except ValueError:
        return fields  # their fault is told when they are read
    late = day.year + DEFAULT_HORIZON < by <= day.year + LONGEST_HORIZON
    return {"horizon": str(by), **fields} if late else fields


def question_of(
    followed: Tracked, series: Series, *, as_of: date | None = None, changes: Mapping[str, str | None] | None = None
) -> Question:
    """Return the question of a tracked target: what was announced, judged in the announcer's books.

    Parameters
    ----------
    followed : Tracked
    series : Series
    as_of : datetime.date, optional
        The day of the side's newest statement when not given.
    changes : mapping of str to str or None, optional
        Fields asked otherwise, by their names; empty ones change nothing.

    Raises
    ------
    InputError
        When the question cannot be put to the series, such as a deadline before the data begin.
    """
    day = {} if as_of is None else {"as_of": as_of.isoformat()}
    return parse_question(fields_of(followed, series, changes={**(changes or {}), **day}), series)


def fared(answer: Answer, question: Question) -> Fared:
    """Return how a promise fared by the figures: fulfilled in time, missed, or still open.

    Parameters
    ----------
    answer : Answer
    question : Question
        Of the promise, as known on the day.
    """
    chance = answer.probability_already_reached
    if question.by is not None and question.by <= question.last_complete_year:
        chance = answer.chance_by(question.by)
        return "reached" if chance >= SURELY else "missed" if chance <= HARDLY else "undecided"
    return "reached" if chance >= SURELY else "open" if chance <= HARDLY else "undecided"


def differs(target: AnnouncedTarget, answer: Answer, question: Question) -> bool:
    """Return whether the registry tells another end of a promise than the figures do, or another year.

    A registry that does not know, or a target that another one replaced, differs from nothing.

    Parameters
    ----------
    target : AnnouncedTarget
    answer : Answer
    question : Question
        Of the target, as known on the day.
    """
    if target.outcome in {"unknown", "superseded"}:
        return False
    late = target.outcome == "reached" and target.deadline is not None and not target.on_time
    if fared(answer, question) != ("missed" if late else target.outcome):
        return True
    return None not in {target.reached_year, answer.reached_in} and target.reached_year != answer.reached_in
