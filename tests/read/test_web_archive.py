"""WARC, WACZ and feeds: pages with both clocks, revisits, promises that do not hold, bombs."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from indicia.read import feed, wacz, warc
from indicia.read.job import read_original
from indicia.read.reading import Context, Reading

BODY = "".join(f"<p>An invented sentence number {n} about a town.</p>" for n in range(8))
PAGE = f"<html><head><title>Eagles</title></head><body><article>{BODY}</article></body></html>".encode()
WHEN = {"WARC-Date": "2026-10-01T10:00:00Z"}


def archive(gzip: bool = True) -> bytes:
    """A page in an old encoding, a picture, an icon, a redirect, a style and a revisit."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=gzip)

    def answer(url: str, status: str, kind: str, content: bytes) -> None:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", io.BytesIO(content), http_headers=headers, warc_headers_dict=WHEN
        )
        writer.write_record(record)

    base = "https://review.example"
    answer(f"{base}/a", "200 OK", "text/html; charset=utf-8", PAGE)
    arabic = PAGE.replace(b"An invented sentence", "جملة مختلقة".encode("windows-1256"))
    answer(f"{base}/b", "200 OK", "text/html; charset=windows-1256", arabic)
    answer(f"{base}/p.png", "200 OK", "image/png", b"\x89PNG\r\n\x1a\n" + b"p" * 5000)
    answer(f"{base}/icon.png", "200 OK", "image/png", b"\x89PNG small")
    answer(f"{base}/old", "301 Moved", "text/html", b"moved")
    answer(f"{base}/s.css", "200 OK", "text/css", b"p{}")
    writer.write_record(
        writer.create_revisit_record(f"{base}/a", "sha1:X", f"{base}/a", "2026-10-01T10:00:00Z")
    )
    return sink.getvalue()


def read(content: bytes, path: str) -> Reading:
    return read_original(content, Context(path=path))


@pytest.mark.parametrize("gzip", [True, False])
def test_a_web_archive_gives_its_pages_with_address_and_time_of_capture(gzip: bool) -> None:
    reading = read(archive(gzip), "a.warc")
    one, other = reading.items
    assert (one.url, one.title) == ("https://review.example/a", "Eagles")
    assert one.posted is None and one.extra["captured"] == "2026-10-01T10:00:00Z"
    assert "جملة مختلقة" in other.text
    assert [member.name for member in reading.members] == ["https://review.example/p.png"]


def test_what_is_passed_over_is_counted_and_a_revisit_is_no_page() -> None:
    faults = {f.code: f.message for f in read(archive(), "a.warc").faults}
    assert "answered as it did at 2026-10-01" in faults["revisit"]
    for what in ("1 answers with status 301", "1 small pictures", "1 text/css responses"):
        assert what in faults["passed over"]


def test_an_archive_cut_anywhere_keeps_the_pages_before() -> None:
    whole = archive(gzip=False)
    second = whole.index(b"https://review.example/b")
    reading = read(whole[: second + 400], "a.warc")
    assert reading.items[0].url == "https://review.example/a"
    for cut in range(0, len(whole), 301):
        list(warc.parts(io.BytesIO(whole[:cut]), Context()))


@settings(max_examples=40)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_never_raises(place: int, damage: bytes) -> None:
    whole = bytearray(archive())
    whole[place : place + len(damage)] = damage
    list(warc.parts(io.BytesIO(bytes(whole)), Context()))


def packed(**changes: bytes) -> bytes:
    """A WACZ whose package promises its members as they were before ``changes``."""
    members = {"archive/data.warc.gz": archive(), "pages/pages.jsonl": b"{}\n"}
    resources = [
        {"path": name, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        for name, content in members.items()
    ]
    package = json.dumps({"profile": "data-package", "resources": resources}).encode()
    members |= {"datapackage.json": package, **changes}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return sink.getvalue()


def test_a_wacz_gives_the_pages_of_its_archives() -> None:
    reading = read(packed(), "a.wacz")
    assert reading.items[0].url == "https://review.example/a"
    assert reading.items[0].locator.startswith("/archive/data.warc.gz/record/")
    assert not [f for f in reading.faults if f.severity != "note"]


def test_a_member_that_is_not_as_promised_is_a_doubt() -> None:
    reading = read(packed(**{"pages/pages.jsonl": b"changed"}), "a.wacz")
    assert [f.locator for f in reading.faults if f.code == "hash differs"] == ["/pages/pages.jsonl"]


def test_a_bomb_in_a_wacz_is_not_unpacked() -> None:
    reading = read(packed(**{"archive/bomb.warc": b"\0" * 30_000_000}), "a.wacz")
    assert [f.locator for f in reading.faults if f.code == "too large"] == ["/archive/bomb.warc"]


def test_a_name_that_leads_out_is_only_a_name(tmp_path: Path) -> None:
    read(packed(**{"../../escape.warc": archive()}), "a.wacz")
    assert not list(tmp_path.parent.glob("escape*"))


@given(st.binary(max_size=300))
def test_any_bytes_as_wacz_are_a_fault(content: bytes) -> None:
    (told,) = wacz.parts(io.BytesIO(content), Context())
    assert told.faults


def test_real_web_archives_are_read_or_faults(shared_data: Path) -> None:
    found = {}
    for path in sorted((shared_data / "wacz").iterdir()):
        reading = read(path.read_bytes(), path.name)
        assert reading.items or reading.faults
        found[path.name] = len(reading.items)
    assert found["valid_example_1.wacz"] == found["valid_signed_example_1.wacz"] == 1
    assert found["example-iana.warc"] >= 1


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>مجلة السهوب</title>
<link href="https://review.example/"/><id>urn:x</id><updated>2026-10-01T10:00:00Z</updated>
<entry><id>urn:1</id><title>الصقور</title><link href="https://review.example/a"/>
<published>2026-10-01T10:00:00Z</published><updated>2026-10-02T10:00:00Z</updated>
<content type="html">&lt;p&gt;خبر &lt;b&gt;مختلق&lt;/b&gt;&lt;/p&gt;</content></entry>
<entry><id>urn:2</id><title>Only a title [invented]</title></entry></feed>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Steppe Wire</title>
<link>https://wire.example/</link><item><title>One</title><guid>g1</guid>
<pubDate>Thu, 01 Oct 2026 13:00:00 +0300</pubDate><description>Short &amp;amp; invented</description>
</item></channel></rss>"""


def test_atom_entries_are_posts_of_the_feed() -> None:
    reading = read(ATOM.encode(), "feed.xml")
    one, two = reading.items
    assert (one.source_key, one.source_name) == ("review.example", "مجلة السهوب")
    assert (one.text, one.title, one.url) == ("خبر مختلق", "الصقور", "https://review.example/a")
    assert one.posted and one.edited and one.platform_id == "urn:1"
    assert two.text == "Only a title [invented]" and two.posted is None


def test_rss_items_have_the_zone_of_their_date() -> None:
    (item,) = read(RSS.encode(), "feed.xml").items
    assert item.posted and item.posted.from_utc and item.posted.from_utc.hour == 10
    assert item.text == "Short & invented"


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    reading = read(ATOM.encode()[:700], "feed.xml")
    assert reading.faults and reading.reader == "feed"


def test_entities_that_expand_or_point_outside_are_not_followed() -> None:
    hostile = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]>' + RSS[21:].replace("Short", "&b;&f;")
    )
    reading = read(hostile.encode(), "feed.xml")
    assert "boomboom" not in "".join(item.text for item in reading.items)


@given(st.text(max_size=300))
def test_any_text_as_feed_never_raises(text: str) -> None:
    feed.read(f"<rss><channel>{text}".encode("utf-8", "replace"), Context())
