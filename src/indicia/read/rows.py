"""A Reading becomes rows of the tables: ids, times, renditions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa

from indicia.identity import (
    derived_id,
    item_id,
    post_id,
    post_id_by_locator,
    post_id_by_url,
    post_version_id,
    rendition_id,
    source_id,
    text_sha256,
)
from indicia.read.reading import Reading, ReadItem, hashtags_in, urls_in
from indicia.stages import BY_NAME
from indicia.tables import table_of
from indicia.text.language import language_of

MADE_BY = BY_NAME["read"].made_by
MEMBER = "member:"
"""Before the name of a picture inside the original, among the names of its batch."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Original:
    """One original as the captures tell it: first capture, batch and path."""

    sha256: str
    seq: int
    batch: str
    path: str
    url: str | None
    media_type: str
    size: int = 0
    inside: str = ""
    """Locator of the member that is read, inside the original."""
    member: str = ""
    """SHA-256 of that member's bytes."""

    @property
    def picture(self) -> str:
        """SHA-256 of the picture that is read: the original, or the member."""
        return self.member or self.sha256

    def locator(self, of_item: str) -> str:
        """The locator of an item, inside the original."""
        return self.inside if self.inside and of_item == "/" else self.inside + of_item


def rows_of(
    reading: Reading, original: Original, media: Mapping[str, str], languages: tuple[str, ...]
) -> dict[str, pa.Table]:
    """The tables of one unit. ``media``: path inside the batch -> SHA-256 of the original there."""
    items, renditions, boxes, sources = [], [], [], []
    for item in reading.items:
        row = _item_row(item, original, media)
        items.append(row)
        rendition = _rendition_row(item, row, reading, original, languages)
        renditions.append(rendition)
        boxes += _box_rows(item, rendition["rendition"])
        sources.append(_source_row(item, row))
    return {
        "items": table_of("items", items),
        "renditions": table_of("renditions", renditions),
        "boxes": table_of("boxes", boxes),
        "sources": table_of("sources", sources),
        "pictures": table_of("pictures", _picture_rows(reading, original)),
        "marks": table_of("marks", _mark_rows(reading, original)),
        "faults": table_of("faults", _fault_rows(reading, original)),
    }


def normalised(text: str) -> str:
    """A text for telling versions apart: NFC, white space folded."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _item_row(item: ReadItem, original: Original, media: Mapping[str, str]) -> dict[str, Any]:
    source = source_id(item.platform, item.source_key)
    name = item_id(original.sha256, original.locator(item.locator))
    url = item.url or (original.url if item.platform == "web" else None)
    post = _post(item, source, url, original)
    pictures, missing = _media(item, original, media)
    if item.kind == "picture":
        pictures = [original.picture]
    content = text_sha256("\x1f".join([normalised(item.text), item.title or "", *sorted(pictures)]))
    posted = item.posted
    month = f"{posted.from_utc:%Y-%m}" if posted and posted.from_utc else "undated"
    forwarded = item.forwarded_from
    if forwarded and item.forwarded_kind == "id":
        forwarded = source_id(item.platform, forwarded)
    return {
        "item": name,
        "original": original.sha256,
        "locator": original.locator(item.locator),
        "kind": item.kind,
        "post": post,
        "post_version": post_version_id(post, content),
        "source": source,
        "platform_id": item.platform_id,
        "url": url,
        "title": item.title,
        "author": item.author,
        "posted": posted.as_row() if posted else None,
        "edited": item.edited.as_row() if item.edited else None,
        "forwarded_from": forwarded,
        "forwarded_kind": item.forwarded_kind,
        "reply_to": item.reply_to,
        "album": derived_id("a", source, item.album) if item.album else None,
        "pictures": pictures,
        "media_missing": [*item.media_missing, *missing],
        "urls": list(dict.fromkeys([*urls_in(item.text), *item.links])),
        "hashtags": list(hashtags_in(item.text)),
        "views": item.views,
        "forwards": item.forwards,
        "extra": orjson.dumps(item.extra, option=orjson.OPT_SORT_KEYS, default=str).decode(),
        "seq": original.seq,
        "month": month,
        "made_by": MADE_BY,
    }


def _post(item: ReadItem, source: str, url: str | None, original: Original) -> str:
    if item.platform_id and item.platform != "table":
        return post_id(source, item.platform_id)
    if url and item.kind == "article":
        return post_id_by_url(url.split("#", 1)[0])
    if item.platform_id:
        return post_id(source, item.platform_id)
    return post_id_by_locator(original.sha256, original.locator(item.locator))


def _media(
    item: ReadItem, original: Original, media: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """SHA-256 of the media in the batch, and the paths that are not there."""
    folder = original.path.rpartition("/")[0]
    found, missing = [], []
    for path in item.media:
        full = _joined(folder, path)
        if sha256 := media.get(MEMBER + path) or media.get(full):
            found.append(sha256)
        else:
            missing.append(path)
    return found, missing


def _joined(folder: str, path: str) -> str:
    parts: list[str] = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _rendition_row(
    item: ReadItem,
    row: Mapping[str, Any],
    reading: Reading,
    original: Original,
    languages: tuple[str, ...],
) -> dict[str, Any]:
    text = item.text
    digest = text_sha256(text)
    language = item.language if item.language in languages else language_of(text, languages)
    return {
        "rendition": rendition_id(row["item"], reading.reader, reading.version, digest),
        "item": row["item"],
        "original": original.sha256,
        "kind": item.rendition_kind,
        "by": "machine",
        "reader": reading.reader,
        "reader_version": reading.version,
        "text": text,
        "text_sha256": digest,
        "language": language,
        "preferred": True,
        "confidence": item.confidence,
        "seq": None,
        "month": row["month"],
        "made_by": MADE_BY,
    }


def _box_rows(item: ReadItem, rendition: str) -> list[dict[str, Any]]:
    return [
        {
            "rendition": rendition,
            "start": box.start,
            "end": box.end,
            "page": box.page,
            "level": box.level,
            "x0": box.edges[0],
            "y0": box.edges[1],
            "x1": box.edges[2],
            "y1": box.edges[3],
            "confidence": box.confidence,
            "label": box.label,
        }
        for box in item.boxes
    ]


def _source_row(item: ReadItem, row: Mapping[str, Any]) -> dict[str, Any]:
    posted = (row["posted"] or {}).get("from_utc")
    return {
        "source": row["source"],
        "platform": item.platform,
        "platform_id": item.source_key,
        "name": item.source_name,
        "kind": item.source_kind,
        "first_utc": posted,
        "last_utc": posted,
        "items": 1,
    }


def _picture_rows(reading: Reading, original: Original) -> list[dict[str, Any]]:
    found = reading.picture
    if found is None:
        return []
    exif = orjson.dumps(found["exif"], option=orjson.OPT_SORT_KEYS).decode()
    return [{**found, "exif": exif, "picture": original.picture, "items": [], "made_by": MADE_BY}]


def _mark_rows(reading: Reading, original: Original) -> list[dict[str, Any]]:
    rows = []
    for mark in reading.marks:
        edges = [f"{mark[key]:.4f}" for key in ("x0", "y0", "x1", "y1")]
        rows.append(
            {
                **mark,
                "mark": derived_id("k", original.picture, *edges),
                "picture": original.picture,
                "method": "crossing bars in a strong colour",
                "version": "1",
            }
        )
    return rows


def _fault_rows(reading: Reading, original: Original) -> list[dict[str, Any]]:
    return [
        {
            "fault": derived_id(
                "f", original.sha256, original.locator(f.locator), f.code, f.message
            ),
            "original": original.sha256,
            "locator": original.locator(f.locator),
            "severity": f.severity,
            "code": f.code,
            "message": _mended(f.message),
            "made_by": MADE_BY,
        }
        for f in {(f.locator, f.code, f.message): f for f in reading.faults}.values()
    ]


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
