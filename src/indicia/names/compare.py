"""Two names, compared across scripts, with a score, a zone, and a reason a person can read.

The score is the probability that two spellings name one thing, given the evidence of their letters
alone (:mod:`indicia.names.calibration`). The zone is a rule: a number, a kind of unit or a word
that differs forbids "same", whatever the score. For persons "same" means the same spelling, never
the same person.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from indicia.names.align import align_words
from indicia.names.calibration import calibration_for, features_of
from indicia.names.evidence import Evidence, Match, gather
from indicia.names.parse import ParsedName, Token, parse_name

METHOD, VERSION = "typed token alignment by measured letters", "5"
REVIEW = 0.25
_NUMBERS_DIFFER_AT_MOST = 0.2
_WHOLE = 0.9
_ESSENTIAL = ("name", "word", "number", "unit", "place")
_OF_PERSONS = ("name", "word", "body", "place")
"""A word with a meaning is a name where a person bears it (Nasr, Keren, Court)."""
_BATCH = 4096

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
    """Compare two names of one kind (person, organisation, place). Symmetric; never raises."""
    return compare_many([(left, right, kind)])[0]


def compare_many(pairs: Iterable[tuple[str, str, str]]) -> list[NameComparison]:
    """The same for many (left, right, kind), in order; some ten times faster a pair."""
    listed = list(pairs)
    found: list[NameComparison] = []
    for start in range(0, len(listed), _BATCH):
        batch = listed[start : start + _BATCH]
        with _without_collecting():
            found += _compared_batch(batch)
    return found


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for cycles in a batch: it makes many small objects and no cycle, and the searches
    took four tenths of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _compared_batch(batch: Sequence[tuple[str, str, str]]) -> list[NameComparison]:
    # Each pair is weighed in one order, so that the other order gives the very same.
    parsed = [
        (parse_name(left), parse_name(right))
        if left <= right
        else (parse_name(right), parse_name(left))
        for left, right, _ in batch
    ]
    return [
        _compared(a, b, kind, evidence)
        for (a, b), (_, _, kind), evidence in zip(parsed, batch, gather(parsed), strict=True)
    ]


def _compared(a: ParsedName, b: ParsedName, kind: str, evidence: Evidence) -> NameComparison:
    if not a.counted or not b.counted:
        if a.text == b.text:
            return NameComparison(1.0, "same", "the same characters")
        return NameComparison(0.0, "different", "one of them holds no word")
    if a.key == b.key:
        return NameComparison(1.0, "same", "the same letters")
    calibration = calibration_for(kind, a.script, b.script)
    score = calibration.probability(features_of(evidence))
    if evidence.numbers_differ:
        score = min(score, _NUMBERS_DIFFER_AT_MOST)
    hindrance = _hindrance(a, b, kind, evidence) if score >= calibration.same else ""
    zone: Zone = "different"
    if score >= calibration.same and not hindrance:
        zone = "same"
    elif score >= REVIEW or (evidence.known and not evidence.numbers_differ):
        zone = "review"
    reasons = _reasons(a, b, evidence)
    if hindrance:
        reasons.append(hindrance)
    return NameComparison(round(score, 6), zone, "; ".join(reasons))


def _hindrance(a: ParsedName, b: ParsedName, kind: str, evidence: Evidence) -> str:
    """What forbids the zone "same", in words; "" where nothing does."""
    if evidence.numbers_differ or evidence.number_alone:
        return "a number that differs forbids joining"
    if evidence.known_apart:
        return "they are known names of different organisations"
    if evidence.known:
        short = any(_is_abbreviation(name.text) for name in (a, b))
        return "an abbreviation alone may mean others" if short else ""
    if evidence.units_differ:
        return "kinds of unit differ"
    together = evidence.whole >= _WHOLE and len(a.counted) != len(b.counted)
    alone = [t for t in (*evidence.alone_left, *evidence.alone_right) if t.kind in _ESSENTIAL]
    if alone and not together:
        return "a word without a partner forbids joining"
    if kind == "person":
        if min(len(a.of_kind(*_OF_PERSONS)), len(b.of_kind(*_OF_PERSONS))) < 2:
            return "one word is too little for a person"
        if not together and not all(map(_is_one_name, evidence.matches)):
            return "a part of the name differs"
    if kind != "person" and any(
        m.left.kind == "name" and m.left.script == m.right.script and not m.is_alike
        for m in evidence.matches
    ):
        return "a word of the name is another word in the same writing"
    if _only_kinds_shared(kind, evidence):
        return "only words for a kind of thing are shared"
    return ""


def _is_one_name(match: Match) -> bool:
    """Whether two parts of persons' names are one: a name is not translated."""
    left, right = match.left, match.right
    if left.kind not in _OF_PERSONS:
        return True
    if match.by == "meaning":
        (sound,) = align_words([(left.units, left.script, right.units, right.script)])
        return Match(left, right, sound, "sound").is_alike
    return match.is_alike


def _only_kinds_shared(kind: str, evidence: Evidence) -> bool:
    """Whether all that the names share says what kind of thing they name, not which.

    A place may be named by two such words ("Bridge of the Castle"), and a group by a place.
    """
    if evidence.shared:
        return False
    told = ("place",) if kind == "organisation" else ("place", "unit", "body")
    return len(evidence.matches) < 2 or not any(m.left.kind in told for m in evidence.matches)


def _is_abbreviation(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) <= 5 and "".join(letters).isupper()


def _reasons(a: ParsedName, b: ParsedName, evidence: Evidence) -> list[str]:
    """What was found, in the order a reader would ask: known, pairs, conflicts, left over."""
    said = (
        [f"both are known names of {', '.join(sorted(evidence.known))}"] if evidence.known else []
    )
    if evidence.known_apart:
        said.append("they are known names of different organisations")
    for match in evidence.matches:
        sign = "=" if match.is_alike else "~"
        how = {"meaning": " by meaning", "sound": " by sound"}.get(match.by, "")
        said.append(f"{match.left.written} {sign} {match.right.written}{how}")
    if evidence.numbers_differ or evidence.number_alone:
        sides = (", ".join(sorted(n.numbers)) or "none" for n in (a, b))
        said.append(f"numbers differ ({' / '.join(sides)})")
    if evidence.units_differ:
        said.append(
            f"kinds of unit differ ({', '.join(sorted(a.units))} / {', '.join(sorted(b.units))})"
        )
    if evidence.acronym > 0.5:
        said.append("one is like the initials of the other")
    alone = [t.written for t in (*evidence.alone_left, *evidence.alone_right)]
    if alone and evidence.whole >= _WHOLE:
        said.append("written together they sound alike")
    elif alone:
        said.append(f"without a partner: {', '.join(alone)}")
    ignored = _ignored((*a.tokens, *b.tokens), evidence)
    if ignored:
        said.append(f"{', '.join(ignored)} ignored")
    return said or ["nothing in common"]


def _ignored(tokens: Sequence[Token], evidence: Evidence) -> list[str]:
    """Articles and "son of" that were not compared."""
    silent = {t.written for t in tokens if t.kind in ("article", "son")}
    if not silent:
        return []
    used = {t.written for m in evidence.matches for t in (m.left, m.right)}
    used |= {t.written for t in (*evidence.alone_left, *evidence.alone_right)}
    return sorted(silent - used)
