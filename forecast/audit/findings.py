"""What an audit returns: findings, and the printed quantities they keep out of the fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.audit.facts import Facts, Quantity

__all__ = ["Exclusion", "Finding"]


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
    """One contradiction or oddity among published statements; `forecast.words` says it in sentences.

    Parameters
    ----------
    code : str
        Kind of finding, such as ``growth-outside-parts``.
    statements : tuple of str
        Ids of the statements involved, in order of what they are about.
    facts : Facts
        The sums, what was probably meant (never fed back into a fit) and what decides what the fit does.
    exclusions : tuple of Exclusion
        Printed quantities the fit must not use; often none.
    """

    code: str
    statements: tuple[str, ...]
    facts: Facts
    exclusions: tuple[Exclusion, ...] = ()
