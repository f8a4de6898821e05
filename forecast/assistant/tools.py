"""The tools of an assistant: each question of the library, told as a sentence with caveats and citation, then JSON.

Nothing here knows the protocol, and nothing is stored. Bad arguments are refused by the library itself, with every
fault at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from forecast import articles, words
from forecast.assistant.arguments import Given, read_arguments
from forecast.data import slug
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.forecasting import (
    ATTAINABLE_FIELDS,
    FIELDS,
    MOST_COMPARED,
    QUESTION_FIELDS,
    Fits,
    attainable_level,
    compare_questions,
    news_of_pairs,
    parse_attainable,
    parse_comparison,
    parse_question,
    tracked_in,
)
from forecast.report import (
    SeriesList,
    TargetList,
    article_document,
    attainable_document,
    comparison_document,
    dumps,
    forecast_document,
    series_entry,
    target_entry,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from forecast.data import AnnouncedTarget, Series
    from forecast.forecasting import Asked, Question
    from forecast.priors import Priors
    from forecast.report import Document

__all__ = ["TOOLS", "Desk", "Shelf", "Told", "Tool", "ask"]

T = TypeVar("T")
#: Characters of an article, which is HTML at times; the reader has a limit of its own below it.
LONGEST_ARTICLE = 200_000
#: Entries of a list that are told at once.
MOST_LISTED, USUALLY_LISTED = 100, 20


class Shelf(Protocol):
    """What is read: the store, or what the package ships."""

    def series_ids(self) -> tuple[str, ...]:
        """Return the ids of the series that are listed."""

    def series(self, name: str) -> Series:
        """Return a series by id, or of a pair as it is written."""

    def targets(self) -> tuple[AnnouncedTarget, ...]:
        """Return the registry of announced targets."""


@dataclass(frozen=True)
class Desk:
    """Where an assistant's questions are answered.

    Parameters
    ----------
    shelf : Shelf
    priors : Priors
    fits : Fits
        The last few fits: another mark for the same pair costs no new one.
    """

    shelf: Shelf
    priors: Priors
    fits: Fits

    @staticmethod
    def of(shelf: Shelf, priors: Priors) -> Desk:
        """Return a desk over a shelf."""
        return Desk(shelf, priors, Fits(priors, shelf.targets()))


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool tells.

    Parameters
    ----------
    text : str
        Sentences, what they do not cover, and how to cite them.
    document : dict
        The same and more as JSON.
    """

    text: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Parameters
    ----------
    name, title, description : str
        For whoever chooses among tools.
    schema : dict
        JSON Schema of its arguments.
    answer : callable
        What it tells, of a desk and arguments.
    """

    name: str
    title: str
    description: str
    schema: dict[str, Any]
    answer: Callable[[Desk, Given], Told]


def _told(lines: Sequence[str], document: Document) -> Told:
    return Told("\n".join(lines), json.loads(dumps(document)))


def _limits(series: Series, question: Question) -> list[str]:
    """Return what an answer does not cover, and how to cite what has no run of its own."""
    return [
        words.say("Not covered: {list}.", list="; ".join(words.not_covered(series, question))),
        words.say("Cite as: {citation}", citation=words.series_citation(series, question)),
    ]


def _series(desk: Desk, given: Given) -> tuple[Series | None, tuple[Fault, ...]]:
    """Return the series that is asked about, or what is wrong with its name."""
    if not given.text("series"):
        return None, ()
    try:
        return desk.shelf.series(given.text("series")), ()
    except InputError as error:
        return None, error.faults


def _refused(*faults: tuple[Fault, ...]) -> InputError:
    """Return every fault, each told once."""
    return InputError(dict.fromkeys(fault for some in faults for fault in some))


def _parsed(desk: Desk, given: Given, parse: Callable[[Series], T]) -> tuple[Series, T]:
    """Return the series and what is asked of it.

    Raises
    ------
    InputError
        With the faults of the arguments, of the series and of the question together.
    """
    series, unknown = _series(desk, given)
    if series is None:
        raise _refused(given.faults, unknown)
    try:
        asked = parse(series)
    except InputError as error:
        already = {fault.where for fault in given.faults}
        raise _refused(given.faults, tuple(f for f in error.faults if f.where not in already)) from None
    if given.faults:
        raise _refused(given.faults)
    return series, asked


def _ask(desk: Desk, given: Given) -> Told:
    """Tell when trade reaches a mark."""
    series, question = _parsed(desk, given, lambda found: parse_question(given.fields(*FIELDS), found))
    answer = desk.fits.of(question, series).forecast(question)
    caveats = words.say("Not covered: {list}.", list="; ".join(words.does_not_cover(answer)))
    cited = words.say("Cite as: {citation}", citation=words.citation(answer))
    return _told([*words.sentences(answer), caveats, cited], forecast_document(answer))


def _attainable(desk: Desk, given: Given) -> Told:
    """Tell the level that is reached by a year with a probability."""
    series, asked = _parsed(desk, given, lambda found: parse_attainable(given.fields(*ATTAINABLE_FIELDS), found))
    level = attainable_level(asked, desk.fits.of(asked.question, series))
    return _told([words.attainable_headline(level), *_limits(series, asked.question)], attainable_document(level))


def _compare(desk: Desk, given: Given) -> Told:
    """Tell the answer as it stands beside scenarios and other sides' statistics."""
    base = given.fields(*(name for name in FIELDS if name != "scenario"))

    def parse(found: Series) -> tuple[Asked, ...]:
        return parse_comparison(base, found, scenarios=given.several("scenarios"), sides=given.several("sides"))

    series, asked = _parsed(desk, given, parse)
    found = compare_questions(asked, desk.fits.of)
    lines = [words.comparison_text(found).rstrip(), *_limits(series, found.question)]
    return _told(lines, comparison_document(found))


def _known(desk: Desk, article: articles.Article) -> Series | None:
    """Return what is known of the pair of an article, seen from the same side; None when there is nothing."""
    if article.pair is None:
        return None
    try:
        found = desk.shelf.series(article.pair.id)
    except UnknownNameError:
        return None
    return found if found.reporter == article.pair.reporter.name else None


def _read_article(desk: Desk, given: Given) -> Told:
    """Tell what an article says of trade, what does not add up, and the odds of its targets."""
    day, pair = given.text("published") or None, given.text("pair") or None
    try:
        article = articles.read_article(given.text("text"), published=day, pair=pair)
    except InputError as error:
        raise _refused(given.faults, error.faults) from None
    if given.faults:
        raise InputError(given.faults)
    side = slug(given.text("statistics"))
    news = news_of_pairs(article, partial(_known, desk), desk.priors, desk.shelf.targets(), statistics=side)
    return _told([words.article_text(news).rstrip()], article_document(news, statistics=side))


def _page(given: Given, every: Sequence[T], line: Callable[[T], str]) -> tuple[int, tuple[T, ...]]:
    """Return how many entries have the words that are looked for, and those of them that are asked for.

    Raises
    ------
    InputError
        With every fault.
    """
    faults, bounds = list(given.faults), {"limit": USUALLY_LISTED, "offset": 0}
    for name, (low, high) in {"limit": (1, MOST_LISTED), "offset": (0, 100_000)}.items():
        text = given.text(name)
        if text and not (text.isascii() and text.isdigit() and low <= int(text[:7]) <= high):
            faults.append(Fault(name, text, "is out of range", f"takes a whole number from {low} to {high:,}"))
        elif text:
            bounds[name] = int(text)
    if faults:
        raise InputError(faults)
    sought = given.text("words").lower().split()
    found = [one for one in every if all(word in line(one).lower() for word in sought)]
    return len(found), tuple(found[bounds["offset"] :][: bounds["limit"]])


def _target_line(target: AnnouncedTarget) -> str:
    deadline = f"by {target.deadline}" if target.deadline else "no deadline"
    reached = f" {target.reached_year}" if target.reached_year else ""
    return (
        f"{target.id}: {target.reporter} and {target.partner}, {target.flow} {target.mark.label} {deadline}, "
        f"announced {target.announced or 'undated'}: {target.outcome}{reached}"
    )


def _list_targets(desk: Desk, given: Given) -> Told:
    """Tell announced targets and what became of them."""
    every = desk.shelf.targets()
    total, chosen = _page(given, every, _target_line)
    named = (desk.shelf.series(name) for name in desk.shelf.series_ids())
    followed = {one.target.id: one.series_id for one in tracked_in(chosen, named)}
    entries = tuple(target_entry(target, followed.get(target.id)) for target in chosen)
    lines = [
        words.say(
            "{found} of {every} announced targets, told are {told}; each is as its publisher reported it.",
            found=total,
            every=len(every),
            told=len(chosen),
        ),
        *map(_target_line, chosen),
        words.say("Cite as: {citation}", citation=words.catalogue_citation()),
    ]
    return _told(lines, TargetList(total=total, targets=entries))


def _series_line(series: Series) -> str:
    years = [s.period.year for s in series.statements]
    span = f"{min(years)} to {max(years)}" if years else ""
    sides = ", ".join(series.sides)
    return f"{series.id}: {series.reporter} and {series.partner}, {series.basis}, {series.unit}, {span}, sides {sides}"


def _list_series(desk: Desk, given: Given) -> Told:
    """Tell the series that are listed; other pairs are asked by their names."""
    every = [desk.shelf.series(name) for name in desk.shelf.series_ids()]
    total, chosen = _page(given, every, _series_line)
    lines = [
        words.say(
            "{found} of {every} listed series, told are {told}; any other pair of countries can be asked by its names.",
            found=total,
            every=len(every),
            told=len(chosen),
        ),
        *map(_series_line, chosen),
        words.say("Cite as: {citation}", citation=words.catalogue_citation()),
    ]
    return _told(lines, SeriesList(series=tuple(series_entry(one) for one in chosen)))


_SERIES = {
    "type": "string",
    "description": "The pair: an id such as belarus-st-petersburg, or two names such as India / UAE.",
}
_LANGUAGE = {"type": "string", "description": "Language of the sentences, such as en or ru; en when not given."}
_WORDS = {"type": "string", "description": "Words that an entry must have, such as a country and a year."}
_LIMIT = {
    "type": "integer",
    "description": f"Entries told at once, at most {MOST_LISTED}; {USUALLY_LISTED} when not given.",
}
_OFFSET = {"type": "integer", "description": "Entries passed over; 0 when not given."}


def _several(description: str) -> dict[str, Any]:
    return {
        "type": "array", "items": {"type": "string"}, "maxItems": MOST_COMPARED - 1, "description": description,
    }  # fmt: skip


def _schema(properties: Mapping[str, dict[str, Any]], *required: str) -> dict[str, Any]:
    told = {**properties, "language": _LANGUAGE}
    return {"type": "object", "properties": told, "required": list(required), "additionalProperties": False}


def _of_question(*names: str) -> dict[str, dict[str, Any]]:
    """Return the schema of fields of a question; what they take is checked by the library, which says all faults."""
    kinds = {field.name: field.schema["type"] for field in QUESTION_FIELDS}
    told = {name: f"{FIELDS[name][0].upper()}{FIELDS[name][1:]}." for name in names}
    return {name: {"type": kinds[name], "description": told[name]} for name in names}


_ANSWERS = "Answers with its uncertainty, what it does not cover, and a citation; quote the citation with the chance."

TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "ask",
            "When will trade reach a mark?",
            "Tell when trade between two sides reaches a mark: chances by each year, a range of dates, required "
            f"growth, what published figures contradict. {_ANSWERS}",
            _schema({"series": _SERIES, **_of_question(*FIELDS)}, "series", "target"),
            _ask,
        ),
        Tool(
            "attainable",
            "Which level will trade reach by a year?",
            f"Tell the level of trade that is reached by a year with a given probability. {_ANSWERS}",
            _schema(
                {
                    "series": _SERIES,
                    "probability": {"type": "number", "description": "That it is reached; 0.8 when not given."},
                    **_of_question(*(name for name in ATTAINABLE_FIELDS if name in FIELDS)),
                },
                "series",
                "by",
            ),
            _attainable,
        ),
        Tool(
            "compare",
            "How would the answer change?",
            "Tell the answer as it stands beside scenarios, or on the other side's statistics, on the same random "
            f"numbers. {_ANSWERS}",
            _schema(
                {
                    "series": _SERIES,
                    **_of_question(*(name for name in FIELDS if name != "scenario")),
                    "scenarios": _several("What-ifs, each such as growth=2026:-10%."),
                    "sides": _several("Other sides whose statistics are compared, such as st-petersburg."),
                },
                "series",
                "target",
            ),
            _compare,
        ),
        Tool(
            "read_article",
            "What does an article say of trade?",
            "Read a news article: its trade figures and targets, which numbers were not used and why, what does not "
            "add up, and the odds of its targets. Nothing is stored.",
            _schema(
                {
                    "text": {"type": "string", "description": "The article, plain text or HTML."},
                    "published": {
                        "type": "string",
                        "description": "Its day, YYYY-MM-DD; the dateline's when not given.",
                    },
                    "pair": {
                        "type": "string",
                        "description": "Who trades with whom; found in the text when not given.",
                    },
                    "statistics": {"type": "string", "description": "Whose statistics its figures are."},
                },
                "text",
            ),
            _read_article,
        ),
        Tool(
            "list_targets",
            "Which targets were announced?",
            "List announced targets of trade and what became of them, each with its source.",
            _schema({"words": _WORDS, "limit": _LIMIT, "offset": _OFFSET}),
            _list_targets,
        ),
        Tool(
            "list_series",
            "Which pairs have figures here?",
            "List the series of published figures, with whose statistics they are and which years they cover.",
            _schema({"words": _WORDS, "limit": _LIMIT, "offset": _OFFSET}),
            _list_series,
        ),
    )
}


def ask(desk: Desk, name: str, arguments: Mapping[str, Any]) -> Told:
    """Return what a tool tells.

    Parameters
    ----------
    desk : Desk
    name : str
        Of `TOOLS`.
    arguments : mapping of str to JSON value

    Raises
    ------
    InputError
        With every fault of the arguments and of what they ask.
    FitError
        When nothing can be fitted.
    """
    tool = TOOLS[name]
    given = read_arguments(arguments, tool.schema, longest={"text": LONGEST_ARTICLE})
    language = given.text("language") or "en"
    if language not in words.languages():
        remedy = f"known are: {', '.join(words.languages())}"
        given = given.also(Fault("language", language, "is no language that is spoken here", remedy))
        return tool.answer(desk, given)
    with words.speaking(words.locale_of(language)):
        return tool.answer(desk, given)
