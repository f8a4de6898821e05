"""Where the sentences of a text end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.months import year_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forecast.articles.figures import Words

__all__ = ["ABBREVIATIONS", "sentences_of"]

#: Abbreviations that keep their dot.
ABBREVIATIONS = frozenset(
    {"st", "mr", "mrs", "ms", "dr", "gov", "no", "vs", "approx", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
     "sept", "sep", "oct", "nov", "dec", "mio", "mrd", "млн", "млрд", "тыс", "проц", "мес", "кв", "долл", "г", "гг",
     "руб", "т", "им", "обл", "стр", "св", "ca", "bzw", "bn", "mln", "inc", "co", "ltd", "rs", "nrs", "ksh", "tk",
     "u", "s", "us", "рр", "n°"}
)  # fmt: skip
_ENDS = frozenset(".!?。！？")
#: Marks that a quotation opens with.
_OPENING = frozenset("«“„")
#: Behind them a sentence goes on with figures of something else.
_PARTING = frozenset(";；")


def sentences_of(words: Words) -> Iterator[tuple[int, int]]:
    """Return the tokens at which each sentence starts and ends."""
    tokens = words.tokens
    start = 0
    for at, token in enumerate(tokens):
        if token.kind == "break":
            if at > start:
                yield start, at
            start = at + 1
        elif token.kind == "mark" and (
            _parts(words, at) or (token.text in _ENDS and _ends(words, at) and not _opens(words, start, at))
        ):
            if at > start:  # a mark alone is no sentence
                yield start, at + 1
            start = at + 1
    if start < len(tokens):
        yield start, len(tokens)


#: The most words that name months.
_MONTHS_NAMED = 7


def _opens(words: Words, start: int, at: int) -> bool:
    """Return whether the dot is that of a year that a sentence opens with: "За январь - апрель 2025 г. Турция"."""
    row = [token.low for token in words.tokens[start:at]]
    led = len(row) <= _MONTHS_NAMED and row[:1] in (["в"], ["за"], ["по"], ["на"], ["к"])
    return led and row[-1] in {"г", "гг"} and year_number(words, at - 2) is not None


def _parts(words: Words, at: int) -> bool:
    """Return whether a semicolon leads to a figure: "were 5bn; Poland bought 3bn", not "; they hope by 2028"."""
    if words.tokens[at].text not in _PARTING:
        return False
    for n in range(at + 1, len(words.tokens)):
        token = words.tokens[n]
        if token.kind == "break" or token.text in _ENDS | _PARTING:
            return False
        if token.kind == "number" and year_number(words, n) is None:
            return True
    return False


def _ends(words: Words, at: int) -> bool:
    """Return whether a full stop ends a sentence."""
    tokens = words.tokens
    if tokens[at].text != "." or at + 1 >= len(tokens):
        return True
    if words.joined(at + 1) and tokens[at + 1].kind != "mark":
        return False
    before, after = tokens[at - 1] if at else None, tokens[at + 1]
    if after.text in _OPENING and at + 2 < len(tokens):
        after = tokens[at + 2]  # "30 млрд. «В прошлом году"
    if before is None or not words.joined(at):
        return True
    if before.kind == "word" and len(before.text) == 1 and before.text.isupper():
        return False
    if before.kind == "word" and len(before.text) == 1 and words.mark(at - 2) == "." and words.joined(at - 1):
        return after.kind == "word" and after.capital  # "i.e. 3 per cent less"
    capital = after.capital or after.kind != "word"
    if before.text == "US" and after.kind == "word":
        return after.capital  # "after China and the US. China-India trade"
    if before.low in ABBREVIATIONS:
        scale = before.low in {"млн", "млрд", "тыс", "долл", "mrd", "mio", "bn", "mln", "г", "гг", "руб"}
        unit = (
            bool(words.starting(at + 1, "unit:")[1])
            or after.low == "сша"
            or after.kind == "mark"
            or (before.low in {"г", "гг"} and not after.capital)
        )
        return scale and capital and not unit and after.kind == "word"
    if before.kind == "number" and words.lexicon.language == "de":
        return (
            capital
            and not words.starting(at + 1, "month:")[1]
            and not words.tag(at + 1, "quarter")
            and not words.tag(at + 1, "half")
        )
    return capital
