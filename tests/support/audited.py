"""What an audit finds, in the few words that a test compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forecast.audit import Finding, audit
from tests.support.printed import PROFILE, pair

if TYPE_CHECKING:
    from forecast.data.intervals import Interval
    from forecast.data.statements import Statement


def near(*numbers: float) -> object:
    """Return numbers to compare with, to a tenth of a per mille."""
    return pytest.approx(numbers, rel=1e-4)


def ends(interval: Interval) -> tuple[float, float]:
    """Return both ends of an interval."""
    return interval.low, interval.high


def codes(*statements: Statement) -> list[str]:
    """Return the codes found in some statements."""
    return [finding.code for finding in audit(pair(*statements), PROFILE)]


def only(*statements: Statement) -> Finding:
    """Return the single finding in some statements."""
    (finding,) = audit(pair(*statements), PROFILE)
    return finding
