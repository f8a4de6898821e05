"""Names of places as sentences take them: English says "the Netherlands" there, and the bare name in labels."""

from __future__ import annotations

import re

from forecast.words.locale import current_locale, place

__all__ = ["place_opening", "place_said"]

#: What names that take the article end with, what they begin with, and those that take it by custom.
_WITH_ARTICLE = re.compile(
    r".+ (?:Area|Community|Country|Emirates|Far East|Federation|Islands|Kingdom|League|Netherlands|Region|Republic"
    r"|States|Territory|Territories|Union|Valley|Voivodeship)"
    r"|(?:Canton|Commonwealth|Democratic Republic|District|Federal District|Islamic Republic|Isle|Kingdom|Republic"
    r"|State|Sultanate|Union|United States) of .+"
    r"|Bahamas|CIS|Caribbean|Comoros|DR Congo|EAEU|EU|GCC|Gambia|Maldives|Middle East.*|Netherlands|Philippines|SCO"
    r"|Seychelles|UAE|UK|US|USA|Vatican"
)
#: The article stands in the midst of some, and the world is no name.
_OTHERWISE = {
    "South Georgia and South Sandwich Islands": "South Georgia and the South Sandwich Islands",
    "St. Vincent and Grenadines": "St. Vincent and the Grenadines",
    "World": "the world",
}


def place_said(name: str) -> str:
    """Return the name of a place as it stands within a sentence.

    Examples
    --------
    >>> place_said("United States"), place_said("India"), place_said("Tula Region")
    ('the United States', 'India', 'the Tula Region')
    """
    told = place(name)
    if not current_locale().english:
        return told
    return _OTHERWISE.get(told) or (f"the {told}" if _WITH_ARTICLE.fullmatch(told) else told)


def place_opening(name: str) -> str:
    """Return the name of a place as a sentence begins with it.

    Examples
    --------
    >>> place_opening("United States"), place_opening("India")
    ('The United States', 'India')
    """
    told = place_said(name)
    return f"T{told[1:]}" if told.startswith("the ") else told
