"""Requests that the service makes: to webhooks alone, never to an address that is not public, bounded in every way.

A name is looked up once, every address it has must be public, and the connection goes to an address that was looked
at: a name that means another address a moment later leads nowhere else. No redirect is followed and no proxy is used.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from urllib.parse import SplitResult

__all__ = ["Sent", "is_public", "refusal", "send"]

#: Ways from IPv6 into IPv4, by which a private address could be written as a public one.
_TUNNELS = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "::/96"))
_TAKES = "takes an https address of a public host, or one that the operator names"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a request.

    Parameters
    ----------
    status : int or None
        None without an answer.
    reason : str
        Why it was not taken; empty when it was.
    milliseconds : int
    """

    status: int | None
    reason: str
    milliseconds: int


class _RefusedError(Exception):
    """An address is not one to speak to."""


def is_public(address: str) -> bool:
    """Return whether an address is of the public internet.

    Examples
    --------
    >>> [is_public(one) for one in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%2")]
    [False, False, False, False, False, False]
    >>> is_public("93.184.215.14"), is_public("64:ff9b::a00:1"), is_public("224.0.0.1"), is_public("0.0.0.0")
    (True, False, False, False)
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in one for one in _TUNNELS):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def refusal(url: str, hosts: Collection[str]) -> Fault | None:
    """Return why an address is never told, as far as that is known without looking its name up; None when it may be.

    Parameters
    ----------
    url : str
    hosts : collection of str
        Hosts that the operator names: they need neither be public nor speak TLS.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in hosts:
        return None
    if parts.scheme != "https":
        return Fault("url", url, "is not https", _TAKES)
    try:
        ip_address(host.partition("%")[0])
        public = is_public(host)
    except ValueError:  # a name
        public = host != "localhost" and not host.endswith((".localhost", ".local", ".internal"))
    return None if public else Fault("url", url, "is at a host that is not public", _TAKES)


def _address(parts: SplitResult, hosts: Collection[str]) -> tuple[str, int]:
    """Return the address to speak to, looked up and looked at.

    Raises
    ------
    _RefusedError
        When any of the host's addresses is not public.
    """
    host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
    if fault := refusal(parts.geturl(), hosts):
        msg = f"it {fault.problem}"
        raise _RefusedError(msg)
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in hosts and not all(map(is_public, found)):
        msg = "it is at a host that is not public"
        raise _RefusedError(msg)
    return found[0], port


class _Pinned(HTTPConnection):
    """A connection to an address that was looked at, under the name of its host."""

    def __init__(self, parts: SplitResult, address: tuple[str, int], patience: float) -> None:
        default = 443 if parts.scheme == "https" else 80
        super().__init__(parts.hostname or "", parts.port or default, timeout=patience)
        # `Host` leaves out the usual port of the scheme.
        self.default_port = default
        self._address, self._tls = address, parts.scheme == "https"

    def connect(self) -> None:
        """Connect; the handshake comes after the socket is known, so that it can be broken off."""
        self.sock = socket.create_connection(self._address, self.timeout)
        if self._tls:
            context = ssl.create_default_context()
            wrapped = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = wrapped
            wrapped.do_handshake()

    def break_off(self) -> None:
        """End whatever is waited for."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def send(url: str, body: bytes, headers: Mapping[str, str], *, hosts: Collection[str], patience: float) -> Sent:
    """Return what became of posting a body to an address.

    Parameters
    ----------
    url : str
    body : bytes
    headers : mapping of str to str
    hosts : collection of str
        Hosts that the operator names: they need neither be public nor speak TLS.
    patience : float
        Seconds that all of it may take, after the name was looked up.
    """
    parts, began = urlsplit(url), time.monotonic()

    def told(status: int | None, reason: str) -> Sent:
        return Sent(status, reason, round((time.monotonic() - began) * 1000))

    try:
        address = _address(parts, hosts)
    except _RefusedError as error:
        return told(None, str(error))
    except (OSError, UnicodeError):
        return told(None, "its name cannot be looked up")
    connection = _Pinned(parts, address, patience)
    late = threading.Timer(patience, connection.break_off)  # a time for each read alone would not end who drips
    late.daemon = True
    late.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        status = connection.getresponse().status  # its body is nobody's business
    except (OSError, HTTPException, ValueError) as error:
        if time.monotonic() - began >= patience:
            return told(None, f"it took longer than {patience:.0f} seconds")
        return told(None, f"it cannot be spoken to ({type(error).__name__})")
    finally:
        late.cancel()
        connection.close()
    moved, taken = 300 <= status < 400, 200 <= status < 300
    failed = f"it answered {status}, and redirects are not followed" if moved else f"it answered {status}"
    return told(status, "" if taken else failed)
