"""A made-up language that shouts: what is not in capitals has not come out of the catalogue."""

from __future__ import annotations

import gettext
import re

from forecast.words import Locale

__all__ = ["SHOUTED", "untranslated"]

_PLACE = re.compile(r"(\{\w+\})")


def _shout(message: str) -> str:
    return "".join(part if _PLACE.fullmatch(part) else part.upper() for part in _PLACE.split(message))


class _Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return _shout(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _shout(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - gettext's signature
        return _shout(message)


#: Numbers, money and days are written as in English.
SHOUTED = Locale("en", _Shouting())


def untranslated(text: str, *names: str) -> list[str]:
    """Return the words of a shouted text in small letters: names, amounts of money, days and lists aside."""
    for name in names:
        text = text.replace(name, "")
    text = re.sub(r"(?<=\d)(?:bn|tn|m|k)\b", "", text)
    return [word for word in re.findall(r"[A-Za-z]*[a-z]+", text) if word not in MONTHS_AND_AND]


MONTHS_AND_AND = {
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December", "and",
}  # fmt: skip
