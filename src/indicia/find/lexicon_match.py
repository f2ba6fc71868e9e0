"""The analysts' names found in a passage: one automaton over folded words, longest match first.

Joined Arabic and Hebrew particles and suffixes are allowed around a name when
``indicia.find.affix`` knows them. A name whose gate is ``context`` counts only near a word that
makes it a name (a rank, a head word, a preposition of place, a verb of speech or action).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import ahocorasick

from indicia.find.affix import Around, Form, is_like_function, may_stand, name_forms
from indicia.find.cue import small_words
from indicia.find.mention import Mention
from indicia.find.passage import POINTS, Passage
from indicia.lexicon import Lexicon, Name
from indicia.text.fold import fold_key

TRIGGERS = ("head", "rank", "attribute", "deny", "event", "according")
NEAR_WORDS = 3


class CompiledLexicon:
    """A lexicon ready for matching. Compile once, use for every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        entries: dict[str, list[tuple[Name, Form]]] = {}
        for name in _names(lexicon):
            for form in name_forms(name.name):
                entries.setdefault(form.words, []).append((name, form))
        self.automaton: Any = ahocorasick.Automaton()
        for words, names in entries.items():
            self.automaton.add_word(words, (words, names))
        self.size = len(entries)
        if self.size:
            self.automaton.make_automaton()

    def find(self, passage: Passage, day: str | None = None) -> list[Mention]:
        """Mentions of known names; longest first, none overlapping another.

        ``day`` (ISO) is when the text was posted: a name counts only while it was in use. A group
        that is named inside the name of its site is kept beside the site.
        """
        if not self.size or not passage.words:
            return []
        found = []
        for last_position, (words, names) in self.automaton.iter(passage.squeezed):
            begin = last_position - len(words) + 1
            if day is not None:
                names = [entry for entry in names if is_in_use(entry[0], day)]
            mention = self._mention(passage, begin, last_position + 1, names) if names else None
            if mention is not None:
                found.append(mention)
        found.sort(key=lambda m: (m.start - m.end, m.start, -m.score))
        kept: list[Mention] = []
        owner: dict[int, Mention] = {}
        for mention in found:
            first, last = owner.get(mention.start), owner.get(mention.end - 1)
            if first is None and last is None:
                owner.update(dict.fromkeys(range(mention.start, mention.end), mention))
            elif first is None or first is not last or not _is_owner_of(mention, first):
                continue
            kept.append(mention)
        return sorted(kept, key=lambda m: (m.start, m.end))

    def _mention(
        self, passage: Passage, begin: int, end: int, names: list[tuple[Name, Form]]
    ) -> Mention | None:
        starts = passage.squeezed_starts
        first = bisect_right(starts, begin) - 1
        last = bisect_right(starts, end - 1)
        before = passage.squeezed[starts[first] : begin]
        after_end = starts[last - 1] + len(passage.words[last - 1])
        after = passage.squeezed[end:after_end]
        if not passage.is_joined(first, last):
            return None
        written = passage.text[passage.starts[first] : passage.ends[last - 1]]
        around = Around(before, after, written)
        near = triggers_near(passage, first, last)
        open_names = [
            (name, form.joined)
            for name, form in names
            if may_stand(form, name.kind, around)
            and not (is_like_function(form.words) and not _has_rank(passage, first))
            and (name.gate != "context" or near or _has_place_word(passage, first, name))
        ]
        if not open_names:
            return None
        name, joined = open_names[0]
        start = passage.starts[first] + written_length(passage, first, before)
        stop = passage.ends[last - 1]
        if after and fold_key(passage.text[stop - len(after) : stop]) == after:
            stop -= len(after)
        particles = " ".join(part for part in (before, joined, after) if part)
        reason = f"lexicon: {name.name} ({name.source})"
        if particles:
            reason += f"; with the particle {particles}"
        others = sorted({other.entity for other, _ in open_names} - {name.entity})
        if others:
            reason += f"; also a name of {', '.join(others)}"
        score = 0.97 - 0.04 * bool(particles) - 0.2 * bool(others) - 0.1 * (name.gate == "context")
        value = {"also": others} if others else None
        return Mention(
            start, stop, name.kind, "lexicon", round(score, 2), reason, name.entity, value
        )


def is_in_use(name: Name, day: str) -> bool:
    """Whether a name was in use on an ISO day, as far as the lexicon says (year, month or day)."""
    begun = not name.valid_from or day[: len(name.valid_from)] >= name.valid_from
    return begun and (not name.valid_to or day[: len(name.valid_to)] <= name.valid_to)


def _is_owner_of(group: Mention, site: Mention) -> bool:
    return (
        group.kind == "organisation"
        and site.kind == "facility"
        and group.entity != site.entity
        and group.end - group.start < site.end - site.start
    )


def triggers_near(passage: Passage, first: int, last: int) -> bool:
    """A rank, head word, or verb of speech or action stands within three words."""
    low = passage.starts[max(0, first - NEAR_WORDS)]
    high = passage.ends[min(len(passage.words), last + NEAR_WORDS) - 1]
    return any(
        hit.last <= first or hit.first >= last
        for role in TRIGGERS
        for hit in passage.within(role, low, high)
    )


def _has_rank(passage: Passage, first: int) -> bool:
    """A rank or title stands right before a word."""
    if not first:
        return False
    start, end = passage.starts[first - 1], passage.ends[first - 1]
    return bool(passage.within("rank", start, end))


def _has_place_word(passage: Passage, first: int, name: Name) -> bool:
    if name.kind not in ("place", "facility", "road") or first == 0:
        return False
    return passage.words[first - 1] in small_words("en", "before") | {"في", "من", "الي", "قرب"}


def _names(lexicon: Lexicon) -> Iterable[Name]:
    yield from lexicon.names
    for mark in lexicon.landmarks:
        yield Name(mark.entity, "facility", mark.name, mark.source)


def written_length(passage: Passage, index: int, particle: str) -> int:
    """Code points of a particle as it is written at the head of a word; 0 where it looks otherwise."""
    start, end = passage.starts[index], passage.ends[index]
    length = len(particle)
    while start + length < end and passage.text[start + length] in POINTS:
        length += 1
    return length if fold_key(passage.text[start : start + length]) == particle else 0
