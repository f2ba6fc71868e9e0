"""Entities: those that the lexicon vouches for, and those that mentions suggest.

A mention that the lexicon knows belongs to its entity. Other mentions of one kind and one folded
spelling suggest one entity; it stays a suggestion until a person confirms it. Organisations and
places (never persons) join a vouched entity by themselves when names agree in the automatic zone
and nothing conflicts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of
from indicia.geo.protected import protected_kind
from indicia.identity import derived_id
from indicia.names.compare import NameComparison
from indicia.names.index import NameIndex
from indicia.resolve.decided import Decided
from indicia.resolve.evidence import Gatherer
from indicia.resolve.kept import Kept
from indicia.resolve.mention import Mentions
from indicia.resolve.queue import join_forms, worth_review
from indicia.resolve.suggestion import could_be_name
from indicia.stage import Workspace
from indicia.text.fold import fold_key
from indicia.text.script import dominant_script

KINDS = ("person", "organisation", "place", "facility", "road")
AUTOMATIC_KINDS = ("organisation", "place", "facility")
COMPARED_AS = {"facility": "place", "road": "place"}
CANDIDATES = 8
MOST_SPELLINGS = 12
NAMES_KEPT = 1 << 16
"""Spellings whose ids are remembered."""
LEAST_ALIKE = 0.3
"""Candidates of less likeness by the index are not compared: they never reach the zone "same"."""
LIKE_KNOWN = 0.8
"""A pair in review with this score makes a suggestion worth a look, wherever it stands."""

Row = Mapping[str, Any]


@dataclass(slots=True)
class Entity:
    """One entity while it is being put together."""

    id: str
    kind: str
    status: str
    spellings: Counter[str] = field(default_factory=Counter)
    vouched: dict[str, Row] = field(default_factory=dict)
    role: str | None = None
    protected: str | None = None
    items: set[int] = field(default_factory=set)
    """The items that name it, as numbers (:class:`indicia.resolve.mention.Mentions`)."""
    first: datetime | None = None
    last: datetime | None = None
    decided_by: str | None = None
    parent: str = ""

    shown: str = ""
    """The name to show, where a person gave one."""
    by_person: bool = False
    """Whether its vouched names come from decisions alone."""

    def name(self) -> str:
        """The name to show: as decided, the first vouched one, else the most used spelling."""
        if self.shown:
            return self.shown
        if self.vouched:
            return next(iter(self.vouched))
        return min(self.spellings, key=lambda s: (-self.spellings[s], s))

    def all_names(self) -> list[str]:
        """Every spelling, vouched ones first."""
        return list(dict.fromkeys([*self.vouched, *sorted(self.spellings)]))


@dataclass(slots=True)
class Resolved:
    """All entities."""

    entities: dict[str, Entity]
    joined: dict[str, str]
    """Suggested entity -> vouched entity that it joined by itself."""
    seen: frozenset[str] = frozenset()
    """Ids that lexicon entries and mentions gave before any was merged or joined."""

    def entity_rows(self) -> list[dict[str, Any]]:
        """Rows of the table ``entities``."""
        return [
            {
                "entity": e.id,
                "kind": e.kind,
                "name": e.name(),
                "status": e.status,
                "role": e.role,
                "protected": e.protected,
                "mentions": sum(e.spellings.values()),
                "items": len(e.items),
                "first_utc": e.first,
                "last_utc": e.last,
                "decided_by": e.decided_by,
            }
            for e in self.entities.values()
        ]

    def name_rows(self) -> list[dict[str, Any]]:
        """Rows of the table ``names``."""
        rows = []
        for e in self.entities.values():
            for name in e.all_names():
                vouched = e.vouched.get(name, {})
                used = e.spellings[name]
                rows.append(
                    {
                        "entity": e.id,
                        "name": name,
                        "script": dominant_script(name),
                        "source": vouched.get("source") or f"used in {used} mentions",
                        "mentions": used,
                        "valid_from": vouched.get("valid_from") or None,
                        "valid_to": vouched.get("valid_to") or None,
                    }
                )
        return rows


def resolve_entities(work: Workspace, decided: Decided, mentions: Mentions, kept: Kept) -> Resolved:
    """Entities from lexicon, decisions and mentions."""
    entities = _vouched(work, decided)
    suggested: dict[str, Entity] = {}
    gathered = Gatherer(work, mentions)
    touched = set(decided.touched())
    for mention in rows_of(_of_parties(mentions.table)):
        if mention["mention"] in decided.rejected:
            continue
        entity = _entity_of(mention, entities, suggested, decided, kept)
        if entity is None:
            continue
        _count(entity, mention)
        if entity.id in suggested:
            gathered.add(entity.id, mention)
            if mention["mention"] in touched:
                touched.add(entity.id)
    forms = _join_forms(suggested, touched, gathered)
    _name_suggestions(suggested, decided)
    joined, known = _join(entities, suggested, decided, kept)
    kinds = {name: entity.kind for name, entity in suggested.items() if name not in joined}
    worth = worth_review(kinds, touched, known, gathered)
    for name, entity in suggested.items():
        if name in joined:
            _absorb(entities[joined[name]], entity)
        elif name in worth:
            entities[name] = entity
    for entity in entities.values():
        entity.status = _status(entity, decided)
        entity.decided_by = decided.confirmed.get(entity.id) or decided.rejected.get(entity.id)
        entity.role = decided.roles.get(entity.id, entity.role)
        entity.shown = decided.shown.get(entity.id, "")
        entity.protected = entity.protected or _protected(entity)
    joined |= {form: joined.get(name, name) for form, name in forms.items()}
    return Resolved(entities, joined, _seen(work, mentions.table, entities))


def _of_parties(mentions: pa.Table) -> pa.Table:
    """The mentions that can be of an entity; whoever wrote the page is no party of the case."""
    kinds = pc.is_in(mentions.column("kind"), value_set=pa.array(KINDS))
    return mentions.filter(pc.and_(kinds, pc.not_equal(mentions.column("method"), "byline")))


def _join_forms(
    suggested: dict[str, Entity], touched: Set[str], gathered: Gatherer
) -> dict[str, str]:
    """Join the forms of one name; gives form -> the suggestion that took it in."""
    kinds = {name: entity.kind for name, entity in suggested.items()}
    spellings = {name: entity.spellings for name, entity in suggested.items()}
    forms = join_forms(kinds, spellings, touched, gathered)
    for form, name in forms.items():
        _absorb(suggested[name], suggested.pop(form))
    return forms


def _seen(work: Workspace, mentions: pa.Table, entities: Mapping[str, Entity]) -> frozenset[str]:
    found = set(entities)
    found |= {row.entity for row in work.lexicon.names}
    found |= {mark.entity for mark in work.lexicon.landmarks}
    for told in rows_of(mentions.group_by(["kind", "quote"]).aggregate([])):
        found.add(_suggested_id(told["kind"], fold_key(told["quote"])))
    return frozenset(found)


def _vouched(work: Workspace, decided: Decided) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for row in work.lexicon.names:
        root = decided.root(row.entity)
        entity = entities.setdefault(root, Entity(root, row.kind, "vouched"))
        details = {"source": row.source, "valid_from": row.valid_from, "valid_to": row.valid_to}
        entity.vouched.setdefault(row.name, details)
        entity.role = entity.role or row.role or None
        entity.protected = entity.protected or row.protected or None
        entity.parent = entity.parent or row.parent
    for mark in work.lexicon.landmarks:
        root = decided.root(mark.entity)
        entity = entities.setdefault(root, Entity(root, "facility", "vouched"))
        entity.vouched.setdefault(mark.name, {"source": mark.source})
    for name, value in decided.aliases:
        if (entity_ := entities.get(decided.root(name))) is not None:
            entity_.vouched.setdefault(value["name"], value)
    return entities


def _name_suggestions(suggested: Mapping[str, Entity], decided: Decided) -> None:
    """Further spellings that people gave to entities that are only suggested."""
    for name, value in decided.aliases:
        if (entity := suggested.get(decided.root(name))) is not None:
            entity.by_person = entity.by_person or not entity.vouched
            entity.vouched.setdefault(value["name"], value)


def _entity_of(
    mention: Row,
    entities: dict[str, Entity],
    suggested: dict[str, Entity],
    decided: Decided,
    kept: Kept,
) -> Entity | None:
    """The entity that a mention belongs to; ``None`` where its words could be no name."""
    key = fold_key(mention["quote"])
    known = (
        decided.entity_of_mention.get(mention["mention"])
        or mention["entity"]
        or decided.entity_called(key, mention["posted_utc"])
    )
    if known:
        root = decided.root(known)
        if root in entities:
            return entities[root]
        if root.startswith("x-"):
            return suggested.setdefault(root, Entity(root, mention["kind"], "suggested"))
    name = _suggested_id(mention["kind"], key)
    root = decided.root(name)
    if root in entities:
        return entities[root]
    if root not in suggested and name not in decided.confirmed:
        if not kept.names.get(key, partial(could_be_name, key)):
            return None
    return suggested.setdefault(root, Entity(root, mention["kind"], "suggested"))


@lru_cache(NAMES_KEPT)
def _suggested_id(kind: str, key: str) -> str:
    """The id of the entity that a folded spelling suggests."""
    return derived_id("x", kind, key)


def _count(entity: Entity, mention: Row) -> None:
    entity.spellings[" ".join(mention["quote"].split())] += 1
    entity.items.add(mention["number"])
    when = mention["posted_utc"]
    if when is not None:
        entity.first = when if entity.first is None else min(entity.first, when)
        entity.last = when if entity.last is None else max(entity.last, when)


def _absorb(into: Entity, other: Entity) -> None:
    into.spellings.update(other.spellings)
    into.items |= other.items
    times = [t for t in (into.first, other.first) if t is not None]
    into.first = min(times, default=None)
    into.last = max((t for t in (into.last, other.last) if t is not None), default=None)


def _join(
    entities: Mapping[str, Entity], suggested: Mapping[str, Entity], decided: Decided, kept: Kept
) -> tuple[dict[str, str], set[str]]:
    """Suggested organisations and places that a vouched one takes in, in the automatic zone.

    One that more than one vouched entity would take in joins none: that is for a person to decide.
    The second value: suggestions of every kind so like a vouched entity that a person should look.
    """
    sites = index_of(e for e in entities.values() if e.kind in AUTOMATIC_KINDS)
    others = index_of(e for e in entities.values() if e.kind not in AUTOMATIC_KINDS)
    wanted: list[tuple[Entity, Entity]] = []
    for entity in suggested.values():
        index = sites if entity.kind in AUTOMATIC_KINDS else others
        for other, _, alike in index.search(entity.name(), CANDIDATES):
            if alike < LEAST_ALIKE:
                break
            if _fits(entity, entities[other]):
                wanted.append((entity, entities[other]))
    takers: dict[str, list[str]] = defaultdict(list)
    known: set[str] = set()
    for (entity, taker), best in zip(wanted, compare_entities(wanted, kept), strict=True):
        same = best.comparison.zone == "same"
        if same or (best.comparison.zone == "review" and best.comparison.score >= LIKE_KNOWN):
            known.add(entity.id)
        automatic = {entity.kind, taker.kind} <= set(AUTOMATIC_KINDS)
        apart = frozenset((entity.id, taker.id)) in decided.apart
        if same and automatic and not apart and entity.id not in decided.confirmed:
            takers[entity.id].append(taker.id)
    return {name: ids[0] for name, ids in takers.items() if len(ids) == 1}, known


def _fits(entity: Entity, other: Entity) -> bool:
    """The kinds may be one: the same, or a site and a place."""
    sites = {"place", "facility"}
    return entity.kind == other.kind or {entity.kind, other.kind} <= sites


def index_of(entities: Iterable[Entity]) -> NameIndex:
    """A candidate index over all spellings of entities."""
    index = NameIndex()
    for entity in entities:
        for name in entity.all_names():
            index.add(entity.id, name)
    return index


@dataclass(frozen=True, slots=True)
class BestPair:
    """The spellings of two entities that are most alike, and their comparison."""

    comparison: NameComparison
    left: str
    right: str


def compare_entities(pairs: Sequence[tuple[Entity, Entity]], kept: Kept) -> list[BestPair]:
    """The best pair of spellings of each pair of entities; all are compared at once."""
    spelled: list[tuple[str, str, str]] = []
    ends: list[int] = []
    for left, right in pairs:
        kind = COMPARED_AS.get(left.kind, left.kind)
        spelled += [
            (a, b, kind)
            for a in left.all_names()[:MOST_SPELLINGS]
            for b in right.all_names()[:MOST_SPELLINGS]
        ]
        ends.append(len(spelled))
    compared = kept.compare(spelled)
    best: list[BestPair] = []
    start = 0
    for end in ends:
        chosen = max(range(start, end), key=lambda n: (compared[n].score, -n))
        best.append(BestPair(compared[chosen], spelled[chosen][0], spelled[chosen][1]))
        start = end
    return best


def _status(entity: Entity, decided: Decided) -> str:
    if entity.id in decided.rejected:
        return "rejected"
    if entity.vouched:
        return "confirmed" if entity.by_person else "vouched"
    return "confirmed" if entity.id in decided.confirmed else "suggested"


def _protected(entity: Entity) -> str | None:
    if entity.kind not in ("facility", "place"):
        return None
    found: dict[str, int] = defaultdict(int)
    for name in entity.all_names():
        if kind := protected_kind(name):
            found[kind] += 1
    return min(found, key=lambda k: (-found[k], k)) if found else None
