"""Invented sources that hold the same stories, with the order in which they came to them planted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from indicia.conduct.traffic import Traffic
from indicia.trace.copies import COPY_SCHEMA
from indicia.trace.post import Post, table_of_posts

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Told:
    """One post: who, when (seconds), of which story; stories below 0 are of one source alone."""

    source: str
    second: float
    story: int = -1
    forwarded_from: str | None = None


def traffic_of(told: Iterable[Told], kinds: Mapping[str, str] | str = "channel") -> Traffic:
    """A corpus in which the posts of each story are equal; forwards get their header's link."""
    rows = list(told)
    posts = [
        Post(
            f"p{number:06d}",
            row.source,
            int(row.second * 1e6),
            f"text {row.story if row.story >= 0 else f'alone {number}'}",
            forwarded_from=row.forwarded_from,
            forwarded_kind="id" if row.forwarded_from else None,
        )
        for number, row in enumerate(rows)
    ]
    of_story: dict[int, list[Post]] = {}
    for row, post in zip(rows, posts, strict=True):
        if row.story >= 0:
            of_story.setdefault(row.story, []).append(post)
    links = []
    for group in of_story.values():
        links += [link(a, b, "identical") for a, b in pairwise(group)]
        for post in group:
            links += [
                header(post, parent)
                for parent in group
                if post.forwarded_from == parent.source and not parent.is_forward
            ][:1]
    names = {post.source for post in posts}
    recorded = dict.fromkeys(names, kinds) if isinstance(kinds, str) else kinds
    return Traffic(table_of_posts(posts).sort_by("item"), copies_of(links), recorded)


def link(a: Post, b: Post, kind: str) -> dict[str, object]:
    """A link of copying; the direction is what the times say."""
    first, second = sorted((a, b), key=lambda post: post.item)
    lag = ((second.posted or 0) - (first.posted or 0)) / 1e6
    return {
        **dict.fromkeys(COPY_SCHEMA.names, ""),
        "a": first.item,
        "b": second.item,
        "kind": kind,
        "similarity": 1.0,
        "lag_seconds": lag,
        "direction": "a_first" if lag > 0 else "b_first" if lag < 0 else "unknown",
        "direction_certainty": 0.9 if lag else 0.0,
    }


def header(child: Post, parent: Post) -> dict[str, object]:
    """A forward by an id."""
    made = link(child, parent, "forward")
    way = "a_first" if made["a"] == parent.item else "b_first"
    return {**made, "direction": way, "direction_certainty": 0.99}


def copies_of(links: Sequence[Mapping[str, object]]) -> pa.Table:
    """Links as a table of copies."""
    return pa.Table.from_pylist([dict(row) for row in links], schema=COPY_SCHEMA)


def shuffled(traffic: Traffic, seed: int) -> Traffic:
    """The same corpus with the rows of its copies in another order."""
    rng = np.random.default_rng(seed)
    copies = traffic.copies.take(pa.array(rng.permutation(traffic.copies.num_rows)))
    return replace(traffic, copies=copies)


def partners(pairs: int, stories: int, chance: float, seed: int, lag: float = 1800.0) -> list[Told]:
    """Pairs of sources; in each story the first of a pair is ahead with ``chance``."""
    rng = np.random.default_rng(seed)
    told = []
    for pair in range(pairs):
        for story in range(stories):
            start = float(rng.integers(0, 300) * DAY + rng.integers(0, DAY))
            names = [f"{pair:03d} a", f"{pair:03d} b"]
            if rng.random() >= chance:
                names.reverse()
            number = pair * stories + story
            told.append(Told(names[0], start, number))
            told.append(Told(names[1], start + 120 + rng.exponential(lag), number))
    return told


def alone(source: str, posts: int, seed: int, days: int = 300) -> list[Told]:
    """Posts of one source that nobody else has."""
    rng = np.random.default_rng(seed)
    return [Told(source, float(second)) for second in rng.integers(0, days * DAY, posts)]
