"""The errors of the package: each says what was given, what is wrong and what would be right.

Bad input is collected before it is refused, so an `InputError` carries every fault found,
not only the first one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Fault", "FitError", "ForecastError", "InputError", "UnknownNameError"]

_LONGEST_ECHO, _LONGEST_PLACE = 80, 240


def _printable(text: str, longest: int) -> str:
    """Return `text` with control characters made visible and long values shortened."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: longest + 1])
    return shown if max(len(text), len(shown)) <= longest else f"{shown[:longest]}… ({len(text):,} characters)"


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
        What would be right, as a clause without a full stop.

    Examples
    --------
    >>> print(Fault("target", "soon", "is not an amount of money", "write it like 2.5bn"))
    target: 'soon' is not an amount of money; write it like 2.5bn
    """

    where: str
    given: str
    problem: str
    remedy: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", _printable(self.where, _LONGEST_PLACE))
        object.__setattr__(self, "given", _printable(self.given, _LONGEST_ECHO))

    def __str__(self) -> str:
        given = f"{self.given!r} " if self.given else ""
        return f"{self.where}: {given}{self.problem}; {self.remedy}"


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


class UnknownNameError(InputError):
    """A series or target of that name does not exist."""


class FitError(ForecastError):
    """The measurements cannot carry a forecast, or the fit broke down."""
