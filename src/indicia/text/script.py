"""Scripts, directions, and runs: which way a text reads and in what writing."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Literal

Script = Literal["Arab", "Hebr", "Cyrl", "Latn", "Zyyy"]
Direction = Literal["ltr", "rtl"]

_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x41, 0x5B, "Latn"),
    (0x61, 0x7B, "Latn"),
    (0xAA, 0xAB, "Latn"),
    (0xBA, 0xBB, "Latn"),
    (0xC0, 0xD7, "Latn"),
    (0xD8, 0xF7, "Latn"),
    (0xF8, 0x2B0, "Latn"),
    (0x400, 0x530, "Cyrl"),
    (0x591, 0x600, "Hebr"),
    (0x600, 0x700, "Arab"),
    (0x750, 0x780, "Arab"),
    (0x870, 0x900, "Arab"),
    (0x1C80, 0x1C90, "Cyrl"),
    (0x1E00, 0x1F00, "Latn"),
    (0x2C60, 0x2C80, "Latn"),
    (0x2DE0, 0x2E00, "Cyrl"),
    (0xA640, 0xA6A0, "Cyrl"),
    (0xFB00, 0xFB07, "Latn"),
    (0xFB1D, 0xFB50, "Hebr"),
    (0xFB50, 0xFE00, "Arab"),
    (0xFE70, 0xFF00, "Arab"),
    (0xFF21, 0xFF5B, "Latn"),
)
_STARTS = [start for start, _, _ in _RANGES]
_LANGUAGES = {"Arab": "ar", "Hebr": "he", "Cyrl": "ru", "Latn": "en"}
_CONTROLS = {
    "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u202a": "LRE", "\u202b": "RLE",
    "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI",
    "\u2068": "FSI", "\u2069": "PDI", "\u200b": "ZWSP", "\u2060": "WJ", "\ufeff": "BOM",
}  # fmt: skip
_VISIBLE = {ord(mark): f"⟦{name}⟧" for mark, name in _CONTROLS.items()}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one script and direction; ``language`` is the script's likely one, or None."""

    start: int
    end: int
    script: Script
    language: str | None
    direction: Direction


def script_of(character: str) -> Script:
    """The script of one letter; ``Zyyy`` for what all scripts share."""
    point = ord(character)
    place = bisect_right(_STARTS, point) - 1
    if place >= 0 and point < _RANGES[place][1]:
        if _RANGES[place][2] == "Arab" and not character.isalpha():
            return "Zyyy" if unicodedata.category(character) not in ("Mn",) else "Arab"
        return _RANGES[place][2]
    return "Zyyy"


def dominant_script(text: str) -> Script:
    """The script of most letters; ``Zyyy`` where there are none."""
    counts: Counter[Script] = Counter()
    for character, times in Counter(text[:20_000]).items():
        counts[script_of(character)] += times
    del counts["Zyyy"]
    return min(counts, key=lambda script: (-counts[script], script)) if counts else "Zyyy"


def direction_of(text: str) -> Direction:
    """The direction of most letters."""
    return "rtl" if dominant_script(text) in ("Arab", "Hebr") else "ltr"


def directional_runs(text: str) -> list[Run]:
    """The text cut into runs of one script; blanks and marks between two words stay with a run.

    What all scripts share joins the run before it if the same script goes on behind it, else the
    run before it up to its last letter, and the rest stands with the next one.
    """
    runs: list[Run] = []
    start, script, last = 0, "Zyyy", 0
    for index, character in enumerate(text):
        found = script_of(character)
        if found == "Zyyy":
            if unicodedata.category(character) == "Nd" and script != "Zyyy":
                last = index + 1
            continue
        if script == "Zyyy":
            script = found
        elif found != script:
            cut = last if script in ("Arab", "Hebr") else index
            runs.append(_run(start, cut, script))
            start, script = cut, found
            if cut < index and script not in ("Arab", "Hebr"):
                pass
            elif cut < index:
                runs.append(_run(cut, index, "Zyyy"))
                start = index
        last = index + 1
    if start < len(text):
        if script in ("Arab", "Hebr") and last < len(text):
            runs.append(_run(start, last, script))
            runs.append(_run(last, len(text), "Zyyy"))
        else:
            runs.append(_run(start, len(text), script))
    return runs


def _run(start: int, end: int, script: str) -> Run:
    direction: Direction = "rtl" if script in ("Arab", "Hebr") else "ltr"
    return Run(start, end, script, _LANGUAGES.get(script), direction)  # type: ignore[arg-type]


def visible_controls(text: str) -> str:
    """The text with bidi controls and zero-width marks shown as names, so that none works unseen.

    The joiners that Arabic and Persian spelling needs (ZWNJ, ZWJ) stay between letters.
    """
    return text.translate(_VISIBLE)
