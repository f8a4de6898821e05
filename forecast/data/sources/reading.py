"""What the readers of several sources share: answers as rows by column name, numbers, times and stamps."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from forecast.data.periods import FIRST_YEAR, LAST_YEAR
from forecast.data.sources.source import SourceError
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from forecast.data.sources.source import Answer

__all__ = [
    "CHANGED",
    "amount_of",
    "csv_rows",
    "json_of",
    "months_of",
    "refuse_without",
    "sdmx_rows",
    "stamp_of",
    "wrong_form",
]

Row = dict[str, str]
_TIME = re.compile(r"(\d{4})(?:-M?(\d{2}))?", re.ASCII)
#: Full units of a currency: all the world's trade of a year is some 5e13 dollars.
_LARGEST = 1e19
CHANGED = "the source may have changed its layout: nothing was taken; tell the maintainers what it is now"
_CUT = "run the same command again; the store is as it was"


def wrong_form(source: str, answer: Answer, wanted: str) -> SourceError:
    """Return the refusal of an answer of another form, such as a page for readers."""
    shown = {"html": "a page for readers (HTML)", "text": "plain text", "empty": "nothing"}
    problem = f"answered with {shown.get(answer.looks_like, answer.looks_like.upper())} where {wanted} was due"
    said = " ".join(re.sub(r"<[^>]*>", " ", answer.body[:2000].decode("utf-8", "replace")).split())
    remedy = "it says so when a key is wrong, when it is closed for work, or when a network needs a login"
    return SourceError([Fault(source, said[:80], problem, remedy)])


def _broken(source: str, wanted: str, problem: str) -> SourceError:
    return SourceError([Fault(source, "", f"answered with {wanted} that {problem}", _CUT)])


def refuse_without(source: str, known: Collection[str], needed: Collection[str]) -> None:
    """Refuse an answer that lacks columns.

    Raises
    ------
    SourceError
        Names those that are missing, and those that are there.
    """
    missing = [name for name in needed if name not in known]
    if missing:
        there = ", ".join(sorted(known)[:20]) or "none"
        problem = f"lacks {', '.join(missing)} in its answer, which has {there}"
        raise SourceError([Fault(source, "", problem, CHANGED)])


def csv_rows(source: str, answer: Answer, needed: Collection[str]) -> Iterator[Row]:
    """Yield the rows of a CSV by column name.

    Raises
    ------
    SourceError
        For a missing column, and for a line that is cut off.
    """
    table = csv.reader(io.TextIOWrapper(io.BytesIO(answer.body), encoding="utf-8-sig", newline=""))
    try:
        header = next(table, [])
        refuse_without(source, header, needed)
        for cells in table:
            if not cells:
                continue
            if len(cells) != len(header):
                problem = f"has {len(cells)} cells on line {table.line_num}, not {len(header)}: cut off, or changed"
                raise _broken(source, "CSV", problem)
            yield dict(zip(header, cells, strict=True))
    except UnicodeDecodeError:
        raise _broken(source, "CSV", "is not UTF-8") from None
    except csv.Error as error:
        raise _broken(source, "CSV", f"is none ({error})") from None
    if not answer.body.endswith((b"\n", b"\r")):
        raise _broken(source, "CSV", "ends in the middle of a line")


def json_of(source: str, answer: Answer) -> Any:  # noqa: ANN401 - what it is, its reader looks at
    """Return what a JSON answer holds.

    Raises
    ------
    SourceError
    """
    if answer.looks_like != "json":
        raise wrong_form(source, answer, "JSON")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise _broken(source, "JSON", "ends in the middle, or is none") from None


def _streamed(body: bytes) -> Iterator[Row]:
    """Yield the observations of SDMX-ML 2.1 for a structure, each with what stands on its series and its data set.

    Read here and not by sdmx1: that brings pandas, 90 MB and a second of it, and keeps an object a cell.
    """
    from lxml import etree  # noqa: PLC0415

    above: dict[str, Row] = {"DataSet": {}, "Series": {}, "Obs": {}}
    for event, element in etree.iterparse(
        io.BytesIO(body), events=("start", "end"), tag=("{*}DataSet", "{*}Series", "{*}Obs"), resolve_entities=False
    ):
        kind = element.tag.rpartition("}")[2]
        own = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        if event == "start":
            above[kind] = own
            continue
        if kind == "Obs":
            yield above["DataSet"] | above["Series"] | own
        above[kind] = {}
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _by_sdmx1(source: str, answer: Answer) -> Iterator[Row]:
    """Yield the observations of any other SDMX-ML, such as generic data."""
    import sdmx  # noqa: PLC0415 - a second and 90 MB, for answers of a form that is not expected

    logging.getLogger("sdmx").setLevel(logging.ERROR)  # it warns that it was given no structure: none is needed
    sets = getattr(sdmx.read_sdmx(io.BytesIO(answer.body), format="XML"), "data", None)
    if sets is None:
        raise wrong_form(source, answer, "SDMX data")
    for data in sets:
        for observation in data.obs:
            cells = {**observation.attrib, **observation.key.values}
            row = {str(name): str(value.value) for name, value in cells.items()}
            yield row if observation.value is None else row | {"OBS_VALUE": str(observation.value)}


def sdmx_rows(source: str, answer: Answer, needed: Collection[str]) -> Iterator[Row]:
    """Yield the observations of an SDMX answer, XML or CSV, as rows by the names of dimensions and attributes.

    Raises
    ------
    SourceError
    """
    if answer.looks_like == "text":
        yield from csv_rows(source, answer, needed)
        return
    if answer.looks_like != "xml":
        raise wrong_form(source, answer, "SDMX")
    if b"<!DOCTYPE" in answer.body[:4000]:
        raise wrong_form(source, answer, "SDMX without a document type")
    from lxml import etree  # noqa: PLC0415

    streamed = b"StructureSpecificData" in answer.body[:4000]
    try:
        for row in _streamed(answer.body) if streamed else _by_sdmx1(source, answer):
            refuse_without(source, row, needed)
            yield row
    except SourceError:
        raise
    except etree.XMLSyntaxError:
        raise _broken(source, "XML", "ends in the middle") from None
    except Exception as error:
        # sdmx1 raises whatever its parts raise on what it does not know.
        raise _broken(source, "XML", f"is no data that sdmx1 can read ({type(error).__name__})") from None


def amount_of(source: str, text: str, where: str) -> float | None:
    """Return a figure, None when the cell is empty: empty is not zero.

    Raises
    ------
    SourceError
        For what is no amount of trade.
    """
    if text.strip().lower() in {"", "nan", "none", "null", "-", ":", "na"}:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= _LARGEST:
        raise SourceError([Fault(f"{source}, {where}", text, "is not an amount of trade", CHANGED)])
    return value


def months_of(source: str, text: str) -> tuple[int, int, int]:
    """Return year, first and last month of a time: 2024, 2024-M03, 2024-03.

    Raises
    ------
    SourceError

    Examples
    --------
    >>> months_of("imf", "1990-M01"), months_of("eurostat", "2024")
    ((1990, 1, 1), (2024, 1, 12))
    """
    found = _TIME.fullmatch(text.strip())
    month = int(found.group(2)) if found and found.group(2) else 0
    year = int(found.group(1)) if found else 0
    if not found or not FIRST_YEAR <= year <= LAST_YEAR or month > 12 or (found.group(2) and not month):
        raise SourceError([Fault(source, text, "is no year or month that this program reads", CHANGED)])
    return year, month or 1, month or 12


def stamp_of(text: str) -> date | None:
    """Return the day of a stamp such as 2026-08-05T23:36:59.553138600Z, None when there is none.

    Examples
    --------
    >>> stamp_of("2026-08-05T23:36:59.553138600Z").isoformat(), stamp_of("")
    ('2026-08-05', None)
    """
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def status_of(text: str) -> Literal["", "provisional", "estimated"]:
    """Return what an observation's status says: SDMX's P is provisional; E and I are estimated or imputed."""
    letters = {letter.strip().upper() for letter in re.split(r"[,; ]", text)}
    return "estimated" if letters & {"E", "I"} else "provisional" if "P" in letters else ""
