"""A text in tokens: words, numbers and marks, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

__all__ = ["Token", "fold_word", "tokens_of"]

Kind = Literal["word", "number", "mark", "break"]

#: Groups of three with spaces are one number only where the first group cannot be a year or a day before another.
_TOKEN = re.compile(
    r"(?P<break>\n\s*\n|\r|\n)"
    r"|(?P<number>(?<![\d.,])(?:\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)*))"
    r"|(?P<cjk>[\u3400-\u9fff])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[^\w\s])"
)
_APOSTROPHES = frozenset("'’ʼ`´‘")
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a mark, or a break between paragraphs.

    Parameters
    ----------
    kind : {"word", "number", "mark", "break"}
    text : str
        As it stands.
    low : str
        Folded, as words are compared.
    start, end : int
        Its place in the text.
    """

    kind: Kind
    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Return a word as words are compared: lower case, without accents.

    Examples
    --------
    >>> fold_word("Çeyreği"), fold_word("Übersteigt"), fold_word("ещё")
    ('ceyregi', 'ubersteigt', 'еще')
    """
    apart = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))


_BULLETS = frozenset("•·▪●◦*–—-")


def _line_ends(text: str) -> frozenset[int]:
    """Return the ends of lines that were ended on purpose: the next word, which starts something, would have fitted."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    ended, at = set[int](), 0
    for line, after in pairwise(lines):
        at += len(line)
        first = after.split(maxsplit=1)[:1]
        starts = bool(first) and (first[0][:1].isupper() or first[0][:1] in _BULLETS)
        if starts and len(line.rstrip()) + 1 + len(first[0]) <= longest:
            ended.add(at)
        at += 1
    return frozenset(ended)


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text; apostrophes part words and are left out.

    Examples
    --------
    >>> [token.text for token in tokens_of("India's trade: $2.5bn, 1 250,5 млн")]
    ['India', 's', 'trade', ':', '$', '2.5', 'bn', ',', '1 250,5', 'млн']
    """
    found = []
    ended = _line_ends(text)
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        word = match.group()
        if word == "\n" and match.start() not in ended:
            continue
        if kind == "mark" and word in _APOSTROPHES:
            continue
        if kind == "number" and not word.isascii():
            word = unicodedata.normalize("NFKC", word)
        if kind in {"cjk", "word"}:
            found.append(Token("word", word, fold_word(word), match.start(), match.end()))
        else:
            found.append(Token(kind, word, word, match.start(), match.end()))  # type: ignore[arg-type]  # a group of the pattern is a kind
    return tuple(found)
