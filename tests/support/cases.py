"""Cases of one kind, of which some are enough for a run that waits."""

from __future__ import annotations

import pytest
from hypothesis import settings


def some_of(cases, *, every):
    """Return parameters of which each third, say, runs always, and the others in the long run."""
    return [pytest.param(one, marks=pytest.mark.slow if number % every else []) for number, one in enumerate(cases)]


def crossed(ones, others):
    """Return parameters of each of the ones with each of the others; one with one of them runs always, turn by turn."""
    return [
        pytest.param(one, other, marks=pytest.mark.slow if (number + place) % len(others) else [])
        for number, one in enumerate(ones)
        for place, other in enumerate(others)
    ]


def examples(number):
    """Return settings for so many examples in the long run, and for a quarter of them in a run that waits.

    They follow the profile: `house` tries 25 where nothing is said, `full` 100.
    """
    return settings(max_examples=max(1, number * settings.default.max_examples // 100))
