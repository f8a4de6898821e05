"""In which encoding a text is: by its mark, by where its zeros stand, or by which words its bytes would be."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["LOOKED_AT", "decoded", "narrow_codec", "wide_codec"]

#: Bytes at the start of a file by which its encoding is judged.
LOOKED_AT = 8192
#: The mark of UTF-32 begins with that of UTF-16, so it is looked for first.
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32", "UTF-32"),
    (b"\0\0\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
#: Shares of zeros: where a character's upper bytes stand, in UTF-32 and UTF-16, and where its lowest does.
_UPPER_OF_FOUR, _UPPER_OF_TWO, _LOWEST = 0.9, 0.6, 0.1


def wide_codec(content: bytes) -> tuple[str, str] | None:
    """Return the codec of a text of two or four bytes a character and the encoding's name; None for other files.

    Parameters
    ----------
    content : bytes
    """
    head = content[:LOOKED_AT]
    for mark, codec, name in _MARKS:
        if head.startswith(mark):
            return codec, name
    if len(head) < 4:
        return None
    zeros = [head[at::4].count(0) / len(head[at::4]) for at in range(4)]
    for codec, upper, lowest in (("utf-32-le", zeros[2:], zeros[0]), ("utf-32-be", zeros[:2], zeros[3])):
        if min(upper) > _UPPER_OF_FOUR and lowest < _LOWEST:
            return codec, "UTF-32"
    first, second = (half.count(0) / len(half) for half in (head[::2], head[1::2]))
    if max(first, second) > _UPPER_OF_TWO and min(first, second) < _LOWEST:
        return ("utf-16-be" if first > second else "utf-16-le"), "UTF-16"
    return None


#: Words of tables of trade that only the right encoding shows.
_WORDS = tuple(
    (codec, name, re.compile(words, re.IGNORECASE))
    for codec, name, words in (
        ("gb18030", "GB18030", "出口|进口|年份|年度|国家|美元|月"),
        ("big5", "Big5", "出口|進口|年|月"),
        ("cp932", "Shift-JIS", "輸出|輸入|年|月|円"),
        ("cp949", "EUC-KR", "수출|수입|금액|년|월"),
        ("cp1251", "Windows-1251", "экспорт|импорт|експорт|імпорт|год|рік|товарооборот|страна|долл"),
        ("cp866", "DOS 866", "экспорт|импорт|год|товарооборот|страна|долл"),
        ("koi8-r", "KOI8-R", "экспорт|импорт|год|товарооборот|страна|долл"),
        ("cp1254", "Windows-1254", "[iİ]hracat|[iİ]thalat|yıl|ülke"),
        ("cp1250", "Windows-1250", "vývoz|přívoz|měsíc|wywóz|przywóz|miesiąc|země"),
        ("cp1256", "Windows-1256", "صادرات|واردات|سنة|سال"),
    )
)


def narrow_codec(content: bytes) -> tuple[str, str] | None:
    """Return the codec and the name of the encoding in which a file holds the words of tables; None when none does.

    Parameters
    ----------
    content : bytes

    Examples
    --------
    >>> narrow_codec("年份,出口".encode("gb18030")), narrow_codec("Year,Exports".encode())
    (('gb18030', 'GB18030'), None)
    """
    head = content[: 4 * LOOKED_AT]
    head = head[: head.rfind(b"\n") + 1] if len(content) > len(head) else head
    found: list[tuple[int, tuple[str, str]]] = []
    for codec, name, words in _WORDS:
        try:
            text = head.decode(codec)
        except UnicodeDecodeError:
            continue
        high = sum(len(told) for told in words.findall(text) if not told.isascii())
        found.append((high, (codec, name)))
    most = max((high for high, _ in found), default=0)
    first = [codec for high, codec in found if high == most]
    return first[0] if most and len(first) == 1 else None


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of content and the name of its encoding.

    What is no UTF-8 is what shows the words of tables, else Windows-1251 where letters above 0xC0 stand together, as in
    an alphabet of its own, else Windows-1252, whose accents stand alone.

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> decoded("торговля выросла".encode("cp1251")), decoded("Außenhandel".encode("cp1252"))
    (('торговля выросла', 'Windows-1251'), ('Außenhandel', 'Windows-1252'))
    """
    marked = content.startswith(b"\xef\xbb\xbf")
    if told := ("utf-8-sig", "UTF-8") if marked else wide_codec(content):
        codec, name = told
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            msg = f"is broken {name}"
            raise ValueError(msg) from None
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    head = content[:LOOKED_AT]
    if sum(byte < 9 or 13 < byte < 32 for byte in head) > 0.02 * len(head):
        msg = "is binary, no text"
        raise ValueError(msg)
    if known := narrow_codec(content):
        return content.decode(known[0], "replace"), known[1]
    high = [byte >= 0xC0 for byte in content[:200_000]]
    beside = sum(one and other for one, other in pairwise(high))
    codec, name = ("cp1251", "Windows-1251") if beside * 2 > sum(high) else ("cp1252", "Windows-1252")
    return content.decode(codec, "replace"), name
