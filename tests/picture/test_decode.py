"""Hostile and damaged pictures: a fault, never a crash, and never more pixels than allowed."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from indicia.picture.decode import MAX_PIXELS, decode, too_large


def encoded(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    rng = np.random.default_rng(1)
    image = Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


KINDS = ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_format_is_decoded(kind: str) -> None:
    found = decode(encoded(kind))
    assert found.pixels is not None
    assert found.pixels.shape == (40, 60, 3)
    assert found.format == kind


@pytest.mark.parametrize("size", [(30_001, 10), (20_000, 20_000), (2_000_000_000, 2)])
def test_a_picture_that_claims_to_be_huge_is_refused_before_decoding(size: tuple[int, int]) -> None:
    found = decode(png_that_claims(*size))
    assert found.pixels is None
    assert found.faults


def test_the_limit_is_on_pixels_sides_and_shape() -> None:
    assert too_large(MAX_PIXELS // 6000, 6000) == ""
    assert too_large(MAX_PIXELS // 6000 + 1, 6000)
    assert too_large(4020, 20)
    assert too_large(0, 5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_off_anywhere_gives_a_fault_or_its_first_rows(kind: str) -> None:
    whole = encoded(kind)
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        found = decode(whole[:end])
        assert found.pixels is not None or found.faults


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.data())
def test_changed_bytes_never_raise(kind: str, data: st.DataObject) -> None:
    content = bytearray(encoded(kind))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    found = decode(bytes(content))
    assert found.pixels is not None or found.faults


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_never_raise(content: bytes) -> None:
    found = decode(content)
    assert found.pixels is not None or found.faults


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0"]
)
def test_formats_that_carry_programs_are_not_opened(content: bytes) -> None:
    assert decode(content).pixels is None
