"""Groups of sources among the pairs that a test found: who stands together, and on how many pairs.

A pair counts towards a group when a third source is found with both of its ends, so that it stands
in a triangle (the 3-truss: Cohen 2008, Trusses: cohesive subgraphs for social network analysis).
What is then connected is a group. A pair that arose by chance has both ends in one group only by a
further chance, so one false pair does not join two groups, as it does where every pair counts; and
an agency with those who repeat it, but not each other, is no group. Pairs that passed one by one
need no search for modules: results are small, and a module would have to be tested again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indicia.conduct.coordination.pair import CoordinationOptions
from indicia.conduct.observation import Observation

MOST_ITEMS = 200
"""Posts to click through; those that most pairs rest on come first."""
WHAT = {
    "link": "links",
    "picture": "pictures",
    "text": "texts",
    "hashtag": "hashtags",
    "forward": "forwarded posts",
}
SEVERAL = "objects of several kinds"
Pair = tuple[str, str]
"""Two sources, sorted."""
Chance = Sequence[Sequence[Pair]]
"""The pairs found in each shuffled copy of the traffic."""


@dataclass(frozen=True, slots=True)
class Community:
    """Sources that stand together, and the pairs among them that were found; both sorted."""

    members: tuple[str, ...]
    pairs: tuple[Pair, ...]


def find_communities(pairs: Iterable[Pair]) -> list[Community]:
    """The connected groups of the pairs that stand in triangles; at least three sources each."""
    from scipy.sparse.csgraph import connected_components

    ties = sorted(set(pairs))
    names = sorted({name for tie in ties for name in tie})
    number = {name: place for place, name in enumerate(names)}
    ends = np.array([(number[a], number[b]) for a, b in ties], np.int64).reshape(-1, 2)
    graph = _graph(ends, len(names))
    while len(ends):
        thirds = np.asarray((graph @ graph)[ends[:, 0], ends[:, 1]]).ravel()
        if (thirds > 0).all():
            break
        ends = ends[thirds > 0]
        graph = _graph(ends, len(names))
    if not len(ends):
        return []
    label = connected_components(graph, directed=False)[1]
    found = []
    for group in np.unique(label[ends[:, 0]]).tolist():
        inside = ends[label[ends[:, 0]] == group]
        members = tuple(names[place] for place in np.unique(inside).tolist())
        found.append(Community(members, tuple((names[a], names[b]) for a, b in inside.tolist())))
    return found


def _graph(ends: np.ndarray, size: int) -> Any:
    from scipy.sparse import coo_matrix

    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size)).tocsr()
    return graph + graph.T


def community_tests(
    findings: Sequence[Observation], chance: Mapping[str, Chance], options: CoordinationOptions
) -> list[Observation]:
    """Groups for each kind of object, and over kinds where more than one gave pairs to a group.

    ``findings`` are observations of pairs; ``chance`` holds the pairs that shuffled copies gave,
    by the same kinds. The null of a group is how many pairs stand in groups in a copy.
    """
    kinds = list(dict.fromkeys(found.kind for found in findings))
    observations = []
    together = [kinds] if len(kinds) > 1 else []
    for chosen in [*([kind] for kind in kinds), *together]:
        of_kinds = [found for found in findings if found.kind in chosen]
        null = _in_copies([chance.get(kind, ()) for kind in chosen])
        for group in find_communities(_pair(found) for found in of_kinds):
            inside = set(group.pairs)
            ties = [found for found in of_kinds if _pair(found) in inside]
            used = sorted({found.kind for found in ties})
            if len(chosen) == 1 or len(used) > 1:
                observations.append(_observation(group, ties, null, options))
    return observations


def _pair(found: Observation) -> Pair:
    return found.subjects[0], found.subjects[1]


def _in_copies(chance: Sequence[Chance]) -> np.ndarray:
    """Pairs that stand in groups, in each shuffled copy."""
    copies = max((len(copy) for copy in chance), default=0)
    counts = [
        sum(
            len(group.pairs)
            for group in find_communities(
                pair for copy in chance if number < len(copy) for pair in copy[number]
            )
        )
        for number in range(copies)
    ]
    return np.array(counts, float)


def _observation(
    group: Community, ties: Sequence[Observation], null: np.ndarray, options: CoordinationOptions
) -> Observation:
    kinds = [kind.partition(" ")[2] for kind in sorted({tie.kind for tie in ties})]
    possible = len(group.members) * (len(group.members) - 1) // 2
    shares = [tie.false_share for tie in ties if tie.false_share is not None]
    rests_on = Counter(item for tie in ties for item in tie.items)
    most = sorted(rests_on, key=lambda item: (-rests_on[item], item))[:MOST_ITEMS]
    of_kind = Counter(tie.kind.partition(" ")[2] for tie in ties)
    return Observation(
        kind=f"community {kinds[0]}" if len(kinds) == 1 else "community",
        subjects=group.members,
        statistic=float(len(group.pairs)),
        null_mean=float(null.mean()) if len(null) else None,
        null_sd=float(null.std()) if len(null) else None,
        p=max(tie.p for tie in ties if tie.p is not None),
        q=max(tie.q for tie in ties if tie.q is not None),
        n=len(rests_on),
        false_share=sum(shares) / len(shares) if shares else None,
        wording=(
            f"{len(group.members)} sources form a group: {len(group.pairs)} of its {possible} "
            f"pairs share the same {WHAT[kinds[0]] if len(kinds) == 1 else SEVERAL} within {options.window} s more often than "
            "chance would"
        ),
        cannot_tell=(
            "why they do: one operator, one common source, or agreement; nor whether every member "
            "belongs, nor whether others do"
        ),
        settings={
            "objects": kinds,
            "pairs_found": len(group.pairs),
            "pairs_possible": possible,
            "pairs_by_object": dict(sorted(of_kind.items())),
            "grouping": "connected pairs that stand in triangles (3-truss)",
            "null_reported": "pairs in groups, in shuffled copies of the traffic",
            "p_and_q": "those of its weakest pair",
            "shuffled_copies": len(null),
            "window_seconds": options.window,
            "items_most": MOST_ITEMS,
        },
        seed=options.seed,
        items=tuple(sorted(most)),
    )
