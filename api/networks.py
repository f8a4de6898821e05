"""Addresses as they are counted and kept: by the network that they are of."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

__all__ = ["network_of"]


@lru_cache(maxsize=4_096)
def network_of(address: str, *, v4: int = 24, v6: int = 48) -> str:
    """Return the network that an address is of; an address that is none as it is.

    Examples
    --------
    >>> network_of("192.0.2.77"), network_of("2001:db8:1:2::7"), network_of("::ffff:192.0.2.77"), network_of("")
    ('192.0.2.0/24', '2001:db8:1::/48', '192.0.2.0/24', '')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{v4 if found.version == 4 else v6}", strict=False))
