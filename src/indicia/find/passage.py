"""A passage: a text cut into folded words with their exact places, and the cues found in it.

Everything later looks at words and cues and speaks in code points of the untouched text. Cost is
linear in the length of the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from indicia.find.cue import WORD, Cue, cue_automaton
from indicia.find.furniture import NO_FURNITURE, Furniture, find_furniture
from indicia.text.fold import fold

POINTS = frozenset(
    map(
        chr, (0x621, 0x640, *range(0x64B, 0x660), 0x670, *range(0x591, 0x5BE), *range(0x300, 0x370))
    )
)
"""Vowel points, accents, stretching and a last hamza, which folding drops: part of the word."""
BREAKS = frozenset(".!?؟…;؛:\n•")
STATEMENT_ROLES = frozenset(
    [
        "attribute",
        "deny",
        "according",
        "rumour",
        "unnamed",
        "pronoun",
        "disbelief",
        "negator",
        "denegator",
        "scope",
        "hedge",
        "future",
        "purpose",
        "question",
        "demand",
        "imperative",
        "threat",
        "sequence",
        "event",
        "claimed",
        "idle",
    ]
)


_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue in a passage: words ``first`` to before ``last``, code points start to end."""

    first: int
    last: int
    start: int
    end: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its folded words and where they stand, and its cues by role in order of place."""

    text: str
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    squeezed: str
    squeezed_starts: Sequence[int]
    hits: Mapping[str, Sequence[Hit]]
    furniture: Furniture = NO_FURNITURE

    def of(self, *roles: str) -> list[Hit]:
        """Cues of these roles in order of place."""
        found = [hit for role in roles for hit in self.hits.get(role, ())]
        if len(roles) > 1:
            found.sort(key=lambda hit: (hit.first, hit.last))
        return found

    def within(self, role: str, start: int, end: int) -> list[Hit]:
        """Cues of one role that lie between two code points."""
        hits = self.hits.get(role)
        if not hits:
            return []
        low = bisect_left(hits, start, key=_START)
        found = []
        for index in range(low, len(hits)):
            hit = hits[index]
            if hit.start >= end:
                break
            if hit.end <= end:
                found.append(hit)
        return found

    def word_at(self, position: int) -> int:
        """Index of the first word that starts at or after a code point."""
        return bisect_left(self.starts, position)

    def word(self, index: int) -> str:
        """Word ``index``; empty before the first and behind the last."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def gap(self, index: int) -> str:
        """What stands between word ``index`` and the next one; a line end behind the last."""
        if index + 1 >= len(self.starts):
            return "\n"
        return self.text[self.ends[index] : self.starts[index + 1]]

    def is_joined(self, first: int, last: int) -> bool:
        """No sentence ends between the words ``first`` and before ``last``."""
        return all(
            len(gap := self.gap(i)) <= 4 and BREAKS.isdisjoint(gap) for i in range(first, last - 1)
        )


def read_passage(text: str) -> Passage:
    """The passage of a text."""
    folded = fold(text)
    offsets, size = folded.offsets, len(text)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    squeezed_starts: list[int] = []
    word_of_end: dict[int, int] = {}
    position = 1
    for match in WORD.finditer(folded.text):
        word = match.group()
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        while end < size and text[end] in POINTS:
            end += 1
        words.append(word)
        starts.append(start)
        ends.append(end)
        squeezed_starts.append(position)
        position += len(word) + 1
        word_of_end[position - 1] = len(words)
    squeezed = f" {' '.join(words)} "
    blank = Passage(text, words, starts, ends, squeezed, squeezed_starts, {})
    return replace(blank, hits=_hits(blank, word_of_end), furniture=find_furniture(text))


def _hits(passage: Passage, word_of_end: Mapping[int, int]) -> dict[str, list[Hit]]:
    found: list[tuple[int, int, tuple[Cue, ...]]] = []
    for end, (length, cues) in cue_automaton().iter(passage.squeezed):
        last = word_of_end[end]
        if length == 1 or passage.is_joined(last - length, last):
            found.append((last - length, last, cues))
    found.sort(key=lambda entry: (entry[0], -entry[1]))
    taken: dict[str, int] = {}
    covered_to = 0
    hits: dict[str, list[Hit]] = {}
    for first, last, cues in found:
        start, end = passage.starts[first], passage.ends[last - 1]
        # A cue inside a longer one is part of it: "claimed" in "claimed responsibility".
        covered = last <= covered_to
        for cue in cues:
            of_statement = cue.role in STATEMENT_ROLES
            if first < taken.get(cue.role, 0) or (of_statement and covered):
                continue
            taken[cue.role] = last
            hits.setdefault(cue.role, []).append(Hit(first, last, start, end, cue))
        if last - first > 1 and any(cue.role in STATEMENT_ROLES for cue in cues):
            covered_to = max(covered_to, last)
    return hits
