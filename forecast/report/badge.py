"""The single number: an odds badge (SVG), the bare number (text) and what it is (JSON).

A report that links one of them is refreshed by opening it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from forecast import words
from forecast.data import visible
from forecast.errors import Fault, InputError
from forecast.forecasting import probability_number
from forecast.report.documents.answer import mark
from forecast.report.documents.schema import OddsDocument

if TYPE_CHECKING:
    from forecast.forecasting import TargetForecast

__all__ = ["badge_svg", "badge_text", "odds_document"]

#: Letters of what the badge is about; longer names are cut, the title has them whole.
LONGEST_SUBJECT = 48
#: Pixels: a letter of the larger and of the smaller text, and around them.
_LETTER, _SMALL_LETTER, _SPACE, _HEIGHT = 7.6, 6.2, 12, 44
#: Dark enough under white text for everyone (contrast above 4.5).
_LEFT, _RIGHT = "#33414d", "#0b4f7d"


@dataclass(frozen=True, slots=True)
class _Odds:
    """The number a badge tells: the chance by the end of a year."""

    year: int
    probability: float


def _odds(forecast: TargetForecast, by: int | None) -> _Odds:
    """Return the chance by a year: the one asked for, the deadline, or the running year.

    Raises
    ------
    InputError
        When the answer tells no chance for that year.
    """
    answer, question = forecast.answer, forecast.question
    told = dict(answer.probability_by)
    if question.by is not None and answer.probability_by_deadline is not None:
        told[question.by] = answer.probability_by_deadline
    if by is None:
        by = next((year for year in (question.by, question.running_year) if year in told), min(told))
    if by not in told:
        remedy = f"takes a year from {min(told)} to {max(told)}"
        raise InputError([Fault("by", str(by), "is not a year that a chance is told for", remedy)])
    return _Odds(by, probability_number(told[by]))


def odds_document(forecast: TargetForecast, by: int | None = None) -> OddsDocument:
    """Return the number with what it is."""
    odds, question = _odds(forecast, by), forecast.question
    return OddsDocument(
        probability=odds.probability,
        by=odds.year,
        target=mark(question.target),
        subject=visible(words.subject(forecast)),
        statistics=question.statistics,
        status=forecast.answer.status,
        as_of=question.as_of.isoformat(),
        run=forecast.run.id,
    )


def badge_text(forecast: TargetForecast, by: int | None = None) -> str:
    """Return the chance as a bare number with three decimals, as a spreadsheet takes it.

    Raises
    ------
    InputError
        When the answer tells no chance for that year.
    """
    return f"{_odds(forecast, by).probability:.3f}"


@words.in_its_years
def _told(forecast: TargetForecast, by: int | None) -> tuple[str, str]:
    """Return what the badge says: the page's own sentence and range, or ``83 % by 2025`` of a year asked for."""
    if by is None:
        return words.verdict(forecast), words.verdict_range(forecast)
    odds = _odds(forecast, by)
    told = {"chance": words.percent_words(odds.probability), "year": odds.year}
    if forecast.answer.lost_in:
        return words.say("regained: {chance} by {year}", **told), ""
    return words.say("{chance} by {year}", **told), ""


def _what(forecast: TargetForecast) -> str:
    """Return whose trade and the mark."""
    told = {"mark": words.mark_words(forecast.question.target), **words.pair_labels(forecast.series)}
    match forecast.question.flow:
        case "total":
            return words.say("{reporter} – {partner}: {mark}", **told)
        case "exports":
            return words.say("{reporter} – {partner} exports: {mark}", **told)
        case "imports":
            return words.say("{reporter} – {partner} imports: {mark}", **told)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SUBJECT else text[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _line(text: str, place: tuple[int, int], letter: float, look: str) -> str:
    """Return a line of text that is as long as its letters say, whatever font there is."""
    long = f'textLength="{round(len(text) * letter)}" lengthAdjust="spacingAndGlyphs"'
    return f' <text x="{place[0]}" y="{place[1]}" {look} {long}>{escape(text)}</text>\n'


def badge_svg(forecast: TargetForecast, by: int | None = None) -> str:
    """Return the odds badge as SVG: what, the chance and the day, readable at its own size.

    Parameters
    ----------
    forecast : TargetForecast
    by : int, optional
        A year whose chance stands alone; the page's own sentence, with its range, when not given.

    Raises
    ------
    InputError
        When the answer tells no chance for that year.
    """
    question, series = forecast.question, forecast.series
    (told, ranged), day = _told(forecast, by), words.day(question.as_of)
    what = _cut(visible(_what(forecast)))
    whose = words.say(
        "{side}'s figures, as known on {day}", side=words.place_opening(series.side_name(question.statistics)), day=day
    )
    side = _cut(visible(whose))
    left = round(max(len(what) * _LETTER, len(side) * _SMALL_LETTER)) + 2 * _SPACE
    right = round(max(len(told) * _LETTER * 1.15, len(ranged) * _SMALL_LETTER)) + 2 * _SPACE
    large, middle, small = 'font-size="16" font-weight="bold"', 'font-size="13"', 'font-size="10.5" fill="#dbe4ea"'
    said = _line(told, (left + _SPACE, 20 if ranged else 28), _LETTER * 1.15, large)
    said += _line(ranged, (left + _SPACE, 35), _SMALL_LETTER, small) if ranged else ""
    title = escape(visible(f"{words.subject(forecast)}, {words.mark_words(question.target)}: {told}"))
    described = escape(visible(words.headline(forecast)))
    width = left + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}" '
        'role="img" aria-labelledby="badge-title badge-desc" '
        'font-family="Verdana, \'DejaVu Sans\', Geneva, sans-serif" fill="#fff">\n'
        f' <title id="badge-title">{title}</title>\n <desc id="badge-desc">{described}</desc>\n'
        f' <rect width="{width}" height="{_HEIGHT}" rx="5" fill="{_LEFT}"/>\n'
        f' <path d="M{left} 0h{right - 5}a5 5 0 0 1 5 5v{_HEIGHT - 10}a5 5 0 0 1 -5 5h-{right - 5}z" '
        f'fill="{_RIGHT}"/>\n'
        f"{_line(what, (_SPACE, 19), _LETTER, middle)}"
        f"{_line(side, (_SPACE, 35), _SMALL_LETTER, small)}{said}</svg>\n"
    )
