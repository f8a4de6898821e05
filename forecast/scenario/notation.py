"""How the parts of a scenario are written in the text form, exactly; `forecast.words` says them."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.data import GrowthPrint, LevelPrint

__all__ = [
    "DECIMALS",
    "check_label",
    "say_money",
    "say_number",
    "say_print",
    "say_signed",
    "say_span",
]

#: Decimals that percentages, probabilities and volatilities keep.
DECIMALS = 4
LONGEST_LABEL = 40
_LABEL = re.compile(r"[\w .,'()&/-]+")


def say_number(value: float) -> str:
    """Return a number of at most `DECIMALS` decimals, as short as it can be written."""
    text = f"{round(value, DECIMALS) + 0.0:.{DECIMALS}f}"
    return text.rstrip("0").rstrip(".")


def say_signed(percent: float) -> str:
    """Return a percentage as it stands in the text form: ``+3%``."""
    return f"{'' if percent < 0 else '+'}{say_number(percent)}%"


def say_span(first: int, last: int | None) -> str:
    """Return years as they stand in the text form: ``2026``, ``2026-2028`` or ``2026-``."""
    if last == first:
        return str(first)
    return f"{first}-{'' if last is None else last}"


def check_label(text: str) -> str:
    """Return a name as it is kept: spaces single, nothing that could mean something where it is shown."""
    label = " ".join(unicodedata.normalize("NFC", text).split())
    if len(label) > LONGEST_LABEL:
        msg = f"has a name longer than {LONGEST_LABEL} characters"
        raise ValueError(msg)
    if label and not _LABEL.fullmatch(label):
        msg = "has a name with other signs than letters, digits, spaces and . , ' ( ) & / -"
        raise ValueError(msg)
    return label


def say_money(value: float) -> str:
    """Return whole units of money with the largest scale word below them, exactly."""
    size = Decimal(abs(value))
    exponent, word = next(((e, w) for e, w in ((12, "tn"), (9, "bn"), (6, "m"), (3, "k")) if size >= 10**e), (0, ""))
    scaled = (size / 10**exponent).normalize()
    return f"{'-' if value < 0 else ''}{scaled:f}{word}"


def say_print(level: LevelPrint | None, growth: GrowthPrint | None) -> str:
    """Return a printed level or growth so that its last digit, and with it its precision, is kept."""
    if growth is not None:
        if not growth.figure:
            return growth.qualifier
        decimals = max(-round(math.log10(growth.resolution)), 0)
        return f"{_prefix(growth.qualifier)}{growth.percent:+.{decimals}f}%"
    assert level is not None
    value, resolution = Decimal(str(level.value)), Decimal(str(level.resolution))
    fitting = [(e, w) for e, w in ((3, "k"), (6, "m"), (9, "bn"), (12, "tn")) if resolution <= 10**e]
    if not fitting:  # so coarse a print stands without a word: its zeros are not significant
        return f"{_prefix(level.qualifier)}{level.value:.0f}"
    exponent, word = next(((e, w) for e, w in reversed(fitting) if value >= 10**e), fitting[0])
    decimals = max(exponent - round(math.log10(level.resolution)), 0)
    return f"{_prefix(level.qualifier)}{value / 10**exponent:.{decimals}f}{word}"


def _prefix(qualifier: str) -> str:
    return "" if qualifier == "exact" else f"{qualifier} "
