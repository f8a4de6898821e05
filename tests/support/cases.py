"""Cases of one kind, of which some are enough for a run that waits."""

from __future__ import annotations

import pytest


def some_of(cases, *, every):
    """Return parameters of which each third, say, runs always, and the others in the long run."""
    return [pytest.param(one, marks=pytest.mark.slow if number % every else []) for number, one in enumerate(cases)]
