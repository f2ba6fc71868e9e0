"""Lines of text in several scripts, drawn with the bundled fonts.

The fonts come in subsets (the Arabic one has neither full stop nor brackets nor Latin digits), so
a line is cut into runs, each drawn with the subset that has its letters, and the runs are laid in
the line's direction. Shaping within a run is Pillow's (raqm).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from indicia.assets import font_file

RTL = frozenset({"ara", "heb", "fas"})
_MIRROR = str.maketrans("()[]<>«»", ")(][><»«")


@dataclass(frozen=True, slots=True)
class Face:
    """How a line is set."""

    language: str
    """Tesseract's code: ara, heb, fas, tur, eng."""
    size: int
    """Pixels an em."""
    weight: int = 400
    arabic: str = "noto-naskh-arabic"


def line_width(text: str, face: Face) -> int:
    """Pixels that ``text`` takes on one line."""
    return round(sum(_advance(run, face) for run in _runs(text)))


def wrap(text: str, face: Face, width: int) -> tuple[str, ...]:
    """``text`` cut at spaces into lines of at most ``width`` pixels (a long word stays whole)."""
    lines: list[str] = []
    for word in text.split():
        if lines and line_width(f"{lines[-1]} {word}", face) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def draw_line(
    draw: Any, text: str, face: Face, left_top: tuple[int, int], fill: tuple[int, int, int]
) -> None:
    """Draw one line with its left edge and top at ``left_top``, in the language's direction."""
    runs = _ordered(text, face)
    x, y = float(left_top[0]), left_top[1]
    baseline = y + round(face.size * 1.05)
    for run, subset in runs:
        font = _font(face, subset)
        direction = "rtl" if subset in ("arabic", "hebrew") else "ltr"
        draw.text((x, baseline), run, font=font, fill=fill, anchor="ls", direction=direction)
        x += _advance((run, subset), face)


def _ordered(text: str, face: Face) -> list[tuple[str, str]]:
    """Runs from left to right as they stand on the page."""
    runs = _runs(text)
    if face.language not in RTL:
        return runs
    turned = []
    for run, subset in reversed(runs):
        if subset in ("arabic", "hebrew") or any(c.isalpha() for c in run):
            turned.append((run, subset))
        else:
            turned.append((_numbers_first(run), subset))
    return turned


def _numbers_first(run: str) -> str:
    """Signs and digits between right-to-left words: pieces reversed, digits kept in order."""
    pieces: list[str] = []
    for char in run:
        if pieces and char.isdigit() and pieces[-1].isdigit():
            pieces[-1] += char
        else:
            pieces.append(char.translate(_MIRROR))
    return "".join(reversed(pieces))


def _runs(text: str) -> list[tuple[str, str]]:
    """(piece, subset) in reading order; spaces join the piece before them."""
    runs: list[tuple[str, str]] = []
    for char in text:
        subset = _subset(char)
        if runs and (char == " " or runs[-1][1] == subset):
            runs[-1] = (runs[-1][0] + char, runs[-1][1])
        else:
            runs.append((char, subset))
    return runs


def _subset(char: str) -> str:
    code = ord(char)
    if 0x0600 <= code <= 0x06FF or code in (0x200C, 0x200D):
        return "arabic"
    if 0x0590 <= code <= 0x05FF:
        return "hebrew"
    if 0x0400 <= code <= 0x04FF:
        return "cyrillic"
    if code < 0x100 or code == 0x0131 or 0x2000 <= code <= 0x206F:
        return "latin"
    return "latin-ext"


def _advance(run: tuple[str, str], face: Face) -> float:
    direction = "rtl" if run[1] in ("arabic", "hebrew") else "ltr"
    return float(_font(face, run[1]).getlength(run[0], direction=direction))


def _font(face: Face, subset: str) -> Any:
    family = {"arabic": face.arabic, "hebrew": "noto-sans-hebrew"}.get(subset, "noto-sans")
    size = face.size if subset != "arabic" else round(face.size * 1.12)
    return _load(family, subset, face.weight, size)


@lru_cache(maxsize=256)
def _load(family: str, subset: str, weight: int, size: int) -> Any:
    from PIL import ImageFont

    path = font_file(family, subset, weight)
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
