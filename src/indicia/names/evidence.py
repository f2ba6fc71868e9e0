"""What speaks for and against two names being one: tokens aligned by kind, and what was left over.

Takes parsed names, many pairs at a time, gives one :class:`Evidence` a pair. Nothing is decided
here: weights and zones are in :mod:`indicia.names.compare`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicia.names.align import WordPair, align_words
from indicia.names.parse import ParsedName, Token, run_of

PARTNER = 0.4
ALIKE, ALIKE_WITHOUT_VOWELS = 0.8, 0.65
"""From here on two words are called the same sound; scripts that leave vowels out agree less."""
WEIGHTS = {
    "name": 1.0, "number": 1.2, "word": 0.9, "unit": 0.5, "body": 0.5, "place": 0.5, "legal": 0.05,
    "title": 0.1, "initial": 0.3, "article": 0.2, "son": 0.2,
}  # fmt: skip
"""What a token of each kind counts for, before its length."""
_BY_LENGTH = {
    kind: tuple(weight * min(1.0, 0.4 + 0.15 * length) for length in range(5))
    for kind, weight in WEIGHTS.items()
}
_ESSENTIAL = ("name", "word", "number")


@dataclass(slots=True)
class Match:
    """Two tokens that stand for each other, how alike they are (0..1), and by what."""

    left: Token
    right: Token
    similarity: float
    by: str
    """sound, meaning, number or letters."""

    @property
    def is_alike(self) -> bool:
        """Whether the two words may be called the same."""
        consonants = self.by == "sound" and self.left.script != self.right.script
        abjad = consonants and {"Arab", "Hebr"} & {self.left.script, self.right.script}
        return self.similarity >= (ALIKE_WITHOUT_VOWELS if abjad else ALIKE)


@dataclass(slots=True)
class Evidence:
    """All that was found about a pair."""

    matches: tuple[Match, ...]
    alone_left: tuple[Token, ...]
    """Tokens of the left without a partner."""
    alone_right: tuple[Token, ...]
    whole: float
    """Similarity of all sounds in one piece, for names that one side writes together; -1..1."""
    acronym: float
    """Similarity of a one-word side with the initials of the other; 0 where neither is short."""
    known: frozenset[str]
    """Organisations of the alias list that both names are names of."""
    known_apart: bool
    """Both are names of known organisations, and of different ones."""
    numbers_differ: bool
    number_alone: bool
    """Only one side holds a number."""
    units_differ: bool
    """Both name a kind of unit, and no kind is shared: a brigade is no corps."""
    aligned: float
    """Weighted share of both sides that found a partner, 0..1."""
    covered_short: float
    """The same, of the side with less weight."""
    covered_long: float
    worst: float
    """The least alike of the short side's essential words; 0 where one has no partner."""
    shared: float
    """Weight of essential words that are shared: how much there was to be alike."""
    same_order: bool


def gather(pairs: Sequence[tuple[ParsedName, ParsedName]]) -> list[Evidence]:
    """Evidence for each pair."""
    wanted: dict[WordPair, int] = {}
    for a, b in pairs:
        for x in a.counted:
            for y in b.counted:
                for pair in _sound_pairs(x, y):
                    wanted.setdefault(pair, len(wanted))
        wanted.setdefault(whole_pair(a, b), len(wanted))
        if (short := _acronym(a, b)) is not None:
            wanted.setdefault(short, len(wanted))
    scores = align_words(list(wanted))
    sounds = dict(zip(wanted, scores, strict=True))
    return [_evidence(a, b, sounds) for a, b in pairs]


def whole_pair(a: ParsedName, b: ParsedName) -> WordPair:
    """All sounds of both, but for words that both have by meaning: those need not sound alike."""
    shared = a.concepts & b.concepts
    if not shared:
        return a.run, a.script, b.run, b.script
    left, right = (run_of(name.counted, name.script, shared) for name in (a, b))
    return left, a.script, right, b.script


def _sound_pairs(x: Token, y: Token) -> tuple[WordPair, ...]:
    if not x.units or not y.units or x.kind == "number" or y.kind == "number":
        return ()
    plain = (x.units, x.script, y.units, y.script)
    if not x.bare and not y.bare:
        return (plain,)
    if not y.bare:
        return plain, (x.bare, x.script, y.units, y.script)
    if not x.bare:
        return plain, (x.units, x.script, y.bare, y.script)
    turned = (x.units, x.script, y.bare, y.script)
    return plain, turned, (x.bare, x.script, y.units, y.script)


def _acronym(a: ParsedName, b: ParsedName) -> WordPair | None:
    """The one word of one side and the initials of the other, where that may be one."""
    for one, other in ((a, b), (b, a)):
        words = [t for t in one.counted if t.units]
        others = [t for t in other.counted if t.units and t.kind != "legal"]
        if len(words) == 1 and 2 <= len(words[0].units) <= 6 and len(others) >= 3:
            initials = "".join(t.units[0] for t in others)
            if abs(len(initials) - len(words[0].units)) <= 1:
                return words[0].units, words[0].script, initials, others[0].script
    return None


def _evidence(a: ParsedName, b: ParsedName, sounds: dict[WordPair, float]) -> Evidence:
    matches, left, right, in_order = _match(a.counted, b.counted, sounds)
    weights = _side(a.counted), _side(b.counted)
    gained = [0.0, 0.0]
    for match in matches:
        gained[0] += match.similarity * _weight(match.left)
        gained[1] += match.similarity * _weight(match.right)
    shares = [g / w if w else 0.0 for g, w in zip(gained, weights, strict=True)]
    short = 0 if weights[0] <= weights[1] else 1
    acronym, whole = _acronym(a, b), whole_pair(a, b)
    return Evidence(
        matches=matches,
        alone_left=left,
        alone_right=right,
        whole=sounds[whole],
        acronym=max(0.0, sounds[acronym]) if acronym is not None else 0.0,
        known=a.known & b.known,
        known_apart=bool(a.known and b.known and not a.known & b.known),
        numbers_differ=bool(a.numbers and b.numbers and a.numbers != b.numbers),
        number_alone=bool(a.numbers) != bool(b.numbers),
        units_differ=bool(a.units and b.units and not a.units & b.units),
        aligned=sum(gained) / (sum(weights) or 1.0),
        covered_short=shares[short],
        covered_long=shares[1 - short],
        worst=_worst(matches, left if short == 0 else right),
        shared=_shared(matches),
        same_order=in_order,
    )


def _match(
    left: Sequence[Token], right: Sequence[Token], sounds: dict[WordPair, float]
) -> tuple[tuple[Match, ...], tuple[Token, ...], tuple[Token, ...], bool]:
    """Best-first pairs of tokens in the order of the left, those left alone, and whether the pairs
    stand in the same order on both sides."""
    found: list[tuple[float, int, int, int, str]] = []
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            similarity, by = _alike(x, y, sounds)
            if similarity >= PARTNER:
                found.append((-similarity, abs(i - j), i, j, by))
    found.sort()
    taken: dict[int, tuple[int, Match]] = {}
    used: set[int] = set()
    for negative, _, i, j, by in found:
        if i not in taken and j not in used:
            taken[i] = j, Match(left[i], right[j], -negative, by)
            used.add(j)
    alone_left = tuple(t for i, t in enumerate(left) if i not in taken)
    alone_right = tuple(t for j, t in enumerate(right) if j not in used)
    pairs = [taken[i] for i in sorted(taken)]
    places = [j for j, _ in pairs]
    return tuple(m for _, m in pairs), alone_left, alone_right, places == sorted(places)


def _alike(x: Token, y: Token, sounds: dict[WordPair, float]) -> tuple[float, str]:
    if "number" in (x.kind, y.kind):
        return float(x.kind == y.kind and x.key == y.key), "number"
    if x.key == y.key:
        return 1.0, "letters"
    if x.concepts & y.concepts:
        return 1.0, "meaning"
    pairs = _sound_pairs(x, y)
    if not pairs:
        return 0.0, ""
    best = max(sounds[pair] for pair in pairs)
    if x.kind == "initial" or y.kind == "initial":
        best = 0.6 if sounds.get((x.units[:1], x.script, y.units[:1], y.script), -1) > 0.5 else best
    if x.kind == y.kind == "unit":
        best = min(best, 0.3)
    return max(0.0, best), "sound"


def _weight(token: Token) -> float:
    return _BY_LENGTH[token.kind][min(4, len(token.units or token.key))]


def _side(tokens: Sequence[Token]) -> float:
    return sum(map(_weight, tokens))


def _worst(matches: Sequence[Match], alone: Sequence[Token]) -> float:
    if any(t.kind in _ESSENTIAL for t in alone):
        return 0.0
    found = [m.similarity for m in matches if m.left.kind in _ESSENTIAL]
    return min(found, default=0.0)


def _shared(matches: Sequence[Match]) -> float:
    return sum(
        (_weight(m.left) + _weight(m.right)) / 2 * m.similarity
        for m in matches
        if m.left.kind in _ESSENTIAL or m.right.kind in _ESSENTIAL
    )
