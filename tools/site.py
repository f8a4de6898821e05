"""What the documentation site adds to the pages in docs/: references, the repository's own pages, equations, links.

MkDocs calls the functions named `on_...` (its hooks, see mkdocs.yml). Pages read the same in the repository as on the
site: what the site has elsewhere is moved here, and links out of docs/ follow it.
"""

from __future__ import annotations

import inspect
import json
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File

import forecast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "tests" / "api" / "golden" / "openapi.json"
#: Pages of the repository's root, by their place on the site.
OWN_PAGES = {"contributing.md": "CONTRIBUTING.md", "changes.md": "CHANGELOG.md", "security.md": "SECURITY.md"}
#: Public Python names by what one does with them; a name that is in none of these stands under "More".
GROUPS = {
    "Ask": ("forecast", "fit", "attainable", "surface", "compare", "sensitivity", "published"),
    "What comes back": ("Fitted", "TargetForecast"),
    "Figures of your own": ("Series", "Statement", "read_series", "series", "series_ids"),
    "What if": ("Scenario", "parse_scenario"),
    "Announced targets and the record": (
        "announced_targets", "registry", "track_record", "Target", "TargetRecord", "TrackRecord", "BacktestRecord",
    ),
    "Questions as values": ("Question", "parse_question", "forecast_target"),
    "Errors": ("ForecastError", "InputError", "UnknownNameError", "FitError"),
}  # fmt: skip
_CODE = re.compile(r"(^(`{3,}).*?^\2$|`[^`\n]+`)", flags=re.MULTILINE | re.DOTALL)
_EQUATION = re.compile(r"^```math\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_SYMBOL = re.compile(r"\$`([^`\n]+)`\$")
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]+)\)")


def _where(name: str) -> str:
    """Return the full path of a public name, which the faces of the rooms lead to."""
    thing = getattr(forecast, name)
    return f"{inspect.getmodule(thing).__name__}.{thing.__qualname__}"  # type: ignore[union-attr]


def _python() -> Iterator[str]:
    """Yield the reference of the Python names."""
    yield "# Python\n\nEverything below is imported from `forecast`. The package is typed; frames are pandas'.\n"
    named = {name for names in GROUPS.values() for name in names}
    more = tuple(sorted(set(forecast.__all__) - named))
    for group, names in (GROUPS | ({"More": more} if more else {})).items():
        yield f"\n## {group}\n"
        for name in names:
            yield f"\n::: {_where(name)}\n"


def _cli() -> Iterator[str]:
    """Yield the reference of the command line."""
    yield (
        "# Command line\n\nExit status: 0 done, 1 a batch rejected rows, 2 the question, a file or a store could not be"
        " used as given; every fault is told on the standard error.\n"
        "\n::: mkdocs-click\n    :module: forecast.cli\n    :command: main\n    :prog_name: trade-target\n"
        "    :depth: 1\n    :style: table\n"
    )


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _type(schema: dict[str, Any]) -> str:
    """Return what a schema takes, in a few words, with a link to a document."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_type(one) for one in schema.get("anyOf") or schema["oneOf"])
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _operation(method: str, path: str, told: dict[str, Any]) -> Iterator[str]:
    """Yield one address."""
    yield f"\n### `{method.upper()} {path}`\n\n{told['summary']}{' Needs a token.' if told.get('security') else ''}\n"
    if told.get("parameters"):
        yield "\n| parameter | in | takes | |\n|---|---|---|---|\n"
        for one in told["parameters"]:
            needed = " (required)" if one.get("required") else ""
            cells = (f"`{one['name']}`{needed}", one["in"], one.get("description", ""), _type(one.get("schema", {})))
            yield f"| {' | '.join(map(_cell, cells))} |\n"
    if body := told.get("requestBody"):
        kinds = ", ".join(f"`{kind}`: {_type(one.get('schema', {}))}" for kind, one in body["content"].items())
        yield f"\nBody: {body.get('description', '')} {kinds}\n"
    yield "\n| status | | gives |\n|---|---|---|\n"
    for status, one in told["responses"].items():
        kinds = ", ".join(
            f"`{kind}`: {_type(media.get('schema', {}))}" for kind, media in one.get("content", {}).items()
        )
        yield f"| {status} | {_cell(one['description'])} | {_cell(kinds)} |\n"


def _http() -> Iterator[str]:
    """Yield the reference of the addresses, from the contract that the tests hold the service to."""
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
    served = f"The contract itself is served at `/openapi.json` (OpenAPI {contract['openapi']})."
    yield f"# HTTP\n\n{contract['info']['description']} {served}\n"
    for tag in contract["tags"]:
        yield f"\n## {tag['name'].capitalize()}\n\n{tag['description']}\n"
        for path, item in contract["paths"].items():
            for method, told in item.items():
                if tag["name"] in told["tags"]:
                    yield from _operation(method, path, told)
    yield "\n## Documents\n"
    for name, schema in sorted(contract["components"]["schemas"].items()):
        yield f"\n### {name}\n\n{schema.get('description', '')}\n"
        if schema.get("properties"):
            yield "\n| key | | |\n|---|---|---|\n"
        for key, one in schema.get("properties", {}).items():
            always = "" if key in schema.get("required", ()) else " (may be absent)"
            yield f"| `{key}`{always} | {_cell(_type(one))} | {_cell(one.get('description', ''))} |\n"


def _named(nav: list[Any]) -> Iterator[str]:
    """Yield the pages that a list of navigation names."""
    for entry in nav:
        value = next(iter(entry.values())) if isinstance(entry, dict) else entry
        yield from _named(value) if isinstance(value, list) else (value,)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the references and the repository's own pages, and let the navigation name every page there is."""
    made = {"reference/python.md": _python, "reference/cli.md": _cli, "reference/http.md": _http}
    for place, written in made.items():
        files.append(File.generated(config, place, content="".join(written())))
    for place, name in OWN_PAGES.items():
        files.append(File.generated(config, place, content=(ROOT / name).read_text(encoding="utf-8")))
    for path in sorted((ROOT / "notebooks").iterdir()):
        if path.suffix in {".ipynb", ".svg", ".csv"}:
            files.append(File.generated(config, f"notebooks/{path.name}", abs_src_path=str(path)))
    pages = [file.src_uri for file in files.documentation_pages()]
    decisions = sorted(uri for uri in pages if uri.startswith("decisions/"))
    behind = next(entry["Behind it"] for entry in config.nav if "Behind it" in entry)
    behind[-1] = {"Decisions": decisions}
    named = set(_named(config.nav))
    how_to = next(entry["How to"] for entry in config.nav if "How to" in entry)
    how_to += sorted(uri for uri in pages if uri not in named)
    return files


def _moved(target: str, page: str, files: Files) -> str | None:
    """Return where a link of a page leads on the site; None where the site has nothing for it."""
    path, mark, anchor = target.partition("#")
    if "://" in target or target.startswith(("mailto:", "#")):
        return target
    own = {name: place for place, name in OWN_PAGES.items()}
    inside = page not in OWN_PAGES
    full = posixpath.normpath(posixpath.join("docs" if inside else "", posixpath.dirname(page), path))
    place = own.get(full) or ("index.md" if full == "README.md" else full.removeprefix("docs/"))
    known = files.get_file_from_path(place) is not None
    if not known:
        return target if full.startswith("docs/") else None  # a page that is missing stays, to be warned of
    anchor = "" if full == "README.md" else mark + anchor
    return posixpath.relpath(place, posixpath.dirname(page) or ".") + anchor


def _drawn(equation: str) -> str:
    """Return an equation as a paragraph of MathML."""
    return f'<div style="margin: 1em 0">{convert(equation.strip(), display="block")}</div>\n'


def on_page_markdown(markdown: str, page: Page, files: Files, **_more: object) -> str:
    """Return a page with equations as MathML and links that lead to where things are on the site."""
    markdown = _EQUATION.sub(lambda found: _drawn(found[1]), markdown)
    markdown = _SYMBOL.sub(lambda found: convert(found[1]), markdown)

    def linked(found: re.Match[str]) -> str:
        moved = _moved(found[2], page.file.src_uri, files)
        return found[1] if moved is None else f"[{found[1]}]({moved})"

    parts = _CODE.split(markdown)
    # The pattern has two groups: text, code, its fence, text, ...
    return "".join(_LINK.sub(linked, text) + code for text, code in zip(parts[::3], [*parts[1::3], ""], strict=True))
