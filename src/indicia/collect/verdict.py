"""What a capture holds: content, or something that only looks like it.

HTTP 200 is not content. Log-in walls, consent pages, challenges, "not available" notices and empty
previews are captures without content. Each verdict names the rule that gave it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TEXT_HEAD = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|rss|feed)", re.I
)
_TAGS = re.compile(r"<(script|style|noscript|template)\b.*?</\1\s*>|<[^>]*>", re.I | re.S)
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """content, partial, wall, gone, error or empty; with the rule and its confidence (0..1)."""

    name: str
    rule: str
    confidence: float
    media_type: str

    def as_line(self) -> dict[str, object]:
        """What the log keeps of it."""
        return {"verdict": self.name, "rule": self.rule, "confidence": self.confidence}


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    verdict: str
    pattern: re.Pattern[str]
    at_most: int
    confidence: float


@cache
def _rules() -> tuple[_Rule, ...]:
    raw = tomllib.loads(files(__package__).joinpath("verdicts.toml").read_text("utf-8"))
    return tuple(
        _Rule(
            r["name"], r["verdict"], re.compile(r["pattern"], re.I), r["at_most"], r["confidence"]
        )
        for r in raw["rules"]
    )


def sniffed_media_type(head: bytes) -> str:
    """The media type that the first bytes show; ``application/octet-stream`` where none does."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if _TEXT_HEAD.match(head[:1000]):
        return "text/html"
    if head.lstrip()[:1] in (b"{", b"["):
        return "application/json"
    return "application/octet-stream" if b"\x00" in head[:4096] else "text/plain"


def content_verdict(head: bytes, status: int = 200, complete: bool = True) -> Verdict:
    """The verdict over the first bytes of a capture and its HTTP status (200 for a file)."""
    media_type = sniffed_media_type(head)
    if status in (404, 410):
        return Verdict("gone", f"status {status}", 1.0, media_type)
    if status >= 400:
        return Verdict("error", f"status {status}", 1.0, media_type)
    if not head.strip():
        return Verdict("empty", "no bytes", 1.0, media_type)
    if media_type != "text/html":
        return Verdict("content", f"bytes of {media_type}", 1.0, media_type)
    markup = head.decode("utf-8", "replace")
    visible = " ".join(_TAGS.sub(" ", markup).split())
    for rule in _rules():
        if len(visible) <= rule.at_most and rule.pattern.search(markup):
            return Verdict(rule.verdict, rule.name, rule.confidence, media_type)
    if len(visible) < 40 and complete:
        return Verdict("empty", "under 40 visible characters", 0.8, media_type)
    return Verdict("content", "no rule for walls fired", 0.8, media_type)
