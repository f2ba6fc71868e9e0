"""How well statements are read: 310 invented posts with frames written by hand, both parts.

Run ``python bench/statements.py [docs/figures/statements.md] [--misses]``. The rules were worked out
on the tuning part; the held-out part is scored here and nowhere else. The peer is reading without
cue lists: each sentence is the channel's own claim. ``--misses`` lists those of the tuning part.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from indicia.find.frame import Frame, piece_of  # noqa: E402
from indicia.find.sentence import split_sentences  # noqa: E402
from statement_score import (  # noqa: E402
    KINDS,
    PARTS,
    VALUES,
    Post,
    Score,
    Tally,
    load_posts,
    score_posts,
)

LANGUAGES = ("all", "ar", "en", "he", "ru")
BEGIN, END = "<!-- quality -->", "<!-- end of quality -->"


def plain_frames(text: str) -> list[Frame]:
    """The peer: every sentence a claim of the channel, asserted."""
    pieces = [piece_of(text, s.start, s.end) for s in split_sentences(text)]
    return [Frame(p.start, p.end, "claim", "says", p) for p in pieces if p is not None]


def written(tally: Tally) -> str:
    """Precision, recall and F1, with how many were wanted."""
    return f"{tally.precision:.2f} / {tally.recall:.2f} / {tally.f1:.2f} ({tally.wanted})"


def spans_table(score: Score, plain: Score) -> list[str]:
    """Frames, contents, kinds and parts by language."""
    lines = ["| precision / recall / F1 (wanted) | " + " | ".join(LANGUAGES) + " | peer, all |"]
    lines.append("|---" * (len(LANGUAGES) + 2) + "|")
    for name in ("frame", "content", *KINDS, *PARTS):
        cells = [written(score.by[f"{name}/{language}"]) for language in LANGUAGES]
        cells.append(f"{plain.by[f'{name}/all'].f1:.2f}")
        lines.append(f"| {NAMES.get(name, name)} | " + " | ".join(cells) + " |")
    return lines


def values_table(score: Score) -> list[str]:
    """Share right among the frames that were paired."""
    lines = ["| right, of those found | " + " | ".join(LANGUAGES) + " |"]
    lines.append("|---" * (len(LANGUAGES) + 1) + "|")
    for name in (*VALUES, "rank"):
        tallies = [score.by[f"{name}/{language}"] for language in LANGUAGES]
        lines.append(f"| {name} | " + " | ".join(f"{t.precision:.3f}" for t in tallies) + " |")
    polarity = score.by["polarity/all"]
    flipped = polarity.found - polarity.right
    linked = score.by["denies/all"]
    told = score.by["narration"]
    lines += [
        "",
        f"Polarity flipped: {flipped} of {polarity.found} "
        f"({flipped / max(1, polarity.found):.1%}; goal at most 1 %). Denials linked to what they "
        f"deny: {linked.right} of {linked.wanted}. Frames in plain narration that were given to "
        f"somebody else: {told.found - told.right} of {told.found}.",
    ]
    return lines


NAMES = {"frame": "statements", "content": "words of contents", "befallen": "target or object"}


def part(title: str, posts: Sequence[Post]) -> tuple[list[str], Score]:
    """The tables of one part."""
    score, plain = score_posts(posts), score_posts(posts, plain_frames)
    lines = [f"### {title}: {len(posts)} posts", "", *spans_table(score, plain), ""]
    return [*lines, *values_table(score), ""], score


def main(arguments: list[str]) -> int:
    """Print both parts; write them between the marks of the page that is named."""
    held, _ = part("Held out", load_posts("held_out"))
    tuned, score = part("Tuning", load_posts("tuning"))
    text = "\n".join([*held, *tuned]).strip()
    print(text)
    if "--misses" in arguments:
        print("\n" + "\n".join(score.misses))
    for target in (a for a in arguments if not a.startswith("--")):
        path = Path(target)
        page = path.read_text("utf-8")
        before, rest = page.split(BEGIN, 1)
        path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END, 1)[1]}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
