"""What an audit returns: findings, and the printed quantities they keep out of the fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Exclusion", "Finding", "Quantity"]

Quantity = Literal["level", "growth"]


@dataclass(frozen=True, slots=True, order=True)
class Exclusion:
    """One printed quantity that the fit must not use.

    Parameters
    ----------
    statement : str
        Id of the statement that prints it.
    quantity : {"level", "growth"}
        Which of its two figures; the other one stays in use.
    """

    statement: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or oddity among published statements.

    Parameters
    ----------
    code : str
        Kind of finding, such as ``growth-outside-parts``.
    title : str
        One plain sentence.
    statements : tuple of str
        Ids of the statements involved, in order of what they are about.
    arithmetic : str
        The sums, with units and numbers.
    likely_reading : str
        What was probably meant. Never fed back into a fit.
    treatment : str
        What the fit does with it.
    exclusions : tuple of Exclusion
        Printed quantities the fit must not use; often none.
    """

    code: str
    title: str
    statements: tuple[str, ...]
    arithmetic: str
    likely_reading: str
    treatment: str
    exclusions: tuple[Exclusion, ...] = ()
