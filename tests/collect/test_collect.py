"""Collecting: addresses that are refused, verdicts over pages, files as originals."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicia.case import Case
from indicia.collect.address import checked_target, is_public
from indicia.collect.folder import add_paths
from indicia.collect.verdict import content_verdict
from indicia.console.start import PLAIN_CASE
from indicia.errors import AddressRefused, UsageError

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "100.64.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0::1", "::7f00:1",
    "198.18.0.1", "192.0.2.1", "240.0.0.1", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_refused_whatever_its_form(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddressRefused):
        checked_target("http://site.example/", lambda host, port: [address])


def test_one_private_address_among_public_ones_is_refused() -> None:
    with pytest.raises(AddressRefused):
        checked_target("https://site.example/", lambda host, port: ["93.184.216.34", "10.0.0.1"])


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "http://u:p@a.example/", "http://", "gopher://a"],
)
def test_only_plain_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_target(url, lambda host, port: ["93.184.216.34"])


def test_the_checked_address_is_the_one_connected_to() -> None:
    target = checked_target("https://site.example/a?b=c", lambda host, port: ["93.184.216.34"])
    assert (target.address, target.port, target.path) == ("93.184.216.34", 443, "/a?b=c")


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"", "empty"),
        (b"<html><body>Please log in to continue</body></html>", "wall"),
        (b"<html><title>Just a moment...</title><body>Checking your browser</body></html>", "wall"),
        (b"<html><body>This post is not available</body></html>", "gone"),
        (
            b"<html><body>" + b"Plenty of words in an invented article. " * 20 + b"</body></html>",
            "content",
        ),
        (b"plain text", "content"),
    ],
)
def test_a_200_is_not_content(body: bytes, verdict: str) -> None:
    found = content_verdict(body)
    assert found.name == verdict and found.rule


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "tester"
    )


def test_the_same_bytes_twice_are_one_original_and_two_captures(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("same", "utf-8")
    (folder / "b.txt").write_text("same", "utf-8")
    collected = add_paths(case, [folder])
    assert (collected.new, collected.known) == (1, 1)
    assert sum(e.line["action"] == "import" for e in case.log.events(None)) == 2


def test_paths_never_stand_in_the_log(case: Case, tmp_path: Path) -> None:
    (tmp_path / "Jane Invented.txt").write_text("x", "utf-8")
    add_paths(case, [tmp_path / "Jane Invented.txt"])
    assert b"Invented" not in b"".join(p.read_bytes() for p in (case.root / "log").glob("*.jsonl"))


def test_links_are_left_out_and_said(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link").symlink_to("/etc/hostname")
    assert add_paths(case, [folder]).left_out
    with pytest.raises(UsageError, match="does not exist"):
        add_paths(case, [tmp_path / "nothing"])
