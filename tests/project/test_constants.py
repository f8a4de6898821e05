"""The table of the model's constants says what the code holds: whoever changes one changes the other."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8").partition("## Every constant")[2]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("| ")]
NAMED = {name: row[1] for row in ROWS for name in re.findall(r"`(_?[A-Z][A-Z_]+)`", row[2])}


def numbers(text):
    """Return the numbers of a cell as it is written: "40,000; 16", ".02, weighing four", "USD 300m"."""
    return {float(found.replace(",", "")) for found in re.findall(r"\d{1,3}(?:,\d{3})+|\d*\.?\d+", text)}


def held():
    """Return the numbers of each constant of the package, by its name."""
    found = {}
    for path in (ROOT / "forecast").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = getattr(node.value, "elts", [node.value] * len(names)) if len(names) > 1 else [node.value]
                for name, value in zip(names, values, strict=True):
                    told = {
                        float(n.value)
                        for n in ast.walk(value)
                        if isinstance(n, ast.Constant) and type(n.value) in {int, float}
                    }
                    found.setdefault(getattr(name, "id", ""), []).append(told)
    return found


HELD = held()


@pytest.mark.parametrize("name", NAMED)
def test_a_constant_is_told_as_it_is(name):
    """Each number of the constant stands in its row: as it is, in per cent, or in millions where the code has billions."""
    told = numbers(NAMED[name])
    assert name in HELD, f"{name} is no constant of the package"
    assert any(
        all(any(abs(value * scale - one) < 1e-9 for one in told for scale in (1, 100, 1000)) for value in values)
        for values in HELD[name]
        if values
    ), (NAMED[name], HELD[name])


def test_the_estimated_constants_are_those_of_the_shipped_priors():
    """Drift, scale, elasticities and the response to world trade are told to the digits that they are printed with."""
    text = (ROOT / "forecast" / "data" / "files" / "priors.json").read_text(encoding="utf-8")
    shipped = {float(one) for one in re.findall(r"-?\d+\.\d+", json.dumps(json.loads(text)))}
    rows = [row[1] for row in ROWS if row[2] in {"`forecast/data/files/priors.json`", "`priors.json`"}]
    told = [one for row in rows for one in re.findall(r"\.\d+", row)]
    assert len(told) >= 6
    for one in told:
        digits = len(one) - 1
        assert any(f"{abs(value):.{digits}f}".lstrip("0") == one for value in shipped), one
