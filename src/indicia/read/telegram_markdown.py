"""Telegram's Markdown, as its libraries write it: to plain words, with the links behind them.

Code keeps what stands in it. A sign without its partner is a sign: ``ж**у`` stays.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_LINK = re.compile(
    r"\[((?:[^\[\]]++|\[[^\[\]]*+\])*+)\]\(((?:https?|tg)://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)"
)
_PAIRS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"(?<!\w)\*\*(?=[^*])(.{1,4000}?)(?<=[^*])\*\*",
        r"\*\*(?=[^*])(.{1,4000}?)(?<=[^*])\*\*(?!\w)",
        r"(?<!\w)__(?=[^_])(.{1,4000}?)(?<=[^_])__(?!\w)",
        r"(?<!\w)~~(?=[^~])(.{1,4000}?)(?<=[^~])~~(?!\w)",
    )
)


def plain_words(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without markup, and the links that stood behind words, in order, each once."""
    links: list[str] = []

    def words(match: re.Match[str]) -> str:
        links.append(match.group(2))
        return match.group(1)

    parts = _CODE.split(text)
    for index in range(0, len(parts), 2):
        plain = _LINK.sub(words, parts[index])
        for pair in _PAIRS:
            plain = pair.sub(r"\1", plain)
        parts[index] = plain
    for index in range(1, len(parts), 2):
        parts[index] = parts[index].strip("`").strip("\n")
    return "".join(parts), tuple(dict.fromkeys(links))
