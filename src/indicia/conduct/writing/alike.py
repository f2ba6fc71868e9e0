"""Writing: whether two public sources write more alike than impostors of the same language do.

For pairs that other tests or copies bind, or that somebody asks about; never for all pairs of a
corpus. Under 5,000 characters of own text a side, or with fewer than 50 impostors of the same
language and variety, nothing is said. What is said is a weak indication at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow.compute as pc

from indicia.conduct.observation import CLEAR_P, Observation, with_q
from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.impostor import upper_p
from indicia.conduct.writing.panel import (
    LEAST_CHARACTERS,
    LEAST_IMPOSTORS,
    LEVEL,
    PANEL,
    Desk,
    Group,
    Pair,
    Panel,
)
from indicia.conduct.writing.prose import MOST_CHARACTERS
from indicia.conduct.writing.style import GRAMS, ROUNDS

MOST_PAIRS = 40
"""Pairs tested in a run; the most bound come first."""
LEAST_COPIES = 3
MOST_EXAMPLES = 20
CANNOT_TELL = (
    "who wrote: one person, one desk, one set of rules or one habit of a trade write alike; "
    "a weak indication at most"
)


def writing_tests(traffic: Traffic, pairs: Sequence[Pair], seed: int) -> list[Observation]:
    """One observation a pair, the first ``MOST_PAIRS``; q over those assessed.

    Pairs that write different languages or varieties give no row.
    """
    asked = list(dict.fromkeys(_sorted(pair) for pair in pairs))
    desk = Desk(traffic, frozenset(asked), seed)
    alike = [p for p in asked if desk.groups.get(p[0]) == desk.groups.get(p[1])]
    return with_q(_observations(desk, alike[:MOST_PAIRS]))


def compare_writing(traffic: Traffic, pair: Pair, bound: Sequence[Pair], seed: int) -> Observation:
    """The comparison of one pair that is asked about; ``bound`` pairs are no part of the null."""
    desk = Desk(traffic, frozenset(map(_sorted, [pair, *bound])), seed)
    return with_q(_observations(desk, [_sorted(pair)]))[0]


def _sorted(pair: Pair) -> Pair:
    return (min(pair), max(pair))


def _observations(desk: Desk, pairs: Sequence[Pair]) -> list[Observation]:
    by_group: dict[Group, list[Pair]] = {}
    found: dict[Pair, Observation] = {}
    for pair in pairs:
        reason = desk.refusal(pair)
        if reason:
            found[pair] = _observation(pair, desk.seed, _characters(desk, pair), refusal=reason)
        else:
            by_group.setdefault(desk.groups[pair[0]], []).append(pair)
    for group, together in by_group.items():
        panel = desk.panel(group, together)
        for pair in together:
            found[pair] = _assessed(panel, group, pair, len(together))
    return [found[pair] for pair in pairs]


def bound_pairs(traffic: Traffic, observations: Sequence[Observation]) -> list[Pair]:
    """Pairs of public sources that findings or copies bind, the most bound first."""
    public = {source for source, _ in traffic.public()}
    weight = _copies_between(traffic)
    bound = {pair: count for pair, count in weight.items() if count >= LEAST_COPIES}
    for one in observations:
        if len(one.subjects) == 2 and one.q is not None and one.q <= LEVEL:
            pair = _sorted((one.subjects[0], one.subjects[1]))
            bound[pair] = max(bound.get(pair, 0), 1) + one.n
    kept = [pair for pair in bound if public.issuperset(pair) and pair[0] != pair[1]]
    return sorted(kept, key=lambda pair: (-bound[pair], pair))


def _copies_between(traffic: Traffic) -> Mapping[Pair, int]:
    """How many copies lie between each two sources."""
    items = traffic.items.column("item")
    sides = []
    for name in ("a", "b"):
        row = pc.index_in(traffic.copies.column(name), items.combine_chunks()).to_numpy()
        sides.append(np.nan_to_num(row, nan=-1).astype(np.int64))
    held = (sides[0] >= 0) & (sides[1] >= 0)
    left, right = (traffic.source[side[held]] for side in sides)
    low, high = np.minimum(left, right), np.maximum(left, right)
    keys, counts = np.unique(low * len(traffic.sources) + high, return_counts=True)
    names = traffic.sources
    return {
        (names[key // len(names)], names[key % len(names)]): int(count)
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True)
        if key // len(names) != key % len(names)
    }


def _characters(desk: Desk, pair: Pair) -> int:
    return min((desk.prose(s).characters if s in desk.groups else 0) for s in pair)


def _assessed(panel: Panel, group: Group, pair: Pair, tested: int) -> Observation:
    left, right = (panel.names.index(source) for source in pair)
    score, topic = float(panel.scores[left, right]), float(panel.topics[left, right])
    null = panel.null_about(topic)
    items = [*panel.prose[left].items[:MOST_EXAMPLES], *panel.prose[right].items[:MOST_EXAMPLES]]
    characters = [panel.prose[at].characters for at in (left, right)]
    return _observation(
        pair,
        panel.seed,
        min(characters),
        statistic=score,
        null_mean=float(null.mean()),
        null_sd=float(null.std()),
        p=upper_p(score, null),
        items=tuple(sorted(items)),
        more={
            "language": group[0],
            "variety": group[1] or None,
            "characters": characters,
            "impostors": len(panel.names) - 2,
            "null": "pairs of other sources that are as alike in topic",
            "null_pairs": len(null),
            "topic_likeness": topic,
            "pairs_tested": tested,
            "score_at_level": float(np.quantile(null, 1 - LEVEL)),
            "halves_found": panel.halves_found,
        },
    )


def _observation(
    pair: Pair,
    seed: int,
    characters: int,
    *,
    statistic: float | None = None,
    null_mean: float | None = None,
    null_sd: float | None = None,
    p: float | None = None,
    items: tuple[str, ...] = (),
    refusal: str | None = None,
    more: Mapping[str, object] | None = None,
) -> Observation:
    return Observation(
        kind="writing",
        subjects=pair,
        statistic=statistic,
        null_mean=null_mean,
        null_sd=null_sd,
        p=p,
        n=characters,
        wording=writing_wording(statistic, p),
        cannot_tell=CANNOT_TELL,
        refusal=refusal,
        settings={
            "method": "general impostors, mean of 1/rank",
            "rounds": ROUNDS,
            "features": "half of character 2-4-grams and function words, content words masked",
            "grams": list(GRAMS),
            "least_characters": LEAST_CHARACTERS,
            "least_impostors": LEAST_IMPOSTORS,
            "most_characters": MOST_CHARACTERS,
            "panel": PANEL,
            "most_pairs": MOST_PAIRS,
            "level": LEVEL,
            **(more or {}),
        },
        seed=seed,
        items=items,
    )


def writing_wording(score: float | None, p: float | None) -> str:
    """What may be said of a score; None: not compared."""
    if score is None or p is None:
        return "The writing of two sources was not compared"
    share = "more than 99 %" if p < 0.01 else f"{100 * (1 - p):.0f} %"
    others = "of the pairs of other sources as near in language and topic"
    if p > CLEAR_P:
        return (
            f"Two sources do not stand out by writing alike (score {score:.2f}): they are nearer to "
            f"each other than {share} {others}"
        )
    return (
        f"Two sources write nearer to each other (score {score:.2f}, where 1 is nearest in every "
        f"round) than {share} {others}"
    )
