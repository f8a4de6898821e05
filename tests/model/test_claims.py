"""Claims: growth or a record without a figure weighs paths, and is no measurement (rule 6 of docs/model.md)."""

from __future__ import annotations

import pytest

from forecast.data.periods import Period
from forecast.data.statements import GrowthPrint
from forecast.model.measurements import Claim
from tests.support.measured import UP, growth, keys, level, measure_all, roles, said


@pytest.mark.parametrize(("reliability", "chance"), [("high", 0.95), ("medium", 0.85), ("low", 0.7)])
@pytest.mark.parametrize(("qualifier", "kind"), [("up", "grew"), ("down", "fell")])
def test_growth_without_a_figure_is_a_claim_not_a_measurement(
    reliability: str, chance: float, qualifier: str, kind: str
) -> None:
    """Said to have grown or fallen, trade is not measured; the claim has the chance of its reliability."""
    moved = GrowthPrint(0.0, 0.0, qualifier)
    found = measure_all(
        said("2023", Period(2023), level(2.0)), said("up", Period(2024, 5), growth=moved, reliability=reliability)
    )
    assert keys(found) == [(Period(2023), "level")]
    assert found.claims == (Claim(kind, Period(2024, 5), chance, ("up",)),)
    assert roles(found, "up") == [("growth", "claim")]


def test_a_repeated_claim_is_one_claim() -> None:
    """Claims of one period are one, with the best reliability."""
    found = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("one", Period(2024, 5), growth=UP, reliability="low"),
        said("two", Period(2024, 5), growth=UP, reliability="medium"),
    )
    assert found.claims == (Claim("grew", Period(2024, 5), 0.85, ("one", "two")),)


def test_only_the_latest_claim_of_a_year_counts() -> None:
    """Grown through May and grown through September are not independent: the later one counts."""
    found = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("may", Period(2024, 5), growth=UP),
        said("september", Period(2024, 9), growth=UP),
    )
    assert [claim.period for claim in found.claims] == [Period(2024, 9)]
    assert roles(found, "may") == [("growth", "not-needed")]


def test_figures_tell_growth_better_than_a_claim() -> None:
    """A claim is not needed beside a growth rate of the year, nor between two known totals."""
    beside = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("up", Period(2024, 5), growth=UP),
        said("rate", Period(2024, 5), growth=growth(5.0)),
    )
    between = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("up", Period(2024, 5), growth=UP),
        said("2024", Period(2024), level(2.2)),
    )
    for found in (beside, between):
        assert found.claims == ()
        assert roles(found, "up") == [("growth", "not-needed")]


def test_a_record_is_a_claim_beside_its_level() -> None:
    """A record year is measured by its level and claims besides that no year before was higher."""
    found = measure_all(said("s", Period(2020), level(2.0), record=True))
    assert found.claims == (Claim("record", Period(2020), 0.95, ("s",)),)
    assert roles(found, "s") == [("level", "level"), ("level", "claim")]


def test_a_record_does_not_displace_a_claim_of_growth() -> None:
    """A year called a record keeps the claim that its first months grew on an unknown year before."""
    found = measure_all(
        said("2020", Period(2020), level(2.0)),
        said("up", Period(2024, 5), growth=UP),
        said("2024", Period(2024), level(2.2), record=True),
    )
    assert [(claim.kind, claim.period) for claim in found.claims] == [
        ("grew", Period(2024, 5)),
        ("record", Period(2024)),
    ]


def test_the_other_sides_claims_do_not_count() -> None:
    """What the other side's statistics claim weighs nothing."""
    found = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("up", Period(2024, 5), growth=UP, statistics="b"),
        said("best", Period(2023), level(2.5), statistics="b", record=True),
    )
    assert found.claims == ()
    assert roles(found, "up") == [("growth", "not-fitted")]
