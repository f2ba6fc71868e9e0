"""Words that tell a place, as cues: "4 km north of X", "near the mosque", "on the N4 from Y".

Takes text, gives phrases with cues and spans. No gazetteer is asked here: an anchor is the words
that name it ("the city" too), and who calls decides what place they mean. The grammar runs once
from left to right over tokens, so its cost is linear in the text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from indicia.geo.anchorword import Anchor, AnchorReader
from indicia.geo.cueword import CueWords, Token, cue_words, tokens_of

_GAP = 80
_ROAD_LOOK = 6
_IS = frozenset(("is", "lies", "stands", "sits"))
_LIES = frozenset(("is", "lies", "located", "situated", "sits", "stands"))


class CueKind(StrEnum):
    """What a cue says about its anchor."""

    OFFSET = "offset"
    DIRECTION = "direction"
    NEAR = "near"
    ADJACENT = "adjacent"
    OPPOSITE = "opposite"
    BETWEEN = "between"
    ROAD = "road"
    JUNCTION = "junction"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Cue:
    """One relation to an anchor; spans are code points of the text."""

    kind: CueKind
    start: int
    end: int
    distance_m: float | None = None
    bearing_deg: float | None = None
    """From the anchor to what is described, clockwise from north."""
    bearing_ways: int | None = None
    """How many directions the wording tells apart: 4, 8 or 16."""
    anchor_text: str | None = None
    anchor_start: int | None = None
    anchor_end: int | None = None
    anchor_class: str | None = None
    """Class of the words beside the name: settlement, district, building, water."""
    anchor_is_named: bool = True
    """False for "the city", which the caller resolves to the area's centre."""
    road: str | None = None
    """The road's name as written; "" for a road without a name."""
    step_m: float | None = None
    """Rounding step of the distance."""
    close: bool = False
    """"Just north of": a direction at a short distance."""
    second: Anchor | None = None
    """The other anchor of "between", or the other road of a junction."""
    subject: Anchor | None = None
    """A name that the relation is said of: if *it* is the known place, the bearing turns round."""


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """Cues that stand together; span in code points."""

    start: int
    end: int
    cues: tuple[Cue, ...]


def find_place_phrases(text: str, names: Sequence[str] = ()) -> tuple[PlacePhrase, ...]:
    """Every phrase that tells a place.

    ``names`` are names known to be places: they are found in any writing, others by their form.
    """
    tokens = tokens_of(text)
    words = cue_words()
    grammar = _Grammar(text, tokens, words, AnchorReader(text, tokens, words, names))
    return _grouped(text, grammar.cues())


def turned(cue: Cue) -> Cue:
    """The same relation seen from the other end: the subject becomes the anchor."""
    if cue.subject is None:
        return cue
    bearing = None if cue.bearing_deg is None else (cue.bearing_deg + 180.0) % 360.0
    subject = cue.subject
    return replace(
        cue,
        bearing_deg=bearing,
        anchor_text=subject.text,
        anchor_start=subject.start,
        anchor_end=subject.end,
        anchor_class=None,
        subject=None,
    )


def _grouped(text: str, cues: list[Cue]) -> tuple[PlacePhrase, ...]:
    """Cues of one sentence that stand close together are one phrase."""
    phrases: list[list[Cue]] = []
    for cue in cues:
        if phrases:
            last = phrases[-1][-1]
            between = text[last.end : max(last.end, cue.start)]
            if len(between) <= _GAP and not _ends_sentence(between):
                phrases[-1].append(cue)
                continue
        phrases.append([cue])
    return tuple(
        PlacePhrase(min(c.start for c in group), max(c.end for c in group), tuple(group))
        for group in phrases
    )


def _ends_sentence(between: str) -> bool:
    return any(mark in between for mark in (". ", "! ", "? ", "؟", "\n\n", ".\n"))


class _Grammar:
    """One pass over the tokens of a text."""

    def __init__(
        self, text: str, tokens: tuple[Token, ...], words: CueWords, anchors: AnchorReader
    ) -> None:
        self.text, self.tokens, self.words, self.anchors = text, tokens, words, anchors

    def cues(self) -> list[Cue]:
        """The cues in order of the text."""
        found: list[Cue] = []
        at = 0
        while at < len(self.tokens):
            read = self.words.may_begin(self.tokens[at]) and (
                self.measured(at)
                or self.road(at)
                or self.junction(at)
                or self.between(at)
                or self.directed(at)
                or self.beside_last(at, found)
                or self.beside(at)
            )
            if not read:
                at += 1
                continue
            cue, end = read
            if cue is not None:
                found.append(cue)
            at = max(end, at + 1)
        return found

    def beside_last(self, at: int, found: list[Cue]) -> tuple[Cue | None, int] | None:
        """ "in an adjacent compound": near the anchor that was named last."""
        end = self.ends("beside_last", at)
        if not end or not found or found[-1].anchor_text is None:
            return None
        noun = self.ends("class", end)
        if not noun or self.tokens[at].start - found[-1].end > _GAP:
            return None
        last = found[-1]
        base = Cue(CueKind.NEAR, self.tokens[at].start, self.tokens[noun - 1].end)
        return (
            replace(
                base,
                anchor_text=last.anchor_text,
                anchor_start=last.anchor_start,
                anchor_end=last.anchor_end,
                anchor_class=last.anchor_class,
                anchor_is_named=last.anchor_is_named,
            ),
            noun,
        )

    def ends(self, role: str, at: int) -> int:
        """The end of a form with the role at a token, or 0."""
        match = self.words.match(role, self.tokens, at)
        return match[0] if match else 0

    def skip(self, at: int, *roles: str, most: int = 4) -> int:
        """The first token after at most so many forms of the roles."""
        for _ in range(most):
            end = max((self.ends(role, at) for role in roles), default=0)
            if not end:
                break
            at = end
        return at

    def mark(self, at: int, *marks: str) -> bool:
        """The token is one of these marks."""
        return at < len(self.tokens) and self.tokens[at].text in marks

    def build(
        self, kind: CueKind, at: int, end: int, anchor: Anchor | None, cue: Cue | None = None
    ) -> Cue:
        """A cue over the tokens at..end with its anchor."""
        base = cue or Cue(kind, 0, 0)
        last = self.tokens[end - 1].end
        if anchor is None:
            return replace(base, kind=kind, start=self.tokens[at].start, end=last)
        return replace(
            base,
            kind=kind,
            start=min(self.tokens[at].start, anchor.start),
            end=max(last, anchor.end),
            anchor_text=anchor.text,
            anchor_start=anchor.start,
            anchor_end=anchor.end,
            anchor_class=anchor.classes[-1] if anchor.classes else None,
            anchor_is_named=anchor.is_named,
        )

    def number(self, at: int) -> tuple[float, float, int] | None:
        """A number in figures or words: value, rounding step, end."""
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        if token.script == "number":
            value, step = _figure(token.text)
            if self.mark(at + 1, "-", "–", "—") and at + 2 < len(self.tokens):
                other = self.tokens[at + 2]
                if other.script == "number":
                    high = _figure(other.text)[0]
                    return (value + high) / 2, max(step, abs(high - value)), at + 3
            return value, step, at + 1
        word = self.words.match("number", self.tokens, at)
        return (float(word[1]), _step(float(word[1])), word[0]) if word else None

    def measure(self, at: int) -> tuple[float, float, int] | None:
        """A distance: metres, rounding step in metres, end."""
        whole = self.words.match("measure", self.tokens, at)
        if whole:
            metres = float(whole[1])
            return metres, metres / 2, whole[0]
        number = self.number(at)
        if number is None:
            return None
        value, step, end = number
        unit = self.words.match("unit", self.tokens, end)
        if unit is None or not 0 < value < 10_000:
            return None
        size = float(unit[1])
        return value * size, step * size, self.after_conversion(unit[0])

    def after_conversion(self, at: int) -> int:
        """Skips "(6 mi)" after a distance."""
        if self.mark(at, "("):
            for end in range(at + 1, min(at + 7, len(self.tokens))):
                if self.mark(end, ")"):
                    return end + 1
        return at

    def bearing(self, at: int) -> tuple[float, int, int] | None:
        """A direction of one to three words: degrees, ways, end."""
        bearings: list[float] = []
        ways = 4
        while len(bearings) < 3:
            word = self.words.match("direction", self.tokens, at)
            if word is None:
                break
            degrees, _, told = word[1].partition("/")
            bearings.append(float(degrees))
            ways = max(ways, int(told))
            at = word[0]
            if self.mark(at, "-", "–", "־", "‑") and self.ends("direction", at + 1):
                at += 1
        if not bearings:
            return None
        if len(bearings) > 1:
            ways = 16 if len(bearings) == 3 or ways == 8 else 8
        mixed = bearings[-1]
        for earlier in reversed(bearings[:-1]):
            mixed = _middle(earlier, mixed)
        return mixed % 360.0, ways, at

    def measured(self, at: int) -> tuple[Cue | None, int] | None:
        """ "4 km north of X", "X is 4 km to the north", "4 km from X"."""
        measure = self.measure(at)
        if measure is None:
            return None
        metres, step, end = measure
        after = self.skip(end, "filler")
        direction = self.bearing(after)
        if direction is None and after != end:
            direction, after = self.bearing(end), after
        base = Cue(CueKind.OFFSET, 0, 0, distance_m=metres, step_m=step)
        if direction is not None:
            base = replace(base, bearing_deg=direction[0], bearing_ways=direction[1])
            end = direction[2]
        linked = self.ends("of", self.skip(end, "filler", most=2)) or self.ends("of", end)
        # "X, 8 km to the south": the name before the comma is what lies there.
        subject = self.anchors.before(at, over_comma=direction is not None and not linked)
        base = replace(base, subject=subject)
        anchor = None
        if linked or (direction is not None and self.needs_no_link(end)):
            anchor = self.anchors.read(linked or end)
        if anchor is not None:
            if subject is None:
                base = replace(base, subject=self.told_of(anchor.last))
            return self.build(CueKind.OFFSET, at, anchor.last, anchor, base), anchor.last
        if subject is None or direction is None or linked:
            return None, end
        return self.build(CueKind.OFFSET, at, end, subject, turned(base)), end

    def told_of(self, at: int) -> Anchor | None:
        """The Y of "18 km south of X is the town of Y"."""
        verb = self.ends("be", at)
        if not verb or self.tokens[verb - 1].text.lower() not in _IS:
            return None
        return self.anchors.read(verb, strict=True)

    def needs_no_link(self, at: int) -> bool:
        """Arabic, Hebrew and Russian comparatives put the anchor straight after the direction."""
        if at >= len(self.tokens):
            return False
        comparative = self.tokens[at - 1].text.endswith("ее")
        return comparative or self.tokens[at].script in {"arabic", "hebrew"}

    def directed(self, at: int) -> tuple[Cue | None, int] | None:
        """ "north-east of X", "in the north of X", "just south of X"."""
        inside = self.ends("in", at)
        close = 0 if inside else self.ends("close", at)
        begin = self.skip(inside, "article", most=1) if inside else close or at
        direction = self.bearing(begin)
        if direction is None:
            return self.lying(at)
        linked = self.ends("of", direction[2])
        if not linked and not self.needs_no_link(direction[2]):
            return self.lying(at)
        anchor = self.anchors.read(linked or direction[2])
        if anchor is None:
            return None
        kind = CueKind.IN if inside and linked else CueKind.DIRECTION
        base = Cue(kind, 0, 0, None, direction[0], direction[1], close=bool(close), step_m=None)
        return self.build(kind, at, anchor.last, anchor, base), anchor.last

    def lying(self, at: int) -> tuple[Cue | None, int] | None:
        """ "X lies to the west": X is the place known, and what is described lies east of it."""
        if at == 0 or self.tokens[at - 1].text.lower() not in _LIES:
            return None
        begin = self.skip(at, "filler", most=3)
        direction = self.bearing(begin)
        subject = self.anchors.before(at) if direction is not None else None
        if direction is None or subject is None or begin == at:
            return None
        base = Cue(CueKind.DIRECTION, 0, 0, None, direction[0], direction[1], subject=subject)
        return self.build(CueKind.DIRECTION, at, direction[2], subject, turned(base)), direction[2]

    def beside(self, at: int) -> tuple[Cue | None, int] | None:
        """ "near X", "adjacent to X", "opposite X", "in X": the longest wording wins."""
        kinds = (CueKind.ADJACENT, CueKind.OPPOSITE, CueKind.NEAR, CueKind.IN)
        ends = [(self.ends(kind.value, at), kind) for kind in kinds]
        end, kind = max(ends, key=lambda pair: pair[0])
        if not end:
            return None
        anchor = self.anchors.read(end, strict=kind is CueKind.IN)
        if anchor is None:
            return None
        return self.build(kind, at, anchor.last, anchor), anchor.last

    def between(self, at: int) -> tuple[Cue | None, int] | None:
        """ "between X and Y"."""
        end = self.ends("between", at)
        first = self.anchors.read(end) if end else None
        if first is None:
            return None
        linked = self.ends("and", self.after_aside(first.last))
        second = self.anchors.read(linked or first.last)
        if second is None:
            return self.build(CueKind.BETWEEN, at, first.last, first), first.last
        if not linked and second.text[0] in "وו":
            second = replace(second, text=second.text[1:], start=second.start + 1)
        base = Cue(CueKind.BETWEEN, 0, 0, second=second)
        # What stands between the two ("X, 8 km to the south, and Y") is read next.
        return self.build(CueKind.BETWEEN, at, second.last, first, base), first.last

    def after_aside(self, at: int) -> int:
        """Skips ", 8 km to the south," or "to the south" between two names."""
        begin = at
        if self.mark(at, ","):
            at += 1
        measure = self.measure(at)
        at = self.skip(measure[2] if measure else at, "filler", most=3)
        direction = self.bearing(at)
        if direction is None:
            return begin if measure is None else at
        at = direction[2]
        return at + 1 if self.mark(at, ",") else at

    def junction(self, at: int) -> tuple[Cue | None, int] | None:
        """ "at the junction of X and Y"."""
        end = self.ends("junction", at)
        first = self.anchors.read(end) if end else None
        if first is None:
            return None
        linked = self.ends("and", first.last)
        second = self.anchors.read(linked) if linked else None
        last = second.last if second else first.last
        base = Cue(CueKind.JUNCTION, 0, 0, second=second)
        return self.build(CueKind.JUNCTION, at, last, first, base), last

    def road(self, at: int) -> tuple[Cue | None, int] | None:
        """ "on the N4 road coming from X", "along the road to X", in any order of road and name."""
        on = self.ends("onroad", at)
        begin = self.skip(on, "article", most=1) if on else at
        named = self.road_name(begin, bool(on))
        if named is None:
            return None
        road, end = named
        anchor, last = self.road_end(end)
        if anchor is None and not road:
            return None
        base = Cue(CueKind.ROAD, 0, 0, road=road)
        return self.build(CueKind.ROAD, at, last, anchor, base), last

    def road_name(self, at: int, on: bool) -> tuple[str, int] | None:
        """A road's name and the end of its words, or None where no road is named."""
        noun = self.ends("road", at)
        if noun:
            return self.road_after_noun(at, noun, on)
        if not on:
            return None
        for end in range(at, min(at + _ROAD_LOOK, len(self.tokens))):
            if _is_code(self.tokens[end].text):
                last = self.ends("road", end + 1) or end + 1
                return self.text[self.tokens[at].start : self.tokens[end].end], last
            closing = self.ends("road", end)
            if closing:
                number = closing < len(self.tokens) and self.tokens[closing].script == "number"
                last = closing + 1 if number else closing
                stop = self.tokens[last - 1].end if number else self.tokens[end - 1].end
                return self.text[self.tokens[at].start : stop], last
            token = self.tokens[end]
            if not (token.is_capitalised or token.text in {"-", "–"}):
                return None
        return None

    def road_after_noun(self, at: int, noun: int, on: bool) -> tuple[str, int] | None:
        """ "road 47", "طريق دمشق", "the road coming from": the noun stands first."""
        if noun < len(self.tokens):
            token = self.tokens[noun]
            if token.script == "number" or _is_code(token.text):
                return self.text[self.tokens[at].start : token.end], noun + 1
        uncased = self.tokens[at].script in {"arabic", "hebrew"}
        if not (self.ends("from", noun) or self.ends("toward", noun)) and uncased:
            anchor = self.anchors.read(noun)
            if anchor is not None:
                return anchor.text, anchor.last
        return ("", noun) if on or uncased else None

    def road_end(self, at: int) -> tuple[Anchor | None, int]:
        """The place that the road comes from or leads to."""
        at = self.skip(at, "road", "direction", most=2)
        linked = self.ends("from", at) or self.ends("toward", at)
        anchor = self.anchors.read(linked) if linked else None
        return (anchor, anchor.last) if anchor else (None, at)


def _figure(text: str) -> tuple[float, float]:
    """The value of written figures and the step they seem rounded to."""
    plain = text.replace("٫", ".")
    head, _, tail = plain.partition(",")
    if tail and len(tail) == 3 and "." not in head:
        plain = head + tail
    plain = plain.replace(",", ".")
    if plain.count(".") > 1:  # a list, or groups of thousands: no fraction either way
        plain = plain.replace(".", "")
    decimals = len(plain.partition(".")[2])
    value = float(plain)
    return value, 10.0**-decimals if decimals else _step(value)


def _step(value: float) -> float:
    """A round number is rounded: 40 to 5, 300 to 50, 17 to 1."""
    if value >= 100 and value % 100 == 0:
        return 50.0
    if value >= 20 and value % 10 == 0:
        return 5.0
    return 1.0


def _middle(a: float, b: float) -> float:
    """The bearing halfway between two, the short way round."""
    turn = (b - a + 180.0) % 360.0 - 180.0
    return (a + turn / 2) % 360.0 if not math.isclose(abs(turn), 180.0) else a


def _is_code(text: str) -> bool:
    """N4, M5, SH16: up to three capitals and up to four figures."""
    letters = text.rstrip("0123456789")
    figures = len(text) - len(letters)
    return 1 <= len(letters) <= 3 and letters.isupper() and letters.isascii() and 1 <= figures <= 4
