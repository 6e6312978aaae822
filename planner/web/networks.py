"""Where a request comes from, for counting failures."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

ONE_CONNECTION = 64
"""Bits that name a household's connection; the rest of an IPv6 address it chooses itself."""


def network() -> str:
    """Return the address that a request comes from, of IPv6 the part that nobody can choose."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    """Return what one connection can't change about its address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, ONE_CONNECTION), strict=False))
