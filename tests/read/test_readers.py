"""Readers: each trap of a format, real exports counted, hostile bytes survived."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.read.child import ReaderProcess, encoded
from indicia.read.job import read_original
from indicia.read.reading import Context, Reading
from indicia.read.telegram_json import chat_key
from indicia.read.telegram_markdown import plain_words

EXPORT = {
    "name": "Invented channel", "type": "public_channel", "id": 77,
    "messages": [
        {"id": 1, "type": "service", "date": "2020-01-01T10:00:00", "action": "create_channel", "text": ""},
        {"id": 2, "type": "message", "date": "2020-01-01T10:00:00", "from": "X", "from_id": 77, "text": "old"},
        {"id": 5, "type": "message", "date": "2023-01-01T10:00:00", "date_unixtime": "1672567200",
         "from_id": "channel77", "text": ["a ", {"type": "bold", "text": "b"}],
         "photo": "(File not included. Change data exporting settings to download.)",
         "forwarded_from": "Somebody"},
        {"id": "six", "type": "message"},
        {"id": 7, "type": "message", "date_unixtime": "1672567300", "date": "x", "text": "last",
         "forwarded_from": "Other", "forwarded_from_id": "channel-10088"},
    ],
}  # fmt: skip


def read(content: bytes, path: str = "result.json") -> Reading:
    return read_original(content, Context(path=path))


def codes(reading: Reading) -> set[str]:
    return {fault.code for fault in reading.faults}


def test_the_drift_of_telegram_exports_is_understood() -> None:
    reading = read(json.dumps(EXPORT).encode())
    by_id = {item.platform_id: item for item in reading.items}
    assert set(by_id) == {"1", "2", "5", "7"}
    assert by_id["1"].kind == "service"
    assert by_id["2"].posted is not None and by_id["2"].posted.zone_status == "unknown"
    assert by_id["5"].text == "a b" and by_id["5"].posted is not None
    assert by_id["5"].posted.zone_status == "utc"
    assert by_id["5"].media == () and len(by_id["5"].media_missing) == 1
    assert (by_id["5"].forwarded_from, by_id["5"].forwarded_kind) == ("Somebody", "name")
    assert by_id["7"].forwarded_kind == "id"
    assert {"gap", "no zone", "not a message", "media not exported"} <= codes(reading)


def test_a_channel_has_one_id_whatever_the_year_writes() -> None:
    assert {chat_key(v) for v in (1234567890, "channel1234567890", -1001234567890)} == {
        "1234567890"
    }


def test_what_stands_before_a_cut_is_kept() -> None:
    whole = json.dumps(EXPORT).encode()
    reading = read(whole[: whole.index(b'"id": 7,')])
    assert len(reading.items) == 3 and "cut short" in codes(reading)


def test_an_account_export_gives_only_its_chats() -> None:
    account = {"personal_information": {"phone_number": "+000"}, "contacts": {"list": [{"name": "A"}]},
               "chats": {"list": [EXPORT, {**EXPORT, "id": 78, "name": "Second"}]}}  # fmt: skip
    reading = read(json.dumps(account).encode())
    assert {item.source_name for item in reading.items} == {"Invented channel", "Second"}
    assert len(reading.items) == 8
    assert b"+000" not in encoded(reading)


def test_real_exports_lose_no_message(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("telegram-exports/*/result.json")):
        raw = json.loads(path.read_bytes())
        chats = [raw] if "messages" in raw else []
        for key in ("chats", "left_chats"):
            chats += raw.get(key, {}).get("list", [])
        wanted = sum(len(chat["messages"]) for chat in chats)
        reading = read(path.read_bytes())
        lost = [f for f in reading.faults if f.severity == "lost"]
        assert len(reading.items) + len(lost) == wanted, path.parent.name


def test_real_pages_lose_no_message(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("telegram-html/*.html")):
        content = path.read_bytes()
        assert len(read(content, path.name).items) == content.count(b'class="message ')


NEWS = {"text": "text", "id": "message_id", "source_id": "sender_id", "source": "channel", "date": "date"}  # fmt: skip


def test_a_real_corpus_is_read_whole_by_a_stated_mapping(shared_data: Path) -> None:
    paths = sorted(shared_data.glob("telegram-news/*.json"))
    context = Context(path="news.json", column_mappings={"news": NEWS})
    total = 0
    for path in paths:
        rows = json.loads(path.read_bytes())
        reading = read_original(path.read_bytes(), context)
        by_pointer = {item.locator: item for item in reading.items}
        empty = {fault.locator for fault in reading.faults if fault.code == "no text"}
        assert not [f for f in reading.faults if f.severity == "lost"]
        assert len({item.source_key for item in reading.items}) == 1
        for index, row in enumerate(rows):
            total += 1
            if f"/{index}" in empty:
                assert not (row["text"] or "").strip()
                continue
            item = by_pointer[f"/{index}"]
            assert item.platform_id == str(row["message_id"]) and item.source_kind == "channel"
            assert item.posted is not None and item.posted.zone_status == "stated"
            assert item.extra["category"] == row["category"]
            written = set(
                re.findall(r"\]\((https?://[^\s()]+)\)", re.sub(r"`[^`]*`", "", row["text"]))
            )
            assert written <= set(item.links), row["text"]
    assert (total, len(paths)) == (22_099, 24)


@pytest.mark.parametrize(
    ("markdown", "words", "links"),
    [
        ("**bold** and __slanted__", "bold and slanted", ()),
        ("[here](https://a.example/x) now", "here now", ("https://a.example/x",)),
        ("**[a](https://a.example)** [b](https://b.example)", "a b", ("https://a.example", "https://b.example")),
        ("a ж**у б", "a ж**у б", ()),
        ("2**3 and 4**5", "2**3 and 4**5", ()),
        ("https://a.example/x__y__z", "https://a.example/x__y__z", ()),
        ("~~gone~~ `f[T](https://x.example)`", "gone f[T](https://x.example)", ()),
        ("[site](javascript:alert(1))", "[site](javascript:alert(1))", ()),
        ("[wiki](https://a.example/x_(y))", "wiki", ("https://a.example/x_(y)",)),
        ("[a [b] c](https://a.example)", "a [b] c", ("https://a.example",)),
        ("**two\nlines**", "two\nlines", ()),
    ],
)  # fmt: skip
def test_telegram_markdown_becomes_words_and_links(
    markdown: str, words: str, links: tuple[str, ...]
) -> None:
    assert plain_words(markdown) == (words, links)


def test_rows_with_plain_headers_are_read_and_rounded_ids_found() -> None:
    table = "id,date,channel,text\n1.2E+18,2026-01-02,One,=cmd()\n2,2026-01-03,One,two,extra\n"
    reading = read(table.encode(), "t.csv")
    assert [item.text for item in reading.items] == ["=cmd()", "two"]
    assert {"rounded id", "extra cells"} <= codes(reading)


def test_a_stated_mapping_is_used() -> None:
    context = Context(path="x.jsonl", column_mappings={"mine": {"text": "inhalt", "id": "nr"}})
    reading = read_original(b'{"nr": 1, "inhalt": "one"}\nnot json\n', context)
    assert reading.items[0].platform_id == "1" and "broken line" in codes(reading)


def test_old_encodings_are_guessed_and_said() -> None:
    reading = read("مرحبا بكم في المدينة".encode("windows-1256"), "note.txt")
    assert reading.items[0].text.startswith("مرحبا") and "encoding guessed" in codes(reading)


def test_a_saved_page_gives_text_address_and_date() -> None:
    page = (
        "<html lang='en'><head><title>T</title><link rel='canonical' href='https://a.example/x'>"
        "<meta property='article:published_time' content='2026-01-02T03:04:05+00:00'></head><body>"
        "<article><h1>Title here</h1><p>" + "Invented words stand in this article. " * 20 + "</p></article></body></html>"
    )  # fmt: skip
    item = read(page.encode(), "page.html").items[0]
    assert (
        item.url == "https://a.example/x"
        and "Invented words" in item.text
        and item.posted is not None
    )


def test_walls_and_deep_nesting_are_faults() -> None:
    wall = b"<html><body>Please log in to continue</body></html>"
    assert any(code.startswith("verdict wall") for code in codes(read(wall, "w.html")))
    assert "deep nesting" in codes(read(b"<html>" + b"<div>" * 5000, "d.html"))


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 50, b"%PDF-1.7 broken", b"\xff\xd8\xff\xe0broken", b"[", b"{"]
)
def test_broken_files_are_faults_and_not_errors(content: bytes) -> None:
    reading = read(content, "x")
    assert reading.faults and not reading.items


@given(st.binary(max_size=300), st.integers(0, 600))
@settings(max_examples=50, deadline=None)
def test_mutated_exports_never_raise(noise: bytes, place: int) -> None:
    whole = json.dumps(EXPORT).encode()
    read(whole[:place] + noise + whole[place + len(noise) :])


def test_a_reader_that_dies_is_a_fault_and_the_next_file_is_read(tmp_path: Path) -> None:
    bomb, good = tmp_path / "bomb.json", tmp_path / "good.txt"
    bomb.write_bytes(b'{"messages":' + b"[" * 2_000_000)
    good.write_text("after the bomb", "utf-8")
    child = ReaderProcess()
    try:
        assert child.read(bomb, Context(path="bomb.json")).faults
        assert child.read(good, Context(path="good.txt")).items[0].text == "after the bomb"
    finally:
        child.close()


def test_a_reader_has_no_network_and_half_characters_survive(tmp_path: Path) -> None:
    export = {**EXPORT, "messages": [{"id": 1, "type": "message", "text": "x"}]}
    path = tmp_path / "result.json"
    path.write_bytes(json.dumps(export).replace('"x"', '"\\ud800 half"').encode())
    child = ReaderProcess()
    try:
        reading = child.read(path, Context(path="result.json"))
    finally:
        child.close()
    assert "half" in reading.items[0].text
