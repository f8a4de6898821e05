"""An article read: its figures as statements and targets, and every other number with its reason.

Reading is by rules over tokens, without a network and without chance: the same text always reads the same. What the
rules are not sure of is kept with its doubt and not used.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forecast.articles.article import Article, ReadStatement, Unused
from forecast.articles.clauses import read_clauses
from forecast.articles.doubts import Doubt
from forecast.articles.figures import Words
from forecast.articles.lexicon import language_of, lexicon_of
from forecast.articles.moments import moment_at
from forecast.articles.plain import plain_text
from forecast.articles.setting import Setting, Told
from forecast.articles.sides import pair_of, places_of, side_of
from forecast.articles.tokens import tokens_of
from forecast.data import FISCAL_STARTS, NAMED_BY_START, Pair, parse_date, parse_pair
from forecast.errors import Fault, InputError, UnknownNameError

if TYPE_CHECKING:
    from forecast.articles.article import Reason
    from forecast.articles.lexicon import Language

__all__ = ["read_article", "words_of"]

#: A dateline stands among the first tokens.
_HEAD = 200


def words_of(text: str, language: Language | None = None) -> Words:
    """Return the tokens of a text with what each can say.

    Raises
    ------
    InputError
        When the text is in no language that is read.
    """
    tokens = tokens_of(text)
    spoken = language or language_of(tokens)
    if spoken is None:
        problem = "is in no language that is read"
        remedy = "give an article in English or Russian, or one in German, Spanish, French, Turkish or Chinese"
        raise InputError([Fault("text", text[:40], problem, remedy)])
    lexicon = lexicon_of(spoken)
    return Words(tokens, tuple(lexicon.tags_at(tokens, at) for at in range(len(tokens))), lexicon)


def _dateline(words: Words) -> date | None:
    """Return the first whole date near the start of a text."""
    tokens = words.tokens
    for at in range(min(len(tokens), _HEAD)):
        numbers = [tokens[n].text for n in range(at, min(at + 5, len(tokens))) if tokens[n].kind == "number"]
        month, span = words.starting(at, "month:")
        day = year = ""
        if month and tokens[at].capital | (words.lexicon.language != "en"):
            before, after = words.number(at - 1), words.number(at + span)
            late = at + span + 1 + (words.mark(at + span + 1) == ",")
            if before and after and len(after.text) == 4:
                day, year = before.text, after.text
            elif after and (second := words.number(late)) and len(second.text) == 4 and len(after.text) <= 2:
                day, year = after.text, second.text
        elif tokens[at].kind == "number" and tokens[at].text.count(".") == 2:
            day, month, year = tokens[at].text.split(".")
        elif len(numbers) == 3 and len(numbers[0]) == 4 and words.mark(at + 1) == words.mark(at + 3) == "-":
            year, month, day = numbers
        try:
            if day and len(year) == 4:
                return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _published(published: date | str | None) -> date | None:
    if not isinstance(published, str):
        return published
    try:
        return parse_date(published)
    except ValueError as error:
        raise InputError([Fault("published", published, str(error), "write it as YYYY-MM-DD")]) from None


def _parts(told: Told) -> list[tuple[int, int]]:
    return [part for said in told.statements for part in said.parts] + [part for t in told.targets for part in t.parts]


def _unused(words: Words, text: str, told: Told) -> tuple[Unused, ...]:
    """Return every number that nothing uses, with its reason."""
    covered = bytearray(len(text) + 1)
    for start, end in _parts(told):
        covered[start:end] = b"\x01" * (end - start)
    found: list[Unused] = []
    at = 0
    tokens = words.tokens
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "number" or all(covered[token.start : token.end]):
            at += 1
            continue
        moment = next(
            (m for n in (at, at - 1, at - 2) if n >= 0 and (m := moment_at(words, n)) and n <= at < m[1]), None
        )
        reason: Reason = told.reasons.get(at) or "count"
        first, end = at, at + 1
        if at not in told.reasons or reason == "count":
            if moment:
                reason = "date" if moment[0].kind == "day" else "year"
                end = max(moment[1], at + 1)
            elif any(words.mark(at + n) == ":" and words.number(at + 2 * n) for n in (1, -1)):
                reason = "date"
            elif at + 1 < len(tokens) and words.joined(at + 1) and tokens[at + 1].low in {"th", "st", "nd", "rd", "er"}:
                reason = "rank"
            elif len(token.text) == 4 and token.text.isdigit() and 1900 <= int(token.text) <= 2150:
                reason = "year"
        else:
            while first > 0 and told.reasons.get(first - 1) == reason and tokens[first - 1].kind != "number":
                first -= 1
            while end < len(tokens) and told.reasons.get(end) == reason and tokens[end].kind != "number":
                end += 1
        end = min(max(end, at + 1), len(tokens))
        start = tokens[first].start
        found.append(Unused(text[start : tokens[end - 1].end], (start, tokens[end - 1].end), reason))
        at = end
    return tuple(found)


def _contradicted(statements: list[ReadStatement]) -> list[ReadStatement]:
    """Return the statements, with a doubt on those that say two levels of one thing."""
    levels: dict[tuple[str, str, str | None], set[float]] = {}
    for said in statements:
        if said.level is not None and said.period:
            levels.setdefault((said.flow, str(said.period), said.unit), set()).add(said.level)
    return [
        replace(said, doubt=Doubt("several-levels"))
        if said.level is not None
        and said.period
        and not said.doubt
        and len(levels[said.flow, str(said.period), said.unit]) > 1
        else said
        for said in statements
    ]


def _given(pair: str | tuple[str, str] | Pair) -> Pair:
    """Return the pair that the reader names."""
    if isinstance(pair, Pair):
        return pair
    try:
        return parse_pair(pair) if isinstance(pair, str) else Pair(side_of(pair[0]), side_of(pair[1]))
    except UnknownNameError as error:
        # A fault of what was given, not of an address.
        raise InputError(error.faults) from None


def read_article(
    text: str, *, published: date | str | None = None, pair: str | tuple[str, str] | Pair | None = None
) -> Article:
    """Return what an article says of trade: statements, targets, and every other number with its reason.

    Parameters
    ----------
    text : str
        An article in plain text or HTML: English or Russian; German, Spanish, French, Turkish and Chinese as far as
        sentences are common ones.
    published : datetime.date or str
        Its day; "last year" counts from it. Taken from a dateline when not given.
    pair : str, tuple of str or Pair
        Who trades with whom, the reporter first; found from the text when not given.

    Returns
    -------
    Article

    Raises
    ------
    InputError
        When the text is empty, too long, in no language that is read, or tells no day and none is given.

    Examples
    --------
    >>> found = read_article(
    ...     "Trade between Latvia and Uzbekistan rose by 12.4% to 118.6m euros last year.", published="2024-03-05"
    ... )
    >>> found.pair.id, str(found.statements[0].period), found.statements[0].level, found.statements[0].growth_pct
    ('latvia-uzbekistan', '2023', 118600000.0, 12.4)
    """
    plain = plain_text(text)
    words = words_of(plain)
    day = _published(published) or _dateline(words)
    if day is None:
        problem = "is not said, and the text has no dateline"
        raise InputError(
            [Fault("published", "", problem, 'give the day of publication, as YYYY-MM-DD: "last year" counts from it')]
        )
    places = places_of(words)
    doubts: list[Doubt] = []
    if pair is None:
        chosen, candidates = pair_of(words, places)
        if chosen is None:
            named = tuple(place.name for place in candidates)
            doubts.append(Doubt("pair-unclear", named) if named else Doubt("no-pair"))
    else:
        chosen = _given(pair)
    sides = (chosen.reporter.code, chosen.partner.code) if chosen is not None else ()
    counting = next((code for code in sides if code in FISCAL_STARTS), "")
    fiscal, by_start = FISCAL_STARTS.get(counting), counting in NAMED_BY_START
    told = read_clauses(Setting(words, plain, day, chosen, fiscal, by_start, places))
    statements = tuple(_contradicted(told.statements))
    if not statements and not told.targets:
        doubts.append(Doubt("no-figure"))
    return Article(
        plain,
        words.lexicon.language,
        day,
        chosen,
        statements,
        tuple(told.targets),
        _unused(words, plain, told),
        tuple(doubts),
    )
