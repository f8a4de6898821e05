"""The glossary: one word for one thing, which the service's page and docs/glossary.md are both written from."""

from __future__ import annotations

import re
from typing import NamedTuple

from forecast.words.locale import marked, say

__all__ = ["Term", "glossary"]

#: Each term, in the order of English, with what it means here.
_TERMS = (
    (
        marked("as known on, as of"),
        marked(
            "the day whose knowledge an answer uses: only statements published by then. It is the newest statement's "
            "unless another is asked for, never the clock's"
        ),
    ),
    (marked("attainable level"), marked("the level that is reached by a year with a given probability")),
    (
        marked("audit, finding"),
        marked(
            "the search for published figures that contradict each other, or cannot be; a finding names the "
            "statements and what follows"
        ),
    ),
    (marked("base rate"), marked("how often pairs of any kind reached such a mark: what a method has to beat")),
    (marked("basis"), marked("what a statement counts: goods, or goods and services")),
    (
        marked("benchmark, comparator"),
        marked(
            "another method that is asked the same question, such as a random walk with drift, a trend or exponential "
            "smoothing"
        ),
    ),
    (
        marked("Brier score, integrated Brier score"),
        marked("the squared error of a chance; its mean over all years ahead. Lower is better"),
    ),
    (
        marked("calibration, coverage, PIT"),
        marked(
            "whether of all that was told a chance of 70 %, seven in ten came; the share that fell inside intervals; "
            "the chance that the forecast gave to less than what came"
        ),
    ),
    (
        marked("CRPS"),
        marked(
            "the continuous ranked probability score: the error of a whole distribution, in the unit of what is "
            "forecast"
        ),
    ),
    (marked("cutoff"), marked("the end of what a backtest may know; in an answer it is the day as known on")),
    (marked("deadline"), marked("the year by whose end the mark was promised")),
    (marked("drift"), marked("the median yearly growth of the log of the total, in the long run")),
    (marked("even odds"), marked("the year by which the mark is as likely reached as not")),
    (marked("first passage"), marked("the first year whose total is at or above the mark")),
    (
        marked("fit, fitted"),
        marked(
            "what the statements known on a day say of the past, and of drift and volatility; it can be asked for "
            "many marks"
        ),
    ),
    (marked("flow"), marked("total trade, exports (from the reporter to the partner) or imports")),
    (
        marked("honest, knows the era"),
        marked("a backtest that uses nothing after its first cutoff; one that is told the coming drift"),
    ),
    (marked("horizon"), marked("the last year looked at; what is not reached by then is told as a chance of its own")),
    (
        marked("interval, 80 % range"),
        marked(
            "the years, or levels, between which the answer lies with a probability of at least 80 %; whole years "
            "round outwards, an open end is said to be open"
        ),
    ),
    (marked("level"), marked("an amount of trade in a period")),
    (
        marked("mark, target"),
        marked("the annual total that trade is to reach; a target is a mark that somebody announced"),
    ),
    (marked("measurement"), marked("what independent statements about one thing say together, with its error")),
    (
        marked("middle path"),
        marked("in each year half of the futures lie above it; a mark is mostly reached before it crosses"),
    ),
    (marked("outside view"), marked("what thousands of other pairs of traders did, and how often promises were kept")),
    (marked("pair, series"), marked("two traders; all that was published about their trade")),
    (marked("print, resolution"), marked("a figure as it was published; one unit of its last printed digit")),
    (marked("prior"), marked("the outside view on drift, volatility and the year's profile, as numbers")),
    (
        marked("reached, reached and lost, perhaps reached, open"),
        marked(
            "how a mark stands: published figures at or above it; such figures, and lower ones since; figures that "
            "leave it in doubt; none so far"
        ),
    ),
    (
        marked("real mark"),
        marked(
            "an announced mark in US consumer prices of the year in which it was announced: a mark in money falls to "
            "inflation alone"
        ),
    ),
    (marked("registry"), marked("the announced targets that are known, with what became of them")),
    (marked("reporter, partner"), marked("the side whose trade it is, and the other")),
    (marked("reversion"), marked("what a small pair takes back of a year's shock")),
    (marked("revision"), marked("a later figure for the same thing; also how an answer moved when one came")),
    (
        marked("run"),
        marked(
            "an answer with everything that made it, under an id that follows from question, statements, prior and "
            "version of the model"
        ),
    ),
    (marked("settled year"), marked("a year whose published total decides whether it reached the mark")),
    (
        marked("statement"),
        marked("one thing that somebody published on a day: a level, a growth rate, or that trade grew"),
    ),
    (
        marked("statistics, side"),
        marked(
            "whose books are meant: each side counts the same trade for itself, and the two differ; an answer names "
            "its side"
        ),
    ),
    (marked("supersede"), marked("to take an earlier statement's place; both stay visible")),
    (marked("vintage"), marked("what was known on a day")),
    (marked("volatility"), marked("the yearly standard deviation of log growth")),
    (
        marked("what-if, scenario"),
        marked(
            "an assumption, such as a fall or a deal, that is no part of the forecast: it changes statements, prior "
            "or paths, and an answer under one says so first"
        ),
    ),
    (marked("year to date"), marked("the first months of a year, such as January to May")),
)


class Term(NamedTuple):
    """One term in the language spoken; its anchor is the same in every language."""

    anchor: str
    name: str
    meaning: str


def glossary() -> tuple[Term, ...]:
    """Return the terms, in the order of the language spoken.

    Examples
    --------
    >>> next(term.meaning for term in glossary() if term.anchor == "deadline")
    'the year by whose end the mark was promised'
    """
    told = [Term(_anchor(name), say(name), say(meaning)) for name, meaning in _TERMS]
    return tuple(sorted(told, key=lambda term: term.name.casefold().lstrip("«")))


def _anchor(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.partition(", ")[0].casefold()).strip("-")
