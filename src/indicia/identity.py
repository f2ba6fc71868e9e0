"""The names of things: how every id is made, in one place.

Ids are hashes of what a thing *is*, so that the same originals give the same ids on every machine.
An id is a letter for its kind, a dash, and 128 bits of SHA-256 in hexadecimal. Nothing here reads
a file. What each id means: ``docs/architecture.md``, "Identity and time".
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_SEPARATOR = b"\x1f"


def derived_id(letter: str, *parts: str | int | None) -> str:
    """An id of kind ``letter`` over the parts, in order. ``None`` differs from the empty string."""
    digest = hashlib.sha256(letter.encode())
    for part in parts:
        digest.update(_SEPARATOR)
        digest.update(
            b"\x00" if part is None else b"\x01" + str(part).encode("utf-8", "surrogatepass")
        )
    return f"{letter}-{digest.hexdigest()[:32]}"


def sha256_hex(content: bytes) -> str:
    """The name of an original: the SHA-256 of its bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def text_sha256(text: str) -> str:
    """The SHA-256 of a text as UTF-8; a lone surrogate is kept as it stands."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def item_id(original: str, locator: str) -> str:
    """One piece of one original: (SHA-256 of the original, locator inside it)."""
    return derived_id("i", original, locator)


def source_id(platform: str, platform_id: str) -> str:
    """A channel, account or outlet: (platform, the platform's stable id)."""
    return derived_id("s", platform, platform_id)


def post_id(source: str, platform_post_id: str) -> str:
    """A post by its platform: (source, the platform's id of the post)."""
    return derived_id("p", "platform", source, platform_post_id)


def post_id_by_url(canonical_url: str) -> str:
    """A page by its canonical URL."""
    return derived_id("p", "url", canonical_url)


def post_id_by_locator(original: str, locator: str) -> str:
    """The last resort for what has neither platform id nor URL."""
    return derived_id("p", "locator", original, locator)


def post_version_id(post: str, content_sha256: str) -> str:
    """A post as it read at one time: (post, hash of its normalised content)."""
    return derived_id("v", post, content_sha256)


def rendition_id(item: str, reader: str, reader_version: str, sha256_of_text: str) -> str:
    """A text read from an item: (item, reader, its version, SHA-256 of the text)."""
    return derived_id("r", item, reader, reader_version, sha256_of_text)


def span_id(letter: str, rendition: str, start: int, end: int, *kind: str | None) -> str:
    """The id of a mention, statement or phrase: its span and kind."""
    return derived_id(letter, rendition, start, end, *kind)


def unordered_id(letter: str, members: Sequence[str], *kind: str | None) -> str:
    """The id of something between members whose order does not matter."""
    return derived_id(letter, *sorted(members), *kind)


def member_file(sha256: str) -> str:
    """Where the bytes of a picture inside an original are kept, under ``derived/files/``."""
    return f"members/{sha256[:2]}/{sha256}"
