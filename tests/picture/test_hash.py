"""Hashes of pixels: exact, and perceptual within its bounds."""

from __future__ import annotations

import numpy as np
import pytest
from picture_world import compressed, ground
from PIL import Image

from indicia.picture.hash import MIN_QUALITY, NEAR, hamming, pdq, pixel_sha256


def picture(seed: int) -> Image.Image:
    return ground(np.random.default_rng([seed, 31]))


def test_the_exact_hash_is_of_pixels_and_size() -> None:
    image = np.asarray(picture(1))
    assert pixel_sha256(image) == pixel_sha256(image.copy())
    assert pixel_sha256(image) != pixel_sha256(image[:, ::-1])
    flat = np.zeros((4, 9, 3), np.uint8)
    assert pixel_sha256(flat) != pixel_sha256(flat.reshape(9, 4, 3))


@pytest.mark.parametrize("seed", range(6))
def test_the_perceptual_hash_survives_compression_and_size(seed: int) -> None:
    image = picture(seed)
    first = pdq(np.asarray(image))
    assert first.quality >= MIN_QUALITY
    assert hamming(first.hex, pdq(compressed(image, 40)).hex) <= NEAR
    assert hamming(first.hex, pdq(np.asarray(image.resize((500, 375)))).hex) <= NEAR


def test_different_pictures_are_far_apart() -> None:
    hashes = [pdq(np.asarray(picture(seed))).hex for seed in range(12)]
    apart = [hamming(a, b) for n, a in enumerate(hashes) for b in hashes[n + 1 :]]
    assert min(apart) > 2 * NEAR


def test_a_flat_picture_has_no_quality() -> None:
    assert pdq(np.full((100, 100, 3), 90, np.uint8)).quality < MIN_QUALITY


def test_a_hash_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        hamming("00", "0" * 64)
