"""What statements are used as, in words: an example for every role and reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from forecast import words
from forecast.audit import audit
from forecast.data import Period, Statement
from forecast.model import Reason, Role, Use, measure
from tests.support.printed import BN, PROFILE, M, pair, said
from tests.support.pseudo import SHOUTED, untranslated

#: A role, a reason where there is one, statements, and what one of them is used as.
EXAMPLES: list[tuple[str, str | None, tuple[Statement, ...], str]] = [
    ("level", None, (said(2024, 2.46 * BN),), "level of 2024: $2.455bn to $2.465bn"),
    (
        "growth",
        None,
        (said(2023, 2.2 * BN, name="a"), said(2024, growth=5.0, name="b")),
        "growth of 2024: +4.95 % to +5.05 %",
    ),
    (
        "repeated",
        None,
        (said(2024, 2.46 * BN, name="a"), said(2024, 2.46 * BN, name="b")),
        "repeats, counted once: level of 2024: $2.455bn to $2.465bn",
    ),
    (
        "narrows",
        None,
        (
            said(2024, 1.66 * BN, flow="exports", name="a"),
            said(2024, 790 * M, flow="imports", name="b"),
        ),
        "level of 2024: $2.44bn to $2.46bn",
    ),
    (
        "teaches-share",
        None,
        (
            said(2023, 2.2 * BN, name="a"),
            said(Period(2023, 5), 0.9 * BN, name="b"),
            said(Period(2024, 5), 0.95 * BN, name="c"),
        ),
        "teaches the pair's share of the year: level of January-May 2023: $895m to $905m",
    ),
    (
        "claim",
        None,
        (said(2023, 2.2 * BN, name="a"), said(Period(2024, 5), growth_qualifier="up", name="b")),
        "grew in January-May 2024: weighs paths that grew",
    ),
    (
        "claim",
        None,
        (said(2023, 2.2 * BN, name="a"), said(Period(2024, 5), growth_qualifier="down", name="b")),
        "fell in January-May 2024: weighs paths that fell",
    ),
    (
        "excluded",
        None,
        (said(2023, 2.2 * BN, name="a"), said(2024, 2.46 * BN, name="b"), said(2024, growth=15.0, name="c")),
        (
            "growth excluded: The growth of total trade in 2024 by Aland's statistics is printed as +15 %, which its "
            "levels rule out."
        ),
    ),
    (
        "excluded",
        None,
        (
            said(2024, 2.2 * BN, name="a", reliability="low"),
            said(2024, 2.46 * BN, name="b"),
        ),
        "level excluded: Total trade in 2024 (Aland's statistics): $2.2bn and $2.46bn cannot all be true.",
    ),
    (
        "superseded",
        None,
        (
            said(2024, 2.2 * BN, name="a", published=date(2025, 1, 1)),
            said(2024, 2.46 * BN, name="b", published=date(2025, 7, 1)),
        ),
        "superseded: Total trade in 2024 (Aland's statistics): $2.46bn, printed later, takes the place of $2.2bn.",
    ),
    (
        "not-needed",
        "year-known",
        (said(2023, 2.2 * BN, name="a"), said(Period(2023, 5), 0.9 * BN, name="b")),
        "not needed: the year's total is known",
    ),
    (
        "not-needed",
        "later-known",
        (
            said(2023, 2.2 * BN, name="a"),
            said(Period(2024, 3), 0.5 * BN, name="b"),
            said(Period(2024, 5), 0.95 * BN, name="c"),
        ),
        "not needed: a later year-to-date figure of the year is known",
    ),
    (
        "not-needed",
        "told-better",
        (
            said(2023, 2.2 * BN, name="a"),
            said(2024, growth=5.0, name="b"),
            said(2024, growth_qualifier="up", name="c"),
        ),
        "not needed: figures, or a later report, tell the growth better",
    ),
    (
        "not-fitted",
        "other-side",
        (said(2024, 2.2 * BN, name="a"), said(2024, 2.3 * BN, side="beland", name="b")),
        "the other side's statistics: compared, not fitted",
    ),
    (
        "not-fitted",
        "other-flow",
        (said(2024, 2.2 * BN, name="a"), said(2023, 1.1 * BN, flow="exports", name="b")),
        "another flow: audited, not fitted",
    ),
]


def used(role: str, reason: str | None, statements: tuple[Statement, ...]) -> Use:
    """Return the first use of a role, for a reason, in made-up statements."""
    series = pair(*statements)
    found = measure(series, audit(series, PROFILE), statistics="aland", flow="total")
    return next(use for use in found.uses if (use.role, use.reason) == (role, reason))


@pytest.mark.parametrize(("role", "reason", "statements", "sentence"), EXAMPLES)
def test_every_use_has_its_words(
    role: str, reason: str | None, statements: tuple[Statement, ...], sentence: str
) -> None:
    """A use is told to the letter, and in another language without an English word left."""
    use, series = used(role, reason, statements), pair(*statements)
    assert words.use_words(use, series) == sentence
    with words.speaking(SHOUTED):
        assert not untranslated(words.use_words(use, series), "Aland", "Beland")


def test_a_record_weighs_paths() -> None:
    """A year called the highest so far is told as that."""
    statements = said(2023, 2.2 * BN, name="a"), replace(said(2024, 2.46 * BN, name="b"), record=True)
    use = used("claim", None, statements)
    assert words.use_words(use, pair(*statements)) == (
        "the highest year up to 2024: weighs paths whose earlier years stayed below"
    )


def test_no_use_is_without_an_example() -> None:
    """Each role and each reason is among the examples."""
    assert {role for role, *_ in EXAMPLES} == set(get_args(Role))
    assert {reason for _, reason, *_ in EXAMPLES if reason} == set(get_args(Reason))
