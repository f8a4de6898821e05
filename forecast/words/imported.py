"""How a file was read, in words: pair, unit, years, first and last value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import FLOWS, parse_level, parse_period
from forecast.words.faults import problem_words
from forecast.words.locale import money, number, say
from forecast.words.places import place_said
from forecast.words.prints import flow_opening, period_words

if TYPE_CHECKING:
    from forecast.data import OfficeFile

__all__ = ["import_text"]


def import_text(read: OfficeFile, name: str) -> str:
    """Return how a file was read, a line for each thing that can be checked against it."""
    lines = [
        say("{name}: {layout} ({how})", name=name, layout=problem_words(read.layout), how=problem_words(read.how)),
        say(
            "pair: {reporter} and {partner}; the figures are {reporter}'s",
            reporter=place_said(read.reporter),
            partner=place_said(read.partner),
        ),
        say("unit: {unit}, figures times {scale}", unit=read.unit, scale=number(read.scale, decimals=0)),
    ]
    for flow in FLOWS:
        own = [row for row in read.rows if row["flow"] == flow]
        years = [row for row in own if parse_period(row["period"]).months == 12]
        if not own:
            continue
        shown = [(years or own)[0], *(years[-1:] if len(years) > 1 else [])]
        newest = max(own, key=lambda row: parse_period(row["period"]).end)
        if newest not in shown:
            shown.append(newest)
        told = [
            say(
                "{period}: {level}",
                period=period_words(parse_period(row["period"])),
                level=money(parse_level(row["level"])[0].value, read.unit),
            )
            for row in shown
        ]
        lines.append(
            say(
                "{flow}: {count} whole years, {values}",
                flow=flow_opening(flow),
                count=len(years),
                values=", ".join(told),
            )
        )
    lines += [say("note: {told}", told=problem_words(told)) for told in read.told]
    return "\n".join(lines) + "\n"
