"""What a stored run keeps beside its JSON document: the values that every other format is written from.

An answer is frozen dataclasses of plain values all the way down. They are kept as JSON, each with the name of its
class, so that charts, workbooks and reports can be written at any later time with the same numbers. What stands more
than once (a statement, a finding) is kept once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from forecast import words
from forecast.report.formats import BRIEF_FORMATS, FORMATS

if TYPE_CHECKING:
    from forecast.forecasting import Comparison, TargetForecast
    from forecast.words import Locale

__all__ = ["Drawn", "drawn_from", "keep_drawn", "read_drawn", "write_drawn"]

FORM = 1
_ROOM = "forecast."
#: Classes whose values stand in several places.
_SHARED = frozenset({"Statement", "Finding", "Series", "Question"})
_CLASS, _SAME, _DAY = "~", "#", "@"


@dataclass(frozen=True)
class Drawn:
    """An answer that is kept; it can be shown in every format, and not be asked more.

    Parameters
    ----------
    forecast : TargetForecast
        Without what it was asked of.
    comparison : Comparison or None
        The standard scenarios beside it.
    language : str
        In which its document was written.
    """

    forecast: TargetForecast
    comparison: Comparison | None
    language: str


def drawn_from(forecast: TargetForecast) -> Drawn:
    """Return what is kept of an answer."""
    from forecast.report.whatif import standard_comparison  # noqa: PLC0415 - a service starts without it

    found = standard_comparison(forecast)
    if found is not None:  # the report's table reads neither the paths nor the statements of each case
        entries = (replace(e, asked=replace(e.asked, series=forecast.series), path=()) for e in found.entries)
        found = replace(found, entries=tuple(entries))
    return Drawn(forecast, found, words.current_locale().language)


class _Writer:
    def __init__(self) -> None:
        self.classes: dict[str, int] = {}
        self.shared: list[Any] = []
        self._places: dict[Any, int] = {}

    def write(self, value: Any) -> Any:  # noqa: ANN401 - any plain value
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, date):
            return {_DAY: value.isoformat()}
        if isinstance(value, tuple):
            return [self.write(one) for one in value]
        if not is_dataclass(value):
            msg = f"an answer holds a {type(value).__name__}, which is not kept"
            raise TypeError(msg)
        if type(value).__name__ not in _SHARED:
            return self._object(value)
        if value not in self._places:
            self.shared.append(self._object(value))
            self._places[value] = len(self.shared) - 1
        return {_SAME: self._places[value]}

    def _object(self, value: Any) -> dict[str, Any]:  # noqa: ANN401
        kind = f"{type(value).__module__}:{type(value).__qualname__}"
        told: dict[str, Any] = {_CLASS: self.classes.setdefault(kind, len(self.classes))}
        for one in fields(value):
            if one.name != "fitted":  # megabytes of sample paths
                told[one.name] = self.write(getattr(value, one.name))
        return told


class _Reader:
    def __init__(self, told: dict[str, Any]) -> None:
        self._classes = [_class_of(name) for name in told["classes"]]
        self._shared: list[Any] = []
        for one in told["shared"]:
            self._shared.append(self.read(one))

    def read(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            return tuple(self.read(one) for one in value)
        if not isinstance(value, dict):
            return value
        if _DAY in value:
            return date.fromisoformat(value[_DAY])
        if _SAME in value:
            return self._shared[value[_SAME]]
        kind, known = self._classes[value[_CLASS]]
        given = {name: self.read(inner) for name, inner in value.items() if name in known}
        return kind(**given, fitted=None) if "fitted" in known else kind(**given)


@cache
def _class_of(name: str) -> tuple[type, frozenset[str]]:
    """Return a dataclass of this package by its name, and the names of its fields."""
    module, _, inner = name.partition(":")
    found = getattr(import_module(module), inner, None) if module.startswith(_ROOM) else None
    if not (isinstance(found, type) and is_dataclass(found)):
        msg = f"{name} is no value of this package"
        raise ValueError(msg)
    return found, frozenset(one.name for one in fields(found))


def keep_drawn(drawn: Drawn) -> bytes:
    """Return what is kept of an answer as bytes."""
    writer = _Writer()
    forecast, comparison = writer.write(drawn.forecast), writer.write(drawn.comparison)
    told = {
        "form": FORM,
        "language": drawn.language,
        "classes": list(writer.classes),
        "shared": writer.shared,
        "forecast": forecast,
        "comparison": comparison,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read_drawn(body: bytes) -> Drawn:
    """Return an answer that was kept.

    Raises
    ------
    ValueError
        When the bytes are of another form.
    """
    told = json.loads(body)
    if told["form"] != FORM:
        msg = f"form {told['form']} of a kept answer is not known here"
        raise ValueError(msg)
    reader = _Reader(told)
    forecast = cast("TargetForecast", reader.read(told["forecast"]))
    return Drawn(forecast, cast("Comparison | None", reader.read(told["comparison"])), told["language"])


def _spoken(language: str) -> Locale:
    return words.locale_of(language if language in words.languages() else "en")


def write_drawn(suffix: str, drawn: Drawn) -> bytes:
    """Return an answer that was kept in a format, in the language of its document."""
    with words.speaking(_spoken(drawn.language)):
        if suffix in BRIEF_FORMATS:
            from forecast.report.brief import brief_of  # noqa: PLC0415 - a service starts without pictures
            from forecast.report.reports import report_in  # noqa: PLC0415

            return report_in(suffix, drawn.forecast, brief_of(drawn.forecast, scenarios=drawn.comparison))
        return FORMATS[suffix].write(drawn.forecast)
