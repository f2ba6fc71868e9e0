"""Two names, compared across scripts, with a score, a zone, and a reason a person can read.

Typed tokens are aligned: names by sound and by romanised letters, group words by what they mean,
numbers exactly. A number that differs, or a part of a person's name that has no partner, forbids
the zone "same". For persons "same" means the same spelling, never the same person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import JaroWinkler, Levenshtein

from indicia.names.parse import ParsedName, Token, parse_name

METHOD, VERSION = "typed token alignment", "1"
SAME, REVIEW = 0.90, 0.55
WEIGHTS = {"name": 1.0, "number": 1.2, "type": 0.8, "title": 0.1, "son": 0.1, "article": 0.0}
PARTNER = 0.55

Zone = Literal["same", "review", "different"]


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Result of a comparison; ``score`` 0..1 orders pairs."""

    score: float
    zone: Zone
    reason: str
    method: str = METHOD
    version: str = VERSION


def compare_names(left: str, right: str, kind: str = "person") -> NameComparison:
    """Compare two names of one kind (person, organisation, place). Symmetric in its score."""
    a, b = parse_name(left), parse_name(right)
    if not a.tokens or not b.tokens:
        return NameComparison(0.0, "different", "one of them holds no word")
    reasons: list[str] = []
    aligned = _align(a, b, reasons)
    joined = _joined(a, b)
    score = aligned
    if joined > aligned:
        score = joined
        reasons.append("written together they sound alike")
    conflict = _number_conflict(a, b)
    if conflict:
        score = min(score, 0.3)
        reasons.append(conflict)
    alone = _without_partner(a, b)
    if alone and joined < 0.95:
        reasons.append(f"without a partner: {', '.join(alone)}")
    zone: Zone = "different"
    if score >= SAME and not conflict and not (alone and joined < 0.95):
        zone = "same"
    elif score >= REVIEW:
        zone = "review"
    if kind == "person" and zone == "same" and len(a.of_kind("name")) < 2 and a.text != b.text:
        zone = "review"
        reasons.append("one word is too little for a person")
    return NameComparison(round(score, 6), zone, "; ".join(reasons) or "nothing in common")


def token_similarity(a: Token, b: Token) -> float:
    """How alike two tokens are, 0..1."""
    if a.kind == "number" or b.kind == "number":
        return 1.0 if a.kind == b.kind and a.latin.lstrip("0") == b.latin.lstrip("0") else 0.0
    if a.concept and a.concept == b.concept:
        return 1.0
    if a.written == b.written:
        return 1.0
    sound = Levenshtein.normalized_similarity(a.sound, b.sound) if a.sound and b.sound else 0.0
    letters = JaroWinkler.similarity(a.latin.replace("'", ""), b.latin.replace("'", ""))
    if a.latin and b.latin and a.latin[0] != b.latin[0] and a.sound[:1] != b.sound[:1]:
        sound *= 0.8
    return 0.7 * sound + 0.3 * letters


def _align(a: ParsedName, b: ParsedName, reasons: list[str]) -> float:
    """Greedy best-first alignment; the score is a weighted F over both sides."""
    pairs = sorted(
        (
            (token_similarity(x, y), -abs(i - j), i, j)
            for i, x in enumerate(a.tokens)
            for j, y in enumerate(b.tokens)
            if WEIGHTS[x.kind] and WEIGHTS[y.kind]
        ),
        reverse=True,
    )
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    gained = 0.0
    shown: list[tuple[int, str]] = []
    for similarity, _, i, j in pairs:
        if i in taken_a or j in taken_b or similarity < PARTNER:
            continue
        taken_a.add(i)
        taken_b.add(j)
        x, y = a.tokens[i], b.tokens[j]
        gained += similarity * (_weight(x) + _weight(y))
        sign = "=" if similarity >= 0.95 else "~"
        shown.append((i, f"{x.written} {sign} {y.written}"))
    reasons += [text for _, text in sorted(shown)]
    articles = {t.written for t in (*a.tokens, *b.tokens) if t.kind == "article"}
    if articles:
        reasons.append(f"{', '.join(sorted(articles))} ignored")
    total = sum(_weight(t) for t in (*a.tokens, *b.tokens))
    return gained / total if total else 0.0


def _weight(token: Token) -> float:
    return WEIGHTS[token.kind] * min(1.0, 0.4 + 0.15 * len(token.latin))


def _joined(a: ParsedName, b: ParsedName) -> float:
    """Similarity of the whole sounds, for names that one side writes together."""
    left = "".join(t.sound for t in a.tokens if t.kind != "article")
    right = "".join(t.sound for t in b.tokens if t.kind != "article")
    if min(len(left), len(right)) < 4 or len(a.tokens) == len(b.tokens):
        return 0.0
    return float(Levenshtein.normalized_similarity(left, right)) * 0.97


def _number_conflict(a: ParsedName, b: ParsedName) -> str:
    left = {t.latin.lstrip("0") for t in a.of_kind("number")}
    right = {t.latin.lstrip("0") for t in b.of_kind("number")}
    if left != right and (left or right):
        sides = (", ".join(sorted(side)) or "none" for side in (left, right))
        return f"numbers differ ({' / '.join(sides)})"
    return ""


def _without_partner(a: ParsedName, b: ParsedName) -> list[str]:
    """Words of either side that nothing on the other side is like."""
    alone = []
    for one, other in ((a, b), (b, a)):
        for token in one.of_kind("name", "type"):
            best = max((token_similarity(token, t) for t in other.tokens), default=0.0)
            if best < PARTNER:
                alone.append(token.written)
    return alone
