"""Scenes drawn from a seed: a town from above, a wall, a landscape, an emblem, crosses.

Nothing here shows a real place. Each function gives a Pillow picture; the same seed gives the
same pixels.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
RED: Colour = (214, 32, 30)
MARK_ARM = 17
"""Half the side of a mark's box on the case's aerial pictures, pixels."""

_EMBLEM: tuple[Colour, ...] = ((120, 22, 28), (24, 70, 48), (30, 40, 84), (60, 52, 40))


def emblem(draw: Any, centre: tuple[int, int], radius: int, seed: int) -> None:
    """A ring, a star and two hills: the mark of a group that does not exist."""
    rng = np.random.default_rng([seed, 21])
    ink = _EMBLEM[int(rng.integers(len(_EMBLEM)))]
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
    inner = round(radius * 0.88)
    draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=(244, 238, 222))
    points = int(rng.integers(5, 9))
    draw.polygon(_star((x, y - radius * 0.25), radius * 0.42, points), fill=ink)
    low = y + round(radius * 0.5)
    for shift in (-0.35, 0.3):
        peak = x + radius * shift
        hill = [(peak - radius * 0.4, low), (peak, y + radius * 0.12), (peak + radius * 0.4, low)]
        draw.polygon(hill, fill=ink)


def town(seed: int, size: tuple[int, int]) -> Any:
    """Blocks of flat roofs with shadows, streets, dry fields and trees, from above."""
    from PIL import Image, ImageDraw, ImageFilter

    rng = np.random.default_rng([seed, 22])
    width, height = size
    side = round(math.hypot(width, height)) + 40
    image = Image.fromarray(_ground(rng, side))
    draw = ImageDraw.Draw(image)
    _fields(draw, rng, side)
    _blocks(draw, rng, side)
    _trees(draw, rng, side)
    image = image.rotate(float(rng.uniform(-35, 35)), resample=Image.Resampling.BICUBIC)
    left, top = (side - width) // 2, (side - height) // 2
    image = image.crop((left, top, left + width, top + height))
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    return Image.fromarray(_grain(np.asarray(image), rng, 5.0))


def cross(image: Any, centre: tuple[int, int], arm: int, colour: Colour, seed: int) -> Any:
    """The picture with a hand-drawn X in a box of ``arm`` pixels around ``centre``."""
    from PIL import Image, ImageDraw

    rng = np.random.default_rng([seed, 23])
    scale = 4
    layer = Image.new("L", (image.size[0], image.size[1]))
    box = 2 * arm + 8
    tile = Image.new("L", (box * scale, box * scale))
    draw = ImageDraw.Draw(tile)
    wide = max(3.0, arm * float(rng.uniform(0.2, 0.34))) * scale
    reach = (arm - wide / scale / 2) * scale
    middle = box * scale / 2
    turn = float(rng.uniform(-0.1, 0.1))
    for base in (math.pi / 4, 3 * math.pi / 4):
        angle = base + turn + float(rng.uniform(-0.06, 0.06))
        dx = max(-reach, min(reach, 1.35 * reach * math.cos(angle)))
        dy = max(-reach, min(reach, 1.35 * reach * math.sin(angle)))
        ends = (middle - dx, middle - dy, middle + dx, middle + dy)
        draw.line(ends, fill=235, width=round(wide))
    tile = tile.resize((box, box), Image.Resampling.LANCZOS)
    layer.paste(tile, (centre[0] - box // 2, centre[1] - box // 2))
    return Image.composite(Image.new("RGB", image.size, colour), image, layer)


def wall(seed: int, marked: bool) -> Any:
    """A plastered or brick wall with a door or window, and perhaps a sprayed red X."""
    from PIL import Image, ImageDraw, ImageFilter

    rng = np.random.default_rng([seed, 24])
    width, height = 800, 600
    base = np.array(rng.choice([[196, 182, 156], [172, 168, 160], [204, 192, 176]]), float)
    shade = _smooth(rng, height, width, 40) * 22 + _smooth(rng, height, width, 6) * 7
    light = np.linspace(1.08, 0.86, width)[None, :, None]
    image = Image.fromarray(np.clip((base + shade[..., None]) * light, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    _bricks(draw, rng, width, height)
    x = int(rng.integers(40, 130))
    draw.rectangle((x, 170, x + 150, 500), (74, 70, 66), outline=(50, 46, 42), width=6)
    draw.rectangle((620, 120, 740, 240), (58, 64, 72), outline=(120, 112, 100), width=8)
    draw.rectangle((0, 500, width, height), (126, 114, 98))
    image = image.filter(ImageFilter.GaussianBlur(1.0))
    if marked:
        centre = (int(rng.integers(400, 480)), int(rng.integers(280, 340)))
        image = _sprayed(image, rng, centre, int(rng.integers(80, 125)))
    return Image.fromarray(_grain(np.asarray(image), rng, 4.0))


def landscape(seed: int) -> Any:
    """Sky, sun and hills."""
    from PIL import Image, ImageDraw, ImageFilter

    rng = np.random.default_rng([seed, 25])
    width, height = 640, 480
    sky = np.array(rng.integers(120, 230, 3), float)
    ramp = np.linspace(0.75, 1.1, height)[:, None, None]
    ground = np.clip(np.broadcast_to(sky, (height, width, 3)) * ramp, 0, 255).astype(np.uint8)
    image = Image.fromarray(ground)
    draw = ImageDraw.Draw(image)
    sx, sy, r = int(rng.integers(60, 580)), int(rng.integers(40, 160)), int(rng.integers(18, 50))
    draw.ellipse((sx - r, sy - r, sx + r, sy + r), (250, 236, 190))
    steps = np.arange(0, width + 8, 8)
    for level in range(int(rng.integers(3, 7))):
        waves = sum(
            rng.uniform(8, 40) * np.sin(steps / rng.uniform(30, 160) + rng.uniform(0, 6))
            for _ in range(3)
        )
        tops = 190 + level * 52 + waves
        colour = tuple(int(v) for v in rng.integers(40, 170, 3))
        outline = [
            (0, height),
            *zip(steps.tolist(), np.asarray(tops).tolist(), strict=True),
            (width, height),
        ]
        draw.polygon(outline, fill=colour)
    image = image.filter(ImageFilter.GaussianBlur(0.7))
    return Image.fromarray(_grain(np.asarray(image), rng, 4.0))


def _ground(rng: np.random.Generator, side: int) -> NDArray[np.uint8]:
    base = np.array([178, 158, 122], float) + rng.uniform(-14, 14, 3)
    shade = _smooth(rng, side, side, 60) * 20 + _smooth(rng, side, side, 8) * 9
    tint = np.array([1.0, 0.96, 0.86])
    ground: NDArray[np.uint8] = np.clip(base + shade[..., None] * tint, 0, 255).astype(np.uint8)
    return ground


def _smooth(rng: np.random.Generator, height: int, width: int, step: int) -> NDArray[np.float64]:
    """Smooth noise of about unit spread that changes over ``step`` pixels."""
    from PIL import Image

    coarse = rng.normal(0, 1, (height // step + 3, width // step + 3)).astype(np.float32)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float64)


def _fields(draw: Any, rng: np.random.Generator, side: int) -> None:
    for _ in range(int(rng.integers(4, 9))):
        x, y = rng.integers(0, side, 2)
        w, h = rng.integers(90, 260, 2)
        green = int(rng.integers(96, 150))
        draw.rectangle((x, y, x + w, y + h), (green - 12, green, green - 44))
        for row in range(int(y), int(y + h), 7):
            draw.line((x, row, x + w, row), fill=(green - 26, green - 14, green - 54))


def _blocks(draw: Any, rng: np.random.Generator, side: int) -> None:
    y = 0
    while y < side:
        deep = int(rng.integers(70, 120))
        x = 0
        while x < side:
            wide = int(rng.integers(90, 170))
            if rng.random() < 0.72:
                _houses(draw, rng, (x + 8, y + 8, x + wide - 8, y + deep - 8))
            x += wide
            draw.line((x, y, x, y + deep), fill=(150, 142, 130), width=9)
        y += deep
        draw.line((0, y, side, y), fill=(146, 138, 128), width=11)


def _houses(draw: Any, rng: np.random.Generator, box: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = box
    y = y0
    while y < y1 - 18:
        high = int(rng.integers(20, 36))
        x = x0
        while x < x1 - 16:
            wide = int(rng.integers(18, 40))
            if rng.random() < 0.82:
                _house(draw, rng, (x, y, min(x + wide - 4, x1), min(y + high - 4, y1)))
            x += wide
        y += high


def _house(draw: Any, rng: np.random.Generator, box: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = box
    draw.rectangle((x0 + 5, y0 + 5, x1 + 5, y1 + 5), (74, 66, 58))
    light = int(rng.integers(165, 235))
    roof: Colour = (light, light - int(rng.integers(2, 16)), light - int(rng.integers(10, 34)))
    if rng.random() < 0.06:
        roof = (168, 92, 70)
    draw.rectangle(box, roof, outline=tuple(v - 30 for v in roof))
    if rng.random() < 0.4 and x1 - x0 > 12 and y1 - y0 > 12:
        px, py = int(rng.integers(x0 + 2, x1 - 7)), int(rng.integers(y0 + 2, y1 - 7))
        tank: Colour = (50, 70, 110) if rng.random() < 0.3 else (90, 88, 84)
        draw.rectangle((px, py, px + 5, py + 5), tank)


def _trees(draw: Any, rng: np.random.Generator, side: int) -> None:
    for _ in range(side * side // 9000):
        x, y = rng.integers(0, side, 2)
        r = int(rng.integers(3, 8))
        draw.ellipse((x - r + 2, y - r + 2, x + r + 2, y + r + 2), (60, 56, 44))
        green = int(rng.integers(70, 110))
        draw.ellipse((x - r, y - r, x + r, y + r), (green - 22, green, green - 40))


def _bricks(draw: Any, rng: np.random.Generator, width: int, height: int) -> None:
    if rng.random() < 0.5:
        return
    for row, y in enumerate(range(0, height, 30)):
        draw.line((0, y, width, y), fill=(150, 138, 118), width=2)
        for x in range(row % 2 * 35, width, 70):
            draw.line((x, y, x, y + 30), fill=(150, 138, 118), width=2)


def _sprayed(image: Any, rng: np.random.Generator, centre: tuple[int, int], arm: int) -> Any:
    """An X of overlapping soft dots, with speckle and drips, as a can leaves it."""
    from PIL import Image, ImageDraw, ImageFilter

    layer = Image.new("L", image.size)
    draw = ImageDraw.Draw(layer)
    x, y = centre
    r = arm * 0.13
    for sign in (1, -1):
        bend = float(rng.uniform(-0.08, 0.08))
        for t in np.linspace(-1, 1, 60):
            px, py = x + arm * t, y + sign * arm * t + bend * arm * (1 - t * t)
            rr = r * float(rng.uniform(0.8, 1.15))
            draw.ellipse((px - rr, py - rr, px + rr, py + rr), fill=int(rng.integers(190, 240)))
        for _ in range(40):
            t, off = rng.uniform(-1, 1), rng.normal(0, r * 1.6, 2)
            px, py = x + arm * t + off[0], y + sign * arm * t + off[1]
            draw.ellipse((px - 1.5, py - 1.5, px + 1.5, py + 1.5), fill=150)
    for _ in range(3):
        t, down = rng.uniform(-0.8, 0.8), rng.uniform(15, 60)
        draw.line((x + arm * t, y + arm * t, x + arm * t, y + arm * t + down), fill=190, width=4)
    layer = layer.filter(ImageFilter.GaussianBlur(1.6))
    return Image.composite(Image.new("RGB", image.size, (186, 30, 34)), image, layer)


def _star(centre: tuple[float, float], radius: float, points: int) -> list[tuple[float, float]]:
    corners = []
    for k in range(2 * points):
        reach = radius if k % 2 == 0 else radius * 0.45
        angle = math.pi * k / points - math.pi / 2
        corners.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    return corners


def _grain(pixels: NDArray[np.uint8], rng: np.random.Generator, spread: float) -> NDArray[np.uint8]:
    noise = rng.normal(0, spread, pixels.shape[:2])[..., None]
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)
