"""Settings of the sources, from the environment; a setting that cannot be meant is refused by its name."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data.sources.source import Source

__all__ = ["ANSWERS", "SourceSettings", "source_settings"]

#: Where raw answers are kept, when not beside the store.
ANSWERS = "TRADE_TARGET_ANSWERS_DIR"


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """How one source is reached.

    Parameters
    ----------
    address : str
        Scheme, host and port.
    key : str
        Empty when none is set; it stands in no text that this value makes.
    per_second : float
        Requests.
    timeout, backoff : float
        Seconds that a silence may last, and that the first new try waits; it doubles from try to try.
    retries : int
        New tries after the first.
    longest_wait : float
        Seconds that a source may ask to wait; beyond that the pull ends and says so.
    """

    address: str
    key: str = field(repr=False)
    per_second: float
    timeout: float
    backoff: float
    retries: int
    longest_wait: float


def _number(environment: Mapping[str, str], name: str, default: float, low: float, faults: list[Fault]) -> float:
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not low <= value <= 86_400:
        faults.append(Fault(name, text, f"is not a number from {low:g} to 86,400", f"{default:g} when not set"))
        return default
    return value


def _address(environment: Mapping[str, str], name: str, default: str, faults: list[Fault]) -> str:
    text = environment.get(name, "").strip().rstrip("/") or default
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        remedy = f"give scheme, host and port, such as {default}; the path is the source's own"
        faults.append(Fault(name, parts.hostname or "", "is not the base address of a service", remedy))
    return text


def source_settings(source: Source, environment: Mapping[str, str] | None = None) -> SourceSettings:
    """Return the settings of a source.

    Raises
    ------
    InputError
        Names each setting that cannot be meant.

    Examples
    --------
    >>> from forecast.data.sources.imf import IMF
    >>> source_settings(IMF, {"TRADE_TARGET_IMF_URL": "http://127.0.0.1:8080"}).address
    'http://127.0.0.1:8080'
    """
    given = os.environ if environment is None else environment
    own, every = f"TRADE_TARGET_{source.name.upper()}", "TRADE_TARGET_PULL"
    faults: list[Fault] = []
    found = SourceSettings(
        address=_address(given, f"{own}_URL", source.address, faults),
        key=given.get(f"{own}_KEY", "").strip(),
        per_second=_number(given, f"{own}_PER_SECOND", source.per_second, 0.001, faults),
        timeout=_number(given, f"{every}_TIMEOUT_SECONDS", 30.0, 0.01, faults),
        backoff=_number(given, f"{every}_BACKOFF_SECONDS", 1.0, 0.0, faults),
        retries=int(_number(given, f"{every}_RETRIES", 4, 0, faults)),
        longest_wait=_number(given, f"{every}_LONGEST_WAIT_SECONDS", 120.0, 0.0, faults),
    )
    if not found.key.isprintable() or not found.key.isascii():
        faults.append(Fault(f"{own}_KEY", "", "holds what no key holds", "copy the key again, without a line break"))
    if faults:
        raise InputError(faults)
    return found
