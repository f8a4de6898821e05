"""Texts of news with the right reading, and what is said of an article in a line each."""

from __future__ import annotations

import json
from pathlib import Path

TEXTS = Path(__file__).parents[1] / "articles"
#: The day of publication of most texts that tests make up.
DAY = "2025-07-14"


def texts(*names):
    """Return the texts of files under ``tests/articles``, each with its day, its pair and the right reading."""
    return [
        json.loads(line)
        for name in names
        for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def statements_told(article):
    """Return each statement of an article as its flow, period, level and growth, with both qualifiers."""
    return [
        (s.flow, str(s.period), s.level, s.level_qualifier, s.growth_pct, s.growth_qualifier)
        for s in article.statements
    ]
