"""What the readers of several sources share: answers as rows by column name, numbers, times and stamps."""

from __future__ import annotations

import csv
import io
import json
import logging
import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from forecast.data.sources.source import SourceError
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from forecast.data.sources.source import Answer

__all__ = [
    "amount_of",
    "csv_rows",
    "json_of",
    "months_of",
    "refuse_without",
    "sdmx_path",
    "sdmx_rows",
    "stamp_of",
    "wrong_form",
]

Row = dict[str, str]
_TIME = re.compile(r"(\d{4})(?:-M?(\d{2}))?", re.ASCII)
_CHANGED = "the source may have changed its layout: nothing was taken; tell the maintainers what it is now"
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
        raise SourceError([Fault(source, "", problem, _CHANGED)])


def csv_rows(source: str, answer: Answer, needed: Collection[str]) -> Iterator[Row]:
    """Yield the rows of a CSV by column name.

    Raises
    ------
    SourceError
        For a missing column, and for a line that is cut off.
    """
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _broken(source, "CSV", "is not UTF-8") from None
    table = csv.reader(io.StringIO(text, newline=""))
    header = next(table, [])
    refuse_without(source, header, needed)
    for cells in table:
        if not cells:
            continue
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells on line {table.line_num}, not {len(header)}: it was cut off, or changed"
            raise _broken(source, "CSV", problem)
        yield dict(zip(header, cells, strict=True))
    if not text.endswith(("\n", "\r")):
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
    except ValueError:
        raise _broken(source, "JSON", "ends in the middle") from None


def sdmx_path(registered: str, flow: str, key: str, query: Mapping[str, str]) -> tuple[str, str]:
    """Return path and query by which sdmx1 asks one of the sources that it knows."""
    import sdmx  # noqa: PLC0415 - half a second, for who pulls alone

    client = sdmx.Client(registered)
    prepared = client.get("data", flow, key=key, params=dict(query), dry_run=True)
    parts = urlsplit(str(prepared.url))
    return parts.path, parts.query


def _datasets(body: bytes) -> list[Row]:
    """Return the attributes of each data set, which sdmx1 leaves out: the stamps stand there."""
    from lxml import etree  # noqa: PLC0415

    found = []
    for _, element in etree.iterparse(io.BytesIO(body), events=("start",), resolve_entities=False):
        if etree.QName(element).localname == "DataSet":
            found.append({etree.QName(name).localname: str(value) for name, value in element.attrib.items()})
    return found


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
    import sdmx  # noqa: PLC0415
    from lxml import etree  # noqa: PLC0415

    logging.getLogger("sdmx").setLevel(logging.ERROR)  # it warns that it was given no structure: none is needed
    try:
        shared = _datasets(answer.body)
        message = sdmx.read_sdmx(io.BytesIO(answer.body), format="XML")
    except etree.XMLSyntaxError:
        raise _broken(source, "XML", "ends in the middle") from None
    except Exception as error:
        # sdmx1 raises whatever its parts raise on what it does not know.
        raise _broken(source, "XML", f"is no data that sdmx1 can read ({type(error).__name__})") from None
    sets = getattr(message, "data", None)
    if sets is None:
        raise wrong_form(source, answer, "SDMX data")
    yield from _rows_of(source, zip(sets, shared, strict=False), needed)


def _rows_of(source: str, sets: Iterable[tuple[Any, Row]], needed: Collection[str]) -> Iterator[Row]:
    for data, shared in sets:
        for observation in data.obs:
            row = dict(shared)
            for name, value in (*observation.attrib.items(), *observation.key.values.items()):
                row[name] = str(value.value)
            if observation.value is not None:
                row["OBS_VALUE"] = str(observation.value)
            refuse_without(source, row, needed)
            yield row


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
    if not math.isfinite(value) or value < 0:
        raise SourceError([Fault(f"{source}, {where}", text, "is not an amount of trade", _CHANGED)])
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
    if not found or month > 12 or (found.group(2) and not month):
        raise SourceError([Fault(source, text, "is no year or month that this program reads", _CHANGED)])
    return int(found.group(1)), month or 1, month or 12


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
