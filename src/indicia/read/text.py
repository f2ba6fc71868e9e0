"""Plain text and Markdown; encodings are found by their marks, else by which one reads best."""

from __future__ import annotations

import re
from collections import Counter

from indicia.read.reading import Context, Reading, ReadItem, day
from indicia.text.script import script_of

NAME, VERSION = "text", "2"
GUESSED = {
    "windows-1256": "Arab",
    "windows-1251": "Cyrl",
    "koi8-r": "Cyrl",
    "windows-1255": "Hebr",
    "windows-1254": "Latn",
}
"""Encoding -> the script it is for. windows-1254 is 1252 but for six letters that Turkish uses."""
MOST_DAMAGE = 0.2
"""Bytes that are no UTF-8, as a share of the letters above ASCII, up to which it is damaged UTF-8.

In old encodings the share is 1 or close to it; a damaged byte in ten letters is rare.
"""
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяіїє")
_HEBREW_FINALS = frozenset("ךםןףץ")
_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z_]+):\s*(.*)$", re.MULTILINE)
_MARKUP = re.compile(
    r"!\[([^\]]*)\]\([^)]*\)|\[([^\]]*)\]\(([^)]*)\)|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)"
)
_SLANTED = re.compile(r"\s*([*_])(?![*_\s])[^*\n]{20,}\1\s*$")


def decoded(content: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether that was guessed rather than known."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding, False
    if wide := wide_encoding(content):
        return content.decode(wide, "replace"), wide, True
    try:
        return content.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as error:
        if error.start > len(content) - 4:
            return content.decode("utf-8", "replace"), "utf-8", True
    mended = content.decode("utf-8", "replace")
    if mended.count("\ufffd") < MOST_DAMAGE * sum(not c.isascii() for c in mended):
        return mended, "utf-8", True
    best = max(GUESSED, key=lambda encoding: _fitness(content[:20_000], encoding))
    return content.decode(best, "replace"), best, True


def wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark, told by its parity: one byte of two is nearly always the same few."""
    sample = content[:20_000]
    if len(sample) < 8 or b"\x00" not in sample:
        return None
    for encoding, high, low in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        common = sum(count for _, count in Counter(high).most_common(2))
        if common >= 0.9 * len(high) and len(set(low)) > 2 * len(set(high)):
            return encoding
    return None


def _fitness(content: bytes, encoding: str) -> float:
    """How well bytes read in an encoding, about -1..1: words of one script, written as it is."""
    text = content.decode(encoding, "replace")
    high = sum(ord(character) > 127 for character in text)
    if not high:
        return 0.0
    wanted = GUESSED[encoding]
    good = odd = vowels = letters = 0
    for word in re.findall(r"[^\W\d_]+", text):
        if all(script_of(character) == wanted for character in word):
            above = sum(ord(character) > 127 for character in word)
            good += above
            letters += above
            vowels += sum(character in _CYRILLIC_VOWELS for character in word.lower())
            odd += sum(character in _HEBREW_FINALS for character in word[:-1])
            odd += 0 if word.isupper() else sum(character.isupper() for character in word[1:])
            odd += above if wanted == "Latn" and 2 * above > len(word) else 0
    score = (good - odd) / high - text.count("\ufffd") / high
    if wanted == "Cyrl" and letters:
        score -= abs(vowels / letters - 0.42)  # Russian prose: .42 (counted on ordinary text)
    return score


def read(content: bytes, context: Context) -> Reading:
    """The whole text as one item; Markdown's front matter gives title, date and author."""
    reading = Reading(NAME, VERSION)
    text, encoding, guessed = decoded(content)
    if guessed:
        message = f"not UTF-8; read as {encoding}, which may be wrong. Save it as UTF-8 to be sure"
        reading.fault("/", "doubt", "encoding guessed", message)
    if not text.strip():
        reading.fault("/", "note", "empty", "the file holds no text")
        return reading
    fields: dict[str, str] = {}
    if found := _FRONT.match(text):
        fields = {
            key.lower(): value.strip().strip("\"'") for key, value in _FIELD.findall(found.group(1))
        }
        text = text[found.end() :]
    if context.path.lower().endswith((".md", ".markdown")) or fields:
        text = plain(text)
    name = fields.get("site") or fields.get("source") or context.path or "a text"
    reading.items.append(
        ReadItem(
            locator="/",
            kind="article" if fields.get("title") else "document",
            text=text.strip("\n"),
            platform="document",
            source_key=f"file:{name}",
            source_name=name.rsplit("/", 1)[-1],
            source_kind="file",
            url=fields.get("url") or None,
            title=fields.get("title"),
            author=fields.get("author"),
            posted=day(fields.get("date", "")),
            media=tuple(
                m.group(1)
                for m in re.finditer(
                    r"!\[[^\]]*\]\(([^)\s]+)\)", content.decode("utf-8", "replace")
                )
            ),
        )
    )
    return reading


def _plain_line(line: str) -> str:
    text = _MARKUP.sub(lambda m: m.group(1) or m.group(2) or "", line)
    slanted = _SLANTED.match(line)
    return f"{slanted[1]}{text.strip(' *_')}{slanted[1]}" if slanted else text


def plain(markdown: str) -> str:
    """Markdown without link targets and emphasis; words stay as they are.

    A paragraph that is slanted as a whole keeps its marks: so writers set off what they quote.
    """
    lines = (_plain_line(line) for line in markdown.split("\n"))
    text = "\n".join(lines)
    return re.sub(r"^#{1,6}\s+", "", text, flags=re.MULTILINE)
