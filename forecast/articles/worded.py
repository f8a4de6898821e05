"""Amounts in an adjective before a mark: "миллиардный рубеж", "десятимиллиардную отметку", "700-миллионный рубеж"."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.articles.figures import Words

__all__ = ["MARKS", "marked_at"]

#: How a mark is called.
MARKS = ("mark", "threshold", "milestone", "barrier", "рубеж", "отметк", "планк")
_SCALES = {"миллиардн": 9, "миллионн": 6, "триллионн": 12}
#: Numbers in the genitive, as they stand before a scale in one word.
_TIMES = {
    "": 1.0, "двух": 2.0, "трех": 3.0, "четырех": 4.0, "пяти": 5.0, "шести": 6.0, "семи": 7.0, "восьми": 8.0,
    "девяти": 9.0, "десяти": 10.0, "двенадцати": 12.0, "пятнадцати": 15.0, "двадцати": 20.0, "тридцати": 30.0,
    "сорока": 40.0, "пятидесяти": 50.0, "сто": 100.0, "двухсот": 200.0, "трехсот": 300.0, "пятисот": 500.0,
    "полутора": 1.5,
}  # fmt: skip


def marked_at(words: Words, at: int) -> tuple[Decimal, int] | None:
    """Return the amount that an adjective before a mark says and where it ends; None where none does."""
    if words.lexicon.language != "ru":
        return None
    digits = words.number(at)
    hyphened = digits is not None and words.mark(at + 1) in {"-", "‑"} and words.joined(at + 1)
    here = at + 2 if hyphened else at
    low = words.low(here)
    stem = next((scale for scale in _SCALES if scale in low), "")
    if not stem or not words.low(here + 1).startswith(MARKS) or (digits is not None and not hyphened):
        return None
    before = low[: low.index(stem)]
    try:
        times = Decimal(digits.text.replace(",", ".")) if digits else Decimal(_TIMES[before])
    except (InvalidOperation, KeyError):
        return None
    return times.scaleb(_SCALES[stem]), here + 1
