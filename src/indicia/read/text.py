"""Plain text and Markdown; encodings are found by their marks, else by which one reads best."""

from __future__ import annotations

import re

from indicia.read.reading import Context, Reading, ReadItem, day
from indicia.text.script import script_of

NAME, VERSION = "text", "1"
GUESSED = ("windows-1256", "windows-1251", "windows-1255", "windows-1252")
_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z_]+):\s*(.*)$", re.MULTILINE)
_MARKUP = re.compile(
    r"!\[([^\]]*)\]\([^)]*\)|\[([^\]]*)\]\(([^)]*)\)|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)"
)


def decoded(content: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether that was guessed rather than known."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding, False
    try:
        return content.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as error:
        if error.start > len(content) - 4:
            return content.decode("utf-8", "replace"), "utf-8", True
    if content.count(b"\x00") > len(content) // 4:
        return content.decode("utf-16-le", "replace"), "utf-16-le", True
    best = max(GUESSED, key=lambda encoding: _fitness(content[:20_000], encoding))
    return content.decode(best, "replace"), best, True


def _fitness(content: bytes, encoding: str) -> float:
    """Share of letters above ASCII that form words of one script."""
    text = content.decode(encoding, "replace")
    high = [character for character in text if ord(character) > 127]
    if not high:
        return 0.0
    wanted = {"windows-1256": "Arab", "windows-1251": "Cyrl", "windows-1255": "Hebr"}.get(
        encoding, "Latn"
    )
    good = sum(script_of(character) == wanted for character in high)
    upper = sum(character.isupper() for character in high)
    return good / len(high) - (0.5 * upper / len(high)) - text.count("\ufffd") / len(high)


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


def plain(markdown: str) -> str:
    """Markdown without link targets and emphasis; words stay as they are."""
    text = _MARKUP.sub(lambda m: m.group(1) or m.group(2) or "", markdown)
    return re.sub(r"^#{1,6}\s+", "", text, flags=re.MULTILINE)
