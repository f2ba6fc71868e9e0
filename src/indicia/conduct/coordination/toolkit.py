"""Edges by the definition of coordination-network-toolkit 1.5.2, under its name.

Directed: the weight of (a, b) is the number of distinct posts of a that meet any post of b on the
same object at most ``window`` seconds before or after. Edges of less than ``least`` are dropped.
Reposts are to be left out by whoever makes the rows. Like every count of edges it has no null.
Source: Graham, QUT Digital Observatory, coordination-network-toolkit 1.5.2 (co-link network).
"""

from __future__ import annotations

import numpy as np

from indicia.conduct.coordination.coortweet import Edges, PostColumns, marked_edges
from indicia.conduct.coordination.window import pairs_within


def toolkit_edges(posts: PostColumns, window: int, least: int, quantile: float) -> Edges:
    """Directed edges from ``left`` to ``right``, sorted; ``posts.content`` is the post."""
    pairs = pairs_within(posts.object, posts.second, window)
    return directed_edges(posts, pairs, least, quantile)


def directed_edges(posts: PostColumns, pairs: np.ndarray, least: int, quantile: float) -> Edges:
    """Edges in both directions over pairs of rows that meet: distinct posts of the one, counted."""
    i = np.concatenate((pairs[:, 0], pairs[:, 1]))
    j = np.concatenate((pairs[:, 1], pairs[:, 0]))
    other = posts.account[i] != posts.account[j]
    i, j = i[other], j[other]
    accounts = int(posts.account.max(initial=0)) + 1
    own = np.unique(posts.content[i] * accounts + posts.account[i], return_inverse=True)[1]
    met = np.unique(own * accounts + posts.account[j], return_index=True)[1]
    edge = posts.account[i][met] * accounts + posts.account[j][met]
    edges, weight = np.unique(edge, return_counts=True)
    edges, weight = edges[weight >= least], weight[weight >= least]
    return marked_edges(edges // accounts, edges % accounts, weight, quantile)
