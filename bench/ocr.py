"""Figures for pictures: flyer lines by OCR, X marks, same picture again. Writes a Markdown page.

Run ``python bench/ocr.py docs/figures/ocr.md``. Everything is drawn from seeds; the peer
reads the same pictures in the same run: Tesseract on the whole page, as it comes.
"""

from __future__ import annotations

import io
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from rapidfuzz.distance import Levenshtein

from indicia.demo.pictures import (
    FlyerText,
    draw_aerial,
    draw_flyer,
    draw_marked_aerial,
    draw_noise,
    draw_wall,
    flyer_lines,
)
from indicia.picture.decode import decode
from indicia.picture.hash import NEAR, hamming, pdq
from indicia.picture.mark import find_marks
from indicia.picture.match import match_points, points
from indicia.read.ocr import recognise

FLYERS = (
    FlyerText(
        "كتائب حراس الوادي",
        "الأسماء التي نعلن عنها:",
        ("سالم العبدالله - مسؤول المخزن", "نادر الحسين - سائق الفوج 47", "جابر المنصور"),
        "لن يكون لكم مكان آمن بعد اليوم",
        "مطالبنا:",
        (
            "خروج جميع المجموعات الغريبة من المدينة.",
            "فتح طريق السوق القديم.",
            "إطلاق سراح المحتجزين.",
        ),
        "حراس الوادي",
        "ara",
    ),
    FlyerText(
        "משמר העמק",
        "השמות שאנו מפרסמים:",
        ("סאלם עבדאללה - אחראי המחסן", "נאדר חוסין - נהג גדוד 47", "גאבר מנצור"),
        "לא יהיה לכם מקום בטוח מהיום",
        "הדרישות שלנו:",
        ("יציאת כל הקבוצות הזרות מן העיר.", "פתיחת דרך השוק הישן.", "שחרור העצורים."),
        "משמר העמק",
        "heb",
    ),
    FlyerText(
        "نگهبانان دره",
        "نام هایی که اعلام می کنیم:",
        ("سالم عبداللهی - مسئول انبار", "نادر حسینی - راننده گردان", "جابر منصوری"),
        "از امروز جای امنی نخواهید داشت",
        "خواسته های ما:",
        ("خروج همه گروه های بیگانه از شهر.", "گشودن راه بازار کهنه.", "آزادی بازداشت شدگان."),
        "نگهبانان دره",
        "fas",
    ),
    FlyerText(
        "Vadi Muhafızları",
        "Açıkladığımız isimler:",
        ("Salim Abdullahoğlu - depo sorumlusu", "Nadir Hüseyin - 47. alay şoförü", "Cabir Mansur"),
        "Bugünden sonra size güvenli yer yok",
        "Taleplerimiz:",
        (
            "Bütün yabancı gruplar şehirden çıksın.",
            "Eski çarşı yolu açılsın.",
            "Tutuklular bırakılsın.",
        ),
        "Vadi Muhafızları",
        "tur",
    ),
    FlyerText(
        "Guardians of the Valley",
        "The names we make public:",
        ("Salim Abdallah - keeper of the store", "Nadir Hussain - driver, 47th", "Jabir Mansur"),
        "There will be no safe place for you",
        "Our demands:",
        ("All foreign groups leave the town.", "Open the old market road.", "Free the detained."),
        "Guardians of the Valley",
        "eng",
    ),
)
SHORT = {"ara": "ar", "heb": "he", "fas": "fa", "tur": "tr", "eng": "en"}
FOUND = 0.8
"""A line counts as read when some line of the reading is this similar (Levenshtein, 0..1)."""


def photographed(content: bytes, seed: int) -> bytes:
    """The picture as a phone takes it: turned, in perspective, uneven light, soft, JPEG."""
    import cv2

    rng = np.random.default_rng([seed, 31])
    image = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    h, w = image.shape[:2]
    old = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), float(rng.uniform(-4, 4)), 0.9)
    new = cv2.transform(old[None], turn)[0] + rng.uniform(-18, 18, (4, 2)).astype(np.float32)
    plane = cv2.getPerspectiveTransform(old, new.astype(np.float32))
    made = cv2.warpPerspective(image, plane, (w, h), borderValue=(96, 88, 78))
    light = np.linspace(float(rng.uniform(0.6, 0.8)), 1.05, w)[None, :, None]
    made = np.clip(made * light + rng.normal(0, 5, made.shape), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(made).filter(ImageFilter.GaussianBlur(0.9)).save(out, "JPEG", quality=70)
    return out.getvalue()


def whole_page(content: bytes, language: str) -> str:
    """The peer: Tesseract on the whole page, its own layout analysis."""
    import tesserocr

    from indicia.assets import tessdata_folder

    names = language if language == "eng" else f"{language}+eng"
    with tesserocr.PyTessBaseAPI(path=str(tessdata_folder()), lang=names) as engine:
        engine.SetImage(Image.open(io.BytesIO(content)).convert("RGB"))
        return str(engine.GetUTF8Text())


def ours(content: bytes, language: str) -> str:
    """The product's reading."""
    pixels = decode(content).pixels
    assert pixels is not None
    return recognise(pixels, tuple({SHORT[language], "en"})).text


def line_scores(truth: list[str], text: str) -> tuple[int, float]:
    """(lines found, sum over lines of the best similarity)."""
    read = [line.strip(" \u200e\u200f") for line in text.splitlines() if line.strip()]
    best = [max((Levenshtein.normalized_similarity(t, r) for r in read), default=0) for t in truth]
    return sum(b >= FOUND for b in best), sum(best)


def measure_ocr(seeds: range) -> list[str]:
    """Rows of the table: line recall and character accuracy, ours beside the peer."""
    rows = []
    readers: tuple[Callable[[bytes, str], str], ...] = (ours, whole_page)
    for condition in ("drawn", "photographed"):
        total, sums = 0, np.zeros((2, 2))
        for flyer in FLYERS:
            lines, part = 0, np.zeros((2, 2))
            for seed in seeds:
                truth = [line.text for line in flyer_lines(flyer, seed)]
                content = draw_flyer(flyer, seed)
                if condition == "photographed":
                    content = photographed(content, seed)
                lines += len(truth)
                for k, reader in enumerate(readers):
                    part[k] += line_scores(truth, reader(content, flyer.language))
            rows.append(_ocr_row(condition, flyer.language, lines, part))
            total, sums = total + lines, sums + part
        rows.append(_ocr_row(condition, "**all**", total, sums))
    return rows


def _ocr_row(condition: str, language: str, lines: int, sums: Any) -> str:
    (a, b), (c, d) = sums / lines
    ours, peer = f"{a:.3f}", f"{c:.3f}"
    if lines < 100:
        ours, peer = (f"{share:.3f} ({_interval(share, lines)})" for share in (a, c))
    return f"| {condition} | {language} | {lines} | {ours} | {b:.3f} | {peer} | {d:.3f} |"


def _interval(share: float, n: int) -> str:
    """Wilson's 95 % interval of a share of ``n`` cases."""
    z = 1.96
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return f"{max(0.0, centre - half):.2f}-{min(1.0, centre + half):.2f}"


def measure_marks(seeds: range) -> tuple[int, int, int]:
    """(planted, found, false) over towns with 0-5 marks of several sizes and colours."""
    planted = found = false = 0
    colours = ((214, 32, 30), (200, 20, 40), (240, 60, 40), (245, 220, 30))
    for seed in seeds:
        rng = np.random.default_rng([seed, 41])
        arm = int(rng.integers(12, 30))
        places: list[tuple[int, int]] = []
        while len(places) < seed % 6:
            x, y = int(rng.integers(50, 850)), int(rng.integers(50, 560))
            if all(abs(x - p) + abs(y - q) > 90 for p, q in places):
                places.append((x, y))
        colour = colours[int(rng.integers(len(colours)))]
        pixels = decode(draw_marked_aerial(seed, places, (900, 640), arm, colour)).pixels
        assert pixels is not None
        centres = [(m.x + m.w / 2, m.y + m.h / 2) for m in find_marks(pixels)]
        hits = {i for i, p in enumerate(places) for c in centres if _close(c, p, arm)}
        planted, found = planted + len(places), found + len(hits)
        false += sum(not any(_close(c, p, arm) for p in places) for c in centres)
    return planted, found, false


def _close(a: tuple[float, float], b: tuple[float, float], reach: float) -> bool:
    return abs(a[0] - b[0]) <= reach and abs(a[1] - b[1]) <= reach


def altered(content: bytes, seed: int) -> bytes:
    """Cropped, scaled, with a logo, two marks, and saved again badly."""
    rng = np.random.default_rng([seed, 51])
    image = Image.open(io.BytesIO(content)).convert("RGB")
    w, h = image.size
    left, top = int(w * rng.uniform(0, 0.25)), int(h * rng.uniform(0, 0.25))
    image = image.crop((left, top, left + int(w * 0.7), top + int(h * 0.7)))
    scale = float(rng.uniform(0.5, 1.2))
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 70, 70), fill=(20, 60, 140))
    for _ in range(2):
        x, y = int(rng.integers(60, image.width - 60)), int(rng.integers(60, image.height - 60))
        draw.line((x - 20, y - 20, x + 20, y + 20), fill=(214, 32, 30), width=6)
        draw.line((x - 20, y + 20, x + 20, y - 20), fill=(214, 32, 30), width=6)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=45)
    return out.getvalue()


def measure_match(seeds: range) -> dict[str, tuple[int, int, int, int]]:
    """(true pairs, found, false, comparisons) by method over every pair of pictures."""
    shots = [
        draw(s) for s in seeds for draw in (draw_aerial, draw_noise, lambda n: draw_wall(n, False))
    ]
    originals = [decode(c).pixels for c in shots]
    copies = [decode(altered(c, i)).pixels for i, c in enumerate(shots)]
    made = [[points(p) for p in group if p is not None] for group in (originals, copies)]
    hashes = [[pdq(p).hex for p in group if p is not None] for group in (originals, copies)]
    counts = {"match": [0, 0], "PDQ": [0, 0]}
    for i in range(len(shots)):
        for j in range(len(shots)):
            same = match_points(made[0][i], made[1][j]).same
            counts["match"][i != j] += same
            counts["PDQ"][i != j] += hamming(hashes[0][i], hashes[1][j]) <= NEAR
    n = len(shots)
    return {name: (n, c[0], c[1], n * n) for name, c in counts.items()}


def page() -> str:
    """The whole page of figures."""
    began = time.perf_counter()
    lines = [
        "# Pictures",
        "",
        "`python bench/ocr.py docs/figures/ocr.md`",
        "",
        "## Lines of a flyer",
        f"A line counts as read at Levenshtein similarity {FOUND}. Peer: Tesseract on the whole page,",
        "same picture, same languages, same run. Intervals (95 %, Wilson) where lines are under 100.",
        "The seeds are others than those that the reader was made on.",
        "",
        "| picture | language | lines | line recall | characters | peer: lines | peer: characters |",
        "|---|---|---|---|---|---|---|",
        *measure_ocr(range(910, 913)),
        "",
    ]
    planted, found, false = measure_marks(range(900, 960))
    precision = found / max(found + false, 1)
    lines += [
        "## X marks on drawn towns (60 towns, 0-5 marks)",
        f"{planted} planted: recall {found / planted:.3f}, precision {precision:.3f} ({false} false).",
        "Drawn pictures only: no marked real picture was at hand, so the figure for real ones is open.",
        "",
        "## The same picture after crop, scaling, logo, marks and recompression",
        "| method | true pairs | recall | false | comparisons |",
        "|---|---|---|---|---|",
    ]
    for name, (n, hit, wrong, made) in measure_match(range(900, 908)).items():
        lines.append(f"| {name} | {n} | {hit / n:.3f} | {wrong} | {made} |")
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/figures/ocr.md")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(), encoding="utf-8")
