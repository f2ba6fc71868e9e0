"""Telegram Desktop's JSON: each trap by a fixture named for it, and real exports counted."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicia.read import json_stream
from indicia.read.child import encoded
from indicia.read.job import read_original
from indicia.read.json_stream import JsonBroken, JsonStream
from indicia.read.reading import Context, Reading, ReadItem

FIXTURES = Path(__file__).parent / "fixtures" / "telegram_json"


def reading_of(name: str, **context: Any) -> Reading:
    return read_original((FIXTURES / name).read_bytes(), Context(path=name, **context))


def items_of(name: str, **context: Any) -> dict[str, ReadItem]:
    return {str(item.platform_id): item for item in reading_of(name, **context).items}


def faults_of(reading: Reading, code: str) -> list[str]:
    return [fault.locator for fault in reading.faults if fault.code == code]


def messages_in(export: Any) -> Iterator[Any]:
    """Messages by a walk of the parsed file that shares nothing with the reader."""
    chats = [export] if "messages" in export else []
    for key in ("chats", "left_chats"):
        chats += export.get(key, {}).get("list", [])
    for chat in chats:
        yield from chat["messages"]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda p: p.stem)
def test_every_message_of_every_fixture_is_read_or_a_fault(path: Path) -> None:
    if path.stem == "damaged_in_the_middle":
        wanted = 4
    else:
        wanted = sum(1 for _ in messages_in(json.loads(path.read_bytes())))
    reading = read_original(path.read_bytes(), Context(path=path.name))
    lost = [f for f in reading.faults if f.severity == "lost"]
    assert len(reading.items) + len(lost) == wanted


def test_whole_number_and_named_ids_are_one_source() -> None:
    items = items_of("integer_from_id.json")
    assert {item.source_key for item in items.values()} == {"1234567890"}
    assert items["1"].edited is None
    assert "from_id" not in items["1"].extra


def test_a_date_without_zone_is_marked_and_an_epoch_is_not() -> None:
    reading = reading_of("date_without_zone.json")
    zones = [item.posted.zone_status if item.posted else None for item in reading.items]
    assert zones == ["unknown", "utc", None]
    assert faults_of(reading, "no zone") == ["/messages/0"]
    assert faults_of(reading, "no date") == ["/messages/2"]


def test_a_stated_export_zone_is_used_and_called_assumed() -> None:
    item = items_of("date_without_zone.json", export_time_zone="Asia/Damascus")["1"]
    assert item.posted is not None and item.posted.from_utc is not None
    assert item.posted.zone_status == "assumed" and item.posted.from_utc.hour == 9


def test_a_text_is_joined_whatever_its_form_and_links_behind_words_are_kept() -> None:
    reading = reading_of("text_as_list.json")
    assert [item.text for item in reading.items] == ["plain", "a b c", "", "here😀", ""]
    assert reading.items[3].links == ("https://site.example/hidden",)
    assert faults_of(reading, "unknown form") == ["/messages/5"]


def test_missing_media_are_said_and_never_taken_for_paths() -> None:
    reading = reading_of("missing_media.json")
    assert [len(item.media) for item in reading.items] == [0, 0, 1, 1]
    assert [len(item.media_missing) for item in reading.items] == [1, 1, 0, 0]
    assert faults_of(reading, "media not exported") == ["/messages/0", "/messages/1"]
    assert reading.items[2].text == "(words in brackets)"


def test_media_of_one_second_are_one_album_and_others_none() -> None:
    items = items_of("albums.json")
    assert [items[str(n)].album for n in range(1, 6)] == ["1", "1", "1", None, None]


def test_an_album_is_whole_where_a_part_ends_inside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from indicia.read import telegram_json

    monkeypatch.setattr(telegram_json, "PART", 1)
    items = items_of("albums.json")
    assert [items[str(n)].album for n in range(1, 6)] == ["1", "1", "1", None, None]


def test_a_forward_is_by_id_by_name_or_hidden() -> None:
    items = items_of("forwards_by_name.json")
    got = [(items[str(n)].forwarded_from, items[str(n)].forwarded_kind) for n in range(1, 6)]
    assert got == [
        ("Another channel", "name"),
        ("1987654321", "id"),
        ("(hidden)", "name"),
        ("Saved from somebody", "name"),
        (None, None),
    ]


def test_a_gap_in_a_channel_is_possibly_deleted() -> None:
    reading = reading_of("gaps_in_id.json")
    gaps = [f for f in reading.faults if f.code == "gap"]
    assert len(gaps) == 1 and gaps[0].severity == "note"
    assert gaps[0].locator == "/messages/2" and "messages 7 to 8" in gaps[0].message
    assert "possibly deleted" in gaps[0].message


@pytest.mark.parametrize("name", ["gaps_in_a_private_group.json", "negative_ids.json"])
def test_a_gap_says_nothing_where_ids_are_not_the_chats_own(name: str) -> None:
    reading = reading_of(name)
    assert len(reading.items) == 4 and not faults_of(reading, "gap")


def test_a_reply_into_another_chat_is_not_taken_for_one_here() -> None:
    items = items_of("replies.json")
    assert [items[str(n)].reply_to for n in (1, 2, 3)] == [None, "1", "1987654321/77"]


def test_service_messages_are_no_posts() -> None:
    items = items_of("service_messages.json")
    assert [items[str(n)].kind for n in (1, 2, 3)] == ["service", "post", "service"]
    assert items["3"].extra["action"] == "pin_message"


def test_an_edit_is_dated_and_1970_means_never() -> None:
    items = items_of("edited_posts.json")
    assert items["1"].edited is not None and items["1"].edited.zone_status == "utc"
    assert items["2"].edited is None


def test_words_of_a_poll_are_text_and_reactions_are_kept() -> None:
    items = items_of("poll_reactions_place.json")
    assert items["1"].text == "Where next?\n- north\n- south"
    assert items["2"].extra["reactions"][0]["count"] == 5
    assert items["3"].extra["location_information"]["latitude"] == 35.5


def test_a_deleted_account_is_nobody_and_its_id_is_kept() -> None:
    item = items_of("nobody_named.json")["1"]
    assert item.author is None and item.extra["from_id"] == "user5550001"


def test_messages_before_the_name_of_their_chat_belong_to_it() -> None:
    items = items_of("keys_in_another_order.json")
    assert {item.source_name for item in items.values()} == {"Invented channel"}
    assert len(items) == 2


def test_a_damaged_message_costs_only_itself() -> None:
    reading = reading_of("damaged_in_the_middle.json")
    assert [item.platform_id for item in reading.items] == ["1", "3", "4"]
    assert faults_of(reading, "damaged message") == ["/messages/1"]


def test_nothing_of_the_owner_of_an_account_leaves_the_reader() -> None:
    reading = reading_of("account_export.json")
    assert [item.source_name for item in reading.items] == [
        "First channel", "First channel", "Friend", "Left channel",
    ]  # fmt: skip
    told = encoded(reading).decode("utf-8", "replace")
    for word in (
        "Owner-", "owner_handle", "owner-bio", "owner.jpg", "+000", "Contact-", "Frequent-",
        "Session-", "203.0.113", "web-session", "Draft-",
    ):  # fmt: skip
        assert word not in told
    assert "Shared" in told and "withheld" in told


def test_a_message_damaged_at_the_end_of_a_chat_never_takes_one_of_the_next_chat() -> None:
    whole = (FIXTURES / "account_export.json").read_text("utf-8")
    cut = whole.replace('"text": "words 2"', '"text": "words 2', 1)
    reading = read_original(cut.encode(), Context(path="result.json"))
    assert [(i.source_name, i.platform_id) for i in reading.items] == [
        ("First channel", "1"), ("Friend", "900"), ("Left channel", "4"),
    ]  # fmt: skip
    assert faults_of(reading, "damaged message") == ["/chats/list/0/messages/1"]


@pytest.mark.parametrize("name", ["gaps_in_id.json", "keys_in_another_order.json", "account_export.json"])  # fmt: skip
def test_a_cut_at_any_byte_loses_no_message_before_it(name: str) -> None:
    content = (FIXTURES / name).read_bytes()
    whole = read_original(content, Context(path="result.json"))
    ends = _ends_of_messages(content)
    assert len(ends) == len(whole.items)
    for cut in range(len(content.rstrip())):
        reading = read_original(content[:cut], Context(path="result.json"))
        kept = sum(end <= cut for end in ends)
        assert [i.platform_id for i in reading.items] == [
            i.platform_id for i in whole.items[:kept]
        ], cut
        assert reading.faults, cut


def _ends_of_messages(content: bytes) -> list[int]:
    """Where each message ends, by the standard library's decoder from each place one begins."""
    text = content.decode("ascii", "replace")  # a character for each byte
    ends = []
    for start in (i for i in range(len(text)) if text.startswith("{", i)):
        value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
        if isinstance(value, dict) and "type" in value and "text" in value and "date" in value:
            ends.append(end)
    return ends


def test_real_exports_of_nine_years_lose_no_message(shared_data: Path) -> None:
    paths = sorted(shared_data.glob("telegram-exports/*/result.json"))
    assert len(paths) == 9
    for path in paths:
        wanted = list(messages_in(json.loads(path.read_bytes())))
        reading = read_original(path.read_bytes(), Context(path="result.json"))
        lost = [f for f in reading.faults if f.severity == "lost"]
        assert len(reading.items) + len(lost) == len(wanted), path.parent.name
        assert not lost
        for item, raw in zip(reading.items, wanted, strict=True):
            assert item.platform_id == str(raw["id"])
            parts = raw["text"] if isinstance(raw["text"], list) else [raw["text"]]
            words = "".join(p if isinstance(p, str) else p["text"] for p in parts)
            assert item.text == words or "poll" in raw
            assert item.posted is not None
            assert (item.kind == "service") == (raw["type"] == "service")
            assert bool(item.forwarded_from) == ("forwarded_from" in raw)
            assert (item.posted.zone_status == "utc") == ("date_unixtime" in raw)


def test_no_detail_of_a_real_accounts_owner_leaves_the_reader(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("telegram-exports/*/result.json")):
        owner = json.loads(path.read_bytes()).get("personal_information", {})
        told = encoded(read_original(path.read_bytes(), Context(path="result.json")))
        phone = str(owner.get("phone_number") or "")
        assert not phone or phone.encode() not in told


def walked(stream: JsonStream) -> Any:
    first = stream.peek()
    if first == b"{":
        return {key: walked(stream) for key in stream.members()}
    if first == b"[":
        return [walked(stream) for _ in stream.elements()]
    return stream.value()


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64, 4096])
def test_the_stream_reads_what_the_standard_library_reads(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "BLOCK", block)
    hard = ['a"b', "\\", "{", "}]", "é😀", "", "\n", {"k\\": [1, -2.5e3, None, True, {}, []]}, [[]]]
    for indent in (None, 1):
        for ascii_only in (True, False):
            raw = json.dumps(hard, indent=indent, ensure_ascii=ascii_only).encode()
            assert walked(JsonStream(io.BytesIO(raw))) == hard
            stream = JsonStream(io.BytesIO(raw))
            stream.skip()
            assert not stream.peek() and stream.position == len(raw)


def test_a_giant_value_is_passed_over_and_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "BLOCK", 100)
    monkeypatch.setattr(json_stream, "MOST_VALUE", 1000)
    giant = json.dumps(["x" * 100_000, "after"]).encode()
    stream = JsonStream(io.BytesIO(giant))
    got = []
    for _ in stream.elements():
        try:
            got.append(stream.value())
        except JsonBroken as error:
            got.append(str(error)[:7])
    assert got == ["a value", "after"]
    assert len(stream._buffer) < 2000
