"""Text of two or four bytes a character, known by its mark or by where its zeros stand."""

from __future__ import annotations

__all__ = ["LOOKED_AT", "wide_codec"]

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
