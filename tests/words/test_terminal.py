"""Text for a terminal: as wide as it is, and never torn where a reader would stumble."""

from __future__ import annotations

import re

import pytest

from forecast.words.terminal import wrap

TEXT = "The chance that trade of St. Petersburg is above the mark by then is about 8 in 10 (83 %), and 97 % later. " * 6


@pytest.mark.parametrize("columns", [40, 61, 80, 96, 200])
def test_lines_fit_the_terminal_and_keep_a_number_with_its_sign(monkeypatch, columns):
    """No line is wider than the terminal or than 96; no line begins with a sign or ends with St."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(len(line) for line in wrap(TEXT).splitlines()) in range(90, 97)  # a file is no terminal
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    lines = wrap(TEXT).splitlines()
    assert max(len(line) for line in lines) <= min(columns, 96)
    assert not any(re.match(r"\s*%", line) or line.endswith("St.") for line in lines)
    assert " ".join(lines) == TEXT.strip()
