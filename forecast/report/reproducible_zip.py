"""Office documents are zip archives; here they get the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["repacked"]

#: The first moment that a zip archive can name.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """Return a zip archive with constant dates, its members in their order.

    Parameters
    ----------
    content : bytes
    replaced : mapping of str to bytes, optional
        Members that get another content.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, (replaced or {}).get(name, old.read(name)))
    return out.getvalue()
