"""What must be said about a file, in the fields of a body or a page: a command's options are none of theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.errors import Fault, Setting

__all__ = ["in_fields"]


def in_fields(fault: Fault) -> Fault:
    """Return a fault whose remedy is in the words of who sends a body or fills in a page.

    Parameters
    ----------
    fault : Fault
        As the reader of files tells it to who types a command.

    Examples
    --------
    >>> from forecast.errors import Fault, Setting
    >>> asked = Fault("pair", "", "the file does not say whose trade it is", "say --pair 'A/B'", Setting("pair", "A/B"))
    >>> print(in_fields(asked))
    pair: the file does not say whose trade it is; give the field pair, such as A/B
    """
    remedy = _remedied(fault.setting) if fault.setting else fault.remedy
    return replace(fault, where=fault.where.removeprefix("--"), remedy=remedy)


def _remedied(setting: Setting) -> str:
    """Return what would be right, where an option settles it at the command line."""
    if setting.name == "unit-scale":
        return f"give the field unit, such as {setting.example} million, or {setting.example} units for full units"
    if setting.name in {"unit", "pair"}:
        if setting.offered:
            return f"give the field {setting.name}, one of {setting.offered}"
        return f"give the field {setting.name}, such as {setting.example}"
    said = {
        "sheet": f"send one sheet alone, of {setting.offered}",
        "decimal": "write all figures with one kind of mark, such as 1234.5",
        "flow": "name the column of figures exports, imports or total",
        "map": "name the columns period and exports, imports or total",
        "year-starts": f"give a column year_starts, such as {setting.example}",
    }
    return said[setting.name]
