"""What an append does with each new row: add it, find it repeated, let it supersede, or refuse it.

The rules are the same for statements and for announced targets. A row's *content* is everything
it says apart from a number in its id; the same content twice is one row. A correction names the
id it corrects, and takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from forecast.errors import ConflictError, Fault, InputError, few

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Book", "Entry", "Plan", "near_ids", "plan_append", "plan_correction"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is stored: its number, id, content and the row it supersedes."""

    seq: int
    id: str
    content: str
    supersedes: int | None


@dataclass(frozen=True)
class Book:
    """The stored rows of a series, or of the registry, as an append has to see them."""

    entries: tuple[Entry, ...]
    #: Rows that were retracted: out of use, but in their place until they are corrected.
    retracted: frozenset[int] = frozenset()
    current: Mapping[str, Entry] = field(init=False)
    by_content: Mapping[str, Entry] = field(init=False)
    corrected_by: Mapping[int, Entry] = field(init=False)

    def __post_init__(self) -> None:
        corrected_by = {e.supersedes: e for e in self.entries if e.supersedes is not None}
        standing = [e for e in self.entries if e.seq not in corrected_by]
        object.__setattr__(self, "corrected_by", corrected_by)
        object.__setattr__(self, "current", {e.id: e for e in standing})
        # A standing row hides a past one that said the same.
        past = {e.content: e for e in self.entries}
        object.__setattr__(self, "by_content", past | {e.content: e for e in standing})

    def stands(self, entry: Entry) -> bool:
        """Return whether nothing corrects a row."""
        return entry.seq not in self.corrected_by

    def standing(self, entry: Entry) -> Entry:
        """Return what stands in the place of a row: itself, or its last correction."""
        while not self.stands(entry):
            entry = self.corrected_by[entry.seq]
        return entry


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: rows with the number of the row each supersedes, and what is there already."""

    rows: tuple[tuple[Row, int | None], ...]
    repeated: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()


def plan_append(book: Book, rows: Iterable[Row], places: Mapping[str, str], *, where: str, noun: str) -> Plan:
    """Return what appending rows does.

    Parameters
    ----------
    book : Book
    rows : iterable of dict
        With id and content.
    places : mapping of str to str
        Where each id was given, for messages.
    where : str
        What was given, for messages.
    noun : str
        "statement" or "target".

    Raises
    ------
    ConflictError
        With every row that contradicts what is stored.
    """
    added: dict[str, Row] = {}
    repeated: dict[str, None] = {}
    faults: list[Fault] = []
    for row in rows:
        name, content = row["id"], row["content"]
        same = book.by_content.get(content)
        if same is not None and book.stands(same) and same.seq in book.retracted:
            remedy = f"if it is right after all, give it alone with corrects={same.id}"
            faults.append(Fault(places[name], name, f"is what {same.id} says, which was retracted", remedy))
        elif same is not None and book.stands(same):
            repeated[same.id] = None
        elif content in added:
            repeated[added[content]["id"]] = None
        elif same is not None:
            now = book.standing(same).id
            remedy = f"to bring it back, give it alone with corrects={now}"
            faults.append(Fault(places[name], name, f"was corrected and {now} stands in its place", remedy))
        elif name in book.current:
            remedy = (
                f"to correct that {noun}, give this row alone with corrects={name}; if this is another {noun}, "
                f"give it {'an event' if noun == 'statement' else 'an id'} of its own"
            )
            faults.append(Fault(places[name], name, f"is a {noun} that is stored with other content", remedy))
        else:
            added[content] = row
    if faults:
        raise ConflictError(few(faults, where))
    return Plan(tuple((row, None) for row in added.values()), repeated=tuple(repeated))


def plan_correction(book: Book, rows: Sequence[Row], *, corrects: str, where: str, noun: str) -> Plan:
    """Return what correcting one row does; a correction made before is repeated, not refused.

    Raises
    ------
    InputError
    """
    if len(rows) != 1:
        problem = f"holds {len(rows):,} {noun}s"
        raise InputError([Fault(where, "", problem, f"give one {noun} with corrects, the one that is right")])
    row = rows[0]
    old, same = book.current.get(corrects), book.by_content.get(row["content"])
    if same is not None and book.stands(same) and same.seq not in book.retracted:
        past = [e for e in book.entries if e.id == corrects]
        if any(book.standing(e) is same for e in past):
            return Plan((), repeated=(same.id,))
        if past:
            raise ConflictError([Fault(where, row["id"], f"is what {same.id} says already", "give what is right")])
    if old is None:
        raise InputError([_unknown(book, corrects, noun)])
    taken = book.current.get(row["id"])
    if taken is not None and taken is not old:
        own = "an event" if noun == "statement" else "an id"
        problem = f"is another {noun} that is stored"
        raise ConflictError([Fault(where, row["id"], problem, f"give the correction {own} of its own")])
    return Plan(((row, old.seq),), superseded=(old.id,))


def _unknown(book: Book, corrects: str, noun: str) -> Fault:
    """Return why nothing can be corrected under an id."""
    past = [e for e in book.entries if e.id == corrects]
    if past:
        now = book.standing(past[-1]).id
        return Fault("corrects", corrects, f"was corrected and {now} stands in its place", f"give corrects={now}")
    return Fault("corrects", corrects, f"is no {noun} here", near_ids(book, corrects, noun))


def near_ids(book: Book, name: str, noun: str = "statement") -> str:
    """Return what to give in place of an id that nothing stands under."""
    near = get_close_matches(name[:300], list(book.current)[:20_000], n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"takes the id of a stored {noun}"
