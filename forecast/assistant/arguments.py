"""The arguments of a tool: JSON of a stranger becomes the text that the readers of questions take."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from forecast.errors import Fault
from forecast.forecasting import as_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Given", "read_arguments"]

#: Characters of one argument that are looked at; an article has a limit of its own.
LONGEST = 2_000


class Given:
    """The arguments of one call as text, and what is wrong with them so far.

    Parameters
    ----------
    texts : mapping of str to str
        Arguments of one value.
    lists : mapping of str to tuple of str
        Arguments of several.
    faults : sequence of Fault
    """

    def __init__(self, texts: Mapping[str, str], lists: Mapping[str, tuple[str, ...]], faults: Sequence[Fault]) -> None:
        self._texts, self._lists = dict(texts), dict(lists)
        self.faults = tuple(faults)

    def text(self, name: str) -> str:
        """Return an argument without space around it, empty when it is not given."""
        return self._texts.get(name, "").strip()

    def several(self, name: str) -> tuple[str, ...]:
        """Return the values of an argument that takes a list."""
        return self._lists.get(name, ())

    def fields(self, *names: str) -> dict[str, str | None]:
        """Return arguments as fields of a question."""
        return {name: self._texts.get(name) for name in names}

    def also(self, fault: Fault) -> Given:
        """Return the same with one more fault."""
        return Given(self._texts, self._lists, (*self.faults, fault))


def _told(value: object) -> str:
    """Return a value as JSON writes it, as far as somebody reads it."""
    return json.dumps(value, ensure_ascii=False, default=str)[: LONGEST + 1]


def _value(name: str, value: object, longest: int) -> tuple[str, Fault | None]:
    """Return one value as text, or what is wrong with it."""
    if isinstance(value, float) and not math.isfinite(value):
        return "", Fault(name, str(value), "is not a number", "give a finite one")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "", Fault(name, _told(value), "is neither text nor a number", "give one value")
    if isinstance(value, int) and abs(value) >= 10**30:
        return "", Fault(name, "a number of more than 30 digits", "is too large", "give an amount of money, or a year")
    text = as_fields(value=value)["value"] or ""
    if len(text) > longest:
        return "", Fault(name, text, "is too long", f"takes at most {longest:,} characters")
    return text, None


def read_arguments(given: Mapping[str, Any], schema: Mapping[str, Any], *, longest: Mapping[str, int]) -> Given:
    """Return the arguments of a call; what is wrong with each is kept, to be told with the question's own faults.

    Parameters
    ----------
    given : mapping of str to JSON value
        An empty or null argument counts as not given.
    schema : mapping
        JSON Schema of the tool, whose properties are the names that it knows.
    longest : mapping of str to int
        Arguments that may be longer than `LONGEST` characters.
    """
    known, texts, lists, faults = schema["properties"], dict[str, str](), dict[str, tuple[str, ...]](), list[Fault]()
    for name, value in given.items():
        if name not in known:
            faults.append(
                Fault(name, _told(value), "is not an argument of this tool", f"known are: {', '.join(known)}")
            )
        elif value is None or value == "":
            continue
        elif known[name]["type"] == "array":
            every, most = value if isinstance(value, list) else [value], known[name]["maxItems"]
            if len(every) > most:
                faults.append(Fault(name, f"{len(every):,} values", "are too many", f"give at most {most}"))
            read = [_value(name, one, LONGEST) for one in every[:most]]
            faults += [fault for _, fault in read if fault]
            lists[name] = tuple(text for text, fault in read if not fault)
        else:
            texts[name], fault = _value(name, value, longest.get(name, LONGEST))
            faults += [fault] if fault else []
    missing = [name for name in schema.get("required", ()) if given.get(name) in (None, "")]
    faults += [Fault(name, "", "is missing", f"takes {_lower(known[name]['description'])}") for name in missing]
    return Given(texts, lists, faults)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
