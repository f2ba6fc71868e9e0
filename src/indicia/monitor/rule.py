"""Alerts: which rule of ``[[alerts]]`` a round's posts meet, and why. Pure functions over values.

No rule follows a person: a rule that names one is refused, whatever the person's role.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.passage import read_passage
from indicia.lexicon import Lexicon, Name
from indicia.monitor.novelty import Novelty
from indicia.watch import Alert

BASELINE_DAYS = 28
LEAST_DAYS = 14
LEAST_POSTS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One new or edited post, with what the tables know of it."""

    novelty: Novelty
    entities: frozenset[str] = frozenset()
    places_km: tuple[float, ...] = ()
    """How far the places of its words lie from the area's centre; only those with a small region."""
    pictures_before: tuple[str, ...] = ()
    """Its pictures that were seen in an earlier post."""
    source_ids: frozenset[str] = frozenset()
    """Platform id and names of its source."""


@dataclass(frozen=True, slots=True)
class Raised:
    """One alert: the rule, what it is about, and a sentence that says why."""

    rule: str
    kind: str
    """word, name, source, place, picture or volume."""
    subject: str
    """What it is about: repeated alerts with one subject are held back."""
    why: str
    posts: tuple[str, ...] = ()
    """Post versions."""


@dataclass(slots=True)
class Rules:
    """The rules of a case, ready to be held against posts."""

    alerts: Sequence[Alert]
    persons: frozenset[str] = frozenset()
    """Entities that are persons: no rule may name one."""
    _words: dict[str, CompiledLexicon] = field(default_factory=dict)

    def refused(self) -> list[str]:
        """Sentences for the names that no alert may follow."""
        return [
            f"alert {alert.id}: {name} is a person, and no alert follows a person; remove the name"
            for alert in self.alerts
            for name in alert.names
            if name in self.persons
        ]

    def raised(self, posts: Iterable[Seen]) -> list[Raised]:
        """Every alert that these posts raise, in the order of the posts."""
        found: list[Raised] = []
        for seen in posts:
            for alert in self.alerts:
                found += self._of_post(alert, seen)
        return found

    def _of_post(self, alert: Alert, seen: Seen) -> list[Raised]:
        post = (seen.novelty.post_version,)
        source = seen.novelty.source_name
        found = [
            Raised(alert.id, "word", f"word {word}", f"{source} uses “{word}”", post)
            for word in self._words_in(alert, seen.novelty.text)
        ]
        found += [
            Raised(alert.id, "name", f"name {name}", f"{source} names {name}", post)
            for name in alert.names
            if name in seen.entities and name not in self.persons
        ]
        if seen.source_ids.intersection(alert.sources):
            why = f"{source} posted ({seen.novelty.what})"
            found.append(Raised(alert.id, "source", f"source {seen.novelty.source}", why, post))
        if alert.within_km is not None and any(km <= alert.within_km for km in seen.places_km):
            why = f"{source} tells of a place within {alert.within_km:g} km of the area's centre"
            found.append(Raised(alert.id, "place", f"place in {seen.novelty.post}", why, post))
        if alert.seen_pictures:
            found += [
                Raised(
                    alert.id,
                    "picture",
                    f"picture {picture}",
                    f"{source} shows a picture that was seen before ({picture[:12]})",
                    post,
                )
                for picture in seen.pictures_before
            ]
        return found

    def _words_in(self, alert: Alert, text: str) -> list[str]:
        """The rule's words that a text holds, in any spelling and with joined particles."""
        if not alert.words:
            return []
        lexicon = self._words.get(alert.id)
        if lexicon is None:
            names = tuple(Name(word, "organisation", word, "case.toml") for word in alert.words)
            lexicon = self._words[alert.id] = CompiledLexicon(Lexicon(names=names))
        met = {mention.entity for mention in lexicon.find(read_passage(text))}
        return [word for word in alert.words if word in met]


def volume_raised(
    alerts: Sequence[Alert],
    times: Mapping[str, Sequence[datetime]],
    names: Mapping[str, str],
    now: datetime,
) -> list[Raised]:
    """Sources with more posts in the last day than their baseline lets expect.

    ``times`` are the posting times of each source. The baseline is the mean and spread of the
    days before, at most 28 and at least 14; the spread is at least that of chance (the root of
    the mean) and at least one post.
    """
    found = []
    for alert in alerts:
        if alert.volume is None:
            continue
        for source, posted in sorted(times.items()):
            days = _days(posted, now)
            if len(days) <= LEAST_DAYS or days[0] < LEAST_POSTS:
                continue
            mean, spread = _baseline(days[1:])
            above = (days[0] - mean) / spread
            if above >= alert.volume:
                why = (
                    f"{names.get(source, source)} posted {days[0]} times in a day; the "
                    f"{len(days) - 1} days before had {mean:.1f} on average ({above:.1f} standard "
                    "deviations above)"
                )
                found.append(Raised(alert.id, "volume", f"volume {source}", why))
    return found


def _days(posted: Sequence[datetime], now: datetime) -> list[int]:
    """Posts in the last 24 hours, then in each 24 hours before, back to the first post."""
    counts = [0] * (BASELINE_DAYS + 1)
    oldest = 0
    for when in posted:
        age = (now - when) // timedelta(days=1)
        if 0 <= age <= BASELINE_DAYS:
            counts[age] += 1
            oldest = max(oldest, age)
        elif age > BASELINE_DAYS:
            oldest = BASELINE_DAYS
    return counts[: oldest + 1]


def _baseline(days: Sequence[int]) -> tuple[float, float]:
    mean = sum(days) / len(days)
    variance = sum((count - mean) ** 2 for count in days) / len(days)
    return mean, max(math.sqrt(variance), math.sqrt(mean), 1.0)
