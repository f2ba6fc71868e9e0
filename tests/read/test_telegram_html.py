"""Telegram Desktop's HTML pages: each trap by a fixture named for it, and real pages counted."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from indicia.read.child import encoded
from indicia.read.job import read_original
from indicia.read.reading import Context, Reading, ReadItem

FIXTURES = Path(__file__).parent / "fixtures" / "telegram_html"


def reading_of(name: str, **context: Any) -> Reading:
    return read_original((FIXTURES / name).read_bytes(), Context(path=name, **context))


def items_of(name: str, **context: Any) -> dict[str, ReadItem]:
    return {str(item.platform_id): item for item in reading_of(name, **context).items}


class MessageCounter(HTMLParser):
    """Counts messages with the standard library's parser, which shares nothing with the reader."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.classes: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "div" and "message" in classes:
            self.ids.append(str(given.get("id")))
            self.classes.update(classes)


def counted(content: bytes) -> MessageCounter:
    counter = MessageCounter()
    counter.feed(content.decode("utf-8"))
    return counter


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.html")), ids=lambda p: p.stem)
def test_every_message_of_every_fixture_is_read_or_a_fault(path: Path) -> None:
    reading = read_original(path.read_bytes(), Context(path=path.name))
    lost = [f for f in reading.faults if f.severity == "lost"]
    assert len(reading.items) + len(lost) == len(counted(path.read_bytes()).ids)


def test_a_joined_message_has_the_author_above() -> None:
    items = items_of("joined_messages.html")
    authors = [items[str(n)].author for n in (1, 2, 3, 4)]
    assert authors == ["Somebody", "Somebody", "Another", "Another"]


def test_a_date_without_zone_is_marked_and_a_stated_zone_is_used() -> None:
    reading = reading_of("date_without_zone.html")
    zones = [item.posted.zone_status if item.posted else None for item in reading.items]
    assert zones == ["unknown", "stated", None]
    stated = reading.items[1].posted
    assert stated is not None and stated.from_utc is not None and stated.from_utc.hour == 7
    assert {"no zone", "no date"} <= {fault.code for fault in reading.faults}
    assert encoded(reading)


def test_replies_into_other_page_files_name_the_message() -> None:
    items = items_of("reply_into_another_page.html")
    assert [items[n].reply_to for n in ("1001", "1002", "1003")] == ["1000", "7", None]


def test_a_forward_has_the_name_without_the_date_beside_it() -> None:
    item = items_of("forward_by_name.html")["1"]
    assert (item.forwarded_from, item.forwarded_kind) == ("Another channel", "name")
    assert item.author == "Invented channel" and item.text == "forwarded words"
    assert item.posted is not None and item.posted.text == "01.03.2024 10:00:00"


def test_days_and_pins_are_no_posts() -> None:
    items = items_of("service_messages.html")
    assert [items[n].kind for n in ("-1", "1", "2")] == ["service", "post", "service"]
    assert items["-1"].text == "1 March 2024"


def test_a_medium_is_a_path_or_said_to_be_missing() -> None:
    items = items_of("media_present_and_missing.html")
    assert items["1"].media == ("photos/photo_1.jpg",) and not items["1"].media_missing
    assert not items["2"].media and "Not included" in items["2"].media_missing[0]


def test_broken_nesting_costs_no_other_message() -> None:
    items = items_of("broken_nesting.html")
    assert [items[str(n)].text for n in (1, 2, 3, 4)] == ["one", "two never closed", "three", "four"]  # fmt: skip


def test_endless_nesting_is_a_fault_and_the_others_are_read() -> None:
    reading = reading_of("endless_nesting.html")
    assert [item.text for item in reading.items] == ["one", "three"]
    assert [f.locator for f in reading.faults if f.code == "not a message"] == ["/message/2"]


def test_links_behind_words_are_kept_apart_from_those_in_the_text() -> None:
    item = items_of("links_behind_words.html")["1"]
    assert item.links == ("https://site.example/hidden",)
    assert item.text == "see here and https://site.example/shown #tag\nsecond line"


@pytest.mark.parametrize("name", ["joined_messages.html", "forward_by_name.html"])
def test_a_cut_at_any_byte_loses_no_message_before_it(name: str) -> None:
    content = (FIXTURES / name).read_bytes()
    whole = read_original(content, Context(path=name)).items
    starts = [content.index(f'id="message{item.platform_id}"'.encode()) for item in whole]
    for cut in range(starts[0], len(content), 3):
        got = read_original(content[:cut], Context(path=name)).items
        kept = max(0, sum(start < cut for start in starts) - 1)  # the last one may be cut itself
        assert [(i.platform_id, i.text) for i in got[:kept]] == [
            (i.platform_id, i.text) for i in whole[:kept]
        ]


def test_real_pages_lose_no_message(shared_data: Path) -> None:
    paths = sorted(shared_data.glob("telegram-html/*.html"))
    assert len(paths) == 2
    for path in paths:
        content = path.read_bytes()
        wanted = counted(content)
        reading = read_original(content, Context(path=path.name))
        assert [item.locator for item in reading.items] == [f"#{name}" for name in wanted.ids]
        assert sum(item.kind == "service" for item in reading.items) == wanted.classes["service"]
        posts = [item for item in reading.items if item.kind == "post"]
        assert all(item.posted and item.author for item in posts)
        assert all(item.text or item.media or item.media_missing for item in posts)
        assert {item.source_name for item in posts} != {"unnamed chat"}
