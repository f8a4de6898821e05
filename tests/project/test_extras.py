"""The extras: a library user needs none, and what is missing is told by the words that install it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from forecast.extras import EXTRAS, MissingExtraError, needing

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
import io, json
from contextlib import redirect_stderr, redirect_stdout
from forecast.cli import main
told = {{}}
for line in {lines!r}:
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(line.split())
        except SystemExit as end:
            out.flush()
            told[line] = [end.code or 0, len(out.buffer.getvalue()), err.getvalue()]
print(json.dumps(told))
"""


def distributions(requirements):
    """Return the names of what is required."""
    return {re.match(r"[\w.-]+", one).group().lower().replace("_", "-") for one in requirements}


def with_what_they_bring(names):
    """Return distributions and those that they require themselves."""
    return names | {
        one for name in names for one in distributions(each for each in requires(name) or () if "extra ==" not in each)
    }


def imported():
    """Return every module of others that the package imports, by where."""
    found = {}
    for path in (*(ROOT / "forecast").rglob("*.py"), *(ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            for name in {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"forecast", "api"}:
                found.setdefault(name, path.relative_to(ROOT).as_posix())
    return found


def test_every_library_that_is_imported_is_brought_by_the_base_or_by_a_known_extra():
    """No module rests on what happens to be installed, and each extra of the code is one of pyproject.toml."""
    names = packages_distributions()
    base = distributions(PROJECT["dependencies"])
    extras = PROJECT["optional-dependencies"]
    for module, where in imported().items():
        brought = {one.lower().replace("_", "-") for one in names[module]}
        extra = next((one for one, modules in EXTRAS.items() if module in modules), None)
        optional = {"IPython", "ipywidgets"}  # asked for by a notebook alone, which has them
        wanted = with_what_they_bring(distributions(extras[extra]) if extra else base)
        assert module in optional or brought & wanted, (module, where)


def told(lines, *, without, home):
    """Return exit status, bytes printed and errors of commands in a Python that lacks the libraries of some extras."""
    blocked = {module for extra in without for module in EXTRAS[extra]}
    code = ASKED.format(blocked=blocked, lines=lines)
    nothing_stored = {**os.environ, "XDG_DATA_HOME": str(home), "TRADE_TARGET_DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], env=nothing_stored, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_a_library_install_forecasts_and_names_the_extra_of_what_it_lacks(tmp_path):
    """Terminal, JSON and pictures need no extra; Word, Excel and the service say what to install."""
    ask = "forecast india-uae --target 200bn"
    answers = told(
        [ask, f"{ask} --format json", f"{ask} --format svg", f"{ask} --format docx", f"{ask} --format xlsx", "serve", "db check"],
        without=EXTRAS, home=tmp_path,
    )  # fmt: skip
    for line, (status, printed, errors) in list(answers.items())[:3]:
        assert (status, errors) == (0, ""), line
        assert printed > 1_000
    for line, extra in (
        (f"{ask} --format docx", "reports"),
        (f"{ask} --format xlsx", "reports"),
        ("serve", "service"),
        ("db check", "service"),
    ):
        status, printed, errors = answers[line]
        assert (status, printed) == (2, 0)
        assert errors.endswith(f"is not installed; pip install 'trade-target[{extra}]'\n"), errors


def test_another_missing_module_stays_what_it_is():
    """Only what an extra brings is told by its name."""
    with pytest.raises(ModuleNotFoundError, match="no_such_module") as raised, needing("reports"):
        import no_such_module  # noqa: F401
    assert not isinstance(raised.value, MissingExtraError)


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_file(tmp_path):
    """What runs from a checkout runs when it is installed: nothing of the two packages is left out of the wheel."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True, capture_output=True
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "forecast", "api"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    assert {one for one in tracked if one and not one.endswith((".po", ".pot"))} <= held
