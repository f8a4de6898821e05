"""Which run answers a question: a hash of what was asked, what was known, what was assumed, and the model's version.

What is hashed is canonical JSON, written here field by field: a renamed attribute or another `repr` changes no id,
and nothing that an answer rests on is left out.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from forecast.forecasting.answers import Run
from forecast.model import MODEL_VERSION

if TYPE_CHECKING:
    from forecast.data import Period, Series, Statement
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question
    from forecast.priors import Priors

__all__ = ["checksum", "priors_checksum", "run_of", "statements_checksum"]


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def checksum(document: object) -> str:
    """Return the SHA-256 of a JSON value in canonical form: sorted keys, no spaces, ASCII.

    Examples
    --------
    >>> checksum({"a": 1, "b": 2}) == checksum({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(_CANONICAL.encode(document).encode()).hexdigest()


def _question(question: Question) -> dict[str, object]:
    # What only a promise has is left out where there is none: a plain question keeps its id.
    promised = {} if question.since is None else {"since": question.since}
    strict = {"strict": True} if question.target.strict else {}
    given = question.target.conversion
    converted = {"conversion": [given.value, given.unit, given.rate]} if given else {}
    return (
        promised
        | strict
        | converted
        | {
            "series": question.series,
            "flow": question.flow,
            "statistics": question.statistics,
            "basis": question.basis,
            "target": [float(question.target.value), question.target.unit],
            "as_of": question.as_of.isoformat(),
            "by": question.by,
            "horizon": question.horizon,
            "level": float(question.level),
            "model": question.model,
            "seed": question.seed,
            "scenario": str(question.scenario),
        }
    )


def _period(period: Period) -> list[int]:
    """Return a period as numbers; what a calendar year's first months do not need came later, and changes no run."""
    elsewhere = [period.skipped, period.year_ends]
    return [period.year, period.months, *(elsewhere if elsewhere != [0, 12] else [])]


def _statement(s: Statement) -> dict[str, object]:
    level, growth, origin = s.level, s.growth, s.origin
    return {
        "id": s.id,
        "statistics": s.statistics,
        "flow": s.flow,
        "period": _period(s.period),
        "level": level and [float(level.value), float(level.resolution), level.qualifier],
        "growth": growth and [float(growth.percent), float(growth.resolution), growth.qualifier],
        "event": s.event,
        "origin": [origin.publisher, origin.title, origin.url, origin.published.isoformat(), origin.precision],
        "reliability": s.reliability,
        "record": s.record,
        "note": s.note,
    }


def statements_checksum(series: Series) -> str:
    """Return the checksum of the statements of a series, which is that of the list of them."""
    # One by one: tens of thousands of lists and dictionaries at once cost as much again to keep account of.
    text = ",".join(_CANONICAL.encode(_statement(s)) for s in series.statements)
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()


def priors_checksum(priors: Priors) -> str:
    """Return the checksum of the numbers of priors; where they come from plays no part."""
    growth, reference, grew, world = priors.growth, priors.reference, priors.grew, priors.world
    return checksum({
        "growth": [
            growth.drift, growth.drift_sd, growth.log_volatility, growth.size_elasticity, growth.volatility_df,
            growth.shock_df,
        ],
        "profile": [priors.profile.log_share, priors.profile.between_sd, priors.profile.noise],
        "reference": [reference.size_edges, reference.quantiles, reference.cases],
        "grew": [grew.up, grew.all_years, grew.cases_up, grew.cases_all],
        "world": [world.elasticity, world.standard_error, world.spread, world.usual],
        "deflator": [sorted(priors.deflator.index.items()), priors.deflator.base],
    })  # fmt: skip


@cache
def version(package: str) -> str:
    """Return the version of an installed package; Python reads a file to tell it."""
    return metadata.version(package)


def run_of(question: Question, fitted: Fitted) -> Run:
    """Return the identity of the answer to a question."""
    statements, priors = fitted.checksums
    run = checksum(
        {"question": _question(question), "statements": statements, "priors": priors, "model": MODEL_VERSION}
    )
    return Run(run[:20], version("trade-target"), statements)
