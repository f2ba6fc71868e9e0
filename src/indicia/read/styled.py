"""The words of a Telegram post with the styles they were posted in: bold, quotes, spoilers, links.

The tables hold plain words, which is what is read and compared. What the eye saw (a word struck out,
words hidden until touched, an address behind other words) stands in the original alone, so it is
read from there when somebody looks at one post.

Source: Telegram Bot API, "MessageEntity" (the names of the styles); Telegram Desktop's exports and
public previews as they are written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import orjson

from indicia.read import telegram_html, telegram_preview
from indicia.read.markup import element_of, has_class
from indicia.read.text import decoded

MOST_BYTES = 8_000_000
"""Larger originals are not opened for one post: its words are shown plain."""
JSON_STYLES = {
    "bold": "bold", "italic": "italic", "underline": "underline", "strikethrough": "strike",
    "code": "code", "pre": "code", "spoiler": "spoiler", "blockquote": "quote",
}  # fmt: skip
ENTITY_STYLES = {
    "MessageEntityBold": "bold", "MessageEntityItalic": "italic",
    "MessageEntityUnderline": "underline", "MessageEntityStrike": "strike",
    "MessageEntityCode": "code", "MessageEntityPre": "code", "MessageEntitySpoiler": "spoiler",
    "MessageEntityBlockquote": "quote",
}  # fmt: skip
TAG_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "s": "strike", "del": "strike", "strike": "strike", "code": "code", "pre": "code",
    "blockquote": "quote", "tg-spoiler": "spoiler",
}  # fmt: skip
STYLES = tuple(sorted({*JSON_STYLES.values(), "link"}))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words in one style; ``address`` is where a link behind them leads."""

    text: str
    styles: frozenset[str] = frozenset()
    address: str = ""


def runs_of(content: bytes, locator: str) -> tuple[Run, ...]:
    """The words of the post at a locator of an original, with their styles.

    ``locator`` as the readers of Telegram's formats give it. Nothing, where the original is too
    large, damaged, or holds no such post: its plain words then stand in the tables.
    """
    if len(content) > MOST_BYTES:
        return ()
    try:
        if locator.startswith("#"):
            return _of_markup(content, telegram_html.MESSAGE, f'id="{locator[1:]}"')
        if locator.startswith("[data-post="):
            name = f'data-post="{locator[11:-1]}"'
            return _of_markup(content, telegram_preview.MESSAGE, name)
        return _of_message(_message(content, locator))
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return ()


def _message(content: bytes, locator: str) -> Any:
    """The message of a JSON export by its pointer, or a row of JSON Lines by its line."""
    if locator.startswith("/line/"):
        return orjson.loads(content.split(b"\n")[int(locator[6:]) - 1])
    found = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    for part in locator.strip("/").split("/") if locator != "/" else ():
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def _of_message(raw: Mapping[str, Any]) -> tuple[Run, ...]:
    if raw.get("_") == "Message":
        return _of_entities(str(raw.get("message") or ""), raw.get("entities") or ())
    text = raw.get("text")
    parts = [text] if isinstance(text, str) else text or []
    return tuple(run for part in parts if (run := _of_part(part)).text)


def _of_part(part: Any) -> Run:
    """A part of a text in an export: words, or an object with words and their type."""
    if isinstance(part, str):
        return Run(part)
    kind, words = str(part.get("type")), str(part.get("text", ""))
    if kind in ("link", "text_link"):
        return Run(words, frozenset(["link"]), str(part.get("href") or words))
    return Run(words, frozenset([JSON_STYLES[kind]] if kind in JSON_STYLES else ()))


def _of_entities(text: str, entities: Iterable[Mapping[str, Any]]) -> tuple[Run, ...]:
    """Words cut where an entity begins or ends; offsets count UTF-16 units, and entities may nest."""
    units = [0, *accumulate(2 if ord(letter) > 0xFFFF else 1 for letter in text)]
    spans = []
    for entity in entities:
        first, kind = int(entity["offset"]), str(entity.get("_"))
        # An offset inside of a letter, or past the end, is that of the letter, or the end.
        start, end = (bisect_right(units, at) - 1 for at in (first, first + int(entity["length"])))
        address = str(entity.get("url") or "")
        if kind == "MessageEntityUrl":
            address = text[start:end]
        style = "link" if address else ENTITY_STYLES.get(kind)
        if style and end > start >= 0:
            spans.append((start, end, style, address))
    cuts = sorted({0, len(text), *(at for span in spans for at in span[:2])})
    runs = []
    for start, end in pairwise(cuts):
        over = [span for span in spans if span[0] <= start and end <= span[1]]
        address = next((span[3] for span in over if span[3]), "")
        styles = frozenset(span[2] for span in over)
        runs.append(Run(text[start:end], styles, address))
    return tuple(runs)


def _of_markup(content: bytes, begins: re.Pattern[str], name: str) -> tuple[Run, ...]:
    """The words of the post whose first tag holds a name, cut out as its reader cuts it."""
    text = decoded(content)[0]
    starts = list(begins.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    cuts = zip(starts, ends, strict=True)
    markup = next((text[at.start() : end] for at, end in cuts if name in at.group()), "")
    node = element_of(markup)
    if node is None:
        return ()
    quoted = has_class("js-message_reply_text")
    texts = node.xpath(
        f".//div[{has_class('text')} or ({has_class('tgme_widget_message_text')}"
        f" and not({quoted}) and not(ancestor::*[{quoted}]))]"
    )
    runs: list[Run] = []
    for node in texts:
        runs += [Run("\n")] if runs else []
        runs += _words(node, frozenset(), "")
    return _trimmed(runs)


def _words(node: Any, styles: frozenset[str], address: str) -> Iterator[Run]:
    yield Run(_unbroken(node.text), styles, address)
    for child in node:
        if child.tag == "br":
            yield Run("\n", styles, address)
        elif isinstance(child.tag, str):
            yield from _words(child, *_styled(child, styles, address))
        yield Run(_unbroken(child.tail), styles, address)


def _styled(node: Any, styles: frozenset[str], address: str) -> tuple[frozenset[str], str]:
    href = str(node.get("href") or "") if node.tag == "a" else ""
    if href.startswith(("http:", "https:", "tg:")):
        return styles | {"link"}, href
    style = TAG_STYLES.get(node.tag)
    if style is None and "spoiler" in (node.get("class") or ""):
        style = "spoiler"
    return (styles | {style} if style else styles), address


def _unbroken(text: str | None) -> str:
    """Words between tags: line ends of the markup are blanks."""
    return " ".join((text or "").split("\n"))


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Without what is empty, and without blanks at both ends."""
    held = [run for run in runs if run.text]
    while held and not held[0].text.strip():
        held.pop(0)
    while held and not held[-1].text.strip():
        held.pop()
    if held:
        held[0] = Run(held[0].text.lstrip(), held[0].styles, held[0].address)
        held[-1] = Run(held[-1].text.rstrip(), held[-1].styles, held[-1].address)
    return tuple(held)
