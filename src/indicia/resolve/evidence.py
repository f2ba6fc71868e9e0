"""What speaks for a suggested name, and whether that is worth a person's attention.

A review queue is short or it is not read. Each suggestion gathers signs (how its mentions were
found, whether it speaks, acts, or anchors a place) and the independent origins that name it; the
table ``gates.tsv`` says which signs from how many origins let a name wait for a person. What does
not pass stays among the mentions. In: mentions, statements, place phrases, origins, post versions.
Cost is linear in their number; what is held of each mention is a few numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of
from indicia.resolve.mention import Mentions
from indicia.stage import Workspace
from indicia.text.fold import fold_key

Row = Mapping[str, Any]

NEAR = 12
"""Code points on each side of a mention that tell one place in a text from another."""
SIGNATURE = 0.3
LEAST_POSTS = 10
"""A string in this share of the posts of a source that has so many is how the source signs."""
SPREAD = 3
"""So many sources that pass one origin on are a burst, and count as a second origin."""

BRACKET = " ("
_OPENING = frozenset('"“”«»„')
QUOTES_KEPT = 1 << 15
"""Quotes whose signs are remembered: a name stands in many posts."""
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_PATRONYMIC = re.compile(r"[а-яё](?:ович|евич|овн|евн|ичн|инич)(?:а|у|ем|ы|е|ой)?$")
_SURNAME = re.compile(
    r"[а-яё](?:ов|ев|ёв|ин|ын|ск|цк|енк|чук|юк|ян|дзе|швили)"
    r"(?:а|у|ым|ом|е|ой|ий|ого|ому|ая|ую|о|ы)?$"
)
_NISBA = re.compile(r"(?i)(?:^|\s)(?:al|el|at|ad|as|ash|an|ar|az)-\w{3,}$|\s(?:bin|ibn|abu)\s")
_HEADS = ("head word", "bare head")
_WEAK = ("foreign capitals", "title alone")
"""Methods that find what is mostly no person: their words are no sign of one."""


@dataclass(slots=True)
class Evidence:
    """What has been seen of one suggested name."""

    signs: set[str] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    """Different words around it; a copy and a repeated overlay have the same."""
    origins: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Source -> origins in which it stands, as numbers (:class:`indicia.resolve.mention.Mentions`)."""
    items: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Source -> items in which it stands."""

    def take(self, other: Evidence) -> None:
        """Add what was seen of another form of the same name."""
        self.signs |= other.signs
        self.contexts |= other.contexts
        for source, origins in other.origins.items():
            self.origins[source] |= origins
        for source, items in other.items.items():
            self.items[source] |= items

    def independent(self, posts: Mapping[int, int]) -> int:
        """Independent origins; all posts that a source signs with the name are one.

        ``posts``: source -> number of its posts.
        """
        told: set[int] = set()
        signed = 0
        for source, origins in self.origins.items():
            total = posts.get(source, 0)
            if total >= LEAST_POSTS and len(self.items[source]) >= SIGNATURE * total:
                signed += 1
            else:
                told |= origins
        number = min(len(self.contexts), len(told) + signed)
        spread = number == 1 and len(self.origins) >= SPREAD and self.contexts != {"|"}
        return number + 1 if spread else number


class Gatherer:
    """Gathers evidence mention by mention, with what the other tables say about each."""

    def __init__(self, work: Workspace, mentions: Mentions) -> None:
        self.posts = mentions.posts
        columns = ["item", "rendition", "speaker_start", "speaker_end", "actor"]
        statements = work.table("statements", columns)
        self._speakers = _spans(_speaker_spans(statements))
        phrases = work.table("place_phrases", ["rendition", "cues"])
        self._anchors = _spans(_anchor_spans(phrases))
        self._actors = _actors(statements)
        self._groups = _groups_before_brackets(mentions.table)
        self.found: dict[str, Evidence] = defaultdict(Evidence)

    def add(self, entity: str, mention: Row) -> None:
        """Count one mention (a row of :class:`~indicia.resolve.mention.Mentions`) of a suggested entity."""
        evidence = self.found[entity]
        source = mention["source"]
        evidence.origins[source].add(mention["origin"])
        evidence.items[source].add(mention["number"])
        evidence.contexts.add(context_of(mention))
        evidence.signs.update(signs_of(mention))
        evidence.signs.update(self._roles(mention))

    def _roles(self, mention: Row) -> Iterator[str]:
        rendition, start, end = mention.get("rendition"), mention.get("start"), mention.get("end")
        if rendition is None or start is None or end is None:
            return
        if _mostly(self._speakers.get(rendition, ()), start, end):
            yield "speaker"
        if _mostly(self._anchors.get(rendition, ()), start, end):
            yield "anchor"
        if (mention.get("prefix") or "").endswith(BRACKET) and (
            rendition,
            start - 2,
        ) in self._groups:
            yield "beside"
        actors = self._actors.get(mention["item"], "")
        if actors and f" {fold_key(mention['quote'])} " in actors:
            yield "actor"


def context_of(mention: Row) -> str:
    """The words beside a mention, as they tell one place in a text from another."""
    before, after = mention.get("prefix") or "", mention.get("suffix") or ""
    return f"{fold_key(before[-NEAR:]).strip()}|{fold_key(after[:NEAR]).strip()}"


def signs_of(mention: Row) -> tuple[str, ...]:
    """The signs that a mention has by itself: its method, and how its words are made."""
    behind_quote = (mention["prefix"] or "")[-1:] in _OPENING
    return _signs(mention["kind"], mention["method"], mention["quote"], behind_quote)


@lru_cache(QUOTES_KEPT)
def _signs(kind: str, method: str, quote: str, behind_quote: bool) -> tuple[str, ...]:
    quoted = behind_quote or not _OPENING.isdisjoint(quote)
    mixed = _LATIN.search(quote) and _CYRILLIC.search(quote)
    foreign = method in _HEADS and kind != "organisation" and mixed and not quoted
    found = ["foreign name" if foreign else method]
    if quoted and method in _HEADS:
        found.append("quoted")
    if any(map(str.isdigit, quote)):
        found.append("number")
    if kind == "person" and method not in _WEAK:
        found += _person_signs(quote)
    return tuple(found)


def _person_signs(quote: str) -> Iterator[str]:
    words = quote.split()
    if len([word for word in words if len(word) > 1]) >= 2:
        yield "full name"
        folded = [word.lower() for word in words]
        if any(_PATRONYMIC.search(word) for word in folded[1:]):
            yield "patronymic"
        if _SURNAME.search(folded[-1]):
            yield "surname"
        if _NISBA.search(quote):
            yield "nisba"


@dataclass(frozen=True, slots=True)
class Gate:
    """One row of ``gates.tsv``."""

    kind: str
    signs: frozenset[str]
    origins: int


def is_worth_review(kind: str, signs: Iterable[str], origins: int) -> bool:
    """Whether a suggestion of this kind with these signs from so many origins waits for a person."""
    seen = frozenset(signs)
    return any(
        gate.signs <= seen and origins >= gate.origins
        for gate in gates()
        if gate.kind in (kind, "any")
    )


@cache
def gates() -> tuple[Gate, ...]:
    """The gates, as ``gates.tsv`` has them."""
    content = files(__package__).joinpath("gates.tsv").read_text("utf-8")
    lines = [line for line in content.splitlines() if line and not line.startswith("#")]
    made = []
    for line in lines[1:]:
        kind, signs, origins, _ = line.split("\t")
        made.append(Gate(kind, frozenset(signs.split("+")), int(origins)))
    return tuple(made)


def _groups_before_brackets(mentions: pa.Table) -> set[tuple[str, int]]:
    """(Rendition, end) of organisations, in the renditions that have a name behind a bracket."""
    behind = mentions.filter(pc.ends_with(mentions.column("prefix"), BRACKET).fill_null(False))
    methods = pa.array([*_HEADS, "lexicon"])
    groups = mentions.filter(
        pc.and_(
            pc.equal(mentions.column("kind"), "organisation"),
            pc.and_(
                pc.is_in(mentions.column("method"), value_set=methods),
                pc.is_in(
                    mentions.column("rendition"),
                    value_set=behind.column("rendition").combine_chunks(),
                ),
            ),
        )
    )
    ends = zip(*(groups.column(c).to_pylist() for c in ("rendition", "end")), strict=True)
    return set(ends)


def _speaker_spans(statements: pa.Table) -> Iterator[tuple[str, int, int]]:
    columns = ("rendition", "speaker_start", "speaker_end")
    spoken = statements.select(list(columns)).drop_null()
    for row in rows_of(spoken):
        yield row["rendition"], row["speaker_start"], row["speaker_end"]


def _anchor_spans(phrases: pa.Table) -> Iterator[tuple[str, int, int]]:
    for row in rows_of(phrases):
        for cue in orjson.loads(row["cues"]):
            start, end = cue.get("anchor_start"), cue.get("anchor_end")
            if start is not None and end is not None and cue.get("anchor_is_named"):
                yield row["rendition"], start, end


def _spans(found: Iterable[tuple[str, int, int]]) -> dict[str, list[tuple[int, int]]]:
    """Rendition -> its spans in order of their ends, without those of the same words."""
    spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for rendition, start, end in found:
        spans[rendition].add((start, end))
    return {rendition: sorted(held) for rendition, held in spans.items()}


def _mostly(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """The stretch lies in a span and is at least half of it."""
    return any(
        left <= start and end <= right and 2 * (end - start) >= right - left
        for left, right in spans
    )


def _actors(statements: pa.Table) -> dict[str, str]:
    """Item -> the folded names of its actors, with blanks around each."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows_of(statements.select(["item", "actor"]).drop_null()):
        if row["actor"]:
            found[row["item"]][fold_key(row["actor"])] = None
    return {item: f" {' | '.join(names)} " for item, names in found.items()}
