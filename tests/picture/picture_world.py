"""Drawn pictures with planted marks: grounds, X marks of many kinds, and what only looks like them."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Pixels = NDArray[np.uint8]
COLOURS = {
    "red": (212, 28, 34),
    "yellow": (245, 220, 30),
    "blue": (30, 60, 220),
    "white": (250, 250, 250),
    "orange": (240, 110, 20),
    "green": (30, 200, 60),
}
SIZE = (800, 600)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and the centres and half sides of the X marks in it, pixels."""

    pixels: Pixels
    marks: tuple[tuple[int, int, int], ...]


def ground(rng: np.random.Generator, size: tuple[int, int] = SIZE) -> Any:
    """Soil, plots, roofs with shadows and roads, seen from above."""
    width, height = size
    tone = np.array([150, 138, 112]) + rng.uniform(-30, 30, 3)
    noise = sum(
        np.asarray(
            Image.fromarray(
                rng.normal(0, 1, (height // step + 2, width // step + 2)).astype(np.float32)
            ).resize(size, Image.Resampling.BICUBIC)
        )
        * strength
        for step, strength in ((90, 14), (20, 7), (4, 5))
    )
    image = Image.fromarray(np.clip(tone + noise[..., None], 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(2, 6))):
        x, y, w, h = (int(v) for v in rng.integers((0, 0, 80, 60), (width, height, 240, 180)))
        draw.rectangle((x, y, x + w, y + h), tuple(int(v) for v in rng.integers(70, 150, 3)))
    for _ in range(int(rng.integers(1, 4))):
        ends = [(int(rng.integers(0, width)), -5), (int(rng.integers(0, width)), height + 5)]
        flat = [(-5, int(rng.integers(0, height))), (width + 5, int(rng.integers(0, height)))]
        tone_of_road = (int(rng.integers(120, 190)),) * 3
        draw.line(ends, tone_of_road, int(rng.integers(6, 18)))
        draw.line(flat, tone_of_road, int(rng.integers(6, 18)))
    for _ in range(int(rng.integers(40, 90))):
        x, y, w, h = (int(v) for v in rng.integers((0, 0, 14, 12), (width, height, 46, 40)))
        light = int(rng.integers(140, 245))
        draw.rectangle((x + 4, y + 4, x + w + 4, y + h + 4), (60, 56, 50))
        roof = (light, light - 8, light - 20) if rng.random() > 0.12 else (172, 92, 70)
        draw.rectangle((x, y, x + w, y + h), roof)
    return image.filter(ImageFilter.GaussianBlur(0.7))


def draw_cross(
    image: Any, rng: np.random.Generator, centre: tuple[int, int], arm: int, colour: str
) -> None:
    """A hand-drawn X of half side ``arm``."""
    turn = rng.uniform(-0.2, 0.2)
    wide = max(3, round(arm * rng.uniform(0.2, 0.42)))
    draw = ImageDraw.Draw(image)
    for base in (math.pi / 4, -math.pi / 4):
        angle = base + turn + rng.uniform(-0.06, 0.06)
        reach = arm * rng.uniform(1.15, 1.4)
        dx, dy = math.cos(angle) * reach, math.sin(angle) * reach
        ends = (centre[0] - dx, centre[1] - dy, centre[0] + dx, centre[1] + dy)
        draw.line(ends, COLOURS[colour], wide)


def draw_decoy(image: Any, rng: np.random.Generator, centre: tuple[int, int], colour: str) -> None:
    """Something in a mark's colour that is no X: plus, circle, arrow, word, box, angle, tee."""
    draw = ImageDraw.Draw(image)
    x, y = centre
    r = int(rng.integers(10, 34))
    wide = max(3, r // 4)
    ink = COLOURS[colour]
    kind = str(rng.choice(["plus", "circle", "arrow", "word", "box", "angle", "tee", "disc"]))
    if kind == "plus":
        draw.line((x - r, y, x + r, y), ink, wide)
        draw.line((x, y - r, x, y + r), ink, wide)
    elif kind == "circle":
        draw.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=wide)
    elif kind == "arrow":
        draw.line((x - r, y + r, x + r, y - r), ink, wide)
        draw.line((x + r, y - r, x, y - r), ink, wide)
        draw.line((x + r, y - r, x + r, y), ink, wide)
    elif kind == "word":
        word = str(rng.choice(["EXIT 6", "MAXIM", "TAXI", "NEXT", "XXL", "Zone X1", "AXIS"]))
        draw.text((x - 2 * r, y - r), word, ink, ImageFont.load_default(size=int(1.4 * r)))
    elif kind == "box":
        draw.rectangle((x - r, y - r, x + r, y + r), outline=ink, width=wide)
    elif kind == "angle":
        draw.line((x - r, y - r, x, y + r), ink, wide)
        draw.line((x, y + r, x + r, y - r), ink, wide)
    elif kind == "tee":
        draw.line((x - r, y - r, x + r, y - r), ink, wide)
        draw.line((x, y - r, x, y + r), ink, wide)
    else:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)


def draw_picture(seed: int) -> Drawn:
    """A ground with up to four marks and up to five decoys, compressed as phones and apps do."""
    rng = np.random.default_rng([seed, 71])
    image = ground(rng)
    cells = [(x, y) for x in range(100, SIZE[0], 150) for y in range(90, SIZE[1], 140)]
    places = [cells[n] for n in rng.permutation(len(cells))]
    marks = []
    for _ in range(int(rng.integers(0, 5))):
        centre, arm = places.pop(), int(np.exp(rng.uniform(np.log(9), np.log(48))))
        draw_cross(image, rng, centre, arm, str(rng.choice(list(COLOURS))))
        marks.append((*centre, arm))
    for _ in range(int(rng.integers(0, 6))):
        draw_decoy(image, rng, places.pop(), str(rng.choice(list(COLOURS))))
    return Drawn(compressed(image, int(rng.integers(45, 96))), tuple(marks))


def compressed(image: Any, quality: int) -> Pixels:
    """The picture after JPEG compression."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return np.array(Image.open(buffer).convert("RGB"))
