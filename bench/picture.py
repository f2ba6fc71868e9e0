"""Marks, the same picture again, and the perceptual hash, on drawn pictures; real ones for marks.

    python bench/picture.py [--assets FOLDER] [--pdqhash PYTHON]

``--pdqhash`` names a Python that has pdqhash: its bits are compared with ours on drawn and real
pictures. ``--assets`` is a folder of real pictures that bear no X mark: every suggestion is wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "picture"))

from match_world import altered, scene_pictures
from picture_world import draw_picture
from test_mark import hits

from indicia.picture.decode import decode
from indicia.picture.hash import NEAR, hamming, pdq
from indicia.picture.mark import find_marks
from indicia.picture.match import match_points, points

PEER = """
import sys, numpy, pdqhash
for name in sys.argv[1:]:
    bits, quality = pdqhash.compute(numpy.load(name))
    print("".join(str(int(b)) for b in bits), int(quality))
"""


def marks(count: int) -> None:
    good = planted = suggested = 0
    start = time.process_time()
    for seed in range(5000, 5000 + count):
        drawn = draw_picture(seed)
        found = find_marks(drawn.pixels)
        good, planted = good + hits(drawn, found), planted + len(drawn.marks)
        suggested += len(found)
    spent = (time.process_time() - start) / count
    print(
        f"marks, {count} drawn pictures: precision {good}/{suggested} = {good / suggested:.3f}, "
        f"recall {good}/{planted} = {good / planted:.3f}; {spent:.2f} s a picture with drawing"
    )


def matches(count: int) -> None:
    pictures = scene_pictures(900, count)
    forms = [altered(p, 900 + n) for n, p in enumerate(pictures)]
    ours = np.array(
        [[match_points(a, b).same for b in map(points, forms)] for a in map(points, pictures)]
    )
    hashes = [[pdq(p).hex for p in side] for side in (pictures, forms)]
    theirs = np.array([[hamming(a, b) <= NEAR for b in hashes[1]] for a in hashes[0]])
    for name, said in (("ours", ours), ("PDQ alone", theirs)):
        right = int(said.diagonal().sum())
        print(
            f"same picture again, {count} pictures, {name}: recall {right / count:.3f}, "
            f"precision {right / max(1, int(said.sum())):.3f}"
        )


def real_marks(folder: Path) -> list[np.ndarray]:
    seen = []
    for path in sorted(folder.rglob("*")):
        pixels = decode(path.read_bytes()).pixels if path.is_file() else None
        if pixels is not None:
            seen.append(pixels)
    wrong = sum(len(find_marks(pixels)) for pixels in seen)
    print(f"marks, {len(seen)} real pictures without an X: {wrong} wrong suggestions")
    return seen


def hashes_beside_peer(python: str, pictures: list[np.ndarray]) -> None:
    with tempfile.TemporaryDirectory() as place:
        names = []
        for n, pixels in enumerate(pictures):
            names.append(f"{place}/{n}.npy")
            np.save(names[-1], pixels)
        done = subprocess.run(
            [python, "-c", PEER, *names], capture_output=True, text=True, check=True
        )
    apart = []
    for line, pixels in zip(done.stdout.splitlines(), pictures, strict=True):
        bits, _ = line.split()
        ours = f"{int(pdq(pixels).hex, 16):0256b}"
        apart.append(sum(a != b for a, b in zip(bits, ours, strict=True)))
        reverse = sum(a != b for a, b in zip(bits[::-1], ours, strict=True))
        apart[-1] = min(apart[-1], reverse)
    print(
        f"PDQ beside pdqhash, {len(apart)} pictures: {apart.count(0)} equal, "
        f"at most {max(apart)} of 256 bits differ"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=Path)
    parser.add_argument("--pdqhash", default="")
    parser.add_argument("--count", type=int, default=80)
    options = parser.parse_args()
    marks(options.count)
    matches(min(40, options.count))
    pictures = [np.asarray(Image.fromarray(p)) for p in scene_pictures(40, 20)]
    if options.assets:
        pictures += real_marks(options.assets)
    if options.pdqhash:
        hashes_beside_peer(options.pdqhash, pictures)


if __name__ == "__main__":
    main()
