"""The documentation site: built without a network and without a warning, with a reference of everything public."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import forecast
from forecast.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the site, built as `make docs` builds it: a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def read(site, name):
    """Return the text of a page, tags and entities taken out."""
    return unescape(re.sub(r"<[^>]*>", "", (site / name).read_text(encoding="utf-8")))


def test_every_page_is_on_the_site_and_in_its_navigation(site):
    """What lies in docs/ is built, and the home page leads to it."""
    home = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        place = page.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        assert (site / place).is_file(), place
        assert f'href="{place}"' in home or page.stem == "index", place


def test_pages_fetch_nothing(site):
    """No page names a script, a style, a picture or a font of another machine."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(
            r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["']?(?:https?:)?//[^"'>\s]*""", text
        ), page


def test_the_reference_knows_every_public_name(site):
    """Python names, commands and addresses each have an entry."""
    python, cli, http = (read(site, f"reference/{name}.html") for name in ("python", "cli", "http"))
    assert not [name for name in forecast.__all__ if not re.search(rf"^\s*{name}\b", python, flags=re.MULTILINE)]
    assert not [name for name in main.commands if name not in cli]
    paths = json.loads((ROOT / "tests/api/golden/openapi.json").read_text(encoding="utf-8"))["paths"]
    assert not [
        f"{method.upper()} {path}"
        for path, item in paths.items()
        for method in item
        if f"{method.upper()} {path}" not in http
    ]


def test_equations_are_drawn_by_the_browser(site):
    """Equations are MathML, and none is left as it is typed."""
    model = (site / "model.html").read_text(encoding="utf-8")
    assert model.count('display="block"') >= 4
    assert "\\sigma" not in model


def test_links_of_a_page_lead_to_the_repositorys_own_pages(site):
    """A link out of docs/ to CONTRIBUTING.md leads to that page of the site."""
    assert 'href="contributing.html"' in (site / "tutorial_modeller.html").read_text(encoding="utf-8")
