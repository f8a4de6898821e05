"""Build the shipped catalogue of pairs from a folder of facts: ``python tools/build_catalogue.py FOLDER``.

FOLDER holds ``series_dots.csv.gz``, ``series_annual.csv``, ``series_statements.csv``, ``more_statements.csv``,
``statements_belarus_regions.csv`` and ``targets.csv`` (docs/sources.md says what each is). Written are
``forecast/data/files/catalogue.zip`` and ``targets.csv`` beside it, the same bytes from the same facts; printed are
the checksums, and what is not shipped with the reason.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import re
import statistics
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forecast.data.places import Place, find_place, place_of
from forecast.data.statements import slug

FILES = Path(__file__).parent.parent / "forecast" / "data" / "files"
INPUTS = (
    "series_dots.csv.gz",
    "series_annual.csv",
    "series_statements.csv",
    "more_statements.csv",
    "statements_belarus_regions.csv",
    "targets.csv",
)
#: Columns of a member ``statements/A-B.csv``; all are columns of a CSV of statements but the codes.
COLUMNS = (
    "reporter_iso3", "partner_iso3", "basis", "period", "level", "unit", "published", "statistics", "flow",
    "level_resolution", "level_qualifier", "growth_pct", "growth_resolution_pct", "growth_qualifier",
    "event", "published_precision",
    "publisher", "title", "url", "reliability", "record", "note",
)  # fmt: skip
#: A side is suspect when what it says stands at such a multiple of its mirrors, and so steadily (quartiles, logs).
MULTIPLE, STEADY, FEWEST = 1.5, 0.3, 40
SMALLEST_COMPARED = 1e7
#: A sum of members is shipped when it covers this share of the group's published totals, and does not exceed it more.
COVERAGE, EXCESS = 0.9, 1.25
#: Words by which the publisher of a figure is known, beside the beginning of the country's name.
AGENCIES = {
    "CHN": "gacc chinese", "TUR": "turkstat turkish erdogan trt anadolu", "BLR": "belstat belta", "KAZ": "majilis",
    "RUS": "fcs kremlin ushakov", "KOR": "kita kotra motie", "IDN": "bps", "MYS": "miti dosm", "EGY": "capmas",
    "PAK": "sbp icci", "THA": "thai", "ARE": "uae emirati", "ASEAN": "aseanstats", "ITA": "italian", "FRA": "french",
    "DEU": "german", "ESP": "spanish", "POL": "polish", "LAO": "lao ", "USA": "american", "GBR": "british",
}  # fmt: skip
OFFICIAL = re.compile(
    r"president|minister|\bpm\b|ambassador|embassy|envoy|official|government|deput|advis|commission|\bmp\b|\bfm\b|\bmfa\b"
    r"|\bside\b|consul|chamber|press|prime|news|commissioner",
    re.IGNORECASE,
)
QUALIFIERS = (
    ("over", re.compile(r"more than|over\b|above|at least|surpass", re.IGNORECASE)),
    ("almost", re.compile(r"nearly|almost|close to", re.IGNORECASE)),
    ("about", re.compile(r"about|around|rounded|preliminary|\bcount\b", re.IGNORECASE)),
)
FISCAL = re.compile(r"fiscal|\bFY|Iranian year")

Books = dict[tuple[str, str], dict[str, dict[int, int]]]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Multiple:
    """A side whose figures stand at a steady multiple of its mirrors'."""

    code: str
    flow: str
    multiple: float
    compared: int


def table(folder: Path, name: str) -> list[Row]:
    """Return the rows of an input."""
    content = (folder / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def books_of(rows: list[Row]) -> Books:
    """Return each side's own books: exports and imports by year, whole dollars."""
    found: Books = {}
    for row in rows:
        flows = found.setdefault((row["reporter_iso3"], row["partner_iso3"]), {})
        flows.setdefault(row["flow"], {})[int(row["year"])] = int(float(row["value_usd"]))
    return found


def steady_multiples(books: Books) -> list[Multiple]:
    """Return the sides whose exports, or imports, stand at a steady multiple of what all their partners say."""
    logs: dict[tuple[str, str], list[float]] = defaultdict(list)
    mirror = {"exports": "imports", "imports": "exports"}
    for (a, b), flows in books.items():
        for flow, years in flows.items():
            theirs = books.get((b, a), {}).get(mirror[flow], {})
            for year, value in years.items():
                other = theirs.get(year, 0)
                if value > SMALLEST_COMPARED and other > SMALLEST_COMPARED:
                    logs[a, flow].append(math.log(value / other))
    found = []
    for (code, flow), values in sorted(logs.items()):
        if len(values) < FEWEST:
            continue
        low, middle, high = statistics.quantiles(values, n=4)
        if abs(middle) > math.log(MULTIPLE) and high - low < STEADY:
            found.append(Multiple(code, flow, math.exp(middle), len(values)))
    return found


def total(books: Books, reporter: str, partner: str) -> dict[int, int]:
    """Return the totals of one side's books: years with both flows."""
    flows = books.get((reporter, partner), {})
    exports, imports = flows.get("exports", {}), flows.get("imports", {})
    return {year: exports[year] + imports[year] for year in exports if year in imports}


def resolution_of(value: float) -> int:
    """Return the worth of the last digit of a curated figure that is not zero."""
    text = f"{value:.0f}"
    return int(10 ** (len(text) - len(text.rstrip("0"))))


def side_of(label: str, reporter: Place, partner: Place) -> str:
    """Return whose statistics a curated label means, as a slug; the reporter's when it names neither or both."""
    words = label.lower()
    if words.startswith("partner statistics"):
        return slug(partner.name)

    def named(place: Place) -> bool:
        own = place.name.lower().split()[-1] if place.code in {"KOR", "NZL", "ZAF"} else place.name.lower().split()[0]
        return own[:5] in words or any(agency in words for agency in AGENCIES.get(place.code, "").split())

    return slug(partner.name) if named(partner) and not named(reporter) else slug(reporter.name)


def qualifier_of(label: str, value: float) -> str:
    """Return how a curated figure was said: in the label's words, else "about" for an official's round one."""
    for qualifier, pattern in QUALIFIERS:
        if pattern.search(label):
            return qualifier
    digits = len(f"{value:.0f}".rstrip("0"))
    return "about" if OFFICIAL.search(label) and digits <= 2 else "exact"


def last_day(text: str) -> date:
    """Return a day, or the first after the month or year named, so that nothing counts as known before it was."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    return date(year + month // 12, month % 12 + 1, 1)


def curated(row: Row, name: str) -> Row | None:
    """Return a curated annual total as a row of statements; None when it is not about goods."""
    if row["basis"] != "goods":
        return None
    value, year, label = float(row["value_usd"]), int(row["year"]), row["statistics"]
    reporter, partner = place_of(row["reporter_iso3"]), place_of(row["partner_iso3"])
    assert reporter is not None
    assert partner is not None
    day = row.get("published", "")
    known = max(last_day(day), date(year + 1, 1, 1)) if day else date(year + 1, 7, 1)
    fiscal = bool(FISCAL.search(label))
    confidence = row.get("confidence") or "high"
    side = side_of(label, reporter, partner)
    notes = [f"statistics named: {label}"]
    if fiscal:
        notes.append("not a calendar year, so of low reliability here")
    if row.get("caution"):
        notes.append(row["caution"])
    return dict.fromkeys(COLUMNS, "") | {
        "reporter_iso3": reporter.code,
        "partner_iso3": partner.code,
        "basis": row["basis"],
        "period": str(year),
        "level": f"{value:.0f}",
        "unit": "USD",
        "published": known.isoformat(),
        "published_precision": "day" if day and known.isoformat() == day else "inferred",
        "statistics": side,
        "flow": "total",
        "level_resolution": str(resolution_of(value)),
        "level_qualifier": qualifier_of(label, value),
        "event": f"{name}-{side}-{year}",
        "publisher": label,
        "title": row.get("source_title") or f"annual total of {year}, {label}",
        "url": row.get("source_url", ""),
        "reliability": "low" if fiscal else confidence,
        "note": "; ".join(notes),
    }


def announced(row: Row) -> Row | None:
    """Return the level named at an announcement as a statement of the last complete year; None without one."""
    if not (row["level_at_announcement"] and row["announced"]):
        return None
    if row["basis"] != "goods" and row["currency"] == "USD":
        return None  # books in dollars are of goods; another basis is not mixed with them
    day, year = last_day(row["announced"]), int(row["announced"][:4]) - 1
    value = float(row["level_at_announcement"])
    side = slug(place_of(row["reporter_iso3"]).name)
    return dict.fromkeys(COLUMNS, "") | {
        "reporter_iso3": row["reporter_iso3"],
        "partner_iso3": row["partner_iso3"],
        "basis": row["basis"],
        "period": str(year),
        "level": f"{value:.0f}",
        "unit": row["currency"],
        "published": day.isoformat(),
        "published_precision": "day" if day.isoformat() == row["announced"] else "inferred",
        "statistics": side,
        "flow": row["flow"],
        "level_resolution": str(resolution_of(value)),
        "level_qualifier": "about",
        "event": f"announced-{row['id']}",
        "publisher": row["publisher"] or row["announced_by"],
        "title": row["source_title"],
        "url": row["source_url"],
        "reliability": "low",
        "note": f"named when {row['id']} was announced; taken for the last complete year",
    }


def regional(row: Row) -> Row:
    """Return a statement about a region with codes in place of names."""
    reporter, partner = find_place(row["reporter"]), find_place(row["partner"])
    kept = {column: row.get(column, "") for column in COLUMNS}
    sides = {slug(row["reporter"]): slug(reporter.name), slug(row["partner"]): slug(partner.name)}
    if row["growth_qualifier"] == "down":  # statements that say "fell" without a figure have no place yet
        kept["growth_qualifier"] = ""
        kept["note"] = "; ".join(filter(None, ["said to have fallen, no figure", row["note"]]))
    return kept | {
        "basis": "goods",
        "reporter_iso3": reporter.code,
        "partner_iso3": partner.code,
        "statistics": sides.get(row["statistics"], row["statistics"]),
    }


def member_sums(annual: list[Row], published: dict[tuple[str, str], dict[int, float]]) -> tuple[list[Row], list[str]]:
    """Return the sums of members that cover the published totals of their group, and what is said of the others."""
    sums: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    labels = {}
    for row in annual:
        if "computed sum of member dyads" in row["statistics"]:
            pair = row["reporter_iso3"], row["partner_iso3"]
            sums[pair][int(row["year"])] = float(row["value_usd"])
            labels[pair] = row["statistics"]
    rows, told = [], []
    for pair, years in sorted(sums.items()):
        known = published.get(pair, {}) | published.get(pair[::-1], {})
        shares = [years[year] / known[year] for year in years if year in known]
        middle = statistics.median(shares) if shares else math.nan
        if not COVERAGE <= middle <= EXCESS:
            measured = (
                f"{middle:.0%} of the published totals of {len(shares)} years" if shares else "nothing to measure by"
            )
            told.append(f"sum of members {'-'.join(pair)}: not shipped, {measured}")
            continue
        coverage = f"sum of members, {middle:.0%} of the group's published totals (median of {len(shares)} years)"
        told.append(f"sum of members {'-'.join(pair)}: shipped, {coverage}")
        for year, value in years.items():
            found = curated(
                {
                    "reporter_iso3": pair[0], "partner_iso3": pair[1], "basis": "goods", "year": str(year),
                    "value_usd": str(value), "statistics": labels[pair], "confidence": "medium",
                },
                "members",
            )  # fmt: skip
            assert found is not None
            rows.append(found | {"statistics": "sum-of-members", "note": coverage, "level_qualifier": "about"})
    return rows, told


def statement_rows(folder: Path) -> tuple[list[Row], list[str]]:
    """Return every statement shipped beside the books, and what is to be told about those left out."""
    annual, targets = table(folder, "series_annual.csv"), table(folder, "targets.csv")
    pages = [row for row in annual if row["segment"] == "page"]
    rows: list[Row] = []
    told: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    for name, given in (
        ("page", pages),
        ("statement", table(folder, "series_statements.csv")),
        ("report", table(folder, "more_statements.csv")),
    ):
        for row in given:
            found = curated(row, name)
            if found is None:
                told.append(f"{name} {row['reporter_iso3']}-{row['partner_iso3']} {row['year']}: basis {row['basis']}")
                continue
            key = (found["reporter_iso3"], found["partner_iso3"], found["period"], found["level"], found["publisher"])
            if key not in seen:  # the two files share rows; the first has no address, so it gives way
                seen[key] = len(rows)
                rows.append(found)
            elif found["url"]:
                rows[seen[key]] = found
    published: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    levels = [found for row in targets if (found := announced(row)) is not None]
    for row in (*levels, *rows):  # a published total is a better measure than one named at an announcement
        if row["flow"] == "total" and row["unit"] == "USD":
            published[row["reporter_iso3"], row["partner_iso3"]][int(row["period"])] = float(row["level"])
    sums, more = member_sums(annual, published)
    regions = [regional(row) for row in table(folder, "statements_belarus_regions.csv")]
    empty = [row for row in regions if not (row["level"] or row["growth_pct"] or row["growth_qualifier"])]
    more += [f"statement {row['partner_iso3']} {row['period']}: not shipped, says no figure" for row in empty]
    regions = [row for row in regions if row not in empty]
    return [*rows, *sums, *regions, *levels], told + more


def written(columns: tuple[str, ...], rows: list[Row]) -> str:
    """Return rows as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def books_csv(books: Books, reporter: str) -> str:
    """Return one reporter's books: a line for each partner and flow, years from the first, empty where not known."""
    lines = ["partner,flow,first_year,values"]
    for (a, b), flows in sorted(books.items()):
        if a == reporter:
            for flow, years in sorted(flows.items()):
                span = range(min(years), max(years) + 1)
                lines.append(f"{b},{flow},{span[0]},{' '.join(str(years.get(year, '-')) for year in span)}")
    return "\n".join(lines) + "\n"


def index_csv(books: Books, rows: list[Row]) -> str:
    """Return what there is for each pair, side and flow: how many years, which, and how new."""
    years: dict[tuple[str, ...], dict[int, str]] = defaultdict(dict)
    for (a, b), flows in books.items():
        first, second = sorted((a, b))
        side = slug(place_of(a).name)
        mirrored = {"exports": "imports", "imports": "exports", "total": "total"}
        for flow, values in (*flows.items(), ("total", total(books, a, b))):
            told = flow if a == first else mirrored[flow]
            for year, value in values.items():
                if value:
                    years[first, second, "USD", side, told][year] = f"{year + 1}-07-01"
    for row in rows:
        if row["level"]:
            pair = row["reporter_iso3"], row["partner_iso3"]
            first, second = sorted(pair)
            flow = row["flow"] or "total"
            told = flow if pair == (first, second) else {"exports": "imports", "imports": "exports"}.get(flow, flow)
            known = years[first, second, row["unit"], row["statistics"], told]
            year = int(row["period"][:4])
            known[year] = max(row["published"], known.get(year, ""))
    columns = ("reporter_iso3", "partner_iso3", "unit", "statistics", "flow", "years", "first", "last", "newest")
    found = [
        dict(zip(columns, (*key, str(len(known)), str(min(known)), str(max(known)), max(known.values())), strict=True))
        for key, known in sorted(years.items())
    ]
    return written(columns, found)


def targets_csv(rows: list[Row]) -> str:
    """Return the registry as it is, but that words in place of an address stand with the notes."""
    kept = []
    for row in rows:
        loose = "" if row["source_url"].startswith("http") else row["source_url"]
        note = "; ".join(filter(None, [row["note"], loose]))
        kept.append(row | ({"source_url": "", "note": note} if loose else {}))
    return written(tuple(rows[0]), kept)


def archive(members: dict[str, str]) -> bytes:
    """Return a ZIP archive of texts, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, text in sorted(members.items()):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(entry, text.encode(), compresslevel=9)
    return out.getvalue()


def main() -> None:
    """Build, write, and tell."""
    folder = Path(sys.argv[1])
    checksums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in INPUTS}
    books = books_of(table(folder, "series_dots.csv.gz"))
    suspects = steady_multiples(books)
    for one in suspects:
        print(
            f"books of {one.code}, {one.flow}: not shipped, {one.multiple:.2f} times the mirror in {one.compared} cases"
        )
        for (reporter, _), flows in books.items():
            if reporter == one.code:
                flows.pop(one.flow, None)
    rows, told = statement_rows(folder)
    # The first pair has a file of its own, read line by line by its publishers' figures.
    rows = [row for row in rows if {row["reporter_iso3"], row["partner_iso3"]} != {"BLR", "RU-SPE"}]
    members = {f"books/{code}.csv": books_csv(books, code) for code in sorted({a for a, _ in books})}
    by_pair: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_pair["_".join(sorted((row["reporter_iso3"], row["partner_iso3"])))].append(row)
    members |= {f"statements/{pair}.csv": written(COLUMNS, found) for pair, found in by_pair.items()}
    members["index.csv"] = index_csv(books, rows)
    members["inputs.csv"] = written(
        ("file", "sha256"), [{"file": name, "sha256": checksum} for name, checksum in checksums.items()]
    )
    content = archive(members)
    (FILES / "catalogue.zip").write_bytes(content)
    (FILES / "targets.csv").write_text(targets_csv(table(folder, "targets.csv")), encoding="utf-8", newline="")
    print("\n".join(told))
    for name, checksum in checksums.items():
        print(f"read    {checksum} {name}")
    print(
        f"written {hashlib.sha256(content).hexdigest()} catalogue.zip, {len(content):,} bytes, {len(members)} members"
    )
    print(f"{len({frozenset(p) for p in books}):,} pairs with books, {len(rows):,} statements of {len(by_pair)} pairs")


if __name__ == "__main__":
    main()
