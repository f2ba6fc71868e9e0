"""Telethon's messages, dumped by anybody or taken by a live look: each trap by a fixture."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from indicia.read.absence import find_gaps
from indicia.read.job import read_original
from indicia.read.reading import HIDDEN, Context, Reading, ReadItem
from indicia.read.telethon import links_of, utf_16_slice

FIXTURES = Path(__file__).parent / "fixtures" / "telethon"


def reading_of(name: str) -> Reading:
    return read_original((FIXTURES / name).read_bytes(), Context(path=name))


def items_of(name: str) -> dict[str, ReadItem]:
    return {str(item.platform_id): item for item in reading_of(name).items}


def test_every_message_is_an_item_or_a_fault() -> None:
    reading = reading_of("lines.jsonl")
    assert len(reading.items) == 10
    assert [f.code for f in reading.faults if f.code == "empty message"] == ["empty message"]


def test_offsets_count_utf_16_units() -> None:
    assert utf_16_slice("🦅🦅 ab", 5, 2) == "ab"
    entity = {"_": "MessageEntityUrl", "offset": 3, "length": 16}
    assert links_of("🦅 http://a.example", [entity]) == ()
    assert items_of("lines.jsonl")["1"].links == ("https://qamar.example/a",)


def test_forwards_have_an_id_a_name_or_are_hidden() -> None:
    items = items_of("lines.jsonl")
    assert (items["3"].forwarded_from, items["3"].forwarded_kind) == ("1900000002", "id")
    assert (items["4"].forwarded_from, items["4"].forwarded_kind) == ("Somebody Invented", "name")
    line = (FIXTURES / "lines.jsonl").read_bytes().splitlines()[3]
    hidden = line.replace(b'"from_name": "Somebody Invented"', b'"from_name": null')
    assert read_original(hidden, Context(path="x.jsonl")).items[0].forwarded_from == HIDDEN


def test_a_change_of_reactions_is_no_edit() -> None:
    items = items_of("lines.jsonl")
    assert items["6"].edited is not None
    assert items["7"].edited is None


def test_an_album_shares_its_key_and_pictures_that_are_not_here_are_named() -> None:
    items = items_of("lines.jsonl")
    assert items["8"].album == items["9"].album == "99"
    assert items["8"].media_missing == ("photo of message 8",)


def test_dates_are_epochs_or_iso_and_utc() -> None:
    reading = reading_of("array_with_epochs.json")
    one, two, four = reading.items
    assert one.posted and one.posted.from_utc and one.posted.from_utc.hour == 10
    assert two.posted and two.posted.zone_status == "utc"
    assert four.posted is None
    codes = [fault.code for fault in reading.faults]
    assert codes == ["not a message", "unknown form", "no date"]


def test_a_live_look_names_its_channel_and_brings_its_pictures() -> None:
    reading = reading_of("look.jsonl")
    assert reading.reader == "telegram-look"
    first = reading.items[0]
    assert (first.source_name, first.media) == ("أبناء تل قمر", ("media/1.jpg",))
    assert first.url == "https://t.me/sons_tq/1"
    assert not reading.faults


def test_what_a_later_look_no_longer_holds_is_absent() -> None:
    items, renditions, captures = [], [], []
    for seq, numbers in ((1, (1, 2, 3)), (2, (1, 3))):
        captures.append({"seq": seq, "original": f"o{seq}", "captured_utc": None})
        for number in numbers:
            row = {"item": f"{seq}/{number}", "original": f"o{seq}", "source": "s"}
            items.append({**row, "platform_id": str(number), "post": f"p{number}"})
            known = {"item": row["item"], "reader": "telegram-look", "by": "machine"}
            renditions.append(known)
    tables = pa.Table.from_pylist(items), pa.Table.from_pylist(renditions)
    assert [row["post"] for row in find_gaps(*tables, captures).absences] == ["p2"]
