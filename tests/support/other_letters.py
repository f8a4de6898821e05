"""A language made up for tests: every sentence of the catalogue in other letters, and 40 per cent longer.

Its letters are Cyrillic ones, so a Latin letter that is left was not said through the catalogue. It bears the tag of
Russian, whose plurals, numbers and names of months and countries it takes.
"""

from __future__ import annotations

import gettext
import io
import re
import string

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from forecast import words
from tests.support.catalogues import extracted

#: What a translation leaves as it is: named places, markup, entities.
_KEPT = re.compile(r"(\{[^}]*\}|%\([^)]*\)s|%%|<[^>]*>|&\w+;)")
_OTHER = str.maketrans(
    string.ascii_letters,
    "".join(chr(0x430 + i) for i in range(26)) + "".join(chr(0x410 + i) for i in range(26)),
)
PADDING = "ъ"


def pseudo(text: str) -> str:
    """Return a sentence in the language: in brackets, in other letters, longer."""
    pieces = [piece if _KEPT.fullmatch(piece) else piece.translate(_OTHER) for piece in _KEPT.split(text)]
    return f"⟦{''.join(pieces)}{PADDING * max(round(len(text) * 0.4) - 2, 0)}⟧"


def pseudo_locale() -> words.Locale:
    """Return the language with its catalogue, made of all sentences that can be extracted."""
    made = Catalog(locale="ru")
    for message in extracted():
        if not message.id:
            continue
        several = isinstance(message.id, tuple)
        told = tuple(pseudo(message.id[1]) for _ in range(made.num_plurals)) if several else pseudo(message.id)
        made.add(message.id, told, context=message.context)
    out = io.BytesIO()
    write_mo(out, made)
    out.seek(0)
    return words.Locale("ru", gettext.GNUTranslations(out))
