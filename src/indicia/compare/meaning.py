"""What of a changed text bears on its meaning: numbers, names, places, negations.

Only what stands in the changed spans counts, and what merely moved does not. Names and places are
those that ``find`` found; a name that it does not know, a word for a number, and a negation in
another language than its word lists know (English, Arabic, Hebrew, Russian) go unseen. That
nothing is listed does not mean that nothing changed in meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicia.find.passage import read_passage
from indicia.text.difference import Change, Span, tokens
from indicia.text.fold import fold

PLACES = frozenset({"place", "facility", "road", "coordinate"})
NAMES = frozenset({"person", "organisation"})
CONTACTS = frozenset({"phone", "email", "url", "handle", "hashtag"})
DATES = frozenset({"date"})
KINDS = (("date", DATES), ("name", NAMES), ("place", PLACES), ("link or contact", CONTACTS))
NEGATORS = ("negator", "deny")
_GROUPED = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
MOST_LISTED = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One text with the mentions found in it (rows with kind, start, end, quote, entity)."""

    text: str
    mentions: Sequence[Mapping[str, Any]] = ()


def reasons_of(before: Reading, after: Reading, changes: Sequence[Change]) -> list[str]:
    """What of numbers, dates, names, places, links and negations changed; empty: nothing."""
    old, new = [c.before for c in changes], [c.after for c in changes]
    found = [
        _compared("number", _numbers(before.text, old), _numbers(after.text, new)),
        *(
            _compared(word, _named(before, old, kinds), _named(after, new, kinds))
            for word, kinds in KINDS
        ),
        _compared("negation", _negations(before.text, old), _negations(after.text, new)),
    ]
    return [reason for reason in found if reason]


def _compared(word: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A sentence on what is gone and what is new; keys are compared, values shown."""
    gone = [shown for key, shown in before.items() if key not in after]
    new = [shown for key, shown in after.items() if key not in before]
    if gone and new:
        return f"{word} {_listed(gone)} became {_listed(new)}"
    if gone:
        return f"{word} {_listed(gone)} was taken out"
    return f"{word} {_listed(new)} was put in" if new else ""


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{' '.join(word.split())}”" for word in words[:MOST_LISTED])
    return shown + (f" and {len(words) - MOST_LISTED} more" if len(words) > MOST_LISTED else "")


def _keyed(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Each key with its number of occurrences, so that a second one is a difference."""
    times: Counter[str] = Counter()
    found = {}
    for key, shown in pairs:
        times[key] += 1
        found[f"{key}\x1f{times[key]}"] = shown
    return found


def _numbers(text: str, spans: Sequence[Span]) -> dict[str, str]:
    def pairs() -> Iterator[tuple[str, str]]:
        for start, end in spans:
            for first, last in tokens(text[start:end]):
                shown = text[start + first : start + last]
                if any(c.isdecimal() for c in shown):
                    yield _GROUPED.sub("", fold(shown).text), shown

    return _keyed(pairs())


def _named(reading: Reading, spans: Sequence[Span], kinds: frozenset[str]) -> dict[str, str]:
    rows = sorted(reading.mentions, key=lambda row: (row["start"], row["end"]))
    return _keyed(
        (row["entity"] or fold(row["quote"]).text, row["quote"])
        for row in rows
        if row["kind"] in kinds and _touches((row["start"], row["end"]), spans)
    )


def _negations(text: str, spans: Sequence[Span]) -> dict[str, str]:
    passage = read_passage(text) if spans else None
    hits = passage.of(*NEGATORS) if passage else []
    return _keyed(
        (fold(text[hit.start : hit.end]).text, text[hit.start : hit.end])
        for hit in hits
        if _touches((hit.start, hit.end), spans)
    )


def _touches(place: Span, spans: Sequence[Span]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in spans)
