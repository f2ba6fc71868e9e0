"""Faces and plates made unreadable, metadata left behind, the file itself never touched."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from indicia.errors import BadInput
from indicia.picture.blur import LONGEST_SIDE, blur_regions, blurred_bytes, find_faces_and_plates
from indicia.picture.plainfile import blur_files

BOX = (200, 150, 120, 60)


def noisy(width: int = 640, height: int = 480) -> Image.Image:
    rng = np.random.default_rng(3)
    return Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


def with_metadata(image: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Amber camera", "a private note"
    exif.get_ifd(0x8825)[2] = (33.0, 55.0, 12.0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, comment=b"drawn by hand")
    return buffer.getvalue()


def test_a_box_and_a_quarter_around_it_are_a_few_flat_tiles() -> None:
    image = np.asarray(noisy())
    made = blur_regions(image, [BOX])
    x, y, w, h = BOX
    inside = made[y - h // 4 : y + h + h // 4, x - w // 4 : x + w + w // 4]
    assert len(np.unique(inside.reshape(-1, 3), axis=0)) <= 16
    untouched = np.ones(image.shape[:2], bool)
    untouched[y - h // 4 : y + h + h // 4, x - w // 4 : x + w + w // 4] = False
    assert np.array_equal(image[untouched], made[untouched])


def test_a_box_over_the_edge_is_blurred_as_far_as_the_picture_goes() -> None:
    image = np.asarray(noisy())
    made = blur_regions(image, [(-20, -10, 60, 60), (620, 470, 60, 60), (900, 900, 5, 5)])
    assert made.shape == image.shape
    assert not np.array_equal(made, image)


def test_the_pixels_given_are_not_changed() -> None:
    image = np.asarray(noisy()).copy()
    before = image.copy()
    blur_regions(image, [BOX])
    assert np.array_equal(image, before)


def face(size: int = 240) -> Image.Image:
    """A drawn face: light oval, dark eyes under brows, shaded nose, dark mouth."""
    from PIL import ImageDraw, ImageFilter

    image = Image.new("L", (640, 480), 150)
    draw = ImageDraw.Draw(image)
    x, y, s = 200, 100, size
    draw.ellipse((x, y - s // 8, x + s, y + s + s // 4), fill=205)
    draw.pieslice((x, y - s // 4, x + s, y + s // 2), 180, 360, fill=60)
    for left in (0.22, 0.58):
        draw.rectangle((x + left * s, y + 0.3 * s, x + (left + 0.2) * s, y + 0.35 * s), fill=70)
        draw.ellipse((x + left * s, y + 0.38 * s, x + (left + 0.2) * s, y + 0.5 * s), fill=50)
    draw.polygon(
        [(x + s // 2, y + 0.45 * s), (x + 0.42 * s, y + 0.7 * s), (x + 0.58 * s, y + 0.7 * s)],
        fill=165,
    )
    draw.rectangle((x + 0.32 * s, y + 0.83 * s, x + 0.68 * s, y + 0.89 * s), fill=80)
    return image.filter(ImageFilter.GaussianBlur(3)).convert("RGB")


def test_a_drawn_face_is_found_and_unreadable_afterwards() -> None:
    image = face()
    found = find_faces_and_plates(np.asarray(image))
    assert any(x <= 320 <= x + w and y <= 220 <= y + h for x, y, w, h in found)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    made = np.asarray(Image.open(io.BytesIO(blurred_bytes(buffer.getvalue()))))
    assert not [b for b in find_faces_and_plates(made) if b[0] <= 320 <= b[0] + b[2] and b[2] > 120]


def test_no_metadata_leaves_with_a_picture() -> None:
    content = with_metadata(noisy())
    assert b"private note" in content
    made = blurred_bytes(content)
    for secret in (b"Exif", b"private note", b"Amber camera", b"drawn by hand"):
        assert secret not in made
    assert not Image.open(io.BytesIO(made)).getexif()


def test_a_large_picture_is_made_smaller() -> None:
    buffer = io.BytesIO()
    noisy(3000, 400).save(buffer, "PNG")
    assert max(Image.open(io.BytesIO(blurred_bytes(buffer.getvalue()))).size) == LONGEST_SIDE


def test_files_are_copied_and_never_touched(tmp_path: Path) -> None:
    source = tmp_path / "one.jpg"
    source.write_bytes(with_metadata(noisy()))
    before = source.read_bytes()
    lines = list(blur_files([source], tmp_path / "out"))
    assert source.read_bytes() == before
    assert len(lines) == 1
    assert (tmp_path / "out" / "one-blurred.jpg").exists()


def test_what_is_no_picture_is_said_and_not_written(tmp_path: Path) -> None:
    source = tmp_path / "one.jpg"
    source.write_bytes(b"GIF89a is not enough")
    with pytest.raises(BadInput, match="cannot be decoded"):
        list(blur_files([source], tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []
