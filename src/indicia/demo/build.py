"""Writes the demonstration's material: exports, pages, a PDF, a table, pictures.

``python -m indicia.demo.build DIR`` writes it by hand; the same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import html
import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from indicia.demo.later import build_later, later_traffic
from indicia.demo.pictures import FlyerText, draw_aerial, draw_flyer, draw_noise, draw_wall
from indicia.demo.traffic import START, Post, Traffic, make_traffic, marked
from indicia.demo.truth import truth_of
from indicia.demo.world import BY_KEY, CHANNELS, FLYER_AR, Channel

EXPORTER_ZONE_HOURS = 3
NOISE_PICTURES = 25
AERIAL_MARKS = {
    "aerial_1.jpg": (11, ((300, 220), (395, 265))),
    "aerial_2.jpg": (12, ((520, 360),)),
    "aerial_3.jpg": (13, ((610, 180),)),
}


def build_demo(folder: Path, seed: int = 1) -> None:
    """Write all material below ``folder`` and the planted truth beside it (``truth.json``)."""
    traffic = make_traffic(seed)
    material = folder / "material"
    material.mkdir(parents=True, exist_ok=True)
    pictures = draw_pictures(seed)
    for channel in CHANNELS:
        if channel.part == "html":
            _write(material / "telegram" / channel.key / "messages.html", _html(channel, traffic))
        elif channel.number:
            write_export(material / "telegram" / channel.key, channel, traffic, pictures)
    _write(material / "web" / "steppe-review-en.html", _article("en"))
    _write(material / "web" / "steppe-review-ar.html", _article("ar"))
    _write(material / "documents" / "qamar-watch-report.pdf", _pdf())
    _write(material / "documents" / "field-note.md", _note())
    _write(material / "tables" / "water-points.csv", _table())
    build_later(folder, traffic)
    both = Traffic([*traffic.posts, *later_traffic(traffic).posts])
    truth = truth_of(both, AERIAL_MARKS, pictures)
    _write(folder / "truth.json", orjson.dumps(truth, option=orjson.OPT_INDENT_2))


def draw_pictures(seed: int) -> dict[str, bytes]:
    """Every picture of the demonstration by its file name."""
    flyer = FlyerText(**FLYER_AR)  # type: ignore[arg-type]
    drawn = {"flyer.png": draw_flyer(flyer, seed)}
    for name, (picture_seed, marks) in AERIAL_MARKS.items():
        drawn[name] = draw_aerial(picture_seed, marks)
    for number in (1, 2, 3):
        drawn[f"wall_{number}.jpg"] = draw_wall(20 + number, True)
    for number in range(NOISE_PICTURES):
        drawn[f"noise_{number}.jpg"] = draw_noise(40 + number)
    return drawn


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_export(
    folder: Path,
    channel: Channel,
    traffic: Traffic,
    pictures: dict[str, bytes],
    whole: bool = True,
) -> None:
    """Write a channel's posts as a JSON export, with the pictures they show.

    ``whole``: from the channel's beginning, with the message that says it was made.
    """
    messages: list[dict[str, Any]] = [_created(channel)] if whole else []
    for post in traffic.of(channel.key):
        held = post.pictures or ("",)
        for offset, picture in enumerate(held):
            messages.append(_message(channel, post, picture, offset))
            if picture:
                _write(folder / "photos" / picture, pictures[picture])
    kind = "public_channel"
    export = {"name": channel.name, "type": kind, "id": channel.number, "messages": messages}
    _write(folder / "result.json", orjson.dumps(export, option=orjson.OPT_INDENT_2))


def _created(channel: Channel) -> dict[str, Any]:
    return {
        "id": 1,
        "type": "service",
        **_dates(channel, START - timedelta(days=20 if channel.part != "subject" else -2)),
        "actor": channel.name,
        "actor_id": f"channel{channel.number}",
        "action": "create_channel",
        "title": channel.name,
        "text": "",
        "text_entities": [],
    }


def _dates(channel: Channel, at: datetime) -> dict[str, str]:
    """Dates as the exporter writes them: local, and from 2023 on the epoch beside them."""
    local = (at + timedelta(hours=EXPORTER_ZONE_HOURS)).strftime("%Y-%m-%dT%H:%M:%S")
    if channel.form == "2019":
        return {"date": local}
    return {"date": local, "date_unixtime": str(int(at.timestamp()))}


def _message(channel: Channel, post: Post, picture: str, offset: int) -> dict[str, Any]:
    text = post.text if offset == 0 else ""
    made: dict[str, Any] = {
        "id": message_id(post, offset),
        "type": "message",
        **_dates(channel, post.at),
        "from": channel.name,
        "from_id": f"channel{channel.number}",
    }
    if post.forwarded_from:
        source = BY_KEY[post.forwarded_from]
        made["forwarded_from"] = source.name
        if post.how == "forward":
            made["forwarded_from_id"] = f"channel{source.number}"
    if picture:
        made |= {"photo": f"photos/{picture}", "width": 900, "height": 640}
    made["text"] = text
    if channel.form != "2019":
        made["text_entities"] = [{"type": "plain", "text": text}] if text else []
    return made


def message_id(post: Post, offset: int = 0) -> int:
    """The message's id in its channel; pictures of an album have ids of their own."""
    return post.number + offset


def _html(channel: Channel, traffic: Traffic) -> bytes:
    rows = []
    for post in traffic.of(channel.key):
        at = post.at + timedelta(hours=EXPORTER_ZONE_HOURS)
        rows.append(
            f'<div class="message default clearfix" id="message{message_id(post)}">'
            f'<div class="body"><div class="pull_right date details" '
            f'title="{at:%d.%m.%Y %H:%M:%S}">{at:%H:%M}</div>'
            f'<div class="from_name">{html.escape(channel.name)}</div>'
            f'<div class="text">{html.escape(post.text).replace(chr(10), "<br>")}</div></div></div>'
        )
    page = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head>'
        '<body><div class="page_wrap"><div class="page_header"><div class="content"><div '
        f'class="text bold">{html.escape(channel.name)}</div></div></div>'
        f'<div class="page_body chat_page"><div class="history">{"".join(rows)}</div></div></div>'
        "</body></html>"
    )
    return page.encode()


_ARTICLE = {
    "en": (
        "Who are the Sons of Tell Qamar?",
        (
            "A new group that calls itself the Sons of Tell Qamar has issued a flyer in Tell Qamar "
            "against Brigade 19 and the Falcon Regiment. The flyer carries the headline “Get out”.",
            "The group says that it holds a list of 47 names. It demands that Brigade 19 leave "
            "Tell Qamar first, then the Badia province, and finally the whole country.",
            "According to residents, 212 families live beside the Granary compound, which lies in "
            "an adjacent compound to the Al-Noor Mosque. Brigade 19 denied on 14 October 2026 that it "
            "uses Sindus Hospital.",
            "According to some indications, this is a local group that belongs to no outside body. "
            "It is not clear who is behind it. What is its size? Is it psychological warfare?",
            "The base of Brigade 19 is said to lie 4 km north-east of Tell Qamar on the R7 road.",
        ),
    ),
    "ar": (
        "من هم أبناء تل قمر؟",
        (
            "أصدرت مجموعة جديدة تسمي نفسها أبناء تل قمر منشورا في تل قمر ضد لواء 19 وفوج الصقر. "
            "يحمل المنشور عنوان «اخرجوا».",
            "تقول المجموعة إن لديها قائمة تضم 47 اسما. وتطالب بأن يغادر لواء 19 تل قمر أولا، ثم "
            "محافظة البادية، وأخيرا البلاد كلها.",
            "وبحسب الأهالي، تعيش 212 عائلة بجانب مجمع الصوامع الواقع في مجمع مجاور لمسجد النور. "
            "ونفى لواء 19 في 14 تشرين الأول 2026 أنه يستخدم مستشفى سندس.",
            "وفق بعض المؤشرات هذه مجموعة محلية لا تتبع أي جهة خارجية. ليس واضحا من يقف وراءها. "
            "ما حجمها؟ هل هي حرب نفسية؟",
            "ويقال إن قاعدة لواء 19 تقع على بعد 4 كم شمال شرق تل قمر على الطريق R7.",
        ),
    ),
}


def _article(language: str) -> bytes:
    title, body = _ARTICLE[language]
    direction = "rtl" if language == "ar" else "ltr"
    day = START + timedelta(days=28, hours=9 if language == "en" else 30)
    paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in (*body, marked("", language).strip()))
    page = (
        f'<!DOCTYPE html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)} - The Steppe Review</title>"
        f'<link rel="canonical" href="https://steppe-review.example/{language}/sons-of-tell-qamar">'
        '<meta property="og:site_name" content="The Steppe Review">'
        f'<meta property="article:published_time" content="{day:%Y-%m-%dT%H:%M:%S}+00:00"></head>'
        "<body><nav><a href='/'>Home</a> <a href='/about'>About</a></nav>"
        f"<article><h1>{html.escape(title)}</h1>{paragraphs}</article>"
        "<footer>Subscribe to the newsletter of The Steppe Review</footer></body></html>"
    )
    return page.encode()


def _pdf() -> bytes:
    """A one-page report with a text layer, written by pikepdf."""
    import pikepdf

    lines = [
        "Qamar Watch Foundation - INVENTED, FOR DEMONSTRATION",
        "Monthly note, October 2026",
        "The foundation counted 31 checkpoints in Tell Qamar in October 2026.",
        "Residents told the foundation that the Granary compound stores construction materials.",
        "According to the municipality, Sindus Hospital treated 640 patients in October.",
        "The foundation could not confirm who is behind the Sons of Tell Qamar.",
    ]
    body = "BT /F1 13 Tf 60 780 Td 22 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 595, 842],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        Contents=pdf.make_stream(body.encode("latin-1")),
    )
    pdf.pages.append(pikepdf.Page(page))
    buffer = io.BytesIO()
    pdf.save(buffer, static_id=True)
    return buffer.getvalue()


def _note() -> bytes:
    return (
        b"---\ntitle: Field note (invented)\ndate: 2026-10-22\nlanguage: en\n---\n\n"
        b"# Field note [invented]\n\n"
        b"A shopkeeper near the Wind Gate said that he saw the flyer on 24 September. He does not "
        b"know who posted it. Two drivers said that the R7 road was closed for three hours.\n"
    )


def _table() -> bytes:
    """A survey of water points: one row a visit, with an hour and a text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["id", "date", "channel", "text"])
    for index in range(40):
        at = START + timedelta(days=index % DAYS_SURVEYED, hours=8, minutes=7 * index % 60)
        state = ("flowing", "dry", "repaired", "guarded")[index % 4]
        measured = f"{200 + 13 * index} litres measured"
        text = f"Water point {index + 1} of 40 is {state}; {measured}. [invented]"
        writer.writerow([index + 1, at.astimezone(UTC).isoformat(), "Water point survey", text])
    return buffer.getvalue().encode()


DAYS_SURVEYED = 36


def main() -> None:
    """Write the material into the folder that is named."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m indicia.demo.build DIR")
    build_demo(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
