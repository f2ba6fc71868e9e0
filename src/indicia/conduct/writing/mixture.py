"""Language, script and dialect mixture of a public source over months, and whether it changes.

Each post has one label (:mod:`indicia.conduct.writing.label`). Shares a month come with Wilson intervals.
Whether months differ is tested against the source's own days dealt to other months: days stay
whole, because posts of one day are alike. It says which words and letters are used; never where
anybody is from.

Source: Wilson (1927), JASA 22; Besag, Clifford (1991), Biometrika 78 (sequential Monte Carlo p).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from indicia.conduct.observation import CLEAR_P, Observation, with_q
from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.label import Labels, labels_of
from indicia.conduct.writing.prose import one_version

LEAST_POSTS, LEAST_MONTH = 60, 15
"""Labelled posts, and in each of at least two months."""
SHUFFLES, BATCH, ENOUGH = 1999, 200, 10
"""Shuffling ends when so many shuffles reach the statistic: its p is large by then."""
MOST_LABELS, MOST_MONTHS = 6, 48
LEAST_SECOND = 3
"""A label that fewer posts bear than this, beside one that all others bear, is no mixture."""
MOST_EXAMPLES = 40
Z95 = 1.959964
WHAT = {
    "language mixture": "the languages",
    "script mixture": "the scripts",
    "dialect mixture": "the dialect words",
    "letter mixture": "the Ukrainian and Russian letters",
}
CANNOT_TELL = {
    "language mixture": "why: another writer, another audience, quoted or translated text",
    "script mixture": "why: another writer, another audience, quoted text or names",
    "dialect mixture": (
        "where anybody is from: dialect words are chosen, quoted and imitated; the list is small, "
        "and varieties share words"
    ),
    "letter mixture": "why: another language, a mixed one, or quoted text; never who writes",
}


@dataclass(frozen=True, slots=True)
class Change:
    """How far months differ: the share of posts that would need another label to make them equal."""

    value: float
    null_mean: float
    null_sd: float
    p: float
    shuffles: int


def mixture_tests(traffic: Traffic, seed: int) -> list[Observation]:
    """One observation a public source and kind of which it has labelled posts."""
    kept = traffic.dated & one_version(traffic)
    public = [(source, rows[kept[rows]]) for source, rows in traffic.public()]
    public = [(source, rows) for source, rows in public if len(rows)]
    if not public:
        return []
    bounds = np.cumsum([0, *(len(rows) for _, rows in public)])
    rows = np.concatenate([rows for _, rows in public])
    found: list[Observation] = []
    for labels in labels_of(traffic, rows):
        family = []
        for place, (source, _) in enumerate(public):
            here = slice(bounds[place], bounds[place + 1])
            held = labels.codes[here] >= 0
            if _is_told(labels, labels.codes[here][held]):
                part = Labels(labels.kind, labels.codes[here][held], labels.names)
                family.append(_observation(traffic, source, rows[here][held], part, seed))
        found += with_q(family)
    return found


def _is_told(labels: Labels, codes: np.ndarray) -> bool:
    """Whether there is anything to say: of a language always, else of a mixture only."""
    if labels.kind == "language mixture":
        return len(codes) >= LEAST_MONTH
    return len(codes) >= LEAST_MONTH and not _is_plain(codes)


def _is_plain(codes: np.ndarray) -> bool:
    """Whether fewer than ``LEAST_SECOND`` posts bear another label than the most frequent."""
    return len(codes) - int(np.bincount(codes).max()) < LEAST_SECOND


def change_between(codes: np.ndarray, days: np.ndarray, months: np.ndarray, seed: int) -> Change:
    """Months against days dealt to other months. Labels from 0; a day belongs to one month."""
    _, first, day = np.unique(days, return_index=True, return_inverse=True)
    counts = np.zeros((len(first), int(codes.max()) + 1))
    np.add.at(counts, (day, codes), 1)
    _, month = np.unique(months[first], return_inverse=True)
    value = float(_difference(counts, month[None, :])[0])
    rng = np.random.default_rng([seed, 13])
    null = np.empty(0)
    while len(null) < SHUFFLES:
        size = min(BATCH, SHUFFLES - len(null))
        dealt = rng.permuted(np.tile(month, (size, 1)), axis=1)
        null = np.concatenate([null, _difference(counts, dealt)])
        reached = np.flatnonzero(null >= value - 1e-12)
        if len(reached) >= ENOUGH:
            tried = int(reached[ENOUGH - 1]) + 1
            return Change(value, float(null.mean()), float(null.std()), ENOUGH / tried, len(null))
    p = (1 + len(reached)) / (1 + len(null))
    return Change(value, float(null.mean()), float(null.std()), p, len(null))


def _difference(counts: np.ndarray, month: np.ndarray) -> np.ndarray:
    """The statistic of each row of ``month`` (shuffles, days)."""
    total = counts.sum()
    share = counts.sum(0) / total
    apart = np.zeros(len(month))
    for one in range(int(month.max()) + 1):
        held = (month == one) @ counts
        apart += np.abs(held - held.sum(1, keepdims=True) * share).sum(1)
    found: np.ndarray = apart / (2 * total)
    return found


def wilson(count: int, total: int) -> tuple[float, float]:
    """95 % interval of a share. ``total`` is at least 1."""
    share, z2 = count / total, Z95 * Z95
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * np.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def _observation(
    traffic: Traffic, source: str, rows: np.ndarray, labels: Labels, seed: int
) -> Observation:
    seconds = traffic.second[rows]
    months = seconds.astype("datetime64[s]").astype("datetime64[M]")
    codes, names = _commonest(labels)
    shares = _shares(codes, names, months)
    plain = _is_plain(codes)
    refusal = None if plain else _refusal(codes, months)
    change = None if plain or refusal else change_between(codes, seconds // 86_400, months, seed)
    return Observation(
        kind=labels.kind,
        subjects=(source,),
        statistic=change.value if change else None,
        null_mean=change.null_mean if change else None,
        null_sd=change.null_sd if change else None,
        p=change.p if change else None,
        n=len(rows),
        wording=_wording(labels.kind, change, shares, plain),
        cannot_tell=CANNOT_TELL[labels.kind],
        refusal=refusal,
        settings={
            "shares": shares,
            "interval": "Wilson, 95 %",
            "null": "days kept whole, dealt to other months",
            "shuffles": change.shuffles if change else SHUFFLES,
            "least_posts": LEAST_POSTS,
            "least_month": LEAST_MONTH,
        },
        seed=seed,
        items=_examples(traffic, rows, codes, months) if change else (),
    )


def _commonest(labels: Labels) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels from 0 by how many posts bear them; the rarest together as "other"."""
    counts = np.bincount(labels.codes, minlength=len(labels.names))
    order = np.lexsort((np.arange(len(counts)), -counts))
    used = [int(at) for at in order if counts[at]]
    place = np.full(len(counts), min(len(used), MOST_LABELS), np.int64)
    place[used[:MOST_LABELS]] = np.arange(len(used[:MOST_LABELS]))
    names = [labels.names[at] for at in used[:MOST_LABELS]]
    return place[labels.codes], tuple([*names, "other"] if len(used) > MOST_LABELS else names)


def _refusal(codes: np.ndarray, months: np.ndarray) -> str | None:
    if len(codes) < LEAST_POSTS:
        return f"{len(codes)} posts that show it; {LEAST_POSTS} are needed"
    _, sizes = np.unique(months, return_counts=True)
    if (sizes >= LEAST_MONTH).sum() < 2:
        return f"fewer than two months with {LEAST_MONTH} posts that show it"
    return None


def _shares(
    codes: np.ndarray, names: tuple[str, ...], months: np.ndarray
) -> dict[str, dict[str, Any]]:
    """Month -> number of posts, and each label's [share, low, high]; the latest months."""
    told: dict[str, dict[str, Any]] = {}
    for month in np.unique(months)[-MOST_MONTHS:]:
        counts = np.bincount(codes[months == month], minlength=len(names)).tolist()
        total = sum(counts)
        told[str(month)] = {"posts": total} | {
            name: [round(x, 4) for x in (count / total, *wilson(count, total))]
            for name, count in zip(names, counts, strict=True)
        }
    return told


def _examples(
    traffic: Traffic, rows: np.ndarray, codes: np.ndarray, months: np.ndarray
) -> tuple[str, ...]:
    """The first posts of each label in each month, as far as there is room."""
    key = codes * (int(months.astype(np.int64).max()) + 1) + months.astype(np.int64)
    _, inverse, sizes = np.unique(key, return_inverse=True, return_counts=True)
    turn = np.empty(len(key), np.int64)
    order = np.argsort(inverse, kind="stable")
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    turn[order] = np.arange(len(key)) - starts[inverse[order]]
    chosen = rows[np.argsort(turn, kind="stable")[:MOST_EXAMPLES]]
    items = traffic.items.column("item")
    return tuple(sorted(items[int(row)].as_py() for row in chosen))


def _wording(
    kind: str, change: Change | None, shares: dict[str, dict[str, Any]], plain: bool
) -> str:
    if plain:
        return f"One source shows no mixture of {WHAT[kind].removeprefix('the ')}"
    if change is None:
        return f"Whether {WHAT[kind]} of one source change over time was not assessed"
    more = "more" if change.p <= CLEAR_P else "no more"
    return (
        f"In one source {WHAT[kind]} differ between months {more} (in {_percent(change.value)} of "
        f"posts) than its days dealt to other months would ({_percent(change.null_mean)}): "
        f"{_telling(shares)}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _telling(shares: dict[str, dict[str, Any]]) -> str:
    """The label that moves most, in its lowest and its highest month of enough posts."""
    full = {month: told for month, told in shares.items() if told["posts"] >= LEAST_MONTH}
    names = [name for name in next(iter(full.values())) if name != "posts"]
    ranges = {name: [(told[name][0], month) for month, told in full.items()] for name in names}
    name = max(names, key=lambda n: (max(ranges[n])[0] - min(ranges[n])[0], n))
    ends = sorted((min(ranges[name]), max(ranges[name])), key=lambda end: end[1])
    return f"{name} " + ", ".join(f"{month} {_percent(share)}" for share, month in ends)
