"""The catalogue of sentences: `python -m tests.support.catalogues` writes it, and compiles the translations.

Run it after a sentence has changed; `tests/words/test_catalogue.py` says when it was forgotten.
"""

from __future__ import annotations

import io
import sys
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from forecast.cli import main as commands
from forecast.cli.helping import HELPS, help_texts
from forecast.data import catalog
from forecast.data.places import _places
from forecast.words.faults import CONTEXT
from tests.support.contract_texts import contract_texts
from tests.support.library_texts import LIBRARY_TEXTS, NOUNS
from tests.support.problem_texts import problem_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

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


_HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"

"""


@cache
def extracted() -> Catalog:
    """Return every sentence that packages and templates say, and the places there are, whose names may bend."""
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
    for name in sorted(known_places()):
        catalogue.add(name, locations=[("forecast/data/files", 0)], context="place")
    for text in contract_texts():
        catalogue.add(text, locations=[("api/contract", 0)], context="contract")
    for text in sorted(help_texts(commands).union(HELPS)):
        catalogue.add(text, locations=[("help", 0)], context="help")
    for text in (*LIBRARY_TEXTS, *NOUNS):
        catalogue.add(text, locations=[("libraries", 0)], context=CONTEXT)
    for text in problem_texts(ROOT / package for package in ("forecast", "api")):
        catalogue.add(text, locations=[("faults", 0)], context=CONTEXT)
    return catalogue


def known_places() -> set[str]:
    """Return the names of places that can be asked about, and of those in the data that the package ships."""
    pairs = [*catalog.targets(), *map(catalog.series, catalog.series_ids())]
    shipped = {name for pair in pairs for name in (pair.reporter, pair.partner)}
    return shipped.union(place.name for place in _places().values())


def as_text(catalogue: Catalog) -> str:
    """Return a catalogue as a file, without dates and line numbers, which change when no sentence does."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, include_lineno=False, sort_by_file=True, width=120, ignore_obsolete=True)
    return out.getvalue().decode()


def compiled(text: bytes, language: str) -> bytes:
    """Return a translation as gettext reads it."""
    out = io.BytesIO()
    found = read_po(io.BytesIO(text), locale=language)
    found.creation_date = found.revision_date = datetime(2000, 1, 1, tzinfo=UTC)  # else the clock's
    write_mo(out, found)
    return out.getvalue()


def translations() -> dict[str, Path]:
    """Return the translations there are, by language."""
    return {path.parents[1].name: path for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))}


def read_translation(path: Path, language: str, template: Catalog) -> Catalog:
    """Return a translation with the sentences that the template has now."""
    translation = read_po(io.BytesIO(path.read_bytes()), locale=language)
    translation.update(template, no_fuzzy_matching=True)
    return translation


def main() -> None:
    """Write the template; bring every translation up to date with it, compile it, and tell what it lacks.

    A new sentence is not written into a translation before somebody translates it: it is said in English so long, and
    nobody who adds one has to know Russian.
    """
    template = extracted()
    TEMPLATE.write_text(as_text(template), encoding="utf-8")
    for language, path in translations().items():
        translation = read_translation(path, language, template)
        lacking = untranslated(translation)
        for message in lacking:
            translation.delete(message.id, context=message.context)
        text = _HEADER.format(language=language, plurals=translation.plural_forms) + as_text(translation)
        path.write_text(text, encoding="utf-8")
        path.with_suffix(".mo").write_bytes(compiled(text.encode(), language))
        sys.stdout.write(f"{language}: {measure(template, lacking)}\n")
        sys.stdout.writelines(f"  not translated: {message.id}\n" for message in lacking)


def untranslated(translation: Catalog) -> list[Message]:
    """Return the sentences that a translation lacks, in whole or in a form: they are said in English."""
    return [
        message
        for message in translation
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def measure(template: Catalog, lacking: Sequence[Message]) -> str:
    """Return how much of the catalogue a translation says."""
    total, told = len(template), len(template) - len(lacking)
    return f"{told} of {total} sentences are translated, {100 * told / total:.1f} %"


if __name__ == "__main__":
    main()
