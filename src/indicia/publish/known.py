"""What is known, as a draft groups it: the group's own words, rival claims, what others say.

Rival claims stand side by side with their speakers, and nothing here says which is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from indicia.publish.said import (
    attributed,
    origin_of,
    own_sources,
    posted_key,
    quoted,
    subject_items,
)
from indicia.publish.sighting import is_delayed, is_sighting, named_person
from indicia.publish.view import Row, View

MOST_OF_A_GROUP = {"own": 7, "opposed": 3, "others": 6, "more": 4}
MOST_OF_A_KIND = 3
MOST_OF_A_SOURCE = 3
MOST_DENIALS = 2
LEAST_WORDS = 3
KINDS = ("claim", "demand", "threat", "denial")


def known_sentences(view: View, kept: frozenset[str] = frozenset()) -> list[str]:
    """Lines of a brief: headings and attributed sentences, each group in the order of posting.

    ``kept``: statements that the last update cited; they come first, so that a draft withdraws
    nothing only because something newer ranks higher.
    """
    rejected = view.decided("reject")
    rows = [r for r in _longest(view) if r["statement"] not in rejected and not _too_fresh(view, r)]
    opposed = _opposed(view, rows)
    used = {row["statement"] for pair in opposed for row in pair}
    ranked = [row for row in _ranked(view, rows) if row["statement"] not in used]
    ranked.sort(key=lambda r: r["statement"] not in kept)
    own, about, posts = _own_items(view), subject_items(view), own_sources(view)
    mine = [r for r in ranked if r["item"] in own and r["speaker_type"] == "source"]
    others = [
        r for r in ranked if r["item"] in about and view.items[r["item"]]["source"] not in posts
    ]
    held = {r["statement"] for r in (*mine, *others)}
    more = [r for r in ranked if r["statement"] not in held and _names_of(view, r)]
    subject = view.entities.get(view.settings.subject)
    name = view.named(subject["name"]) if subject else "The group"
    words = {quoted(view, row) for pair in opposed for row in pair}
    groups = [
        (f"{name} in its own words", _chosen(view, mine, "own", words)),
        ("Claims that oppose each other", [row for pair in opposed for row in pair]),
        (
            f"What others say about {name if subject else 'the group'}",
            _chosen(view, others, "others", words),
        ),
        (
            f"What else is said{' in the area' if view.settings.area.name else ''}",
            _chosen(view, more, "more", words),
        ),
    ]
    lines: list[str] = []
    for title, chosen in groups:
        if chosen:
            lines += ["", f"## {title}", *(attributed(view, row) for row in chosen)]
    return lines or [*(attributed(view, row) for row in _chosen(view, ranked, "own", words))]


def _chosen(view: View, rows: Iterable[Row], group: str, words: set[str]) -> list[Row]:
    """The first of a ranking, few of one kind and source, none said twice; then by posting."""
    chosen: list[Row] = []
    kinds: dict[str, int] = defaultdict(int)
    sources: dict[str, int] = defaultdict(int)
    for row in rows:
        source, said = view.items[row["item"]]["source"], quoted(view, row)
        crowded = group != "own" and sources[source] >= MOST_OF_A_SOURCE
        full = kinds[row["kind"]] >= MOST_OF_A_KIND or crowded
        if full or said in words or len(said.split()) < LEAST_WORDS:
            continue
        kinds[row["kind"]] += 1
        sources[source] += 1
        words.add(said)
        chosen.append(row)
        if len(chosen) == MOST_OF_A_GROUP[group]:
            break
    return sorted(chosen, key=lambda r: (posted_key(view, r), r["item"], r["start"]))


def _own_items(view: View) -> frozenset[str]:
    """Items that the group's own channels posted, and the pictures that these show."""
    own = own_sources(view)
    posts = [item for item in view.items.values() if item["source"] in own]
    pictures = {sha for item in posts for sha in item.get("pictures") or ()}
    shown = (i["item"] for i in view.items.values() if i["original"] in pictures)
    return frozenset([*(item["item"] for item in posts), *shown])


def _too_fresh(view: View, row: Row) -> bool:
    """Whether it tells where a person was, before the days of the policy have passed."""
    quote = str(row["quote"])
    return is_sighting(quote) and is_delayed(view, row["item"]) and bool(named_person(view, quote))


def _ranked(view: View, rows: Iterable[Row]) -> list[Row]:
    """The earliest statement of each origin, kind and rank: the widest spread first."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[(origin_of(view, row), row["kind"], row["predicate"], row["rank"])].append(row)
    ranked = []
    for found in groups.values():
        first = min(found, key=lambda r: (posted_key(view, r), r["statement"]))
        posts = (view.origin_of.get(view.version_of_item[first["item"]]) or {}).get("size") or 1
        ranked.append((-first["score"] * min(posts, 10), first["statement"], first))
    return [entry[-1] for entry in sorted(ranked, key=lambda e: e[:2])]


def _longest(view: View) -> list[Row]:
    """Statements that lie inside no other statement of the same rendition and kind."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in view.statements.values():
        if row["kind"] in KINDS and row["item"] in view.version_of_item:
            groups[(row["rendition"], row["kind"])].append(row)
    return [row for rows in groups.values() for row in rows if not _inside(row, rows)]


def _inside(row: Row, rows: Sequence[Row]) -> bool:
    size = row["end"] - row["start"]
    return any(
        other["start"] <= row["start"] and row["end"] <= other["end"]
        and (other["end"] - other["start"], row["statement"]) > (size, other["statement"])
        for other in rows
        if other is not row
    )  # fmt: skip


def _names_of(view: View, row: Row) -> frozenset[str]:
    """Sites and groups of the lexicon that the statement's words name; roads tell too little."""
    kinds = ("facility", "place", "organisation", "person")
    return frozenset(
        m["entity"]
        for m in view.mentions_in.get(row["rendition"], [])
        if row["start"] <= m["start"] and m["end"] <= row["end"] and m["kind"] in kinds
        and (view.entities.get(m["entity"] or "") or {}).get("status") in ("vouched", "confirmed")
    )  # fmt: skip


def _opposed(view: View, rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """Claims with the denials that name the same site, each by another source than the claim's."""
    denials = [r for r in rows if r["kind"] == "denial"]
    claims = [
        r
        for r in rows
        if r["kind"] == "claim" and r["polarity"] == "yes" and not _holds(r, denials)
    ]
    answered: dict[str, list[Row]] = defaultdict(list)
    best: dict[str, Row] = {}
    for denial in sorted(denials, key=lambda r: (posted_key(view, r), r["statement"])):
        rivals = [(key, c) for c in claims if (key := _rivalry(view, c, denial)) is not None]
        if not rivals:
            continue
        claim = min(rivals, key=lambda e: e[0])[1]
        held = answered[claim["statement"]]
        best[claim["statement"]] = claim
        if len(held) < MOST_DENIALS and origin_of(view, denial) not in {
            origin_of(view, d) for d in held
        }:
            held.append(denial)
    ordered = sorted(best.values(), key=lambda r: (posted_key(view, r), r["statement"]))
    return [(c, *answered[c["statement"]]) for c in ordered[: MOST_OF_A_GROUP["opposed"]]]


def _holds(claim: Row, denials: Iterable[Row]) -> bool:
    """Whether a claim is but the frame around a denial ("X said that it denies")."""
    return any(
        d["rendition"] == claim["rendition"] and d["start"] < claim["end"] and claim["start"] < d["end"]
        for d in denials
    )  # fmt: skip


def _rivalry(view: View, claim: Row, denial: Row) -> tuple[Any, ...] | None:
    """How near a claim is to what is denied, nearest first; ``None`` where it is about another site."""
    sites = {
        e for e in _names_of(view, denial) if view.entities[e]["kind"] in ("facility", "place")
    }
    if not sites & _names_of(view, claim) or claim["predicate"] == "says":
        return None
    if view.items[claim["item"]]["source"] == view.items[denial["item"]]["source"]:
        return None
    own = view.items[claim["item"]]["source"] in own_sources(view)
    other = claim["predicate"] != denial["predicate"]
    return not own, other, posted_key(view, claim), claim["statement"]
