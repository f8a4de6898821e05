"""What an audit found, in sentences: a title, the sums, what was probably meant, what the fit does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast.audit import (
    BadSum,
    Disagreement,
    FalseFall,
    FalseGrowth,
    FalseRise,
    Misprint,
    OddChange,
    OddPart,
    OutsideParts,
    PartAbove,
    ShrinkingYear,
    SidesApart,
    SidesDiffer,
    WrongUnit,
)
from forecast.words.findings.growth import false_fall, false_growth, false_rise, outside_parts
from forecast.words.findings.neighbours import odd_change, odd_part
from forecast.words.findings.one_thing import disagreement, disagreement_title, misprint, wrong_unit
from forecast.words.findings.sides import sides_apart, sides_differ
from forecast.words.findings.sums import bad_sum, part_above, shrinking_year
from forecast.words.findings.telling import FindingWords, Telling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forecast.audit import Facts, Finding
    from forecast.data import Series

__all__ = ["FindingWords", "finding_title", "finding_words"]

#: Who tells which facts.
_TELLERS: Mapping[type[Facts], Callable[[Telling, Any], FindingWords]] = {
    Misprint: misprint,
    Disagreement: disagreement,
    WrongUnit: wrong_unit,
    FalseGrowth: false_growth,
    FalseFall: false_fall,
    FalseRise: false_rise,
    OutsideParts: outside_parts,
    BadSum: bad_sum,
    PartAbove: part_above,
    ShrinkingYear: shrinking_year,
    OddChange: odd_change,
    OddPart: odd_part,
    SidesApart: sides_apart,
    SidesDiffer: sides_differ,
}


def finding_title(finding: Finding, series: Series) -> str:
    """Return a finding in one sentence.

    Parameters
    ----------
    finding : Finding
    series : Series
        What it is about: its currency and the names of its sides are told.
    """
    if isinstance(finding.facts, Disagreement):
        return disagreement_title(Telling(series), finding.facts)  # thousands of rows may have one each
    return finding_words(finding, series).title


def finding_words(finding: Finding, series: Series) -> FindingWords:
    """Return a finding in sentences.

    Parameters
    ----------
    finding : Finding
    series : Series
        What it is about: its currency and the names of its sides are told.
    """
    return _TELLERS[type(finding.facts)](Telling(series), finding.facts)
