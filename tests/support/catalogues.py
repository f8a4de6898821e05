"""The catalogue of sentences: `python -m tests.support.catalogues` writes it, and compiles the translations.

Run it after a sentence has changed; `tests/words/test_catalogue.py` says when it was forgotten.
"""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from forecast.data import catalog

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "forecast" / "words" / "locales"
TEMPLATE = FOLDER / "trade-target.pot"
#: Arguments of the functions that say sentences: msgid, plural, context ("c").
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "marked": None,
    "say": None,
    "say_as": ((1, "c"), 2),
    "say_count": (1, 2),
}


def extracted() -> Catalog:
    """Return every sentence that packages and templates say, and the places that CLDR does not name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(one["pattern"], one["method"]) for one in settings]
    options = {
        one["pattern"]: {k: str(v) for k, v in one.items() if k not in {"pattern", "method"}} for one in settings
    }
    catalogue = Catalog(project="trade-target")
    for package in ("forecast", "api"):
        found = extract_from_dir(ROOT / package, methods, options, keywords=KEYWORDS, strip_comment_tags=True)
        for name, _, message, _, context in sorted(found, key=lambda one: (one[0], one[1])):
            catalogue.add(message, locations=[(f"{package}/{name}", 0)], context=context)
    for name in sorted(shipped_places() - {str(country) for country in Locale("en").territories.values()}):
        catalogue.add(name, locations=[("forecast/data/files", 0)], context="place")
    return catalogue


def shipped_places() -> set[str]:
    """Return the names of countries and regions in the data that the package ships."""
    pairs = [*catalog.targets(), *map(catalog.series, catalog.series_ids())]
    return {name for pair in pairs for name in (pair.reporter, pair.partner)}


def as_text(catalogue: Catalog) -> str:
    """Return a catalogue as a file, without dates and line numbers, which change when no sentence does."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, include_lineno=False, sort_by_file=True, width=120)
    return out.getvalue().decode()


def compiled(text: bytes, language: str) -> bytes:
    """Return a translation as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(text), locale=language))
    return out.getvalue()


def translations() -> dict[str, Path]:
    """Return the translations there are, by language."""
    return {path.parents[1].name: path for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))}


def main() -> None:
    """Write the template; bring every translation up to date with it, and compile it."""
    template = extracted()
    TEMPLATE.write_text(as_text(template), encoding="utf-8")
    for language, path in translations().items():
        translation = read_po(io.BytesIO(path.read_bytes()), locale=language)
        translation.update(template, no_fuzzy_matching=True)
        out = io.BytesIO()
        write_po(out, translation, include_lineno=False, sort_by_file=True, width=120, ignore_obsolete=True)
        path.write_bytes(out.getvalue())
        path.with_suffix(".mo").write_bytes(compiled(out.getvalue(), language))


if __name__ == "__main__":
    main()
