"""Edges by the definition of CooRTweet 2.1.3, under its name, so that they can be compared.

Accounts with too few posts are dropped; within an object every pair of posts of different accounts
and different content at most ``window`` seconds apart counts, unless a content is the object
itself; accounts are counted again over the content that remains. An edge is marked when its weight
lies strictly above the quantile of all weights (R's type 7).

On traffic without coordination 70 to 85 % of such marks are false: it is a description, not a test.
Source: Righetti, Balluff (2025), CooRTweet 2.1.3, detect_groups and generate_coordinated_network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.coordination.window import pairs_within


@dataclass(frozen=True, slots=True)
class PostColumns:
    """Posts in columns of numbers; ``object`` and ``content`` share one numbering."""

    object: np.ndarray
    account: np.ndarray
    content: np.ndarray
    second: np.ndarray

    def only(self, keep: np.ndarray) -> PostColumns:
        """The rows where ``keep`` is true."""
        return PostColumns(
            self.object[keep], self.account[keep], self.content[keep], self.second[keep]
        )


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges between account numbers; ``marked`` is 1 where the weight is above the threshold."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    marked: np.ndarray


def coortweet_edges(posts: PostColumns, window: int, participation: int, quantile: float) -> Edges:
    """Undirected edges, ``left`` < ``right``, sorted."""
    active = np.bincount(posts.account) if len(posts.account) else np.zeros(1, np.int64)
    posts = posts.only(active[posts.account] >= participation)
    pairs = pairs_within(posts.object, posts.second, window)
    i, j = pairs[:, 0], pairs[:, 1]
    good = (
        (posts.account[i] != posts.account[j])
        & (posts.content[i] != posts.content[j])
        & (posts.object[i] != posts.content[i])
        & (posts.object[j] != posts.content[j])
    )
    i, j = i[good], j[good]
    if participation > 1 and len(i):
        kept = _accounts_that_remain(posts, i, j, participation)
        either = np.isin(posts.content[i], kept) | np.isin(posts.content[j], kept)
        i, j = i[either], j[either]
    return marked_edges(*_counted(posts.account[i], posts.account[j]), quantile)


def marked_edges(left: np.ndarray, right: np.ndarray, weight: np.ndarray, quantile: float) -> Edges:
    """Edges with their marks: weight strictly above the quantile (R's type 7)."""
    threshold = np.quantile(weight, quantile) if len(weight) else 0.0
    return Edges(left, right, weight, (weight > threshold).astype(np.int64))


def _accounts_that_remain(
    posts: PostColumns, i: np.ndarray, j: np.ndarray, participation: int
) -> np.ndarray:
    """Contents of the accounts that still have enough of them among the pairs."""
    contents = np.unique(np.concatenate((posts.content[i], posts.content[j])))
    inside = np.isin(posts.content, contents)
    counts = np.bincount(posts.account[inside], minlength=int(posts.account.max()) + 1)
    surviving = inside & (counts[posts.account] >= participation)
    return np.unique(posts.content[surviving])


def _counted(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    accounts = int(max(a.max(initial=0), b.max(initial=0))) + 1
    edges, weight = np.unique(np.minimum(a, b) * accounts + np.maximum(a, b), return_counts=True)
    return edges // accounts, edges % accounts, weight
