"""The pictures of the demonstration case, drawn from a seed; each says that it is invented.

``draw_*`` give file bytes (the flyer and the logo as PNG, the rest as JPEG). The same arguments
give the same pixels. Scenes (town, wall, landscape) are in :mod:`indicia.demo.scene`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indicia.demo import scene
from indicia.demo.lettering import RTL, Face, draw_line, line_width, wrap
from indicia.demo.scene import MARK_ARM, RED, Colour

INVENTED = "INVENTED - DEMONSTRATION"
FLYER_SIZE = (1000, 1414)

_PAPERS: tuple[Colour, ...] = ((246, 241, 228), (255, 255, 255), (236, 240, 233), (250, 236, 220))
_BANDS: tuple[Colour, ...] = ((120, 22, 28), (24, 70, 48), (30, 40, 84), (40, 36, 34))


@dataclass(frozen=True, slots=True)
class FlyerText:
    """What the flyer says, from top to bottom."""

    headline: str
    claimed_title: str
    claimed: tuple[str, ...]
    threat: str
    demands_title: str
    demands: tuple[str, ...]
    """Drawn with their numbers, from 1."""
    signature: str
    language: str = "ara"


@dataclass(frozen=True, slots=True)
class FlyerLine:
    """One drawn line: its words in reading order, what it is, and where."""

    text: str
    role: str
    """headline, claimed_title, claimed, threat, demands_title, demand, signature, notice."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom in pixels: the line's cell, not its ink."""
    size: int
    weight: int
    ink: Colour
    band: Colour | None


def flyer_lines(text: FlyerText, seed: int) -> tuple[FlyerLine, ...]:
    """Every line of the flyer in reading order, the notice last."""
    rng = np.random.default_rng([seed, 11])
    band = _BANDS[int(rng.integers(len(_BANDS)))]
    scale = float(rng.uniform(0.94, 1.04))
    dark: Colour = (26, 24, 24)
    white: Colour = (252, 250, 246)
    plan: list[tuple[str, str, int, int, Colour, Colour | None]] = [
        ("headline", text.headline, 58, 700, white, band),
        ("claimed_title", text.claimed_title, 38, 700, band, None),
        *(("claimed", name, 33, 400, dark, None) for name in text.claimed),
        ("threat", text.threat, 38, 700, white, (150, 24, 24)),
        ("demands_title", text.demands_title, 38, 700, band, None),
        *(("demand", f"{n}. {d}", 34, 400, dark, None) for n, d in enumerate(text.demands, 1)),
        ("signature", text.signature, 36, 700, band, None),
    ]
    lines: list[FlyerLine] = []
    top = 250
    for role, words, size, weight, ink, ground in plan:
        face = Face(text.language, round(size * scale), weight)
        top += 26 if role != "claimed" else 0
        for piece in wrap(words, face, FLYER_SIZE[0] - 150):
            high = round(face.size * 1.62)
            left, right = _span(piece, face, role, text.language)
            lines.append(
                FlyerLine(
                    piece, role, (left, top, right, top + high), face.size, weight, ink, ground
                )
            )
            top += high
    notice = Face("eng", 26, 700)
    wide = line_width(INVENTED, notice)
    box = (500 - wide // 2, FLYER_SIZE[1] - 62, 500 + wide // 2, FLYER_SIZE[1] - 20)
    lines.append(FlyerLine(INVENTED, "notice", box, 26, 700, (70, 70, 70), None))
    return tuple(lines)


def draw_flyer(lines: FlyerText, seed: int) -> bytes:
    """The flyer as PNG, 1000 x 1414 pixels: emblem, banded headline, lists, threat, signature."""
    from PIL import Image, ImageDraw

    rng = np.random.default_rng([seed, 12])
    paper = _PAPERS[int(rng.integers(len(_PAPERS)))]
    grain = rng.integers(-5, 6, (FLYER_SIZE[1], FLYER_SIZE[0], 1))
    ground = np.clip(np.array(paper)[None, None, :] + grain, 0, 255).astype(np.uint8)
    image = Image.fromarray(ground)
    draw = ImageDraw.Draw(image)
    laid = flyer_lines(lines, seed)
    _bands(draw, laid)
    scene.emblem(draw, (500, 135), 95, seed)
    for line in laid:
        language = "eng" if line.role == "notice" else lines.language
        face = Face(language, line.size, line.weight)
        draw_line(draw, line.text, face, (line.box[0], line.box[1]), line.ink)
    return _png(image)


def draw_aerial(
    seed: int, marks: Sequence[tuple[int, int]] = (), size: tuple[int, int] = (900, 640)
) -> bytes:
    """A town from above as JPEG, an X of arm :data:`MARK_ARM` centred on each of ``marks``.

    Without marks it is the base picture: the same town, pixel for pixel before compression.
    """
    return draw_marked_aerial(seed, marks, size, MARK_ARM, RED)


def draw_marked_aerial(
    seed: int,
    marks: Sequence[tuple[int, int]],
    size: tuple[int, int],
    arm: int,
    colour: Colour,
) -> bytes:
    """As :func:`draw_aerial`, with marks of another size (pixels) or colour."""
    image = scene.town(seed, size)
    for number, (x, y) in enumerate(marks):
        image = scene.cross(image, (x, y), arm, colour, seed * 1000 + number)
    return _jpeg(_noticed(image))


def draw_wall(seed: int, marked: bool) -> bytes:
    """A wall seen from the street as JPEG, 800 x 600, with or without a sprayed red X."""
    return _jpeg(_noticed(scene.wall(seed, marked)))


def draw_noise(seed: int) -> bytes:
    """A picture that has nothing to do with the case, as JPEG, 640 x 480."""
    return _jpeg(_noticed(scene.landscape(seed)))


def draw_logo(seed: int) -> bytes:
    """A round logo on white as PNG, 320 x 360."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 360), (255, 255, 255))
    scene.emblem(ImageDraw.Draw(image), (160, 160), 140, seed)
    return _png(_noticed(image))


def _span(piece: str, face: Face, role: str, language: str) -> tuple[int, int]:
    wide = line_width(piece, face)
    if role in ("headline", "threat", "signature"):
        left = (FLYER_SIZE[0] - wide) // 2
    elif language in RTL:
        left = FLYER_SIZE[0] - 75 - wide
    else:
        left = 75
    return left, left + wide


def _bands(draw: Any, laid: Sequence[FlyerLine]) -> None:
    for line in laid:
        if line.band is not None:
            draw.rectangle((30, line.box[1] - 8, FLYER_SIZE[0] - 31, line.box[3] + 8), line.band)


def _noticed(image: Any) -> Any:
    """The picture with the notice in a dark strip under its lower edge's text."""
    from PIL import ImageDraw

    width, height = image.size
    face = Face("eng", max(13, width // 40), 700)
    while line_width(INVENTED, face) > width - 10 and face.size > 8:
        face = Face("eng", face.size - 1, 700)
    draw = ImageDraw.Draw(image)
    strip = round(face.size * 1.5)
    draw.rectangle((0, height - strip, width, height), (20, 20, 20))
    left = (width - line_width(INVENTED, face)) // 2
    draw_line(draw, INVENTED, face, (left, height - strip), (240, 240, 240))
    return image


def _png(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _jpeg(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()
