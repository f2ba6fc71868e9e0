"""Spreadsheets, chats as text, and the downloads that platforms give: each trap a test."""

from __future__ import annotations

import io
import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from indicia.read import whatsapp
from indicia.read.job import read_original
from indicia.read.meta_archive import mended
from indicia.read.reading import Context, Reading


def read(content: bytes, path: str, **context: object) -> Reading:
    return read_original(content, Context(path=path, **context))  # type: ignore[arg-type]


def sheet(*rows: tuple[object, ...]) -> bytes:
    made = Workbook()
    table = made.active
    assert table is not None
    for row in rows:
        table.append(row)
    sink = io.BytesIO()
    made.save(sink)
    return sink.getvalue()


def test_rows_of_a_spreadsheet_are_posts() -> None:
    content = sheet(
        ("id", "text", "date", "channel"),
        ("17", "كلام مختلق", datetime(2026, 10, 1, 10, 0), "Steppe Wire"),
        (None, None, None, None),
        ("18", "invented words", "2026-10-02", "Steppe Wire"),
    )
    reading = read(content, "posts.xlsx")
    one, two = reading.items
    assert (one.text, one.platform_id, one.source_name) == ("كلام مختلق", "17", "Steppe Wire")
    assert one.posted and one.posted.zone_status == "unknown"
    assert two.locator == "/sheet/Sheet/row/4"


def test_an_id_that_a_spreadsheet_rounded_is_dropped() -> None:
    reading = read(sheet(("id", "text"), (1234567890123456789, "words")), "posts.xlsx")
    assert reading.items[0].platform_id is None
    assert [f.code for f in reading.faults] == ["rounded id"]


def test_a_formula_is_not_computed() -> None:
    reading = read(sheet(("id", "text"), ("1", "=HYPERLINK(1)")), "posts.xlsx")
    assert not reading.items and [f.code for f in reading.faults] == ["no text"]


@pytest.mark.parametrize(
    "content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 protected", sheet(("id", "text"))[:300]]
)
def test_a_protected_or_damaged_spreadsheet_is_a_fault(content: bytes) -> None:
    reading = read(content, "posts.xlsx")
    assert not reading.items and reading.faults[0].severity == "lost"


CHAT = """\u200e[31/12/2026, 22:05:09] Nour: \u200eMessages are end-to-end encrypted
[31/12/2026, 22:06:00] Nour Invented: first words
and a second line: still hers
[01/01/2027, 00:10:00] Karim: photo-1.jpg (file attached)
[01/01/2027, 00:11:00] Karim: <Media omitted>
[01/01/2027, 00:12:00] Karim: This message was deleted
"""


def test_a_chat_is_read_message_by_message() -> None:
    reading = read(CHAT.encode(), "WhatsApp Chat with desk.txt")
    assert reading.reader == "whatsapp"
    texts = [item.text for item in reading.items]
    assert texts[1] == "first words\nand a second line: still hers"
    assert reading.items[1].author == "Nour Invented"
    assert {item.source_kind for item in reading.items} == {"private"}
    assert reading.items[2].media == ("photo-1.jpg",)
    assert reading.items[3].media_missing == ("<Media omitted>",)
    assert reading.items[4].kind == "service" and reading.items[4].extra == {"deleted": True}


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("1/2/26, 9:00 AM - A: x", "1/13/26, 9:00 PM - A: y"), ["2026-01-02", "2026-01-13"]),
        (("1/2/26, 9:00 - A: x", "13/1/26, 9:00 - A: y"), ["2026-02-01", "2026-01-13"]),
        (("2026-02-01, 9:00 - A: x", "2026-02-03, 9:00 - A: y"), ["2026-02-01", "2026-02-03"]),
        (("١/٢/٢٠٢٦، ٩:٠٠ م - أ: س", "١٣/٢/٢٠٢٦، ٩:٠٠ م - أ: ص"), ["2026-02-01", "2026-02-13"]),
    ],
)
def test_which_number_is_the_day_is_found_from_the_whole_chat(
    lines: tuple[str, ...], days: list[str]
) -> None:
    reading = read("\n".join(lines).encode(), "chat.txt")
    assert [item.posted.text[:10] for item in reading.items if item.posted] == days
    assert "date order" not in [f.code for f in reading.faults]


def test_a_date_that_cannot_be_told_is_a_doubt() -> None:
    reading = read(b"1/2/26, 9:00 - A: x\n3/4/26, 9:00 - A: y", "chat.txt")
    assert {"date order", "no zone"} <= {f.code for f in reading.faults}


def test_noon_and_midnight_of_a_clock_with_halves() -> None:
    chat = b"1/13/26, 12:05 AM - A: x\n1/13/26, 12:05 PM - A: y"
    hours = [i.posted.text[11:16] for i in read(chat, "chat.txt").items if i.posted]
    assert hours == ["00:05", "12:05"]


@given(st.text(max_size=200))
def test_any_text_after_a_message_is_hers(text: str) -> None:
    reading = whatsapp.read(
        f"[31/12/2026, 22:05:09] A: {text}".encode("utf-8", "replace"), Context()
    )
    assert reading.items


def tweets(*rows: dict[str, object], part: str = "tweets") -> bytes:
    return (
        f"window.YTD.{part}.part0 = ".encode() + json.dumps([{"tweet": r} for r in rows]).encode()
    )


TWEET: dict[str, object] = {
    "id_str": "1845000000000000001",
    "created_at": "Thu Oct 01 10:00:00 +0000 2026",
    "full_text": "RT @steppewire: words [invented] https://t.co/x",
    "retweet_count": "3",
    "entities": {"urls": [{"expanded_url": "https://review.example/a"}]},
    "extended_entities": {"media": [{"media_url": "http://pbs.example/media/abc.jpg"}]},
}


def test_posts_of_an_x_archive_are_read_with_their_reposts_and_pictures() -> None:
    (item,) = read(tweets(TWEET), "archive/data/tweets.js").items
    assert (item.forwarded_from, item.forwarded_kind) == ("@steppewire", "name")
    assert item.text.startswith("words [invented]")
    assert item.media == ("tweets_media/1845000000000000001-abc.jpg",)
    assert item.links == ("https://review.example/a",) and item.forwards == 3
    assert item.posted and item.posted.from_utc and item.posted.from_utc.year == 2026


def test_what_is_the_owners_own_is_not_read() -> None:
    reading = read(tweets({"phoneNumber": "+99000"}, part="account"), "archive/data/account.js")
    assert not reading.items
    assert [f.code for f in reading.faults] == ["not read"]
    assert "99000" not in str(reading)


def test_a_post_of_unknown_form_costs_only_itself() -> None:
    reading = read(tweets({"id_str": "1", "entities": [1]}, TWEET), "archive/data/tweets.js")
    assert len(reading.items) == 1
    assert [f.code for f in reading.faults] == ["unknown form"]


def broken(text: str) -> str:
    """Words as Facebook's download writes them: each byte a character."""
    return text.encode().decode("latin-1")


def test_words_of_a_facebook_download_are_mended() -> None:
    rows = [
        {
            "timestamp": 1790848800,
            "data": [{"post": broken("كلام مختلق")}],
            "attachments": [{"data": [{"media": {"uri": "posts/media/a.jpg"}}]}],
        }
    ]
    (item,) = read(json.dumps(rows).encode(), "fb/posts/your_posts_1.json").items
    assert (item.text, item.platform) == ("كلام مختلق", "facebook")
    assert item.media == ("../posts/media/a.jpg",)
    assert item.posted and item.posted.zone_status == "utc"


def test_an_instagram_download_gives_its_captions() -> None:
    rows = [
        {
            "media": [
                {
                    "uri": "media/posts/b.jpg",
                    "creation_timestamp": 1790848800,
                    "title": broken("צילום בדוי"),
                }
            ]
        }
    ]
    (item,) = read(json.dumps(rows).encode(), "ig/content/posts_1.json").items
    assert (item.text, item.platform) == ("צילום בדוי", "instagram")


@given(st.text())
def test_mending_takes_back_what_was_broken_and_never_raises(text: str) -> None:
    mended(text)
    if text.isprintable():
        assert mended(broken(text)) == text


@given(st.binary(max_size=300))
def test_any_bytes_never_raise(content: bytes) -> None:
    for path in ("posts.xlsx", "data/tweets.js", "posts/your_posts_1.json", "chat.txt"):
        for head in (b"", b"PK\x03\x04xl/workbook", b"window.YTD.tweets.part0 = "):
            read(head + content, path)
