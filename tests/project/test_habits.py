"""What carries the repository on: versions agree, tasks and hooks name what is there, logs tell results alone."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

import forecast
from forecast.model import MODEL_VERSION

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(name):
    """Return a file of the repository's root as text."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_same_wherever_it_stands():
    """What is installed, built, cited and told in the changes is one version."""
    told = re.findall(r"^## (.+)$", read("CHANGELOG.md"), flags=re.MULTILINE)
    cited = yaml.safe_load(read("CITATION.cff"))["version"]
    assert version("trade-target") == PROJECT["project"]["version"] == cited == told[0]


def test_the_changes_say_first_what_moves_a_probability():
    """The newest version begins with what changes a probability, by the model's version."""
    newest = read("CHANGELOG.md").split("\n## ")[1]
    assert newest.split("\n### ")[1].startswith(f"What changes a probability (model version {MODEL_VERSION})")


@pytest.mark.parametrize("name", ["test", "library", "lint", "types", "contracts", "docs", "coverage", "benchmarks"])
def test_there_is_a_task_for(name):
    """`make` lists each task with what it does."""
    assert re.search(rf"^{name}: ## .+$", read("Makefile"), flags=re.MULTILINE)


def test_hooks_use_the_checkouts_own_tools():
    """Nothing is fetched before a commit: every hook is local, and starts a tool that constraints.txt pins."""
    pinned = {line.partition("==")[0].lower() for line in read("constraints.txt").splitlines()}
    for repo in yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]:
        assert repo["repo"] == "local"
        for hook in repo["hooks"]:
            tool = hook["entry"].split()[0]
            assert (
                tool == ".venv/bin/python"
                or tool.removeprefix(".venv/bin/").replace("lint-imports", "import-linter") in pinned
            )


def test_constraints_pin_each_package_once():
    """A package stands once, pinned, in order of names."""
    names = [line.partition("==")[0].lower().replace("_", "-") for line in read("constraints.txt").splitlines()]
    assert names == sorted(set(names))


def test_importers_see_the_types():
    """The marker of a typed package is shipped."""
    assert (Path(forecast.__file__).parent / "py.typed").is_file()
    assert "py.typed" in PROJECT["tool"]["setuptools"]["package-data"]["*"]


def test_the_kept_log_tells_results_and_no_machine():
    """`.ci/full.txt` ends with the count, and holds no path and no warning of an installer."""
    lines = read(".ci/full.txt").splitlines()
    assert len(lines) < 60
    assert re.search(r"\d+ passed", lines[-1])
    assert not [line for line in lines if re.search(r"(^|[\s'(:])/(?!/)\w+/|file:|WARNING", line)]


def test_no_file_names_a_folder_of_somebody_s_machine():
    """Outputs of a command, traces and settings of one machine are no part of the repository."""
    rooms = [
        path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".") and path.name != "build"
    ]
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [
        path for room in rooms for path in room.rglob("*") if path.suffix in {".py", ".md", ".sh", ".toml", ".yml"}
    ]
    assert len(files) > 500
    told = re.compile(rb"/(?:work|home|root|Users)/\w")
    assert not [path.relative_to(ROOT) for path in files if told.search(path.read_bytes())]


def test_every_attack_that_operators_are_told_of_has_its_test():
    """A test that is named in the table of attacks is there under that name."""
    told = re.findall(r"`(test_\w+)`", read("docs/operations.md").partition("## Attacks and their tests")[2])
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(told) > 20
    assert set(told) <= set(re.findall(r"^def (test_\w+)\(", sources, flags=re.MULTILINE))
