"""How many independent origins a set of posts has, with its uncertainty.

The number is that of the groups in ``origins``. Its interval comes from seeded draws: each draw
first says how far links of each kind are to be trusted and what share of origins is one with
another by a link that was not found; then which links stand, and counts the groups that the set
falls into. So the doubt of a kind (are translations found by shared numbers one story?) does not
average out over many links.

Draws work on the components that hold two or more of the set, without posts that can bind
nothing, and all draws of a batch are one graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.trace.origin import GROUPING_LEAST, LINK_PROBABILITY, components_of

DRAWS = 400
FEWEST_DRAWS = 50
MOST_DRAWN = 8_000_000
"""Links times draws; where a set has more links, it gets fewer draws, and at least 50."""
BATCH = 2_000_000
MOST_PEELED = 20
KIND_CERTAINTY = 12.0
"""How many observed links the probability of a kind is worth (Beta): a declared convention."""
MISSED, MISSED_CERTAINTY = 0.02, 25.0
"""Share of origins that are one with another of the set by a link that was not found (Beta). On
generated cascades it was .009; more, because those are the rules' own. What that gives: "How often
the interval holds the true number" in docs/figures/trace.md."""
KINDS = tuple(sorted(LINK_PROBABILITY))
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class OriginCount:
    """How many independent origins a set of posts has, and an 80 % interval that holds it."""

    posts: int
    origins: int
    low: int
    high: int

    @property
    def is_sure(self) -> bool:
        """Whether the interval is one number."""
        return self.low == self.high


@dataclass(frozen=True)
class OriginLinks:
    """The links between posts, prepared once for the counts of many sets."""

    items: pa.Array
    """Ids of the posts, each once."""
    origin: np.ndarray
    """The group of each post, as a number."""
    ends: np.ndarray
    """Rows of both ends of each pair that is linked, sorted."""
    kind: np.ndarray
    """Place in :data:`KINDS` of the pair's most likely link."""
    factor: np.ndarray
    """What that link's similarity or certainty leaves of its kind's probability, 0..1."""

    @classmethod
    def of(cls, copies: pa.Table, origins: pa.Table, item: str = "post_version") -> OriginLinks:
        """From the tables ``copies`` and ``origins``; ``item``: the column of posts in the latter.

        A link that would more likely than not group its posts and did not leads into a digest, and
        is left out here as it was there. Links of posts outside ``origins`` are left out too.
        """
        items = pc.cast(origins.column(item), pa.string()).combine_chunks()
        origin = pc.dictionary_encode(origins.column("origin").combine_chunks())
        group = origin.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        a, b = (
            pc.fill_null(pc.index_in(copies.column(end), value_set=items), -1).to_numpy()
            for end in ("a", "b")
        )
        names = pc.fill_null(pc.index_in(copies.column("kind"), value_set=pa.array(KINDS)), -1)
        kind = names.to_numpy().astype(np.int64)
        factor, mean = link_factors(copies, kind)
        apart = (mean >= GROUPING_LEAST) & (group[a] != group[b]) if len(group) else a < 0
        kept = np.flatnonzero((a >= 0) & (b >= 0) & ~apart)
        ends = np.sort(np.stack((a[kept], b[kept]), axis=1), axis=1).astype(np.int64)
        order = np.lexsort((-mean[kept], ends[:, 1], ends[:, 0]))
        ends, kept = ends[order], kept[order]
        first = np.ones(len(ends), bool)
        first[1:] = (ends[1:] != ends[:-1]).any(axis=1)
        return cls(items, group, ends[first], kind[kept][first], factor[kept][first])

    @cached_property
    def component(self) -> np.ndarray:
        """The component of each post over all links."""
        return components_of(len(self.items), self.ends)

    def count(self, items: Iterable[str], seed: int = 0, draws: int = DRAWS) -> OriginCount:
        """The number of independent origins among ``items``, and its 10 to 90 % range.

        Posts outside ``items`` may bind two inside it. An id that is no post held here counts as
        an origin of its own.
        """
        wanted = sorted(set(items))
        rows = pc.index_in(pa.array(wanted, pa.string()), value_set=self.items)
        held = np.sort(rows.drop_null().to_numpy().astype(np.int64))
        return self._counted(held, len(wanted) - len(held), seed, draws)

    def count_all(self, seed: int = 0, draws: int = DRAWS) -> OriginCount:
        """The number of independent origins among all posts."""
        return self._counted(np.arange(len(self.items)), 0, seed, draws)

    def _counted(self, held: np.ndarray, alone: int, seed: int, draws: int) -> OriginCount:
        origins = len(np.unique(self.origin[held])) + alone
        drawn = self._drawn(held, seed, draws) + alone
        low, high = np.quantile(drawn, (LOW, HIGH), method="nearest")
        return OriginCount(
            len(held) + alone, origins, min(int(low), origins), max(int(high), origins)
        )

    def _drawn(self, held: np.ndarray, seed: int, draws: int) -> np.ndarray:
        """The number of groups that the rows ``held`` fall into, in each draw."""
        wanted = np.zeros(len(self.items), bool)
        wanted[held] = True
        links = self._between(held, wanted)
        draws = max(FEWEST_DRAWS, min(draws, MOST_DRAWN // max(1, len(links))))
        random = np.random.Generator(np.random.PCG64(seed))
        trust, missed = _trust(random, draws)
        groups = np.full(draws, len(held))
        if len(links):
            groups = self._joined(links, wanted, trust, random) + len(held)
        return groups - random.binomial(np.maximum(groups - 1, 0), missed)

    def _joined(
        self, links: np.ndarray, wanted: np.ndarray, trust: np.ndarray, random: np.random.Generator
    ) -> np.ndarray:
        """By how many each draw has fewer groups than rows: at most 0, one number a draw."""
        rows, ends = np.unique(self.ends[links], return_inverse=True)
        ends = ends.reshape(-1, 2)
        within = np.flatnonzero(wanted[rows])
        step = max(1, BATCH // (len(links) + len(rows)))
        counts = []
        for begin in range(0, len(trust), step):
            part = trust[begin : begin + step]
            probability = part[:, self.kind[links]] * self.factor[links]
            stands = random.random(probability.shape, dtype=np.float32) < probability
            draw, link = np.nonzero(stands)
            size = len(part) * len(rows)
            label = components_of(size, ends[link] + (draw * len(rows))[:, None])
            chosen = np.sort(label.reshape(len(part), len(rows))[:, within], axis=1)
            counts.append((chosen[:, 1:] != chosen[:, :-1]).sum(axis=1) + 1)
        return np.concatenate(counts) - len(within)

    def _between(self, held: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """The links that can bind two of the rows ``held``."""
        if not len(self.ends):
            return np.empty(0, np.int64)
        several = np.bincount(self.component[held], minlength=len(self.items)) >= 2
        links = np.flatnonzero(several[self.component[self.ends[:, 0]]])
        for _ in range(MOST_PEELED):
            # A post outside the set with one link binds nothing.
            degree = np.bincount(self.ends[links].ravel(), minlength=len(wanted))
            loose = ((degree == 1) & ~wanted)[self.ends[links]].any(axis=1)
            if not loose.any():
                break
            links = links[~loose]
        return links


def link_factors(copies: pa.Table, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What of a kind's probability each link has, and the probability itself."""
    similarity = copies.column("similarity").to_numpy().astype(np.float64)
    certainty = copies.column("direction_certainty").to_numpy().astype(np.float64)
    sure = np.where(certainty > 0, certainty, 1.0)
    factor = np.where(kind == KINDS.index("forward"), sure, 0.75 + 0.25 * similarity)
    return factor, np.array([LINK_PROBABILITY[name] for name in KINDS])[kind] * factor


def _trust(random: np.random.Generator, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """For each draw: the probability of each kind (draws, kinds), and the share that was missed."""
    mean = np.array([LINK_PROBABILITY[name] for name in KINDS])
    trust = random.beta(mean * KIND_CERTAINTY, (1 - mean) * KIND_CERTAINTY, (draws, len(KINDS)))
    missed = random.beta(MISSED * MISSED_CERTAINTY, (1 - MISSED) * MISSED_CERTAINTY, draws)
    return trust, missed


def spanning_links(copies: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """The rows of ``copies`` that hold its posts together when only the surest are kept.

    And the probability of every row. Where the posts fall into groups, each is held by its own.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    kind = pc.index_in(copies.column("kind"), value_set=pa.array(KINDS)).to_numpy().astype(np.int64)
    probability = link_factors(copies, kind)[1]
    names = pa.chunked_array([*copies.column("a").chunks, *copies.column("b").chunks])
    coded = pc.dictionary_encode(names).combine_chunks()
    rows = coded.indices.to_numpy().reshape(2, -1)
    ends = np.sort(rows, axis=0)
    order = np.lexsort((-probability, ends[1], ends[0]))
    first = np.ones(len(order), bool)
    first[1:] = (ends[:, order][:, 1:] != ends[:, order][:, :-1]).any(axis=0)
    best = order[first]
    size = len(coded.dictionary)
    # The doubt of each pair, kept above 0: a sparse matrix has no edge of weight 0.
    doubt = coo_matrix((1.0 + 1e-9 - probability[best], tuple(ends[:, best])), shape=(size, size))
    tree = minimum_spanning_tree(doubt.tocsr()).tocoo()
    code = {
        (a, b): row for (a, b), row in zip(ends[:, best].T.tolist(), best.tolist(), strict=True)
    }
    kept = [
        code[min(a, b), max(a, b)]
        for a, b in zip(tree.row.tolist(), tree.col.tolist(), strict=True)
    ]
    return np.array(sorted(kept), np.int64), probability
