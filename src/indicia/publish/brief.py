"""The brief: the analyst's prose with citation marks, parsed with its line numbers.

A brief is Markdown cut down to what an update needs::

    ---
    question: who
    byline: A. Analyst
    language: en
    ---
    # What is known
    - According to the channel X, the bridge is closed. [@t-0123...][@v-4567...]

Headings of one ``#`` name the parts (``PARTS``), headings of two group sentences inside a part; a bullet or paragraph holds sentences; marks follow the
sentence they carry, and name a statement (t-), post version (v-), place (l-) or test (e-).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indicia.errors import BriefError
from indicia.publish.chrome import page_languages, titles
from indicia.publish.harmword import QUOTED

PARTS: dict[str, str] = {
    "answer": "The answer",
    "changed": "What changed",
    "known": "What is known",
    "competing": "Competing answers",
    "where": "Where and when",
    "spread": "How it spread",
    "pictures": "Pictures and documents",
    "unknown": "What is not known",
    "profile": "Profile",
    "methods": "Methods and limits",
    "sources": "Sources",
    "corrections": "Corrections and versions",
}
"""Parts of an update in their order; the brief may write any but the tables' own."""

MUST_CITE = frozenset({"known", "profile"})
MARK = re.compile(r"\[@([a-z]-[0-9a-f]{8,64})\]")
_MARKS = re.compile(r"(?:\s*\[@[^\]]*\])+")
_END = re.compile(r"(?<=[.!?؟])[”»\"')]?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """A sentence, the ids it cites, and its line in the brief."""

    text: str
    cites: tuple[str, ...]
    line: int
    group: str = ""
    """The ``##`` heading inside its part that it stands under."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A parsed brief."""

    fields: dict[str, str]
    parts: dict[str, tuple[BriefSentence, ...]]


def parse_brief(content: str, name: str = "brief.md") -> Brief:
    """A brief from its text.

    Raises:
        BriefError: an unknown heading, a mark that is no mark, or text before the first heading;
            names the line and the remedy.
    """
    lines = content.splitlines()
    fields, position = _front_matter(lines, name)
    language = fields.get("language", "en")
    if language not in page_languages():
        allowed = ", ".join(page_languages())
        raise BriefError(f"{name}:1: no page can be made in {language!r}; use one of {allowed}")
    headings = titles()
    parts: dict[str, list[BriefSentence]] = {}
    current: str | None = None
    group = ""
    block: list[str] = []
    first = 0

    def close() -> None:
        if block and current is not None:
            found = _sentences(" ".join(block), first, name)
            parts[current] += [replace(sentence, group=group) for sentence in found]
        block.clear()

    for number, line in enumerate(lines[position:], position + 1):
        text = line.strip()
        if text.startswith("#"):
            close()
            if text.startswith("##") and current is not None:
                group = text.lstrip("#").strip()
                continue
            heading = text.lstrip("#").strip().casefold()
            if heading not in headings:
                allowed = ", ".join(PARTS.values())
                raise BriefError(f"{name}:{number}: no part is called {heading!r}; use {allowed}")
            current, group = headings[heading], ""
            parts.setdefault(current, [])
        elif not text or text.startswith(("- ", "* ")):
            close()
            if text:
                block, first = [text[2:].strip()], number
        else:
            if current is None:
                raise BriefError(
                    f"{name}:{number}: text before the first heading; add '# The answer'"
                )
            if not block:
                first = number
            block.append(text)
    close()
    return Brief(fields, {part: tuple(found) for part, found in parts.items()})


def _front_matter(lines: list[str], name: str) -> tuple[dict[str, str], int]:
    if not lines or lines[0].strip() != "---":
        return {}, 0
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            return fields, number
        key, colon, value = line.partition(":")
        if not colon:
            raise BriefError(f"{name}:{number}: write 'key: value', or close the head with ---")
        fields[key.strip()] = value.strip()
    raise BriefError(f"{name}:1: the head is not closed; end it with a line ---")


def _sentences(block: str, line: int, name: str) -> list[BriefSentence]:
    """Sentences of a block; marks belong to the sentence before them."""
    found: list[BriefSentence] = []
    position = 0
    for marks in [*_MARKS.finditer(block), None]:
        end = marks.start() if marks else len(block)
        pieces = _split(block[position:end].strip())
        found += [BriefSentence(piece, (), line) for piece in pieces]
        if marks is None:
            break
        cites = tuple(MARK.findall(marks.group()))
        if len(cites) != marks.group().count("[@"):
            raise BriefError(
                f"{name}:{line}: {marks.group().strip()!r} is no citation mark; write [@t-...]"
            )
        if not found:
            raise BriefError(f"{name}:{line}: a citation mark stands before any sentence")
        found[-1] = BriefSentence(found[-1].text, (*found[-1].cites, *cites), line)
        position = marks.end()
    return found


def _split(text: str) -> list[str]:
    """Sentences of a text; what stands in quotation marks is never cut."""
    masked = QUOTED.sub(lambda m: "x" * len(m.group()), text)
    pieces, start = [], 0
    for match in _END.finditer(masked):
        pieces.append(text[start : match.end()].strip())
        start = match.end()
    return [piece for piece in (*pieces, text[start:].strip()) if piece]
