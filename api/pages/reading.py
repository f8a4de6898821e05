"""The page of an article: its text with the figures marked, and its statements as rows to correct."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forecast import words
from forecast.data import read_series, say_amount
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.articles import Article
    from forecast.data import Series

__all__ = ["Piece", "corrected", "marked_text", "rows_of", "rows_typed"]

#: Columns of a row that can be corrected.
COLUMNS = ("flow", "period", "level", "level_qualifier", "growth_pct", "growth_qualifier")
#: An article has a handful of statements.
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an article's text.

    Parameters
    ----------
    text : str
    kind : str
        ``statement``, ``doubtful``, ``target``, ``unused``, or empty for plain text.
    told : str
        What is explained at hover, focus and tap.
    """

    text: str
    kind: str = ""
    told: str = ""


def _marks(article: Article, whose: str) -> list[tuple[int, int, str, str]]:
    """Return the places of the figures that are of one pair, each with what it is and what is told."""
    marks: list[tuple[int, int, str, str]] = []
    for said in article.statements:
        told = words.statement_said(said)
        if said.doubt:
            told = words.say("doubtful, not used: {doubt}", doubt=f"{told}: {words.doubt_said(said.doubt)}")
        marks += [(start, end, "doubtful" if said.doubt else "statement", told) for start, end in said.parts]
    for target in article.targets:
        told = words.say("target: {target}", target=words.target_said(target))
        marks += [(start, end, "target", told) for start, end in target.parts]
    return [(start, end, kind, f"{whose}: {told}" if whose else told) for start, end, kind, told in marks]


def marked_text(article: Article) -> tuple[Piece, ...]:
    """Return the text of an article in pieces, its figures marked and explained."""
    marks = _marks(article, "")
    for other in article.others:
        marks += _marks(other, words.sides_said(other))
    marks += [
        (*one.span, "unused", words.say("not used: {reason}", reason=words.reason_said(one.reason)))
        for one in article.unused
    ]
    pieces: list[Piece] = []
    at = 0
    shared: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for start, end, kind, told in marks:
        shared.setdefault((start, end), []).append((kind, told))
    for (start, end), several in sorted(shared.items()):
        if start < at:  # inside a figure that is marked already
            continue
        kind, told = several[0][0], "; ".join(dict.fromkeys(told for _kind, told in several))
        pieces += [Piece(article.text[at:start]), Piece(article.text[start:end], kind, told)]
        at = end
    pieces.append(Piece(article.text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def rows_of(article: Article) -> list[dict[str, str]]:
    """Return the statements of an article as rows; those without doubt are chosen."""
    usable = set(map(id, article.usable))
    return [
        {
            "flow": said.flow,
            "period": str(said.period or ""),
            "level": say_amount(said.level, said.unit or "USD", digits=12) if said.level is not None else "",
            "level_qualifier": said.level_qualifier or "",
            "growth_pct": f"{said.growth_pct:g}" if said.growth_pct is not None else "",
            "growth_qualifier": said.growth_qualifier or "",
            "level_resolution": f"{said.level_resolution:.0f}" if said.level_resolution else "",
            "growth_resolution_pct": f"{said.growth_resolution_pct:g}" if said.growth_resolution_pct else "",
            "chosen": "yes" if id(said) in usable else "",
            "words": said.words,
            "doubt": words.doubt_said(said.doubt),
        }
        for said in article.statements
    ]


def rows_typed(form: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows that a form sends."""
    names = (
        *COLUMNS,
        "level_resolution",
        "growth_resolution_pct",
        "was_level",
        "was_growth",
        "chosen",
        "confirmed",
        "words",
        "doubt",
    )
    rows = []
    for number in range(MOST_ROWS):
        if f"{number}-flow" not in form:
            break
        rows.append({name: form.get(f"{number}-{name}", "").strip()[:500] for name in names})
    return rows


def corrected(
    article: Article,
    rows: Sequence[Mapping[str, str]],
    *,
    column: str = "chosen",
    source: Mapping[str, str] | None = None,
) -> Series:
    """Return the chosen rows of an article as a series of its pair.

    Parameters
    ----------
    article : Article
    rows : sequence of mapping
    column : str
        What marks the rows meant: ``chosen`` to be used, ``confirmed`` to be stored.
    source : mapping, optional
        Publisher, title and url of the article.

    Raises
    ------
    InputError
        With every fault of the rows.
    """
    pair, day = article.pair, article.published
    chosen = [row for row in rows if row.get(column)]
    if pair is None or day is None:
        raise InputError([Fault("pair", "", "is not known", "say who trades with whom, and read the article again")])
    if not chosen and column == "confirmed":
        raise InputError([Fault("statements", "", "none is confirmed", "confirm each row that is to be stored")])
    if not chosen:
        raise InputError([Fault("statements", "", "none is chosen", "choose a row, and complete its period and level")])
    given = []
    for row in chosen:
        cells = {name: row[name] for name in COLUMNS if row[name]}
        # A figure corrected by hand is as exact as it was typed.
        if row["level"] and row["level"] == row.get("was_level") and row["level_resolution"]:
            cells["level_resolution"] = row["level_resolution"]
        if row["growth_pct"] and row["growth_pct"] == row.get("was_growth") and row["growth_resolution_pct"]:
            cells["growth_resolution_pct"] = row["growth_resolution_pct"]
        given.append({
            **cells, "unit": article.unit or "USD", "published": day.isoformat(), "reporter": pair.reporter.name,
            "partner": pair.partner.name, "event": f"article-{day.isoformat()}", "note": row["words"][:300],
            **(source or {}),
        })  # fmt: skip
    found = read_series(given, series_id=pair.id, where="row")
    return replace(found, id=pair.id)
