"""Commands that explore: attainable, surface, compare, sensitivity."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from forecast.cli.root import PRIORS, SERIES, check_format, main, priors_of, series_of
from forecast.report import EXPLORED_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from forecast.report import Explored

__all__ = ["attainable", "compare", "sensitivity", "surface"]

F = TypeVar("F", bound="Callable[..., Any]")
T = TypeVar("T", bound="Explored")

_ASKED = (
    SERIES,
    click.option(
        "--statements",
        type=click.Path(path_type=Path),
        metavar="FILE.csv",
        help="Your own statements in place of SERIES.",
    ),
    click.option("--as-of", help="Use only what was published by this day (YYYY-MM-DD)."),
    click.option("--flow", help="total, exports or imports; total when not given."),
    click.option("--horizon", help="The last year looked at."),
    click.option("--model", help="growth (default) or a comparator."),
    click.option("--seed", help="A whole number; 0 when not given."),
    click.option("--format", "format_name", default="text", help=f"text (default), {', '.join(EXPLORED_FORMATS)}."),
    PRIORS,
)
_STATISTICS = click.option("--statistics", help="Whose statistics; the reporter's when not given.")
_SCENARIO = click.option("--scenario", help='What if: changes such as "growth=2026:-10%;add=2026-:120m@0.7".')


def _asked(command: F) -> F:
    """Return a command with the options that all of these share."""
    for decorate in reversed(_ASKED):
        command = decorate(command)
    return command


def _write(found: T, format_name: str, text: Callable[[T], str]) -> None:
    """Print what was found in the format asked for."""
    told = text(found).encode() if format_name == "text" else EXPLORED_FORMATS[format_name].write(found)
    sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()


@main.command()
@_asked
@_STATISTICS
@_SCENARIO
@click.option("--by", help="The deadline, a year.")
@click.option("--probability", help="That the level is reached; 0.8 when not given.")
def attainable(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell the level that is reached by a year with a given probability."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import attainable_level, fit_ground, parse_attainable

    chosen = series_of(series, statements)
    asked = parse_attainable(fields, chosen)
    found = attainable_level(asked, fit_ground(asked.question.ground, chosen, priors_of(priors)))
    _write(found, format_name, words.attainable_text)


@main.command()
@_asked
@_STATISTICS
@_SCENARIO
@click.option("--targets", help='Marks, such as "2.5bn;3bn"; some around the last total when not given.')
@click.option("--deadlines", help="Years, such as 2026,2028-2030; the next ones when not given.")
def surface(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell the chances of many marks by many deadlines."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import fit_ground, parse_surface, surface_of

    chosen = series_of(series, statements)
    asked = parse_surface(fields, chosen)
    found = surface_of(asked, fit_ground(asked.question.ground, chosen, priors_of(priors)))
    _write(found, format_name, words.surface_text)


@main.command()
@_asked
@click.option("--target", help="The mark, such as 2.5bn.")
@click.option("--by", help="A deadline, a year.")
@click.option("--since", help="The first year that counts, such as that of a promise; every year when not given.")
@click.option("--scenario", "scenarios", multiple=True, help="A case to compare; may be given several times.")
@click.option("--statistics", "sides", multiple=True, help="Whose statistics: the first as it stands, others as cases.")
def compare(
    series: str | None,
    statements: Path | None,
    format_name: str,
    priors: Path | None,
    *,
    scenarios: tuple[str, ...],
    sides: tuple[str, ...],
    **fields: str | None,
) -> None:
    """Tell the answer as it stands beside scenarios and other sides' statistics."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import Fits, compare_questions, parse_comparison

    chosen = series_of(series, statements)
    base = {**fields, "statistics": sides[0] if sides else None}
    asked = parse_comparison(base, chosen, scenarios=scenarios, sides=sides[1:])
    found = compare_questions(asked, Fits(priors_of(priors)).of)
    _write(found, format_name, words.comparison_text)


@main.command()
@_asked
@_STATISTICS
@_SCENARIO
@click.option("--target", help="The mark, such as 2.5bn.")
@click.option("--by", help="A deadline, a year.")
@click.option("--since", help="The first year that counts, such as that of a promise; every year when not given.")
def sensitivity(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell which input moves the date most."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import fit_ground, parse_question, sensitivity_of

    chosen = series_of(series, statements)
    question = parse_question(fields, chosen)
    found = sensitivity_of(question, fit_ground(question.ground, chosen, priors_of(priors)))
    _write(found, format_name, words.sensitivity_text)
