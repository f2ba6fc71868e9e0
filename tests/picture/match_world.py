"""Drawn scenes, and what people do to a picture before they post it again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from picture_world import compressed, draw_cross, ground
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

Pixels = NDArray[np.uint8]
CAPTION = "THE VALLEY TODAY - THE VALLEY TODAY"


def scene_pictures(first: int, count: int) -> list[Pixels]:
    """``count`` different scenes that all bear the same caption strip and logo."""
    return [
        compressed(_captioned(ground(np.random.default_rng([n, 31]))), 90)
        for n in range(first, first + count)
    ]


def altered(pixels: Pixels, seed: int) -> Pixels:
    """Cropped, scaled, brightened, marked, with another logo, compressed again."""
    rng = np.random.default_rng([seed, 32])
    image = Image.fromarray(pixels)
    width, height = image.size
    left, right = rng.uniform(0, 0.22, 2)
    top, low = rng.uniform(0, 0.22, 2)
    image = image.crop(
        (
            round(left * width),
            round(top * height),
            round((1 - right) * width),
            round((1 - low) * height),
        )
    )
    scale = rng.uniform(0.5, 1.3)
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.75, 1.25))
    image = ImageEnhance.Contrast(image).enhance(rng.uniform(0.8, 1.2))
    for _ in range(int(rng.integers(0, 3))):
        x, y = int(rng.integers(30, image.width - 30)), int(rng.integers(30, image.height - 30))
        draw_cross(image, rng, (x, y), int(rng.integers(12, 40)), "red")
    _logo(image, int(rng.integers(0, 2)))
    return compressed(image, int(rng.integers(30, 80)))


def _captioned(image: Any) -> Any:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, image.height - 40, image.width, image.height), (20, 20, 20))
    draw.text((20, image.height - 34), CAPTION, (240, 240, 240), ImageFont.load_default(size=24))
    _logo(image, 0)
    return image


def _logo(image: Any, corner: int) -> None:
    draw = ImageDraw.Draw(image)
    x = 12 if corner else image.width - 92
    draw.ellipse((x, 12, x + 80, 92), (30, 60, 160))
    draw.text((x + 12, 36), "WIRE", (255, 255, 255), ImageFont.load_default(size=22))
