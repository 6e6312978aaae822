"""Where a request comes from, for counting failures."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

ONE_CONNECTION = 64
"""Bits that name a household's connection; the rest of an IPv6 address it chooses itself."""
ONE_CUSTOMER = 48
"""Bits that name a customer of a provider: whoever asks for it gets all connections below."""


def network() -> str:
    """Return the address that a request comes from, of IPv6 the part that nobody can choose."""
    return network_of(request.remote_addr or "")


def wide_network() -> str | None:
    """Return what a customer with many connections can't change; None where that is one anyway."""
    return wide_network_of(request.remote_addr or "")


def wide_network_of(address: str) -> str | None:
    """Return the network of a customer, of an address of IPv6."""
    of_one = network_of(address)
    if "/" not in of_one:
        return None
    return str(ip_network(of_one).supernet(new_prefix=ONE_CUSTOMER))


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
