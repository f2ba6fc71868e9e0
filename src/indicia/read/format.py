"""Which reader reads which original: by its bytes first, by its name where bytes do not tell.

Others can add readers by entry points of the group ``indicia.readers``: a module with ``NAME``,
``VERSION``, ``read`` and ``fits(head, path) -> bool``; such readers are asked first.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType

from indicia.collect.verdict import sniffed_media_type
from indicia.read.text import decoded, wide_encoding
from indicia.read.whatsapp import is_whatsapp

HEAD = 65_536
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff")
TEXT_ENDINGS = (".txt", ".md", ".markdown", ".text", ".log")
TABLE_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")
_TELETHON = re.compile(rb'"_":\s?"(?:Message(?:Service|Empty)?|IndiciaLook)"')
_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_MAIL_HEADER = re.compile(rb"(?m)^(from|to|date|subject|message-id|received|mime-version):")
_MBOX = re.compile(rb"From \S+.{0,200}\d{4}\r?\n[A-Za-z-]{1,60}: ")
_FEED = re.compile(rb"<(?:rss|rdf:RDF|feed)[\s>][^<]{0,1500}", re.IGNORECASE)
UNREAD_ENDINGS = (".css", ".js", ".map", ".woff", ".woff2", ".ttf", ".svg", ".ico")
MODULES = {
    "telegram-json": "indicia.read.telegram_json",
    "telegram-html": "indicia.read.telegram_html",
    "telegram-preview": "indicia.read.telegram_preview",
    "telethon": "indicia.read.telethon",
    "feed": "indicia.read.feed",
    "mail": "indicia.read.mail",
    "mhtml": "indicia.read.mhtml",
    "page": "indicia.read.page",
    "pdf": "indicia.read.pdf",
    "table": "indicia.read.tabular",
    "text": "indicia.read.text",
    "picture": "indicia.read.image",
    "meta-archive": "indicia.read.meta_archive",
    "video": "indicia.read.video",
    "warc": "indicia.read.warc",
    "whatsapp": "indicia.read.whatsapp",
    "x-archive": "indicia.read.x_archive",
    "xlsx": "indicia.read.xlsx",
    "wacz": "indicia.read.wacz",
}


def is_telegram_json(head: bytes) -> bool:
    """Whether the first bytes look like an export of Telegram Desktop as JSON."""
    return head.lstrip()[:1] == b"{" and any(
        key in head for key in (b'"messages"', b'"chats"', b'"personal_information"')
    )


def is_telegram_html(head: bytes) -> bool:
    """Whether the first bytes look like a page of Telegram Desktop's export."""
    return b"page_wrap" in head and b"history" in head


def is_telegram_preview(head: bytes) -> bool:
    """Whether the first bytes look like a page of a channel's public preview (t.me/s)."""
    return b"tgme_widget_message" in head or b"tgme_channel_info" in head


def is_telethon(head: bytes) -> bool:
    """Whether the first bytes look like messages as Telethon gives them, or a live look."""
    return _TELETHON.search(head) is not None


def is_video(head: bytes) -> bool:
    """Whether the first bytes are those of video or sound."""
    if head[4:8] == b"ftyp":
        return head[8:11] not in (b"hei", b"avi", b"mif", b"msf")  # still pictures
    riff = head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI ")
    return riff or head.startswith((b"\x1a\x45\xdf\xa3", b"OggS", b"ID3", b"#!AMR", b"\xff\xfb"))


def is_feed(head: bytes) -> bool:
    """Whether the first bytes look like RSS or Atom."""
    return _FEED.search(head[:2048]) is not None


def _archive(head: bytes, low: str) -> str | None:
    """The reader of a web archive: a WARC file, plain or gzipped, or a WACZ."""
    if head.startswith(b"WARC/") or (head[:2] == b"\x1f\x8b" and _unpacked(head)[:5] == b"WARC/"):
        return "warc"
    if head.startswith(b"\xd0\xcf\x11\xe0") and low.endswith((".xlsx", ".xls")):
        return "xlsx"  # which says that it is protected, or of the old form
    if not head.startswith(b"PK\x03\x04"):
        return None
    if low.endswith(".xlsx") or b"xl/workbook" in head or b"xl/worksheets" in head:
        return "xlsx"
    return "wacz" if low.endswith(".wacz") or b"datapackage.json" in head else None


def _unpacked(head: bytes) -> bytes:
    """The first unpacked bytes of a gzip stream; none where it is damaged."""
    try:
        return zlib.decompressobj(31).decompress(head, 64)
    except zlib.error:
        return b""


def is_mail(head: bytes) -> bool:
    """Whether the first bytes look like a mail, or a file of mails: headers that mails have."""
    if _MBOX.match(head):
        return True
    lines = head.partition(b"\n\n")[0].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return _HEADER.match(head) is not None and len(set(_MAIL_HEADER.findall(lines.lower()))) >= 2


def is_mhtml(head: bytes) -> bool:
    """Whether the first bytes look like a page saved as one MIME message."""
    top = head[:4096].lower()
    return _HEADER.match(head) is not None and b"multipart/related" in top


def is_meta_archive(head: bytes, low: str) -> bool:
    """Whether JSON is the posts of a Facebook or Instagram download."""
    named = "posts" in low.rpartition("/")[2]
    facebook = b'"timestamp"' in head and b'"data"' in head
    return named and (facebook or b'"creation_timestamp"' in head)


@cache
def plugins() -> dict[str, ModuleType]:
    """Readers that others registered, by name."""
    return {entry.name: entry.load() for entry in entry_points(group="indicia.readers")}


def module_of(name: str) -> ModuleType:
    """The module of a reader. Raises ``KeyError``."""
    found = plugins().get(name)
    return found if found is not None else import_module(MODULES[name])


def reader_for(head: bytes, path: str) -> str | None:
    """The name of the reader, or ``None`` where no reader fits (kept, and listed as a fault)."""
    for name, module in sorted(plugins().items()):
        if module.fits(head, path):
            return name
    low = path.lower()
    if (archive := _archive(head, low)) is not None:
        return archive
    if is_video(head):
        return "video"
    if head.lstrip().startswith(b"window.YTD."):
        return "x-archive"
    if is_feed(head):
        return "feed"
    if is_mhtml(head):
        return "mhtml"
    if is_mail(head):
        return "mail"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(head):
        head = decoded(head)[0].lstrip("\ufeff").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    media_type = sniffed_media_type(head)
    if low.endswith(UNREAD_ENDINGS):
        return None
    if media_type in IMAGES or head[:2] == b"BM" or head[:4] in (b"II*\x00", b"MM\x00*"):
        return "picture"
    if media_type == "application/pdf":
        return "pdf"
    if media_type == "application/json":
        if is_telethon(head):
            return "telethon"
        if is_meta_archive(head, low):
            return "meta-archive"
        return "telegram-json" if is_telegram_json(head) else "table"
    if media_type == "text/html":
        if is_telegram_preview(head):
            return "telegram-preview"
        return "telegram-html" if is_telegram_html(head) else "page"
    if low.endswith(TABLE_ENDINGS):
        return "table"
    if media_type != "text/plain":
        return None
    return "whatsapp" if is_whatsapp(head.decode("utf-8", "replace")[:4096]) else "text"
