"""Which words say what, by language: the lexicons made ready to be looked up, and the language of a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, get_args

from forecast.articles.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from forecast.articles.tokens import Token

__all__ = ["LANGUAGES", "Language", "Lexicon", "language_of", "lexicon_of"]

Language = Literal["en", "ru", "de", "es", "fr", "tr", "zh"]
#: The languages that are read; English and Russian wholly, the others for common sentences.
LANGUAGES: tuple[Language, ...] = get_args(Language)

#: Words that stand in every text of a language and in few others.
_TELLING: Mapping[str, str] = {
    "en": "the of and to in is was with for by from it on has at trade this year million billion",
    "de": "der die das und den von mit ist im auf des um ein eine sich dem wurde nicht milliarden euro handel jahr",
    "es": "el la los las de del en y que un una por con se al su más millones comercio año",
    "fr": "le la les des du de et en un une dans par sur est au que ont milliards echanges annee l d",
    "tr": "ve bir bu ile yüzde milyar milyon ticaret yıl olarak arasındaki hacmi dolar dolara geçen için hedef iki",
}
#: A prefix is looked up by so many letters.
_STEM = 3


@dataclass(frozen=True)
class Following:
    """The phrases that start with one word, by the word behind it.

    Parameters
    ----------
    alone : tuple of str
        Tags of that word alone.
    whole : mapping
        Phrases by their second word, where that stands whole: the words after the first and the tag.
    stems : tuple
        Phrases whose second word has any ending, or is a hyphen.
    """

    alone: tuple[str, ...]
    whole: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    stems: tuple[tuple[tuple[str, ...], str], ...]

    def add_tags(self, tokens: Sequence[Token], at: int, found: dict[str, int]) -> None:
        """Add the tags of the phrases that start at a token, each with the most tokens that it spans."""
        for tag in self.alone:
            found.setdefault(tag, 1)
        if at + 1 >= len(tokens) or not (self.whole or self.stems):
            return
        second = tokens[at + 1]
        hyphen = second.text in _HYPHENS and second.start == tokens[at].end and at + 2 < len(tokens)
        for rest, tag in (*self.whole.get((tokens[at + 2] if hyphen else second).low, ()), *self.stems):
            if end := _end(rest, tokens, at + 1):
                found[tag] = max(found.get(tag, 0), end - at)


def _following(phrases: Sequence[tuple[tuple[str, ...], str]]) -> Following:
    """Return the phrases that start with one word, by what stands behind it."""
    whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for rest, tag in phrases:
        if rest and not rest[0].endswith("*") and rest[0] not in _HYPHENS:
            whole.setdefault(rest[0], []).append((rest, tag))
    return Following(
        tuple(dict.fromkeys(tag for rest, tag in phrases if not rest)),
        {word: tuple(found) for word, found in whole.items()},
        tuple((rest, tag) for rest, tag in phrases if rest and (rest[0].endswith("*") or rest[0] in _HYPHENS)),
    )


@dataclass(frozen=True)
class Lexicon:
    """The phrases of a language by the word that they start with.

    Parameters
    ----------
    language : {"en", "ru", "de", "es", "fr", "tr", "zh"}
    whole : mapping
        What follows the first word of phrases where that stands whole, by that word.
    stems : mapping
        What follows the first word of phrases where that has any ending, by its first letters: its stem, what follows.
    """

    language: Language
    whole: Mapping[str, Following]
    stems: Mapping[str, tuple[tuple[str, Following], ...]]

    @property
    def comma(self) -> bool:
        """Whether the language writes a decimal comma."""
        return self.language not in {"en", "zh"}

    def tags_at(self, tokens: Sequence[Token], at: int) -> dict[str, int]:
        """Return the tags of the phrases that start at a token, each with the most tokens that it spans."""
        found: dict[str, int] = {}
        first = tokens[at].low
        if (following := self.whole.get(first)) is not None:
            following.add_tags(tokens, at, found)
        for stem, following in self.stems.get(first[:_STEM], ()):
            if first.startswith(stem):
                following.add_tags(tokens, at, found)
        return found


_HYPHENS = frozenset("-‑‐")


def _end(rest: tuple[str, ...], tokens: Sequence[Token], at: int) -> int:
    """Return where a phrase ends whose later words stand from a token on, hyphens between them or not; 0 if not."""
    for word in rest:
        if at < len(tokens) and tokens[at].text in _HYPHENS and tokens[at].start == tokens[at - 1].end and word != "-":
            at += 1
        if at >= len(tokens):
            return 0
        low = tokens[at].low
        if not (low.startswith(word[:-1]) if word.endswith("*") else low == word):
            return 0
        at += 1
    return at


def _phrases(words: str) -> Iterator[tuple[str, ...]]:
    """Return the phrases of a lexicon's line, each as folded words that keep their star."""
    for phrase in words.split(";"):
        found: list[str] = []
        for token in tokens_of(phrase):
            if token.text == "*" and found:
                found[-1] += "*"
            else:
                found.append(token.low)
        if found:
            yield tuple(found)


def _lines(language: Language) -> Iterator[tuple[str, str]]:
    """Return the tags of a language's file, each with its phrases."""
    path = resources.files("forecast.articles").joinpath("lexicons", f"{language}.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        tag, found, words = line.partition(" = ")
        if found and not line.startswith("#"):
            yield tag, words


@cache
def lexicon_of(language: Language) -> Lexicon:
    """Return the lexicon of a language.

    Examples
    --------
    >>> lexicon_of("en").tags_at(tokens_of("trade turnover grew"), 0)
    {'total': 2}
    """
    whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    stems: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for tag, words in _lines(language):
        for first, *rest in _phrases(words):
            if first.endswith("*") and len(first) > _STEM:
                stems.setdefault(first[:-1], []).append((tuple(rest), tag))
            else:
                whole.setdefault(first.rstrip("*") or first, []).append((tuple(rest), tag))
    begun: dict[str, list[tuple[str, Following]]] = {}
    for stem, found in stems.items():
        begun.setdefault(stem[:_STEM], []).append((stem, _following(found)))
    return Lexicon(
        language,
        {word: _following(found) for word, found in whole.items()},
        {letters: tuple(found) for letters, found in begun.items()},
    )


@cache
def _telling() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(token.low for token in tokens_of(words)) for language, words in _TELLING.items()}


def language_of(tokens: Sequence[Token]) -> Language | None:
    """Return the language of most of a text; None when it is none that is read.

    Examples
    --------
    >>> language_of(tokens_of("Der Handel stieg um 5 Prozent auf 3 Milliarden Euro"))
    'de'
    """
    words = [token.low for token in tokens if token.kind == "word"]
    letters = "".join(words)
    if not letters:
        return None
    cjk = sum("\u3400" <= c <= "\u9fff" for c in letters)
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in letters)
    latin = sum("a" <= c <= "z" for c in letters)
    if max(cjk * 3, cyrillic, latin) < len(letters) / 3:
        return None
    if any("\u3040" <= c <= "\u30ff" or "\uac00" <= c <= "\ud7a3" for c in letters):
        return None
    if cjk * 3 > max(cyrillic, latin):
        return "zh"
    if cyrillic > latin:
        # Letters of Ukrainian and of other languages that are not read.
        return None if sum(c in "іїєґўқғүұһәөңђћљњџќѓѕ" for c in letters) > len(letters) / 50 else "ru"
    counts = Counter(words)
    scores = {name: sum(counts[word] for word in telling) for name, telling in _telling().items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] * 25 >= len(words) else None  # type: ignore[return-value]  # a lexicon is a language
