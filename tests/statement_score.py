"""How well statements are read, against frames written by hand (``tests/find/statements``).

A found frame and a wanted one are paired when their contents share words: each is used once, the
best pairs first (kind, then predicate, then overlap of words). A span is right when the F1 of its
words reaches a half.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indicia.find.frame import Frame
from indicia.find.mention import find_mentions
from indicia.find.passage import read_passage
from indicia.find.statement import find_statements

FOLDER = Path(__file__).parent / "find" / "statements"
KINDS = ("claim", "denial", "demand", "threat", "question")
VALUES = ("kind", "predicate", "polarity", "modality", "quote type")
PARTS = ("speaker", "chain", "actor", "befallen", "hedge")
SIDES = {"actor": ("actor",), "befallen": ("target", "object")}
"""Whom or what it befell is one side: rules and readers may call it target or object."""
OVERLAP = 0.5
_WORD = re.compile(r"\w+")
Wanted = Mapping[str, Any]
Words = frozenset[int]


@dataclass(frozen=True)
class Post:
    """One invented post with the frames that a reader wrote down."""

    id: str
    language: str
    register: str
    text: str
    frames: Sequence[Wanted]


@dataclass
class Tally:
    """How many were wanted, found, and right."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    def add(self, wanted: int, found: int, right: int) -> None:
        """Count some more."""
        self.wanted += wanted
        self.found += found
        self.right += right

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 when nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found and is right; 1 when nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = self.wanted + self.found
        return 2 * self.right / total if total else 1.0


@dataclass
class Score:
    """All tallies of a set of posts, and the pairs behind them."""

    by: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[str] = field(default_factory=list)


def load_posts(name: str) -> list[Post]:
    """The posts of one part: ``tuning`` or ``held_out``."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [Post(**json.loads(line)) for line in lines]


def read_frames(text: str) -> list[Frame]:
    """The frames of a text, with no lexicon."""
    passage = read_passage(text)
    return list(find_statements(passage, find_mentions(passage, None)))


def score_posts(
    posts: Iterable[Post], read: Callable[[str], Sequence[Frame]] = read_frames
) -> Score:
    """The tallies of some posts: overall, by language, by kind and by part."""
    score = Score()
    for post in posts:
        _score_post(score, post, read(post.text))
    return score


def words_in(text: str, start: int, end: int) -> Words:
    """Where the words begin that lie in a stretch, at least in part: joined particles count."""
    return frozenset(m.start() for m in _WORD.finditer(text) if m.start() < end and m.end() > start)


def overlap(left: Words, right: Words) -> float:
    """F1 of two sets of words; 0 when both are empty."""
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def _score_post(score: Score, post: Post, frames: Sequence[Frame]) -> None:
    text = post.text
    contents = [_place(text, wanted["content"]) for wanted in post.frames]
    found = [words_in(text, f.content.start, f.content.end) for f in frames]
    pairs = _paired(post.frames, contents, frames, found)
    keys = ("all", post.language)
    for key in keys:
        score.by[f"frame/{key}"].add(len(post.frames), len(frames), len(pairs))
    for kind in KINDS:
        wanted = sum(w["kind"] == kind for w in post.frames)
        made = sum(f.kind == kind for f in frames)
        right = sum(post.frames[i]["kind"] == kind == frames[j].kind for i, j in pairs.items())
        for key in keys:
            score.by[f"{kind}/{key}"].add(wanted, made, right)
    inside = sum(len(contents[i] & found[j]) for i, j in pairs.items())
    for key in keys:
        score.by[f"content/{key}"].add(sum(map(len, contents)), sum(map(len, found)), inside)
    for i, wanted in enumerate(post.frames):
        frame = frames[pairs[i]] if i in pairs else None
        _score_frame(score, post, wanted, frame)
        target = wanted.get("denies")
        if target is not None:
            ours = frame.denies if frame is not None else None
            right = int(ours is not None and pairs.get(target) == ours)
            score.by["denies/all"].add(1, int(ours is not None), right)
    extra = set(range(len(frames))) - set(pairs.values())
    score.misses += [f"{post.id} extra {_told(frames[j])}" for j in sorted(extra)]
    if post.register == "narration":
        spoken = sum(bool(f.chain) for f in frames)
        score.by["narration"].add(len(frames), len(frames), len(frames) - spoken)


def _paired(
    wanted: Sequence[Wanted],
    contents: Sequence[Words],
    frames: Sequence[Frame],
    found: Sequence[Words],
) -> dict[int, int]:
    """Position of the found frame for each wanted one that has one."""
    ranked = []
    for i, want in enumerate(wanted):
        for j, frame in enumerate(frames):
            shared = overlap(contents[i], found[j])
            same = want["predicate"] == frame.predicate
            if shared >= OVERLAP or (same and shared > 0.2):
                ranked.append((want["kind"] == frame.kind, same, shared, -i, -j))
    pairs: dict[int, int] = {}
    for *_, i, j in sorted(ranked, reverse=True):
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def _score_frame(score: Score, post: Post, wanted: Wanted, frame: Frame | None) -> None:
    keys = ("all", post.language)
    if frame is None:
        score.misses.append(f"{post.id} missed {wanted['kind']} {wanted['predicate']}")
    else:
        for name, want, got in _values(wanted, frame):
            for key in keys:
                score.by[f"{name}/{key}"].add(1, 1, int(want == got))
            if want != got:
                score.misses.append(f"{post.id} {name}: {got} for {want}")
    for name, wants, gots in _parts(post.text, wanted, frame):
        right = _matches(wants, gots)
        for key in keys:
            score.by[f"{name}/{key}"].add(len(wants), len(gots), right)
        if right < max(len(wants), len(gots)) and frame is not None:
            score.misses.append(f"{post.id} {name}: {_told(frame)}")


def _values(wanted: Wanted, frame: Frame) -> list[tuple[str, str, str]]:
    return [
        ("kind", wanted["kind"], frame.kind),
        ("predicate", wanted["predicate"], frame.predicate),
        ("polarity", wanted.get("polarity", "yes"), frame.polarity),
        ("modality", wanted.get("modality", "asserted"), frame.modality),
        ("quote type", wanted.get("quote_type", "none"), frame.quote_type),
        *((("rank", wanted["rank"], frame.rank),) if "rank" in wanted else ()),
    ]


def _parts(
    text: str, wanted: Wanted, frame: Frame | None
) -> list[tuple[str, list[Words], list[Words]]]:
    """Spans wanted and found: the first speaker, the whole chain in order, and the parts."""
    chain = [_place(text, who) for who in wanted.get("chain", ())]
    ours = [words_in(text, k.speaker.start, k.speaker.end) for k in frame.chain] if frame else []
    made = [("speaker", chain[:1], ours[:1])]
    whole = _matches(chain, ours) == len(chain) == len(ours) and _in_order(chain, ours)
    if len(chain) > 1 or len(ours) > 1:
        link = [frozenset([0])]
        made.append(
            ("chain", link * (len(chain) > 1), [frozenset([0 if whole else 1])] * (len(ours) > 1))
        )
    if wanted["kind"] in ("claim", "denial"):
        for part, names in SIDES.items():
            pieces = [p for n in names if frame and (p := getattr(frame, n))]
            inside = text.index(wanted["content"])
            want = [_place(text, wanted[n], inside) for n in names if n in wanted]
            made.append((part, want, [words_in(text, p.start, p.end) for p in pieces]))
        hedges = frame.hedges if frame else ()
        if wanted.get("modality") != "hearsay":
            told = [_place(text, words) for words in wanted.get("hedges", ())]
            made.append(("hedge", told, [words_in(text, h.start, h.end) for h in hedges]))
    return made


def _matches(wants: Sequence[Words], gots: Sequence[Words]) -> int:
    """How many of the wanted spans have a found one of their own."""
    free = list(gots)
    right = 0
    for want in wants:
        best = max(free, key=lambda got: overlap(want, got), default=None)
        if best is not None and overlap(want, best) >= OVERLAP:
            free.remove(best)
            right += 1
    return right


def _in_order(wants: Sequence[Words], gots: Sequence[Words]) -> bool:
    return all(overlap(w, g) >= OVERLAP for w, g in zip(wants, gots, strict=False))


def _place(text: str, words: str, after: int = 0) -> Words:
    """Where words stand: from a place on (their content's beginning) if there, else the first."""
    start = text.find(words, after)
    start = text.index(words) if start < 0 else start
    return words_in(text, start, start + len(words))


def _told(frame: Frame) -> str:
    who = " < ".join(link.speaker.text for link in frame.chain) or "source"
    parts = {n: p.text for n in ("actor", "target", "object") if (p := getattr(frame, n))}
    return f"[{frame.kind} {frame.predicate} by {who}: {frame.content.text!r} {parts}]"
