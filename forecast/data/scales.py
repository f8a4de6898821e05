"""Words of scale - thousand, crore, млрд, 亿 - in the languages of ministries.

Words that mean two things, such as a German or Spanish billion, are asked about (`asked`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["COMMA", "MULTIPLIERS", "SCALES", "asked", "power_of"]

_ENGLISH: Mapping[int, str] = {
    0: "units",
    2: "hundred",
    3: "thousand thousands k th thsd thous",
    5: "lakh lakhs lac lacs",
    6: "million millions mln mn m mm",
    7: "crore crores cr",
    9: "billion billions bln bn b",
    12: "trillion trillions trn tn",
}
#: Languages that write the decimal comma: German, Russian, Ukrainian, Belarusian, French, Italian, Spanish, Portuguese,
#: Polish, Czech, Turkish, Dutch, Scandinavian, Indonesian, Vietnamese.
_OTHER: Mapping[int, str] = {
    3: "тыс тысяч тысячи тысяча тис тисяч tsd tausend tys tysięcy millier milliers mille mila miles bin ribu "
    "duizend tusen tusind tisíc nghìn ngàn",
    6: "mio millionen млн миллион миллиона миллионов мільйон мільйони мільйонів мільёнаў millón millon millones "
    "milione milioni milhão milhao milhões milhoes milyon miljoen miljoner milionów miliony milionu "
    "milionů juta triệu mill millió",
    9: "mrd milliarde milliarden млрд миллиард миллиарда миллиардов мільярд мільярда мільярди мільярдів мільярдаў "
    "milliard milliards md mds mld miliardo miliardi millardo millardos bilhão bilhao bilhões bilhoes milyar miljard "
    "miljarder mdr mia miliard miliarda miliardów miliardy miliar tỷ milliárd",
    12: "трлн триллион триллиона триллионов трильйон трильйонів bio trilhão trilhões trilyon triliun biljoen bilionów",
}
#: Languages that write no decimal comma: Chinese, Japanese, Korean, Hindi, Arabic, Persian, Urdu.
_FAR: Mapping[int, str] = {
    3: "千 हज़ार हजार ألف آلاف هزار 천",
    4: "万 萬 만",
    5: "लाख لاکھ",
    6: "百万 百萬 مليون ملايين میلیون 백만",
    7: "千万 करोड़ करोड کروڑ 천만",
    8: "亿 億 억",
    9: "十亿 十億 अरब مليار مليارات میلیارد ارب",
    11: "千亿 千億",
    12: "万亿 萬億 兆 조 تريليون تریلیون",
}


def _by_word(*tables: Mapping[int, str]) -> dict[str, int]:
    return {word: power for table in tables for power, words in table.items() for word in words.split()}


#: Powers of ten by word, in small letters.
SCALES: Mapping[str, int] = _by_word(_ENGLISH, _OTHER, _FAR)
#: Those of languages that write the decimal comma.
COMMA = frozenset(_by_word(_OTHER))
_FIRST = "hundred thousand thousands lakh lakhs lac тыс тысяч tausend mil miles bin 千 万 ألف"
#: Words that may stand before a larger one: "lakh crore", "mil millones", "тысяч миллиардов".
MULTIPLIERS: Mapping[str, int] = {word: SCALES.get(word, 3) for word in _FIRST.split()}
_LONG = "10^12 where it was written, 10^9 in English: write 10^12 as trillion, 10^9 as bn"
_LONGER = "10^18 where it was written, 10^12 in English: write digits"
_BILLIONS = "billionen billón billon billones bilione bilioni bilião biliões bilionu"
_ASKED: Mapping[str, str] = dict.fromkeys(_BILLIONS.split(), _LONG) | dict.fromkeys(
    ("trillionen", "trillón", "trillones"), _LONGER
)


def power_of(words: Sequence[str]) -> int | None:
    """Return the power of ten that words of scale in a row make, 0 for none, None when they make no sense.

    Examples
    --------
    >>> power_of(["lakh", "crore"]), power_of(["bn"]), power_of(["m", "bn"])
    (12, 9, None)
    """
    if not words:
        return 0
    *first, last = words
    if last not in SCALES or len(first) > 1:
        return None
    if first and not (first[0] in MULTIPLIERS and MULTIPLIERS[first[0]] < SCALES[last]):
        return None
    return SCALES[last] + (MULTIPLIERS[first[0]] if first else 0)


def asked(words: Sequence[str], written: str, *, comma: bool) -> str | None:
    """Return what must be asked about words of scale; None when nothing.

    Parameters
    ----------
    words : sequence of str
        All words of an amount, in small letters.
    written : str
        The amount as it was written.
    comma : bool
        Whether its number is written with a decimal comma.
    """
    found = next((word for word in words if word in _ASKED), None)
    if found:
        return f"says {found!r}, which is {_ASKED[found]}"
    if "billion" in words and "Billion" in written and (comma or "Billion Euro" in written or "US-Dollar" in written):
        return f"says 'Billion', which is {_LONG}"
    if "mil" in words:
        return "says 'mil', a thousand in Spanish and Portuguese, often a million in English: write thousand or m"
    return None
