"""An article read: its figures as statements and targets, and every other number with its reason.

Reading is by rules over tokens, without a network and without chance: the same text always reads the same. What the
rules are not sure of is kept with its doubt and not used.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from forecast.articles import dateline
from forecast.articles.article import Article, Unused
from forecast.articles.clauses import read_clauses
from forecast.articles.contradictions import settled
from forecast.articles.cutting import sentences_cut
from forecast.articles.doubts import Doubt
from forecast.articles.epithets import called_otherwise
from forecast.articles.figures import Words
from forecast.articles.flows import PARTNER, first_speaker
from forecast.articles.lexicon import language_of, lexicon_of
from forecast.articles.moments import moment_at
from forecast.articles.money import dollars_of
from forecast.articles.plain import plain_text
from forecast.articles.setting import Setting, Told
from forecast.articles.sides import pair_of, places_of, side_of
from forecast.articles.tokens import tokens_of
from forecast.articles.topics import MOST_PAIRS, topics_of
from forecast.data import FISCAL_STARTS, NAMED_BY_START, Pair, parse_date, parse_pair
from forecast.errors import Fault, InputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from forecast.articles.article import Reason
    from forecast.articles.cutting import CutSentence
    from forecast.articles.lexicon import Language
    from forecast.articles.topics import Topics
    from forecast.data import Mention

__all__ = ["read_article", "words_of"]

#: How the name of Iran begins.
_IRAN = ("iran", "irán", "иран", "伊朗")


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
    tags = tuple(lexicon.tags_at(tokens, at) for at in range(len(tokens)))
    iranian = any("othercalendar" in said for said in tags) or any(token.low.startswith(_IRAN) for token in tokens)
    return Words(tokens, tags, lexicon, iranian)


def _published(published: date | str | None) -> date | None:
    if not isinstance(published, str):
        return published
    try:
        return parse_date(published)
    except ValueError as error:
        raise InputError([Fault("published", published, str(error), "write it as YYYY-MM-DD")]) from None


def _parts(told: Told | Article) -> list[tuple[int, int]]:
    return [part for said in told.statements for part in said.parts] + [part for t in told.targets for part in t.parts]


def _unused(words: Words, text: str, told: Told, others: Sequence[Article]) -> tuple[Unused, ...]:
    """Return every number of a text that nothing uses, neither for its pair nor for another, with its reason."""
    covered = bytearray(len(text) + 1)
    beside = [part for other in others for part in _parts(other)]
    for start, end in (*_parts(told), *beside):
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


@contextmanager
def _kept(faults: list[Fault]) -> Iterator[None]:
    """Keep the faults of one thing given, so that those of the others are told beside them."""
    try:
        yield
    except InputError as error:
        faults += error.faults


def _given(pair: str | tuple[str, str] | Pair) -> Pair:
    """Return the pair that the reader names."""
    if isinstance(pair, Pair):
        return pair
    try:
        return parse_pair(pair) if isinstance(pair, str) else Pair(side_of(pair[0]), side_of(pair[1]))
    except UnknownNameError as error:
        # A fault of what was given, not of an address.
        raise InputError(error.faults) from None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text that is read once for each pair it tells of."""

    words: Words
    text: str
    published: date
    places: Mapping[int, Mention]
    sentences: Sequence[CutSentence]

    def told(self, pair: Pair | None, topics: Topics, *, carried: bool = True) -> Told:
        """Return what the sentences on a pair tell."""
        setting = Setting(
            self.words, self.text, self.published, pair, None, by_start=False, places=self.places, topics=topics
        )
        sides = pair.codes if pair is not None else ()
        # Years are those of whoever's exports and imports are told.
        sides = sides[::-1] if first_speaker(setting, self.sentences) == PARTNER else sides
        counting = next((code for code in sides if code in FISCAL_STARTS), "")
        fiscal, by_start = FISCAL_STARTS.get(counting), counting in NAMED_BY_START
        return read_clauses(replace(setting, fiscal_start=fiscal, by_start=by_start), self.sentences, carried=carried)

    def others(self, main: Pair | None) -> tuple[Pair, ...]:
        """Return the other pairs of which a sentence that names them tells a figure or a target."""
        topics = topics_of(self.words, self.sentences, main)
        own = set(main.codes) if main is not None else set()
        named: dict[frozenset[str], Pair] = {}
        for pair in chain.from_iterable(topics.values()):
            named.setdefault(frozenset(pair.codes), pair)
        found = [pair for codes, pair in named.items() if codes != own][: 2 * MOST_PAIRS]
        kept = [pair for pair in found if (told := self.told(pair, topics, carried=False)).statements or told.targets]
        return tuple(kept[:MOST_PAIRS])

    def of(self, pair: Pair | None, told: Told) -> Article:
        """Return what the text says of a pair, without what is of the whole text."""
        statements = settled(told.statements, carried=told.carried, named=told.partnered)
        targets = tuple(told.targets)
        return Article(self.text, self.words.lexicon.language, self.published, pair, statements, targets, ())

    def article(self, main: Pair | None, others: Sequence[Pair], topics: Topics) -> Article:
        """Return what the text says of a pair and of the others, and which of its numbers none of them uses."""
        told = self.told(main, topics)
        beside = tuple(self.of(other, self.told(other, topics)) for other in others)
        found = replace(self.of(main, told), unused=_unused(self.words, self.text, told, beside), others=beside)
        some = any(part.statements or part.targets for part in found.pairs)
        return found if some else replace(found, doubts=(Doubt("no-figure"),))


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
        Of this pair; `pairs` has the others that the text tells of, each with its own statements and targets.

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
    faults: list[Fault] = []
    with _kept(faults):
        plain = plain_text(text)
        words = words_of(plain)
    with _kept(faults):
        day = _published(published)
    with _kept(faults):
        chosen = _given(pair) if pair is not None else None
    if faults:
        raise InputError(faults)
    day = day or dateline.day_of(words)
    if day is None:
        problem = "is not said, and the text has no dateline"
        raise InputError(
            [Fault("published", "", problem, 'give the day of publication, as YYYY-MM-DD: "last year" counts from it')]
        )
    places = places_of(words, chosen)
    chosen = chosen or pair_of(words, places)[0]
    places = called_otherwise(words, places, chosen)
    words = replace(words, dollars=dollars_of(plain, chosen))
    sentences = sentences_cut(words, places)
    reading = _Reading(words, plain, day, places, sentences)
    others = reading.others(chosen)
    if chosen is None and others:
        chosen = others[0]
        others = reading.others(chosen)
    topics = topics_of(words, sentences, chosen, others) if others else {}
    article = reading.article(chosen, others, topics)
    if chosen is not None:
        return article
    named = tuple(place.name for place in pair_of(words, places)[1])
    unclear = Doubt("pair-unclear", named) if named else Doubt("no-pair")
    return replace(article, doubts=(unclear, *article.doubts))
