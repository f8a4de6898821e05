"""Rows of a file of statements, and what reading them gives."""

from __future__ import annotations

import pytest

from forecast.data.statement_csv import read_series
from forecast.errors import InputError

HEADER = "period,level,unit,published"
GOOD = "2024,2.46bn,USD,2025-07-14"


def read(*lines, header=HEADER):
    """Return the series of a file with these lines under a header."""
    return read_series("\n".join((header, *lines)) + "\n", series_id="own", where="own.csv")


def faults(*lines, header=HEADER):
    """Return the messages that a file with these lines under a header gets."""
    with pytest.raises(InputError) as refused:
        read(*lines, header=header)
    return [str(fault) for fault in refused.value.faults]
