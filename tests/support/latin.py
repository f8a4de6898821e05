"""Latin words on what is said in another language: names, codes and addresses are expected, English is not."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.support.answers import SHIPPED

__all__ = ["english", "read"]

#: Names, codes and notation: the same in every language.
SAME = {
    "trade-target", "belarus-st-petersburg", "USD", "NZ", "growth", "English",
}  # fmt: skip
#: Elements without an end, and those whose text nobody reads as a sentence.
_EMPTY = {"meta", "link", "input", "img", "br"}
_UNREAD = {"style", "script", "code", "textarea", "metadata"}


class Texts(HTMLParser):
    """What is read of a page: texts, and attributes that are spoken."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found, self.open = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        """Keep what is spoken of an element."""
        # What was published in English is marked as English, and stays so; a switch names its own language.
        quoted = ("lang", "en") in attrs or tag == "q" or ("class", "article") in attrs
        self.open += [] if tag in _EMPTY else [f"{tag} quoted" if quoted else tag]
        self.found += [value or "" for name, value in attrs if name in {"aria-label", "alt", "title"}]
        named = dict(attrs)
        self.found += [named["content"]] if named.get("name") == "description" else []

    def handle_endtag(self, tag):
        """Close an element, and what was left open in it."""
        while self.open and self.open.pop() not in {tag, f"{tag} quoted"}:
            pass

    def handle_data(self, data):
        """Keep what is read."""
        if not _UNREAD & set(self.open) and not any(tag.endswith(" quoted") for tag in self.open):
            self.found.append(data)


def read(markup: str) -> str:
    """Return what is read of a page."""
    return " ".join(Texts(markup).found)


def own_words(series) -> list[str]:
    """Return what is a series' own text: publishers, titles, addresses."""
    origins = [statement.origin for statement in series.statements]
    found = {text for o in origins for text in (o.url, o.title, o.publisher, o.publisher.split(",")[0])}
    return sorted(found - {""}, key=len, reverse=True)


def english(text: str, *series) -> list[str]:
    """Return the Latin words of a text beyond names, codes, addresses and the statements' own text."""
    plain = " ".join(text.replace("\\", "").split())
    for own in own_words(SHIPPED) + [text for one in series for text in own_words(one)]:
        plain = plain.replace(own, " ")
    plain = re.sub(
        r"https?://\S+|trade-target audit \S+|(?<![A-Za-z0-9])[0-9a-f]{16,}(?![A-Za-z0-9])(?:\.svg)?", " ", plain
    )
    return sorted({word for word in re.findall(r"[A-Za-z][A-Za-z-]+", plain) if word not in SAME})
