"""Text that strangers could send as names, titles and notes, and a series made of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache

from forecast.data.statement_csv import COLUMNS, read_series
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors

#: Formulas, markup, links, quoting, template marks, headers, wide letters, letters from right to left.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "＝1+1",
    "'=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "a|b|c",
    "`code` **bold** _it_ ~~gone~~ # head",
    "$\\frac{$ a$b",
    'x" onload="alert(1)',
    "'; DROP TABLE runs; --",
    "]]> <!-- -->",
    "&lt;b&gt; &#60;b&#62;",
    "{{7*7}} ${7*7} %(x)s {0}",
    "%0d%0aSet-Cookie: a=b",
    "_x000D_ _x0041_",
    "1. one",
    "- two",
    "long " * 390,
    "x" * 1_900,
)
#: What the reader refuses in names, and what another way in could still bring.
UNSEEN = "a\nb\r\tc\u202ed\u200be\x07f\u2028g\ufeffh"
#: Columns that hold a stranger's text.
ECHOED = ("reporter", "partner", "event", "publisher", "title", "url", "note")


def series_of(text: str, *, series_id: str | None = None):
    """Return a series whose every free text is `text`."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    rows = [(2018, "1.00bn"), (2019, "1.10bn"), (2020, "1.25bn"), (2021, "1.30bn"), (2022, "1.45bn")]
    for year, level in rows:
        row = {"period": year, "level": level, "unit": "USD", "published": f"{year + 1}-03-01", "growth_pct": "-3.5"}
        row |= {"growth_resolution_pct": "50"} | dict.fromkeys(ECHOED, text) | {"statistics": "ours"}
        writer.writerow(row)
    return read_series(out.getvalue(), series_id=series_id or text, where="hostile.csv")


def forecast_of(text: str):
    """Return the answer to a question about a hostile series, read and fitted as any other."""
    series = series_of(text)
    return forecast_target(parse_question({"target": "2bn"}, series), series, shipped_priors())


@cache
def harmless_forecast():
    """Return the answer to the same question with harmless names."""
    return forecast_of("harmless")


def hostile_forecast(text: str):
    """Return the harmless answer with every text replaced: quick, and past the reader that refuses some."""
    answer = harmless_forecast()
    uses = [
        replace(
            use,
            statement=replace(
                use.statement,
                note=text,
                event=text,
                origin=replace(use.statement.origin, publisher=text, title=text, url=text),
            ),
        )
        for use in answer.statements
    ]
    series = replace(
        answer.series, id=text, reporter=text, partner=text, statements=tuple(use.statement for use in uses)
    )
    question = replace(answer.question, series=text)
    return replace(answer, series=series, question=question, statements=tuple(uses))
