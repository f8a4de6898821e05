"""The errors of the package: each says what was given, what is wrong and what would be right.

Bad input is collected before it is refused, so an `InputError` carries every fault found,
not only the first one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "MAX_ALIKE",
    "MAX_FAULTS",
    "ConflictError",
    "Fault",
    "FitError",
    "ForecastError",
    "InputError",
    "Setting",
    "UnknownNameError",
    "few",
]

#: Faults told at once, in all and of one kind.
MAX_FAULTS, MAX_ALIKE = 50, 10
_LONGEST_ECHO, _LONGEST_PLACE = 80, 240
_DIGITS = re.compile(r"\d+")


def _printable(text: str, longest: int) -> str:
    """Return `text` with control characters made visible and long values shortened."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: longest + 1])
    return shown if max(len(text), len(shown)) <= longest else f"{shown[:longest]}… ({len(text):,} characters)"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file leaves open and its reader can be told: by a command's option, a body's field, or in the file.

    Parameters
    ----------
    name : str
        Such as ``unit`` or ``pair``; the option of ``trade-target import`` is called so.
    example : str
        What it may be.
    offered : str
        All that it may be, as a list in words; empty when that is no closed choice.
    """

    name: str
    example: str = ""
    offered: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    Parameters
    ----------
    where : str
        The parameter, or the line and column of a file; printable like `given`.
    given : str
        What was given, as text; echoed printable and shortened.
    problem : str
        What is wrong with it, as a clause without a full stop.
    remedy : str
        What would be right, as a clause without a full stop; in the words of the command line.
    setting : Setting, optional
        What would settle it, for those who cannot type an option.

    Examples
    --------
    >>> print(Fault("target", "soon", "is not an amount of money", "write it like 2.5bn"))
    target: 'soon' is not an amount of money; write it like 2.5bn
    """

    where: str
    given: str
    problem: str
    remedy: str
    setting: Setting | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", _printable(self.where, _LONGEST_PLACE))
        object.__setattr__(self, "given", _printable(self.given, _LONGEST_ECHO))

    def __str__(self) -> str:
        given = f"{self.given!r} " if self.given else ""
        return f"{self.where}: {given}{self.problem}; {self.remedy}"


def _kind(fault: Fault) -> tuple[str, ...]:
    """Return what faults share that differ in their line and what was given only."""
    return tuple(_DIGITS.sub("#", text) for text in (fault.where, fault.problem, fault.remedy))


def few(faults: Sequence[Fault], where: str) -> list[Fault]:
    """Return faults as many as somebody reads: ten of a kind and fifty in all, and how many more there are.

    Parameters
    ----------
    faults : sequence of Fault
    where : str
        What all of them are about, for the last line.

    Examples
    --------
    >>> many = [Fault(f"line {line}", "soon", "is not a year", "takes 2024") for line in range(2, 42)]
    >>> print(few(many, "own.csv")[-1])
    line 41: and 30 more like these, down to here; takes 2024
    """
    counts = Counter(map(_kind, faults))
    seen: Counter[tuple[str, ...]] = Counter()
    last = {_kind(fault): fault for fault in faults}
    told: list[Fault] = []
    for fault in faults:
        kind = _kind(fault)
        seen[kind] += 1
        if seen[kind] <= MAX_ALIKE:
            told.append(fault)
        elif seen[kind] == MAX_ALIKE + 1:
            more = counts[kind] - MAX_ALIKE
            told.append(Fault(last[kind].where, "", f"and {more:,} more like these, down to here", fault.remedy))
    left = len(told) - MAX_FAULTS
    return (
        told if left <= 0 else [*told[:MAX_FAULTS], Fault(where, "", f"has {left:,} more faults", "mend these first")]
    )


class ForecastError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(ForecastError):
    """The input cannot be used; `faults` lists every reason.

    Parameters
    ----------
    faults : iterable of Fault
        At least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ConflictError(InputError):
    """What is given is well formed and contradicts what is stored."""


class UnknownNameError(InputError):
    """A series or target of that name does not exist."""


class FitError(ForecastError):
    """The measurements cannot carry a forecast, or the fit broke down."""
