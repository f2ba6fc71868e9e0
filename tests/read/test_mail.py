"""Mail and pages saved as MIME: what is read, what is handed on, what is a fault."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.read import mail
from indicia.read.format import reader_for
from indicia.read.job import read_original
from indicia.read.reading import Context, Reading
from indicia.run import run_case

ARTICLE = "".join(
    f"<p>An invented sentence number {n} about an invented town.</p>" for n in range(9)
)


def picture() -> bytes:
    """A picture with words, and enough bytes to be no icon."""
    image = Image.new("RGB", (700, 160), "white")
    ImageDraw.Draw(image).text((30, 50), "EAGLES CAME TO TOWN", fill="black", font_size=48)
    sink = io.BytesIO()
    image.save(sink, "PNG")
    return sink.getvalue() + b"\0" * 4000


def letter(**headers: str) -> EmailMessage:
    made = EmailMessage()
    known = {
        "From": "Nour Invented <nour@steppe.example>",
        "To": "desk@qamar.example",
        "Subject": "بيان مختلق",
        "Date": "Thu, 01 Oct 2026 13:05:00 +0300",
        "Message-ID": "<1@steppe.example>",
    }
    for name, value in {**known, **headers}.items():
        made[name] = value
    return made


def read(content: bytes, path: str = "a.eml") -> Reading:
    return read_original(content, Context(path=path))


def test_a_letter_gives_words_sender_time_and_thread() -> None:
    made = letter(**{"In-Reply-To": "<0@steppe.example>"})
    made.set_content("Brigade 19 came.\n\nAn invented letter.")
    (item,) = read(bytes(made)).items
    assert item.text == "Brigade 19 came.\n\nAn invented letter."
    assert (item.title, item.author) == ("بيان مختلق", "Nour Invented")
    assert (item.source_key, item.source_kind) == ("nour@steppe.example", "private")
    assert item.posted and item.posted.from_utc == datetime(2026, 10, 1, 10, 5, tzinfo=UTC)
    assert (item.platform_id, item.reply_to) == ("1@steppe.example", "0@steppe.example")


def test_the_plain_part_is_preferred_and_html_alone_becomes_words() -> None:
    both = letter()
    both.set_content("the plain words")
    both.add_alternative("<p>the <b>rich</b> words</p>", subtype="html")
    assert read(bytes(both)).items[0].text == "the plain words"
    rich = letter()
    rich.set_content("<style>p{}</style><p>one</p><p>two<br>three</p>", subtype="html")
    assert read(bytes(rich)).items[0].text.split("\n") == ["one", "two", "three"]


def test_old_encodings_are_read_by_their_name() -> None:
    made = MIMEText("قوات مختلقة", _charset="windows-1256")
    made["From"], made["Date"] = "a@b.example", "Thu, 01 Oct 2026 13:05:00 +0300"
    assert read(made.as_bytes()).items[0].text == "قوات مختلقة"


def test_a_picture_is_handed_on_and_another_attachment_named() -> None:
    made = letter()
    made.set_content("see the picture")
    made.add_attachment(picture(), maintype="image", subtype="png", filename="flyer.png")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    reading = read(bytes(made))
    (member,) = reading.members
    assert reading.items[0].media == (member.name,)
    assert [f.code for f in reading.faults] == ["attachment"]


def test_a_file_of_mails_is_read_letter_by_letter() -> None:
    box = b""
    for number in range(3):
        made = letter(**{"Message-ID": f"<{number}@steppe.example>"})
        made.set_content(f"letter {number}\n>From the town\n")
        box += b"From nour@steppe.example Thu Oct  1 13:05:00 2026\n" + bytes(made) + b"\n"
    items = read(box, "all.mbox").items
    assert [item.locator for item in items] == ["/mail/1", "/mail/2", "/mail/3"]
    assert items[1].text == "letter 1\nFrom the town"


def test_a_letter_without_date_is_kept_with_its_doubt() -> None:
    made = letter(Date="some day")
    made.set_content("words")
    reading = read(bytes(made))
    assert reading.items[0].posted is None
    assert [f.code for f in reading.faults] == ["no date"]


@given(st.binary(max_size=400))
def test_any_bytes_after_the_headers_never_raise(tail: bytes) -> None:
    head = b"From: a@b.example\nDate: Thu, 01 Oct 2026 13:05:00 +0300\nContent-Type: multipart/mixed; boundary=x\n"
    for part in mail.parts(io.BytesIO(head + tail), Context(path="a.eml")):
        assert part.items or part.faults


def test_notes_that_begin_like_headers_are_no_mail() -> None:
    assert reader_for(b"Summary: an invented note\nPlace: Tell Qamar\n\nwords", "a.txt") == "text"
    assert reader_for(b"From here on: nothing\n", "a.txt") == "text"


def saved_page() -> bytes:
    page = MIMEMultipart("related", type="text/html")
    page["From"] = "<Saved by Blink>"
    page["Snapshot-Content-Location"] = "https://review.example/eagles"
    page["Subject"] = "Steppe Review"
    page["Date"] = "Fri, 02 Oct 2026 09:00:00 -0000"
    body = f"<html><head><title>Eagles</title></head><body><article><h1>Eagles</h1>{ARTICLE}</article></body></html>"
    html = MIMEText(body, "html", "utf-8")
    html["Content-Location"] = "https://review.example/eagles"
    image = MIMEImage(picture(), "png")
    image["Content-Location"] = "https://review.example/eagle.png"
    page.attach(html)
    page.attach(image)
    return page.as_bytes()


def test_a_page_saved_as_mhtml_keeps_its_address_and_both_clocks() -> None:
    reading = read(saved_page(), "eagles.mhtml")
    (item,) = reading.items
    assert (reading.reader, item.url) == ("mhtml", "https://review.example/eagles")
    assert "invented sentence number 3" in item.text
    assert item.posted is None and item.extra["saved"].startswith("Fri, 02 Oct 2026")
    assert item.media == ("https://review.example/eagle.png",)


def test_pictures_inside_originals_are_read_as_pictures_of_their_item(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case", {"case.toml": b'title = "T"\nlanguages = ["en"]\n'}, "N")
    (tmp_path / "eagles.mhtml").write_bytes(saved_page())
    made = letter()
    made.set_content("the same picture")
    made.add_attachment(picture(), maintype="image", subtype="png", filename="flyer.png")
    (tmp_path / "a.eml").write_bytes(bytes(made))
    add_paths(case, [tmp_path / "eagles.mhtml", tmp_path / "a.eml"])
    run_case(case)
    (shown,) = case.store.read("pictures").to_pylist()
    assert case.picture_bytes(shown["picture"]) == picture()
    items = {row["item"]: row for row in case.store.read("items").to_pylist()}
    owners = {items[name]["kind"] for name in shown["items"]}
    assert {"article", "post"} <= owners
    texts = {r["item"]: r["text"] for r in case.store.read("renditions").to_pylist()}
    read_off = [texts[name] for name, row in items.items() if row["kind"] == "picture"]
    assert read_off == ["EAGLES CAME TO TOWN"] * 2
