"""Co-sharing of each kind of object, as observations."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from indicia.conduct.coordination.community import WHAT, Chance, community_tests
from indicia.conduct.coordination.object import column_of, numbers_of, sharings
from indicia.conduct.coordination.pair import (
    CoordinationOptions,
    CoordinationResult,
    PairFinding,
    find_coordination,
    settings_of,
)
from indicia.conduct.coordination.share import shares_of, without_bursts
from indicia.conduct.coordination.stratum import with_strata
from indicia.conduct.observation import Observation
from indicia.conduct.traffic import Traffic

OTHERS = {
    "names": "sources of the same language, hours and activity would by chance",
    "times": "others who share the same things at any time",
}


def coshare_tests(traffic: Traffic, options: CoordinationOptions) -> list[Observation]:
    """One observation a pair of sources and kind of object that meets more often than chance, then
    one a group of such pairs."""
    languages = numbers_of(column_of(traffic.items, "language", pa.string()).fill_null(""))
    observations: list[Observation] = []
    chance: dict[str, Chance] = {}
    for kind, sharing in sharings(traffic):
        shares = shares_of(traffic, sharing, options.window)
        shares = without_bursts(shares, options.window, options.burst_least, options.burst_share)
        if len(shares) == 0:
            continue
        shares, strata = with_strata(shares, languages[shares.item])
        result = find_coordination(shares, strata, options)
        chance[f"coshare {kind}"] = result.by_chance
        observations += [
            _observation(pair, kind, result, options, items_at(traffic, pair.items))
            for pair in result.findings
        ]
    return [*observations, *community_tests(observations, chance, options)]


def items_at(traffic: Traffic, rows: Sequence[int]) -> tuple[str, ...]:
    """Ids of the posts at some rows, in the order of the rows."""
    taken = traffic.items.column("item").take(pa.array(rows, pa.int64()))
    return tuple(taken.to_pylist())


def _observation(
    pair: PairFinding,
    kind: str,
    result: CoordinationResult,
    options: CoordinationOptions,
    items: tuple[str, ...],
) -> Observation:
    return Observation(
        kind=f"coshare {kind}",
        subjects=(pair.left, pair.right),
        statistic=float(pair.objects),
        null_mean=pair.null_mean,
        null_sd=pair.null_sd,
        p=pair.p,
        q=pair.q,
        n=len(items),
        false_share=result.false_share,
        wording=(
            f"Two sources share the same {WHAT[kind]} within {options.window} s more often "
            f"({pair.objects} times) than {OTHERS[pair.null]} ({pair.null_mean:.1f})"
        ),
        cannot_tell="why they do: one operator, one common source, or agreement",
        settings=settings_of(options, result, kind, pair),
        seed=options.seed,
        items=items,
    )
