"""The series as feeds: one entry an update, ids that stay, equal bytes, no damage for verify."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import feedparser
import orjson
from page_world import ARABIC, BRIEFS, assembled, small_view

from indicia.publish.data import as_json, update_data
from indicia.publish.series import FEEDS, feed_files, write_feeds
from indicia.settings import Publication, Settings

HERE = Settings(title="Valley", publication=Publication(address="https://example.org/updates/"))
ATOM = "{http://www.w3.org/2005/Atom}"


def publish(updates: Path, number: int, **more: Any) -> Path:
    """A folder with what a feed reads of an update."""
    made = assembled(small_view(), BRIEFS["en"])
    data = update_data(made.update, made.sentences, made.answers, made.regions, number)
    data |= {"number": number, "as_of_utc": f"2026-11-0{number} 08:00 UTC", **more}
    folder = updates / f"2026-11-0{number}"
    folder.mkdir(parents=True)
    (folder / "update.json").write_bytes(as_json(data))
    (folder / "checkpoint.txt").write_text(note_of(number), "utf-8")
    return folder


def note_of(size: int) -> str:
    import base64
    import hashlib

    root = base64.b64encode(hashlib.sha256(str(size).encode()).digest()).decode()
    signature = base64.b64encode(b"\x00" * 68).decode()
    return f"indicia/feed-test\n{size}\n{root}\n\n— tester {signature}\n"


def test_each_update_is_one_entry_with_its_whole_text_newest_first(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        publish(tmp_path, number)
    write_feeds(tmp_path, HERE)
    read = feedparser.parse((tmp_path / "atom.xml").read_bytes())
    assert not read.bozo and [e.title.split(":")[0] for e in read.entries] == [
        "Update 3", "Update 2", "Update 1"]  # fmt: skip
    assert ARABIC in read.entries[0].content[0].value
    assert read.entries[0].link == "https://example.org/updates/2026-11-03/index.html"
    stored = orjson.loads((tmp_path / "feed.json").read_bytes())
    assert [item["id"] for item in stored["items"]] == [e.id for e in read.entries]
    assert stored["feed_url"] == "https://example.org/updates/feed.json"
    assert all(e.id.startswith("urn:uuid:") for e in read.entries)


def test_ids_stay_and_equal_folders_give_equal_bytes(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    before = ET.fromstring(feed_files(tmp_path, HERE)["atom.xml"])
    publish(tmp_path, 2)
    first, again = feed_files(tmp_path, HERE), feed_files(tmp_path, HERE)
    assert first == again
    after = ET.fromstring(first["atom.xml"])
    ids = [e.findtext(f"{ATOM}id") for e in after.iter(f"{ATOM}entry")]
    assert ids[1] == before.findtext(f"{ATOM}entry/{ATOM}id") and ids[0] != ids[1]
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")


def test_corrections_and_withdrawals_have_a_feed_of_their_own(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    publish(tmp_path, 2, corrects={"folder": "2026-11-01", "number": 1, "reason": "a wrong date"})
    publish(tmp_path, 3, withdraws={"folder": "2026-11-02", "number": 2, "reason": "a wrong name"})
    files = feed_files(tmp_path, HERE)
    told = feedparser.parse(files["corrections.atom"])
    whole = feedparser.parse(files["atom.xml"])
    assert [e.id for e in told.entries] == [e.id for e in whole.entries][:2]
    assert told.feed.id != whole.feed.id and "Corrections" in told.feed.title
    assert len(orjson.loads(files["corrections.json"])["items"]) == 2


def test_without_an_address_feeds_hold_no_link_and_stay_valid(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    read = feedparser.parse(feed_files(tmp_path, Settings(title="Valley"))["atom.xml"])
    assert not read.bozo and not read.entries[0].get("links") and not read.feed.get("links")


def test_a_damaged_folder_is_left_out_and_a_case_without_updates_has_empty_feeds(
    tmp_path: Path,
) -> None:
    assert feedparser.parse(feed_files(tmp_path, HERE)["atom.xml"]).entries == []
    publish(tmp_path, 1)
    (publish(tmp_path, 2) / "checkpoint.txt").write_text("nothing", "utf-8")
    assert len(feedparser.parse(feed_files(tmp_path, HERE)["atom.xml"]).entries) == 1


def test_feeds_are_replaced_whole_and_leave_nothing_behind(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    (tmp_path / "atom.xml").write_text("old", "utf-8")
    write_feeds(tmp_path, HERE)
    assert sorted(os.listdir(tmp_path)) == sorted([*FEEDS, "2026-11-01"])  # noqa: PTH208
    assert b"old" not in (tmp_path / "atom.xml").read_bytes()[:10]
