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
INITIAL, INITIAL_FROM = 0.6, 0.5
"""What an initial counts for beside a word that begins with its sound, and from where it does."""


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
    words: dict[WordPair, int] = {}
    wholes: dict[WordPair, int] = {}
    plans = [_plan(a, b, words, wholes) for a, b in pairs]
    of_words = align_words(list(words), least=PARTNER)
    of_wholes = align_words(list(wholes))
    return [
        _evidence(a, b, plan, of_words, of_wholes)
        for (a, b), plan in zip(pairs, plans, strict=True)
    ]


Cell = tuple[int, int, float, str, tuple[int, ...]]
"""Places of two tokens, their similarity and by what it is; or by sound, and the numbers of the
word pairs whose best is their similarity."""


@dataclass(slots=True)
class _Plan:
    """What must be known of a pair of names: cells that can be partners, numbers of whole pairs."""

    cells: list[Cell]
    whole: int
    acronym: int | None


def _plan(
    a: ParsedName, b: ParsedName, words: dict[WordPair, int], wholes: dict[WordPair, int]
) -> _Plan:
    cells: list[Cell] = []
    for i, x in enumerate(a.counted):
        for j, y in enumerate(b.counted):
            if x.kind == "number" or y.kind == "number":
                if x.kind == y.kind and x.key == y.key:
                    cells.append((i, j, 1.0, "number", ()))
            elif x.key == y.key:
                cells.append((i, j, 1.0, "letters", ()))
            elif not x.concepts.isdisjoint(y.concepts):
                cells.append((i, j, 1.0, "meaning", ()))
            # Two words for different kinds of unit are no partners, however alike they sound.
            elif x.units and y.units and not x.kind == y.kind == "unit":
                if x.bare or y.bare or x.kind == "initial" or y.kind == "initial":
                    numbers = _sounds(x, y, words)
                else:
                    pair = (x.units, x.script, y.units, y.script)
                    numbers = (words.setdefault(pair, len(words)),)
                cells.append((i, j, 0.0, "sound", numbers))
    acronym = _acronym(a, b)
    return _Plan(
        cells,
        wholes.setdefault(whole_pair(a, b), len(wholes)),
        None if acronym is None else wholes.setdefault(acronym, len(wholes)),
    )


def whole_pair(a: ParsedName, b: ParsedName) -> WordPair:
    """All sounds of both, but for words that both have by meaning: those need not sound alike."""
    if a.concepts.isdisjoint(b.concepts):
        return a.run, a.script, b.run, b.script
    shared = a.concepts & b.concepts
    left, right = (run_of(name.counted, name.script, shared) for name in (a, b))
    return left, a.script, right, b.script


def _sounds(x: Token, y: Token, words: dict[WordPair, int]) -> tuple[int, ...]:
    """Numbers of the pairs of words: as written, without the article, and an initial's."""
    pairs = [(x.units, x.script, y.units, y.script)]
    if x.kind == "initial" or y.kind == "initial":
        pairs.append((x.units[:1], x.script, y.units[:1], y.script))
    if y.bare:
        pairs.append((x.units, x.script, y.bare, y.script))
    if x.bare:
        pairs.append((x.bare, x.script, y.units, y.script))
        if y.bare:
            pairs.append((x.bare, x.script, y.bare, y.script))
    return tuple([words.setdefault(pair, len(words)) for pair in pairs])


def _acronym(a: ParsedName, b: ParsedName) -> WordPair | None:
    """The one word of one side and the initials of the other, where that may be one."""
    for one, other in ((a, b), (b, a)):
        word, initials = one.alone, other.initials
        if word is not None and len(initials) >= 3 and 2 <= len(word.units) <= 6:
            if abs(len(initials) - len(word.units)) <= 1:
                return word.units, word.script, initials, other.initials_script
    return None


def _evidence(
    a: ParsedName,
    b: ParsedName,
    plan: _Plan,
    of_words: Sequence[float],
    of_wholes: Sequence[float],
) -> Evidence:
    matches, left, right, in_order = _match(a.counted, b.counted, plan.cells, of_words)
    weights = _side(a.counted), _side(b.counted)
    gained = [0.0, 0.0]
    essential = 0.0
    for match in matches:
        mine, theirs = _weight(match.left), _weight(match.right)
        gained[0] += match.similarity * mine
        gained[1] += match.similarity * theirs
        if match.left.kind in _ESSENTIAL or match.right.kind in _ESSENTIAL:
            essential += (mine + theirs) / 2 * match.similarity
    shares = [g / w if w else 0.0 for g, w in zip(gained, weights, strict=True)]
    short = 0 if weights[0] <= weights[1] else 1
    return Evidence(
        matches=matches,
        alone_left=left,
        alone_right=right,
        whole=of_wholes[plan.whole],
        acronym=0.0 if plan.acronym is None else max(0.0, of_wholes[plan.acronym]),
        known=a.known & b.known,
        known_apart=bool(a.known and b.known and a.known.isdisjoint(b.known)),
        numbers_differ=bool(a.numbers and b.numbers and a.numbers != b.numbers),
        number_alone=bool(a.numbers) != bool(b.numbers),
        units_differ=bool(a.units and b.units and a.units.isdisjoint(b.units)),
        aligned=sum(gained) / (sum(weights) or 1.0),
        covered_short=shares[short],
        covered_long=shares[1 - short],
        worst=_worst(matches, left if short == 0 else right),
        shared=essential,
        same_order=in_order,
    )


def _match(
    left: Sequence[Token], right: Sequence[Token], cells: Sequence[Cell], of_words: Sequence[float]
) -> tuple[tuple[Match, ...], tuple[Token, ...], tuple[Token, ...], bool]:
    """Best-first pairs of tokens in the order of the left, those left alone, and whether the pairs
    stand in the same order on both sides."""
    found: list[tuple[float, int, int, int, str]] = []
    for i, j, similarity, by, numbers in cells:
        if len(numbers) == 1:
            similarity = of_words[numbers[0]]
        elif numbers:
            similarity = _by_sound(left[i], right[j], [of_words[n] for n in numbers])
        if similarity >= PARTNER:
            found.append((-similarity, abs(i - j), i, j, by))
    if not found:
        return (), tuple(left), tuple(right), True
    found.sort()
    taken: dict[int, tuple[int, Match]] = {}
    used: set[int] = set()
    for negative, _, i, j, by in found:
        if i not in taken and j not in used:
            taken[i] = j, Match(left[i], right[j], -negative, by)
            used.add(j)
    alone_left = tuple([t for i, t in enumerate(left) if i not in taken])
    alone_right = tuple([t for j, t in enumerate(right) if j not in used])
    pairs = [taken[i] for i in sorted(taken)]
    places = [j for j, _ in pairs]
    return tuple([m for _, m in pairs]), alone_left, alone_right, places == sorted(places)


def _by_sound(x: Token, y: Token, shares: Sequence[float]) -> float:
    """The similarity by sound; ``shares`` in the order of :func:`_sounds`."""
    if "initial" in (x.kind, y.kind):
        return INITIAL if shares[1] > INITIAL_FROM else max(*shares[:1], *shares[2:], -1.0)
    return max(shares)


def _weight(token: Token) -> float:
    length = len(token.units or token.key)
    return _BY_LENGTH[token.kind][length if length < 4 else 4]


def _side(tokens: Sequence[Token]) -> float:
    return sum([_weight(token) for token in tokens])


def _worst(matches: Sequence[Match], alone: Sequence[Token]) -> float:
    for token in alone:
        if token.kind in _ESSENTIAL:
            return 0.0
    found = [m.similarity for m in matches if m.left.kind in _ESSENTIAL]
    return min(found, default=0.0)
