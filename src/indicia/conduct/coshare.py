"""Co-sharing of each kind of object, as observations."""

from __future__ import annotations

import numpy as np

from indicia.conduct.coordination import (
    CoordinationOptions,
    CoordinationResult,
    PairFinding,
    find_coordination,
    settings_of,
)
from indicia.conduct.observation import Observation
from indicia.conduct.share import KINDS, objects_of, shares_of, without_bursts
from indicia.conduct.stratum import with_strata
from indicia.conduct.traffic import Traffic
from indicia.trace.post import Post, posts_of

WHAT = {
    "link": "the same links",
    "picture": "the same pictures",
    "text": "the same texts",
    "hashtag": "the same hashtags",
    "forward": "the same forwarded posts",
}
OTHERS = {
    "names": "sources of the same language, hours and activity would by chance",
    "times": "others who share the same things at any time",
}


def coshare_tests(traffic: Traffic, options: CoordinationOptions) -> list[Observation]:
    """One observation a pair of sources and kind of object that meets more often than chance."""
    posts = posts_of(traffic.items)
    found = objects_of(posts, traffic.copies.to_pylist())
    languages = sorted({post.language or "" for post in posts})
    number = {language: index for index, language in enumerate(languages)}
    observations: list[Observation] = []
    for kind in KINDS:
        shares = shares_of(posts, found[kind], options.window)
        if len(shares) == 0:
            continue
        shares = without_bursts(shares, options.window, options.burst_least, options.burst_share)
        if len(shares) == 0:
            continue
        spoken = np.array([number[posts[row].language or ""] for row in shares.item])
        shares, strata = with_strata(shares, spoken)
        result = find_coordination(shares, strata, options)
        observations += [
            _observation(pair, kind, result, options, posts) for pair in result.findings
        ]
    return observations


def _observation(
    pair: PairFinding,
    kind: str,
    result: CoordinationResult,
    options: CoordinationOptions,
    posts: list[Post],
) -> Observation:
    return Observation(
        kind=f"coshare {kind}",
        subjects=(pair.left, pair.right),
        statistic=float(pair.objects),
        null_mean=pair.null_mean,
        null_sd=pair.null_sd,
        p=pair.p,
        q=pair.q,
        n=len(pair.items),
        false_share=result.false_share,
        wording=(
            f"Two sources share {WHAT[kind]} within {options.window} s more often "
            f"({pair.objects} times) than {OTHERS[pair.null]} ({pair.null_mean:.1f})"
        ),
        cannot_tell="why they do: one operator, one common source, or agreement",
        settings=settings_of(options, result, kind, pair),
        seed=options.seed,
        items=tuple(sorted(posts[row].item for row in pair.items)),
    )
