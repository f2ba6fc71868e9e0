"""Preview pages of channels: each trap by a fixture named for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.collect.verdict import content_verdict
from indicia.read import telegram_preview
from indicia.read.job import read_original
from indicia.read.reading import Context, Reading, ReadItem

FIXTURES = Path(__file__).parent / "fixtures" / "telegram_preview"


def reading_of(name: str) -> Reading:
    return read_original((FIXTURES / name).read_bytes(), Context(path=name))


def items_of(name: str) -> dict[str, ReadItem]:
    return {str(item.platform_id): item for item in reading_of(name).items}


def test_a_page_gives_each_post_with_its_channel_and_time() -> None:
    items = items_of("posts.html")
    assert list(items) == ["11", "12", "13", "14"]
    first = items["11"]
    assert first.text == "بيان رقم 1 [مختلق]\nنحن أهل المدينة هنا"
    assert (first.source_key, first.source_name) == ("1900000001", "أبناء تل قمر")
    assert first.posted and first.posted.text == "2026-10-01T10:01:00+00:00"
    assert first.links == ("https://qamar.example/a",)
    assert first.url == "https://t.me/sons_tq/11"


def test_a_preview_an_export_and_a_live_look_are_one_source() -> None:
    export = b'{"name":"x","type":"public_channel","id":1900000001,"messages":[{"id":11,"type":"message","date":"2026-10-01T10:01:00","text":"x"}]}'
    (exported,) = read_original(export, Context(path="result.json")).items
    look = (FIXTURES.parent / "telethon" / "look.jsonl").read_bytes()
    seen = read_original(look, Context(path="messages.jsonl")).items[0]
    keys = {items_of("posts.html")["11"].source_key, exported.source_key, seen.source_key}
    assert keys == {"1900000001"}


def test_views_are_numbers_as_the_page_rounds_them() -> None:
    assert [item.views for item in items_of("posts.html").values()] == [1200, 1200, 987, 2000000]


def test_a_forward_names_its_source_and_an_edit_is_noted() -> None:
    post = items_of("posts.html")["12"]
    assert (post.forwarded_from, post.forwarded_kind) == ("قمر ٢٤", "name")
    assert (post.author, post.extra["edited"]) == ("Nour", True)


def test_the_words_a_reply_quotes_are_not_its_own() -> None:
    post = items_of("posts.html")["13"]
    assert (post.text, post.reply_to) == ("رد مختلق", "11")


def test_a_picture_that_was_not_fetched_is_named() -> None:
    reading = reading_of("posts.html")
    assert reading.items[3].media_missing == ("https://cdn.example/file/invented.jpg",)
    assert any(fault.code == "media not fetched" for fault in reading.faults)


def test_a_video_is_posted_when_its_second_time_says() -> None:
    post = items_of("video_has_two_times.html")["21"]
    assert post.posted and post.posted.text.startswith("2026-10-01T10:01")


def test_a_stub_is_a_post_without_content() -> None:
    reading = reading_of("stub_is_no_content.html")
    assert [f.locator for f in reading.faults if f.code == "stub"] == ["[data-post=sons_tq/31]"]
    assert [item.extra.get("stub") for item in reading.items] == [True, None]


def test_a_channel_without_preview_is_a_wall_and_no_channel() -> None:
    content = (FIXTURES / "no_preview.html").read_bytes()
    assert content_verdict(content).name == "wall"
    assert not [i for i in read_original(content, Context()).items if i.platform == "telegram"]


def test_a_page_with_posts_is_content_whatever_label_stands_on_them() -> None:
    assert content_verdict((FIXTURES / "posts.html").read_bytes()).name == "content"
    stubs = (FIXTURES / "stub_is_no_content.html").read_bytes()
    only_stubs = stubs.replace(b"tgme_widget_message_text", b"something_else")
    assert content_verdict(only_stubs).name == "wall"


def test_a_poll_is_read_and_a_service_message_is_no_post() -> None:
    items = items_of("poll_and_service.html")
    assert items["41"].text == "من هم؟ [مختلق]\n- أهل المدينة\n- غيرهم"
    assert items["42"].kind == "service"


def test_without_a_stable_id_the_handle_names_the_source() -> None:
    assert items_of("handle_only.html")["51"].source_key == "handle:sons_tq"


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.glob("*.html")))
def test_a_page_cut_anywhere_never_raises(name: str) -> None:
    content = (FIXTURES / name).read_bytes()
    for cut in range(0, len(content), 97):
        telegram_preview.read(content[:cut], Context())


@given(st.binary(max_size=200))
def test_any_bytes_inside_a_post_are_read_or_a_fault(inside: bytes) -> None:
    markup = b'<div class="tgme_widget_message" data-post="sons_tq/1">' + inside
    reading = telegram_preview.read(markup, Context())
    assert reading.items or reading.faults
