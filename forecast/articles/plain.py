"""Plain text from what people paste: pages in HTML, control characters, more than anybody reads."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from forecast.errors import Fault, InputError

__all__ = ["MAX_CHARACTERS", "plain_text"]

#: An article is a few thousand characters; a whole page with its menus may have tens of thousands.
MAX_CHARACTERS = 50_000
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe"})
_BLOCKS = frozenset(
    "p div br li h1 h2 h3 h4 h5 tr section article header footer ul ol table blockquote td".split()  # noqa: SIM905
)
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_LOOKS = re.compile(r"<(?:!doctype|html|body|p|div|br|span|a|h[1-5]|article|section)\b[^>]{0,200}>", re.IGNORECASE)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
#: A line that ends within a number: "to 95.\\n3 billion".
_BROKEN = re.compile(r"(?<=\d)([.,])\n(?=\d{1,3}(?: ?%| [a-zа-я]))")


class _Text(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped = max(self.skipped - 1, 0)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(data)


def plain_text(text: str, *, where: str = "text") -> str:
    """Return the text of an article: without markup and control characters; letters and digits stay as they are.

    Raises
    ------
    InputError
        When it is longer than anybody's article, or nothing is left.

    Examples
    --------
    >>> plain_text("<p>Trade rose <b>5&nbsp;%</b></p>")
    'Trade rose 5 %'
    """
    if len(text) > MAX_CHARACTERS:
        problem = f"has {len(text):,} characters, more than {MAX_CHARACTERS:,}"
        raise InputError([Fault(where, "", problem, "give the article alone, without the rest of its page")])
    if _LOOKS.search(text):
        parser = _Text()
        parser.feed(text)
        parser.close()
        text = re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", "".join(parser.parts))
    elif "&" in text:
        text = html.unescape(text)
    text = (
        _CONTROLS.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    )
    text = _BROKEN.sub(r"\1", text)
    if len(_QUOTED.findall(text)) > 1:
        text = _QUOTED.sub("", text)  # an article in an answer to a letter
    text = text.strip()
    if not text:
        raise InputError([Fault(where, "", "is empty", "give the text of an article")])
    return text
