"""How much of what a source posts is not held earlier elsewhere, and how far behind the rest is.

Only for channels, outlets and organisations. A description with an interval: there is no chance
level to hold it against, so it has no p.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.interval import LEVEL, median_with_interval, share_interval
from indicia.conduct.observation import Observation
from indicia.conduct.reuse.follow import TIE_SECONDS, Follows, is_forward, settings_of
from indicia.conduct.reuse.lag import duration
from indicia.conduct.reuse.story import Holdings
from indicia.conduct.traffic import PUBLIC_KINDS, Traffic

LEAST_POSTS = 20
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """What each post is, as masks over the corpus; a source's repeats of one text count once.

    ``only`` is held by its source alone, ``first`` a minute ahead of all others, ``copy`` a forward
    or a minute behind one; ``unclear`` are digests, and what began at once or elsewhere.
    """

    only: np.ndarray
    first: np.ndarray
    copy: np.ndarray
    unclear: np.ndarray


def standing_of(
    traffic: Traffic, held: Holdings, label: np.ndarray, digest: np.ndarray
) -> Standing:
    """The standing of every post with text; ``label``, ``digest`` as ``text_stories`` gives them."""
    size = traffic.items.num_rows
    worded = pc.fill_null(pc.utf8_length(traffic.items.column("text")), 0).to_numpy() > 0
    forward = is_forward(traffic)
    shared = np.zeros(size, bool)
    shared[np.isin(label, held.story) & (label >= 0)] = True
    alone = label >= 0
    alone &= ~shared
    repeat = np.zeros(size, bool)
    rows = np.flatnonzero(alone)
    order = rows[np.lexsort((rows, traffic.second[rows], traffic.source[rows], label[rows]))]
    again = (np.diff(label[order]) == 0) & (np.diff(traffic.source[order]) == 0)
    repeat[order[1:][again]] = True
    masks = {name: np.zeros(size, bool) for name in ("first", "copy", "unclear")}
    sizes = np.diff(held.starts)
    begin = held.starts[:-1]
    lead = held.second[begin + 1] - held.second[begin] if len(begin) else begin
    outside = forward[held.row[begin]]
    masks["first"][held.row[begin[(lead >= TIE_SECONDS) & ~outside]]] = True
    behind = held.second - held.second[held.first] >= TIE_SECONDS
    masks["copy"][held.row[behind | forward[held.row]]] = True
    near = ~behind & ~np.repeat((lead >= TIE_SECONDS) & ~outside, sizes)
    masks["unclear"][held.row[near & ~forward[held.row]]] = True
    masks["copy"] |= forward & ~shared & ~repeat
    masks["unclear"] |= digest & ~forward
    only = worded & ~shared & ~repeat & ~forward & ~digest
    return Standing(only, *(masks[name] & worded for name in ("first", "copy", "unclear")))


def originality_tests(
    traffic: Traffic, standing: Standing, follows: Follows, seed: int
) -> list[Observation]:
    """One observation a public source that posts text."""
    if not any(traffic.kinds.get(name) in PUBLIC_KINDS for name in traffic.sources):
        return []
    names = ("only", "first", "copy", "unclear")
    counts = np.stack(
        [
            np.bincount(traffic.source[getattr(standing, name)], minlength=len(traffic.sources))
            for name in names
        ]
    )
    order = np.argsort(follows.child, kind="stable")
    starts = np.searchsorted(follows.child[order], np.arange(len(traffic.sources) + 1))
    found = []
    for place, source in enumerate(traffic.sources):
        if traffic.kinds.get(source) in PUBLIC_KINDS and counts[:, place].any():
            lags = follows.lag[order[starts[place] : starts[place + 1]]]
            rows = traffic.rows_of(place)
            items = _items(traffic, rows[standing.copy[rows]])
            count = dict(zip(names, counts[:, place].tolist(), strict=True))
            found.append(_observation(source, count, lags, items, seed))
    return found


def _items(traffic: Traffic, rows: np.ndarray) -> tuple[str, ...]:
    names: list[str] = traffic.items.column("item").take(pa.array(rows[:MOST_ITEMS])).to_pylist()
    return tuple(sorted(names))


def _observation(
    source: str, count: dict[str, int], lags: np.ndarray, items: tuple[str, ...], seed: int
) -> Observation:
    n = count["only"] + count["first"] + count["copy"]
    own = count["only"] + count["first"]
    settings = {
        **settings_of("text"),
        **count,
        "least_posts": LEAST_POSTS,
        "level": LEVEL,
        "null": "none: a description, not a comparison with chance",
    }
    if n < LEAST_POSTS:
        return Observation(
            kind="originality",
            subjects=(source,),
            n=n,
            wording="How much of one source's posts is its own was not assessed",
            cannot_tell=_CANNOT_TELL,
            refusal=f"{n} posts with text of clear standing; {LEAST_POSTS} are needed",
            settings=settings,
            seed=seed,
        )
    low, high = (float(end) for end in share_interval(np.array(own), np.array(n)))
    wording = (
        f"Of {n} posts of one source {own / n:.0%} ({LEVEL:.0%} interval {low:.0%} to {high:.0%}) are "
        f"not held earlier from others (here alone: {count['only']}; here first, later with others: "
        f"{count['first']}; forwards, or held earlier from others: {count['copy']})"
    )
    settings["interval"] = [low, high]
    if len(lags):
        middle, early, late = median_with_interval(lags)
        settings |= {"median_lag_seconds": middle, "lag_interval": [early, late]}
        wording += f"; where it is behind, half is within {duration(middle)}"
    return Observation(
        kind="originality",
        subjects=(source,),
        statistic=own / n,
        n=n,
        wording=wording,
        cannot_tell=_CANNOT_TELL,
        settings=settings,
        seed=seed,
        items=items,
    )


_CANNOT_TELL = (
    "what others posted earlier that is not held, and what came by channels outside the material"
)
