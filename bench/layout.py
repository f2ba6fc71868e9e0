"""What the lines of flyers are held to be: labels and emblems against what was drawn.

Run ``python bench/layout.py`` (``--seeds N``, default 4). Flyers in six languages are drawn from
seeds, and photographed as bench/ocr.py does it; a line counts where it was read (bench/ocr.py says
how many are). Titles over lists are body, as the layout knows no other name for them.
"""

from __future__ import annotations

import sys
from collections import Counter

from indicia.assets import ocr_languages
from indicia.demo.pictures import FLYER_SIZE, FlyerText, draw_flyer, flyer_lines
from indicia.picture.decode import decode
from indicia.picture.emblem import find_emblems
from indicia.read.ocr import recognise
from ocr import FLYERS, SHORT, photographed

LABEL_OF = {
    "headline": "headline",
    "claimed_title": "body",
    "claimed": "list",
    "threat": "body",
    "demands_title": "body",
    "demand": "list",
    "signature": "signature",
    "notice": "notice",
}
EMBLEM = (405 / FLYER_SIZE[0], 40 / FLYER_SIZE[1], 595 / FLYER_SIZE[0], 230 / FLYER_SIZE[1])


def score(flyer: FlyerText, seed: int, photo: bool) -> Counter[str]:
    """Lines right and wrong by label, emblems found, extra boxes."""
    content = draw_flyer(flyer, seed)
    if photo:
        content = photographed(content, seed)
    pixels = decode(content).pixels
    assert pixels is not None
    read = recognise(pixels, (SHORT[flyer.language], "en"))
    lines = [box for box in read.boxes if box.level == "line"]
    truth = list(flyer_lines(flyer, seed))
    counted: Counter[str] = Counter()
    # Lines keep their order when photographed; the nearest in height is the same line.
    for box in lines:
        text = read.text[box.start : box.end]
        best = min(truth, key=lambda t: (t.text != text, abs(_middle(t.box) - _height(box.edges))))
        if abs(_middle(best.box) - _height(box.edges)) < 0.06:
            counted[LABEL_OF[best.role], box.label == LABEL_OF[best.role]] += 1  # type: ignore[index]
    emblems = find_emblems(pixels, [box.edges for box in lines])
    reach = 0.06 if photo else 0.02
    hits = [e for e in emblems if all(abs(a - b) < reach for a, b in zip(e, EMBLEM, strict=True))]
    counted["emblem", bool(hits)] += 1  # type: ignore[index]
    counted["extra"] += len(emblems) - len(hits)
    return counted


def _middle(box: tuple[int, int, int, int]) -> float:
    return (box[1] + box[3]) / 2 / FLYER_SIZE[1]


def _height(edges: tuple[float, float, float, float]) -> float:
    return (edges[1] + edges[3]) / 2


def main() -> int:
    """Print the table."""
    arguments = sys.argv[1:]
    seeds = int(arguments[arguments.index("--seeds") + 1]) if "--seeds" in arguments else 4
    print("| label | drawn | photographed |\n|---|---|---|")
    totals = []
    for photo in (False, True):
        total: Counter[str] = Counter()
        for flyer in (f for f in FLYERS if f.language in ocr_languages()):
            for seed in range(seeds):
                total += score(flyer, seed, photo)
        totals.append(total)
    for label in ("headline", "body", "list", "signature", "notice", "emblem"):
        cells = [f"{t[label, True]} of {t[label, True] + t[label, False]}" for t in totals]  # type: ignore[index]
        print(f"| {label} | {' | '.join(cells)} |")
    print(f"| emblems where there is none | {' | '.join(str(t['extra']) for t in totals)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
