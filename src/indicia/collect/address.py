"""Which addresses a collector may connect to.

A page can redirect to anything; only public unicast addresses are followed. The address that was
checked is the address that is connected to (the name is not resolved a second time).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from indicia.errors import AddressRefused, SourceUnreachable

Resolver = Callable[[str, int], list[str]]
INSIDE = (".local", ".internal", ".localhost", ".lan", ".home.arpa", ".intranet", ".corp")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SIXTO4 = ipaddress.ip_network("2002::/16")
_TEREDO = ipaddress.ip_network("2001::/32")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL whose address was checked; connect to ``address``, ask for ``host``."""

    url: str
    host: str
    address: str
    port: int
    secure: bool
    path: str


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver. Raises ``SourceUnreachable``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"{host}: its name could not be resolved ({error}); check spelling and network"
        raise SourceUnreachable(message) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is public unicast, looking through IPv6 forms that carry an IPv4."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if ip in _TEREDO:
            return False
        if inner is not None:
            return is_public(str(inner))
        if int(ip) >> 32 == 0:  # ::a.b.c.d, long deprecated
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def checked_target(
    url: str, resolve: Resolver = resolve_host, allow_loopback: bool = False
) -> Target:
    """The address to connect to for ``url``.

    Every address that the name has must be public: a name with one private address is refused.

    Raises:
        AddressRefused: not http(s), has a password in it, or leads to an address inside.
        SourceUnreachable: the name does not resolve.
    """
    named = _parsed(url)
    host = named.host
    addresses = resolve(host, named.port)
    for address in addresses:
        loopback = allow_loopback and ipaddress.ip_address(address.split("%")[0]).is_loopback
        if not loopback and not is_public(address):
            raise AddressRefused(
                f"{host}: leads to {address}, which is not a public address; pages inside a "
                "network are not fetched. Save the page in a browser and add the file"
            )
    if not addresses:
        raise SourceUnreachable(f"{host}: has no address")
    return replace(named, address=addresses[0])


def named_target(url: str) -> Target:
    """The target for a proxy that resolves names itself: ``address`` is the name.

    Raises:
        AddressRefused: not http(s), has a password in it, or is plainly a name or address inside.
    """
    named = _parsed(url)
    host = named.host.rstrip(".").lower()
    literal = _literal(host)
    inside = "." not in host or host.endswith(INSIDE)
    if (literal is not None and not is_public(literal)) or (literal is None and inside):
        raise AddressRefused(
            f"{named.host}: is a name inside a network; pages inside a network are not fetched. "
            "Save the page in a browser and add the file"
        )
    return named


def _literal(host: str) -> str | None:
    """The address that a host's text is, in any form that resolvers take (``0x7f.1``)."""
    try:
        return str(ipaddress.ip_address(host.split("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _parsed(url: str) -> Target:
    try:
        parts: SplitResult = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"{url}: not a valid address ({error}); correct it") from error
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused(f"{url}: only http and https addresses with a host are fetched")
    if parts.username or parts.password:
        raise AddressRefused(f"{host}: address carries a user name or password; remove them")
    secure = parts.scheme == "https"
    port = port or (443 if secure else 80)
    path = parts.path or "/"
    return Target(url, host, host, port, secure, path + ("?" + parts.query) * bool(parts.query))
