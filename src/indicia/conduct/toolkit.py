"""Edges by the definition of coordination-network-toolkit 1.5.2, under its name.

Directed: the weight of (a, b) is the number of distinct posts of a that meet any post of b on the
same object at most ``window`` seconds before or after. Edges of less than ``least`` are dropped.
Reposts are to be left out by whoever makes the rows. Like every count of edges it has no null.
Source: Graham, QUT Digital Observatory, coordination-network-toolkit 1.5.2 (co-link network).
"""

from __future__ import annotations

import numpy as np

from indicia.conduct.coortweet import Edges, PostColumns, marked_edges
from indicia.conduct.window import pairs_within


def toolkit_edges(posts: PostColumns, window: int, least: int, quantile: float) -> Edges:
    """Directed edges from ``left`` to ``right``, sorted; ``posts.content`` is the post."""
    pairs = pairs_within(posts.object, posts.second, window)
    i = np.concatenate((pairs[:, 0], pairs[:, 1]))
    j = np.concatenate((pairs[:, 1], pairs[:, 0]))
    other = posts.account[i] != posts.account[j]
    i, j = i[other], j[other]
    meets = np.unique(
        np.stack((posts.account[i], posts.account[j], posts.content[i]), axis=1), axis=0
    )
    edges, weight = np.unique(meets[:, :2], axis=0, return_counts=True)
    enough = weight >= least
    return marked_edges(edges[enough, 0], edges[enough, 1], weight[enough], quantile)
