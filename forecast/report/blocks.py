"""What a brief is made of: tables, remarks, sources, labelled sentences, all in words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Item", "Remark", "Source", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words: caption, header row, rows; `note` stands under it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding of the audit in plain words."""

    title: str
    reading: str
    treatment: str


@dataclass(frozen=True, slots=True)
class Source:
    """A publication: where it stands, and what it says that is used."""

    published: str
    title: str
    url: str | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled sentence of the method box."""

    label: str
    text: str
