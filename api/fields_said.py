"""What must be said about a file, in the fields of a body or a page: a command's options are none of theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.errors import Fault

__all__ = ["in_fields"]

_OPTION = re.compile(r"--([a-z-]+)")
_LISTED = re.compile(r"one of (.+)$", re.DOTALL)
_EXAMPLE = re.compile(r"--[a-z-]+ '?([^']+)'?$")


def in_fields(fault: Fault) -> Fault:
    """Return a fault whose remedy is in the words of who sends a body or fills in a page.

    Parameters
    ----------
    fault : Fault
        As the reader of files tells it to who types a command.

    Examples
    --------
    >>> from forecast.errors import Fault
    >>> print(in_fields(Fault("pair", "", "the file does not say whose trade it is", "say --pair 'A/B'")))
    pair: the file does not say whose trade it is; give the field pair, such as A/B
    """
    found = _OPTION.search(fault.remedy)
    problem = re.sub(r"such as --year-starts 04, or a column year_starts", "in a column year_starts", fault.problem)
    remedy = _remedied(found[1], fault.remedy) if found else fault.remedy
    return replace(fault, where=fault.where.removeprefix("--"), problem=problem, remedy=remedy)


def _remedied(option: str, remedy: str) -> str:
    """Return what would be right, where an option was asked for."""
    listed, example = _LISTED.search(remedy), _EXAMPLE.search(remedy)
    if option == "unit" and "--unit-scale" in remedy:
        unit = (re.search(r"--unit '(\w+)", remedy) or ["", "USD"])[1]
        return f"give the field unit, such as {unit} million, or {unit} units for full units"
    if remedy.startswith("write it like") and example:
        return f"write it like {example[1]}"
    if option in {"unit", "pair"}:
        one = example[1] if example else "A/B"
        return f"give the field {option}, one of {listed[1]}" if listed else f"give the field {option}, such as {one}"
    said = {
        "sheet": f"send one sheet alone, of {listed[1] if listed else 'them'}",
        "decimal": "write all figures with one kind of mark, such as 1234.5",
        "flow": "name the column of figures exports, imports or total",
    }
    return said.get(option, "name the columns period and exports, imports or total")
