"""Two hundred ways to write an address inside a network: none is connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import pytest

from indicia.collect import fetch
from indicia.collect.fetch import FetchOptions, fetch_page
from indicia.errors import SourceUnreachable

INSIDE = (
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254",
    "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "100.64.0.1",
    "100.127.255.254", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250", "255.255.255.255",
    "198.18.0.1", "192.0.2.1", "240.0.0.1",
)  # fmt: skip
SIX = (
    "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]",
    "[fd00:ec2::254]", "[fdff:ffff::1]", "[ff02::1]", "[ff0e::1]", "[2001::1]", "[2001:db8::1]",
    "[100::1]", "[2001:0:7f00:1::]",
)  # fmt: skip


def written_forms(address: str) -> Iterator[str]:
    """Ways in which resolvers and libraries accept one IPv4 address."""
    a, b, c, d = (int(part) for part in address.split("."))
    number = (a << 24) | (b << 16) | (c << 8) | d
    yield address
    yield str(number)
    yield hex(number)
    yield f"0x{a:02x}.0x{b:02x}.0x{c:02x}.0x{d:02x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"{a}.{b}.{(c << 8) | d}"
    yield f"{a}.{(b << 16) | (c << 8) | d}"
    yield f"[::ffff:{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"


NAMES = tuple((f"name-{index}.example", address) for index, address in enumerate(INSIDE))
FORMS = [form for address in INSIDE for form in written_forms(address)] + list(SIX)


@pytest.fixture(autouse=True)
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(fetch.socket, "create_connection", refuse)


def numeric(host: str, port: int) -> list[str]:
    """The system's resolver for what is written as a number; names are resolved by nobody."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


def test_there_are_two_hundred_forms() -> None:
    assert len(set(FORMS)) >= 200


@pytest.mark.parametrize("form", FORMS)
def test_an_address_inside_is_never_connected_to(form: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        try:
            return numeric(host, port)
        except OSError as error:
            raise SourceUnreachable(f"{host}: its name could not be resolved") from error

    with pytest.raises(SourceUnreachable):
        fetch_page(f"http://{form}/", FetchOptions(resolve=resolve))


@pytest.mark.parametrize(("name", "address"), NAMES)
def test_a_name_that_leads_inside_is_never_connected_to(name: str, address: str) -> None:
    for answer in ([address], ["93.184.216.34", address], [f"::ffff:{address}"]):
        with pytest.raises(SourceUnreachable):
            fetch_page(f"https://{name}/", FetchOptions(resolve=lambda *_, a=answer: a))


def test_public_addresses_are_not_refused() -> None:
    from indicia.collect.address import is_public

    for address in ("93.184.216.34", "8.8.8.8", "2606:4700::1111"):
        assert is_public(str(ipaddress.ip_address(address)))
