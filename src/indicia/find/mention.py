"""Mentions: spans of a text that name somebody or something, gathered from every finder.

In: a passage, the compiled lexicon, when the text was posted. Out: mentions in order of place, with
exact offsets into the untouched text. Where two finders want the same words the more certain wins;
a name inside a longer name of another kind is kept. Who an unknown name is, is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from indicia.find.passage import Passage

VERSION = "5"
DISCOVERED = frozenset(
    {
        "rank",
        "kunya",
        "gloss",
        "quotation",
        "road",
        "named road",
        "acronym",
        "article",
        "outlet",
        "compass",
        "preposition",
        "capitals",
        "foreign capitals",
    }
)
"""Methods that suggest a name which nobody vouched for, besides the head words."""
EXCLUSIVE = frozenset({"url", "email", "phone", "coordinate", "handle", "hashtag"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One span that names something; ``score`` is 0..1 of the method that found it."""

    start: int
    end: int
    kind: str
    method: str
    score: float
    reason: str
    entity: str | None = None
    value: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """When and in which zone a text was posted; ``None`` where nobody said."""

    posted_utc: datetime | None = None
    zone: tzinfo | None = None


def find_mentions(
    passage: Passage, lexicon: Any = None, posting: Posting | None = None
) -> tuple[Mention, ...]:
    """All mentions of a passage, in order of place. ``lexicon`` is a ``CompiledLexicon``."""
    from indicia.find.date import find_dates
    from indicia.find.discovery import find_names
    from indicia.find.identifier import find_identifiers
    from indicia.find.quantity import find_quantities

    sure = find_identifiers(passage.text)
    dates = find_dates(passage, posting or Posting())
    known = lexicon.find(passage, _day_of(posting)) if lexicon is not None else []
    new = [m for m in find_names(passage) if not passage.furniture.covers(m.start)]
    counted = find_quantities(passage)
    found = settle((sure, dates, known, find_authors(passage), new, counted))
    again = list(_named_again(passage, found))
    return settle((found, again)) if again else found


def _named_again(passage: Passage, found: Sequence[Mention]) -> Iterator[Mention]:
    """Names in capitals that were read twice in a text, where it has them once more ("Iran's")."""
    times = Counter(
        (mention.kind, passage.text[mention.start : mention.end])
        for mention in found
        if mention.method in DISCOVERED and mention.score >= 0.4
    )
    names = {name: kind for (kind, name), n in times.items() if n > 1 and name[0].isupper()}
    known = {mention.start for mention in found}
    for index, start in enumerate(passage.starts):
        if not names or start in known:
            continue
        name = passage.text[start : passage.ends[index]]
        if name in names:
            reason = "named elsewhere in the text"
            end = passage.ends[index]
            yield Mention(start, end, names[name], "again", 0.3, reason)


def _day_of(posting: Posting | None) -> str | None:
    if posting is None or posting.posted_utc is None:
        return None
    return posting.posted_utc.astimezone(posting.zone).strftime("%Y-%m-%d")


def find_authors(passage: Passage) -> list[Mention]:
    """The names of bylines: whoever wrote the text, told apart from whom it is about."""
    reason = "name alone on a line of the page: its author"
    value = {"role": "author"}
    return [
        Mention(start, end, "person", "byline", 0.6, reason, value=value)
        for start, end in passage.furniture.authors
    ]


LONGEST = 400
"""Code points of the longest mention, for looking back from a place in the text."""


def overlapping(mentions: Sequence[Mention], start: int, end: int) -> Iterator[Mention]:
    """Mentions that touch a stretch; ``mentions`` are in order of place."""
    low = bisect_left(mentions, start - LONGEST, key=lambda m: m.start)
    for index in range(low, len(mentions)):
        mention = mentions[index]
        if mention.start >= end:
            return
        if mention.end > start:
            yield mention


def settle(found: Iterable[Iterable[Mention]]) -> tuple[Mention, ...]:
    """Mentions without conflict; earlier groups win over later ones."""
    kept: list[Mention] = []
    taken: dict[int, list[Mention]] = {}
    for group in found:
        for mention in sorted(group, key=lambda m: (-m.score, m.start - m.end, m.start)):
            cells = range(mention.start >> 6, (mention.end >> 6) + 1)
            near = [other for cell in cells for other in taken.get(cell, ())]
            if any(_excludes(other, mention) for other in near):
                continue
            kept.append(mention)
            for cell in cells:
                taken.setdefault(cell, []).append(mention)
    return tuple(sorted(kept, key=lambda m: (m.start, m.end, m.kind)))


def _is_owner(kept: Mention, new: Mention) -> bool:
    """A group that is named inside the name of its site ("Dawn Brigade base")."""
    inside = kept.start <= new.start and new.end <= kept.end and new.end < kept.end
    sure = new.method in ("lexicon", "head word", "bare head")
    return inside and sure and kept.kind == "facility" and new.kind == "organisation"


def _excludes(kept: Mention, new: Mention) -> bool:
    if new.start >= kept.end or kept.start >= new.end:
        return False
    if kept.kind == "hashtag":
        return new.kind not in ("organisation", "place", "facility", "person", "road")
    if kept.kind in EXCLUSIVE or kept.kind == new.kind:
        return True
    if _is_owner(kept, new):
        return False
    contains = new.start <= kept.start and kept.end <= new.end
    longer = new.end - new.start > kept.end - kept.start
    return not (contains and longer and kept.kind in ("organisation", "place", "person"))
