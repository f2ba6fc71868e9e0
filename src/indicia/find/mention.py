"""Mentions: spans of a text that name somebody or something, gathered from every finder.

In: a passage, the compiled lexicon, when the text was posted. Out: mentions in order of place, with
exact offsets into the untouched text. Where two finders want the same words the more certain wins;
a name inside a longer name of another kind is kept. Who an unknown name is, is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from indicia.find.passage import Passage

VERSION = "1"
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
    known = lexicon.find(passage) if lexicon is not None else []
    new = find_names(passage)
    counted = find_quantities(passage)
    return settle((sure, dates, known, new, counted))


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


def _excludes(kept: Mention, new: Mention) -> bool:
    if new.start >= kept.end or kept.start >= new.end:
        return False
    if kept.kind == "hashtag":
        return new.kind not in ("organisation", "place", "facility", "person", "road")
    if kept.kind in EXCLUSIVE or kept.kind == new.kind:
        return True
    contains = new.start <= kept.start and kept.end <= new.end
    longer = new.end - new.start > kept.end - kept.start
    return not (contains and longer and kept.kind in ("organisation", "place", "person"))
