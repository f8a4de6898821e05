"""The sources there are: those of this package, and those that other packages bring.

A package brings a source by an entry point of the group ``trade_target.sources`` that names a `Source`
(docs/pull.md has one in a single file).
"""

from __future__ import annotations

from importlib.metadata import entry_points

from forecast.data.sources.census import CENSUS
from forecast.data.sources.comtrade import COMTRADE
from forecast.data.sources.eurostat import EUROSTAT
from forecast.data.sources.imf import IMF
from forecast.data.sources.source import Source, SourceError
from forecast.errors import Fault, UnknownNameError

__all__ = ["GROUP", "find_source", "known_sources"]

GROUP = "trade_target.sources"


def known_sources() -> dict[str, Source]:
    """Return every source by its name; a name of this package's own cannot be taken by another.

    Raises
    ------
    SourceError
        When an entry point does not give a source.
    """
    found = {}
    for entry in entry_points(group=GROUP):
        try:
            brought = entry.load()
        except Exception as error:
            problem = f"cannot be loaded ({type(error).__name__}: {error})"
            raise SourceError([Fault(GROUP, entry.value, problem, "mend or remove that package")]) from error
        if not isinstance(brought, Source):
            raise SourceError([Fault(GROUP, entry.value, "is no Source", "see docs/pull.md for how one is made")])
        found[brought.name] = brought
    return {**found, **{source.name: source for source in (IMF, COMTRADE, EUROSTAT, CENSUS)}}


def find_source(name: str) -> Source:
    """Return a source by its name.

    Raises
    ------
    UnknownNameError
    """
    known = known_sources()
    if name not in known:
        raise UnknownNameError([Fault("source", name, "is not a source known here", f"known are: {', '.join(known)}")])
    return known[name]
