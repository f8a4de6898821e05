"""How well articles are read: precision and recall of statements and targets, the pairs found, and the time it takes.

``python -m benchmarks.articles [FILE.jsonl ...]``; the texts under tests/articles when no file is named.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from forecast.articles import read_article
from forecast.articles.sides import side_of
from forecast.words import doubt_said

TEXTS = Path(__file__).parents[1] / "tests" / "articles"


def statement_key(row):
    """Return what has to be right of a statement: flow, period, level with scale and unit, growth, qualifiers."""
    level, growth = row.get("level"), row.get("growth_pct")
    return (
        row["flow"], row["period"],
        None if level is None else round(level), row.get("unit") if level is not None else None,
        row.get("level_qualifier") if level is not None else None,
        None if growth is None else round(growth, 1),
        row.get("growth_qualifier"),
    )  # fmt: skip


def target_key(row):
    """Return what has to be right of a target: mark, unit, deadline."""
    return round(row["value"]), row["unit"], row["by"]


def told(article):
    """Return the statements and targets of an article as the files have them; what is doubtful is not told."""
    statements = [
        {
            "flow": s.flow, "period": str(s.period), "level": s.level, "unit": s.unit, "level_qualifier": s.level_qualifier,
            "growth_pct": s.growth_pct, "growth_qualifier": s.growth_qualifier,
        }
        for s in article.statements
        if not s.doubt
    ]  # fmt: skip
    return statements, [{"value": t.value, "unit": t.unit, "by": t.by} for t in article.targets]


def measure(rows, *, verbose=False):
    """Return right, told and wanted counts by language for statements and targets."""
    counts = Counter()
    for row in rows:
        article = read_article(row["text"], published=row["published"], pair=tuple(row["pair"]))
        statements, targets = told(article)
        for kind, found, wanted, key in (
            ("statements", statements, row["statements"], statement_key),
            ("targets", targets, row["targets"], target_key),
        ):
            have, want = Counter(map(key, found)), Counter(map(key, wanted))
            right = have & want
            for name, number in (("right", right), ("told", have), ("wanted", want)):
                counts[kind, row["lang"], name] += number.total()
            if verbose and have != want:
                print(f"{row['id']} {kind}: {row['text'][:160]}")
                for extra in have - want:
                    print("   told   ", extra)
                for missed in want - have:
                    print("   missed ", missed)
                print(
                    "   doubts ",
                    [(s.flow, str(s.period), s.level, doubt_said(s.doubt)) for s in article.statements if s.doubt],
                    [(u.words, u.reason) for u in article.unused],
                )
    return counts


def pairs_found(rows):
    """Return of how many texts the pair is found, asked for, or told to be another, by language, when none is given."""
    counts = Counter()
    for row in rows:
        pair = read_article(row["text"], published=row["published"]).pair
        wanted = {side_of(name).code for name in row["pair"]}
        found = "asked" if pair is None else "found" if set(pair.codes) == wanted else "another"
        counts[row["lang"], found] += 1
    return counts


def table(counts):
    """Return the counts as lines."""
    lines = [f"{'':12}{'language':10}{'right':>6}{'told':>6}{'wanted':>8}{'precision':>11}{'recall':>8}"]
    for kind in ("statements", "targets"):
        languages = sorted(
            {language for k, language, _name in counts if k == kind},
            key=("en", "ru", "de", "es", "fr", "tr", "zh").index,
        )
        for language in [*languages, "all"]:
            right, found, wanted = (
                sum(
                    n
                    for (k, lang, what), n in counts.items()
                    if k == kind and what == name and language in {lang, "all"}
                )
                for name in ("right", "told", "wanted")
            )
            if found or wanted:
                precision = f"{right / found:.2f}" if found else "-"
                recall = f"{right / wanted:.2f}" if wanted else "-"
                lines.append(f"{kind:12}{language:10}{right:6}{found:6}{wanted:8}{precision:>11}{recall:>8}")
    return lines


def rows_of(path):
    """Return the texts of a file with their right readings."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def milliseconds(texts, row):
    """Return the processor time of reading 5 kB made of texts, the median of seven times."""
    joined = " ".join(texts)
    long = (joined * (1 + 5000 // len(joined)))[:5000]
    times = []
    for _ in range(7):
        start = time.process_time()
        read_article(long, published=row["published"], pair=tuple(row["pair"]))
        times.append(time.process_time() - start)
    return 1000 * sorted(times)[3]


def main(paths):
    """Print the table of each file, and the time an article of 5 kB takes."""
    verbose = "-v" in paths
    files = [Path(p) for p in paths if p != "-v"] or sorted(TEXTS.glob("*.jsonl"))
    for path in files:
        rows = rows_of(path)
        print(f"{path.name}: {len(rows)} texts")
        print("\n".join(table(measure(rows, verbose=verbose))))
        pairs = pairs_found(rows)
        for language in sorted({language for language, _ in pairs}):
            told = ", ".join(f"{name} {pairs[language, name]}" for name in ("found", "asked", "another"))
            print(f"pair, where none is given, {language}: {told}")
    english = [row for path in files for row in rows_of(path) if row["lang"] == "en"]
    if english:
        of_one = [row["text"] for row in english if row["pair"] == english[0]["pair"]]
        print(f"an article of 5 kB on one pair: {milliseconds(of_one, english[0]):.0f} ms of processor time")
        prose = rows_of(TEXTS / "dailies.jsonl")[0]
        print(f"one in the prose of a daily: {milliseconds([prose['text']], prose):.0f} ms")
        print(
            f"on a pair in each text: {milliseconds([row['text'] for row in english], english[0]):.0f} ms (medians of 7)"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
