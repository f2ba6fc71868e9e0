"""Bad input: each ends in a clear fault, nothing before it is lost, and nothing raises."""

from __future__ import annotations

import io
import json
import os
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.start import PLAIN_CASE
from indicia.errors import BadInput
from indicia.read import json_stream
from indicia.read.child import ReaderProcess, encoded
from indicia.read.job import read_original
from indicia.read.plainfile import read_files
from indicia.read.reading import Context, Reading
from indicia.run import run_case

FIXTURES = Path(__file__).parent / "fixtures"
ARABIC, RUSSIAN, HEBREW = "بيان صادر عن حراس الوادي", "Заявление о старой дороге", "שלום לכם בעיר הישנה"  # fmt: skip


def read(content: bytes, path: str = "x") -> Reading:
    return read_original(content, Context(path=path))


def codes(reading: Reading) -> set[str]:
    return {fault.code for fault in reading.faults}


def export(text: str = "words", count: int = 3) -> bytes:
    messages = [
        {"id": n, "type": "message", "date": "2024-01-01T00:00:00", "text": f"{text} {n}"}
        for n in range(1, count + 1)
    ]
    head = {"name": text, "type": "public_channel", "id": 5, "messages": messages}
    return json.dumps(head, ensure_ascii=False, indent=1).encode()


@pytest.mark.parametrize("path", ["a.json", "a.html", "a.pdf", "a.csv", "a.png", "a.txt", "a"])
def test_an_empty_file_is_said_to_be_empty(path: str) -> None:
    assert codes(read(b"", path)) == {"empty"}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "windows-1256"), (ARABIC, "utf-16"), (ARABIC, "utf-16-le"), (ARABIC, "utf-16-be"),
        (ARABIC, "utf-8-sig"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "utf-16"),
        (HEBREW, "cp1255"), ("Şehir için güzel yollar", "cp1254"), ("café naïve", "cp1252"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "export", "table"])
def test_text_in_other_encodings_is_read_and_a_guess_is_said(
    text: str, encoding: str, form: str
) -> None:
    whole = {
        "text": text.encode(encoding),
        "export": export(text).decode().encode(encoding),
        "table": f"id;channel;text\n1;one;{text}\n2;one;{text}\n".encode(encoding),
    }[form]
    reading = read(whole, {"text": "a.txt", "export": "result.json", "table": "a.csv"}[form])
    assert all(item.text.startswith(text) for item in reading.items)
    assert len(reading.items) == {"text": 1, "export": 3, "table": 2}[form]
    if not encoding.startswith("utf"):
        assert "encoding guessed" in codes(reading)


def test_a_byte_that_is_no_utf_8_damages_a_letter_and_not_the_text() -> None:
    content = bytearray(RUSSIAN.encode() * 3)
    content[4] = 0xFF
    reading = read(bytes(content), "a.txt")
    assert "старой дороге" in reading.items[0].text and "encoding guessed" in codes(reading)


@pytest.mark.parametrize("path", ["picture.jpg", "page.html", "table.csv", "note.pdf"])
def test_an_extension_that_lies_is_not_believed(path: str) -> None:
    assert read(export(), path).reader == "telegram-json"
    assert len(read(export(), path).items) == 3


def test_a_pdf_with_a_password_says_what_to_do() -> None:
    import pikepdf

    out = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    (fault,) = read(out.getvalue(), "a.pdf").faults
    assert fault.code == "password" and "save it without" in fault.message


def test_a_picture_that_declares_a_giant_size_is_refused_before_decoding() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))  # fmt: skip

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    bomb += chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    (fault,) = read(bomb, "a.png").faults
    assert fault.severity == "lost" and "smaller" in fault.message


def test_hostile_exif_costs_no_pixels() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 10, 10)).save(out, "JPEG")
    plain = out.getvalue()
    body = b"Exif\x00\x00MM\x00*" + b"\xff" * 60_000
    hostile = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]
    reading = read(hostile, "a.jpg")
    assert reading.picture is not None and reading.picture["width"] == 40


def test_a_giant_string_is_passed_over_and_the_messages_around_it_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_stream, "MOST_VALUE", 10_000)
    content = export().replace(b"words 2", b"w" * 3_000_000)
    reading = read(content, "result.json")
    assert [item.platform_id for item in reading.items] == ["1", "3"]
    assert codes(reading) >= {"damaged message"}


@pytest.mark.parametrize("depth", [100, 900, 5_000, 200_000])
def test_deep_nesting_costs_only_the_message_it_is_in(depth: int) -> None:
    deep = export().replace(b'"words 2"', b"[" * depth + b"]" * depth)
    reading = read(deep, "result.json")
    assert [i.platform_id for i in reading.items if i.text] == ["1", "3"]
    assert "unknown form" in codes(reading) or "damaged message" in codes(reading)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "x-y", "svg", "math", "a"])
def test_a_deeply_nested_page_ends_in_time(tag: str) -> None:
    page = b"<html><body>" + f"<{tag}>".encode() * 20_000 + b"words" + b"</html>"
    assert read(page, "a.html").faults or read(page, "a.html").items


def test_nul_bytes_lines_of_rtl_marks_and_controls_are_text_like_any_other() -> None:
    table = b"id,channel,text\n1,one,a\x00b\n2,one,\xe2\x80\xaegnirts\n3,one,\x1b[31mred\n"
    reading = read(table, "a.csv")
    assert [item.text for item in reading.items] == ["a\ufffdb", "\u202egnirts", "\x1b[31mred"]
    assert encoded(reading)


@pytest.mark.parametrize("cell", ["1.2E+18", "1,2E+18", "1.23456E18", "-1.00E+12", "1e+18"])
def test_an_id_that_a_spreadsheet_rounded_names_nothing(cell: str) -> None:
    table = f"id;channel_id;channel;text\n{cell};{cell};one;words\n"
    (item,) = (reading := read(table.encode(), "a.csv")).items
    assert item.platform_id is None and item.source_key == "name:one"
    assert [f.code for f in reading.faults] == ["rounded id", "rounded id"]


def test_a_cell_that_is_a_formula_stays_words() -> None:
    table = 'id,channel,text\n1,one,"=HYPERLINK(""http://site.example"")"\n2,one,@SUM(1)\n'
    texts = [item.text for item in read(table.encode(), "a.csv").items]
    assert texts == ['=HYPERLINK("http://site.example")', "@SUM(1)"]


def test_a_quotation_mark_that_is_not_closed_is_said() -> None:
    table = 'id,channel,text\n1,one,"never closed\n2,one,two\n3,one,three\n4,one,four\n'
    table = table.replace("id,channel,text", "text,channel,id").replace('1,one,"never', '"never')
    assert "open quotation mark" in codes(read(table.encode(), "a.csv"))


def test_a_line_that_spreadsheets_write_for_each_other_is_no_header() -> None:
    assert read(b"sep=;\nid;channel;text\n1;one;words\n", "a.csv").items[0].text == "words"


def test_a_zip_bomb_is_kept_and_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(20_000_000))
    reading = read(out.getvalue(), "a.zip")
    assert not reading.items and len(reading.faults) == 1


@pytest.fixture
def case(tmp_path: Path) -> Case:
    files = {"case.toml": PLAIN_CASE.format(title="T").encode()}
    return Case.create(tmp_path / "case", files, "tester")


def test_links_pipes_and_unreadable_files_are_left_out_and_the_rest_is_added(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("words", "utf-8")
    (folder / "out").symlink_to("/etc/passwd")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    (folder / "secret").write_text("x", "utf-8")
    put = case.objects.put

    def guarded(given: Path | bytes) -> object:
        if isinstance(given, Path) and given.name == "secret":
            raise PermissionError
        return put(given)

    monkeypatch.setattr(case.objects, "put", guarded)
    collected = add_paths(case, [folder])
    assert collected.new == 1
    told = dict(collected.left_out)
    assert set(told) == {"out", "up", "pipe", "secret"}
    assert "give yourself the right" in told["secret"]


def test_names_with_line_ends_and_direction_marks_are_names(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("two\nlines.txt", "\u202egnp.txt", "بيان.txt", "-rf", "a b'c\"d.txt"):
        (folder / name).write_text(f"words in {len(name)}", "utf-8")
    assert add_paths(case, [folder]).new >= 4
    run_case(case, "read")
    assert case.store.read("items").num_rows >= 4


def test_a_run_goes_on_after_files_that_kill_their_reader(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_bytes(b'{"messages":' + b"[" * 3_000_000)
    (folder / "b.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    (folder / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\xff" * 400)
    (folder / "d.html").write_bytes(b"<html>" + b"<table><tr><td>" * 30_000)
    (folder / "e.txt").write_text("words after all that", "utf-8")
    add_paths(case, [folder])
    run_case(case, "read")
    texts = [row["text"] for row in case.store.read("renditions").to_pylist()]
    assert texts == ["words after all that"]
    bad = {row["original"] for row in case.store.read("faults").to_pylist()}
    assert len(bad) == 4


def test_a_path_that_is_no_file_is_said_before_anything_is_read(tmp_path: Path) -> None:
    good = tmp_path / "a.txt"
    good.write_text("words", "utf-8")
    with pytest.raises(BadInput, match="is not a file"):
        next(read_files([good, tmp_path / "nothing"]))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="is not a file"):
        next(read_files([good, tmp_path / "pipe"]))


def seeds_of_mutation() -> list[tuple[str, bytes]]:
    """Small valid files of every format that is read."""
    from PIL import Image

    found = [(p.name, p.read_bytes()) for p in sorted(FIXTURES.glob("telegram_*/*"))]
    found = [(name, content) for name, content in found if len(content) < 20_000]
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"):
        out = io.BytesIO()
        Image.effect_noise((24, 16), 60).convert("RGB").save(out, kind)
        found.append((f"picture.{kind.lower()}", out.getvalue()))
    import pikepdf

    out = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.save(out)
    page = b"<html><head><title>T</title></head><body><article><p>" + b"Invented words. " * 30
    return [
        *found,
        ("a.pdf", out.getvalue()),
        ("a.csv", b"id,date,channel,text\n1,2024-01-01,one,words\n2,2024-01-02,one,more\n"),
        ("a.jsonl", b'{"id":1,"channel":"one","text":"words"}\n{"id":2,"channel":"one","text":"x"}\n'),
        ("a.html", page + b"</p></article></body></html>"),
        ("a.md", "---\ntitle: T\n---\n# بيان\n[words](https://site.example)\n".encode()),
    ]  # fmt: skip


def mutated(content: bytes, rng: random.Random) -> bytes:
    """Bytes changed, dropped, repeated, cut, or put in another place."""
    out = bytearray(content)
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(len(out) + 1)
        end = min(len(out), place + rng.randrange(1, 40))
        act = rng.randrange(5)
        if act == 0 and place < len(out):
            out[place] = rng.randrange(256)
        elif act == 1:
            del out[place:end]
        elif act == 2:
            out[place:place] = out[place:end] * rng.randrange(1, 20)
        elif act == 3:
            out[place:place] = rng.randbytes(rng.randrange(1, 30))
        else:
            del out[max(place, 1) :]
    return bytes(out)


def survive(number: int, tmp_path: Path) -> None:
    """Read mutations in one warm child: every one answers, and none costs the child its life."""
    rng = random.Random(4711)
    seeds = seeds_of_mutation()
    child = ReaderProcess()
    crashed = []
    path = tmp_path / "original"
    try:
        for index in range(number):
            name, content = seeds[index % len(seeds)]
            path.write_bytes(mutated(content, rng))
            reading = child.read(path, Context(path=name))
            assert reading.items or reading.faults or reading.picture, (index, name)
            if codes(reading) & {"crash", "time", "memory", "reader failed"}:
                crashed.append((index, name, reading.faults[-1].message))
        path.write_text("words after all", "utf-8")
        assert child.read(path, Context(path="a.txt")).items[0].text == "words after all"
    finally:
        child.close()
    assert not crashed


def test_three_hundred_mutated_files_are_read_or_faults(tmp_path: Path) -> None:
    survive(300, tmp_path)


@pytest.mark.proof
def test_five_thousand_mutated_files_are_read_or_faults(tmp_path: Path) -> None:
    survive(5_000, tmp_path)
