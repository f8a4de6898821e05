"""Text from outside, made harmless where it is shown: cells of spreadsheets, links, characters nobody sees.

A spreadsheet that opens a CSV runs cells that begin like a formula. `inert` puts an apostrophe before
such text, the mark that spreadsheets themselves use for "this is text"; `plain` takes it away again, so that
a file survives the way out and back.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

__all__ = ["inert", "plain", "visible", "web_link"]

#: What begins a formula in some spreadsheet, the wide forms of East Asian keyboards included.
_FORMULA = frozenset("=+-@＝＋－＠")  # fmt: skip
_MARK = "'"
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{|}]+", re.IGNORECASE)
#: Excel takes no longer address.
LONGEST_LINK = 2_000


def _risky(text: str) -> bool:
    """Return whether text would begin like a formula once its apostrophes are gone."""
    core = text.lstrip(_MARK)
    return core[:1] in {"\t", "\r", "\n"} or core.lstrip()[:1] in _FORMULA


def inert(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("BelTA"), inert("'about 125m'")
    ("'=1+1", 'BelTA', "'about 125m'")
    """
    return _MARK + text if text and _risky(text) else text


def plain(text: str) -> str:
    """Return what `inert` was given.

    Examples
    --------
    >>> plain("'=1+1"), plain("'about 125m'")
    ('=1+1', "'about 125m'")
    """
    return text[1:] if text[:1] == _MARK and text[1:] and _risky(text[1:]) else text


def visible(text: str) -> str:
    """Return text in one line without characters that are not seen: controls, direction marks, half surrogates.

    Examples
    --------
    >>> visible("a" + chr(0x202E) + "b" + chr(10) + "c")
    'ab c'
    """
    spaced = "".join(" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn"}).split())


def web_link(address: str) -> str | None:
    """Return an address that is safe to click, or None: http and https only, nothing that could end a link early.

    Examples
    --------
    >>> web_link("https://deu.belta.by/a"), web_link("javascript:alert(1)")
    ('https://deu.belta.by/a', None)
    """
    if len(address) > LONGEST_LINK or not address.isprintable() or not _ADDRESS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.hostname and "@" not in parts.netloc else None
