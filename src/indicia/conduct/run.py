"""All tests of conduct over a corpus, as rows: observations with their nulls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from indicia.conduct.chance import corrected
from indicia.conduct.coordination import (
    CoordinationOptions,
    find_coordination,
    settings_of,
)
from indicia.conduct.rhythm import LEAST_GAPS, assess_burstiness
from indicia.conduct.share import KINDS, objects_of, shares_of, without_bursts
from indicia.conduct.stratum import with_strata
from indicia.trace.post import Post, posts_of

PUBLIC_KINDS = ("channel", "outlet", "organisation")
RHYTHM_SHUFFLES = 199
TESTS = pa.schema(
    [
        ("test", pa.string()),
        ("kind", pa.string()),
        ("subjects", pa.list_(pa.string())),
        ("statistic", pa.float64()),
        ("null_mean", pa.float64()),
        ("null_sd", pa.float64()),
        ("p", pa.float64()),
        ("q", pa.float64()),
        ("n", pa.int64()),
        ("false_share", pa.float64()),
        ("wording", pa.string()),
        ("cannot_tell", pa.string()),
        ("refusal", pa.string()),
        ("settings", pa.string()),
        ("seed", pa.int64()),
        ("items", pa.list_(pa.string())),
    ]
)
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


def run_tests(
    items: pa.Table,
    copies: pa.Table,
    source_kinds: Mapping[str, str],
    options: CoordinationOptions | None = None,
) -> pa.Table:
    """Rows of schema ``TESTS``. ``items`` as :data:`indicia.trace.post.POST_SCHEMA`."""
    options = options or CoordinationOptions()
    posts = posts_of(items)
    rows = _coordination(posts, copies.to_pylist(), options)
    rows += _rhythm(posts, source_kinds, options.seed)
    return pa.Table.from_pylist(rows, schema=TESTS)


def _coordination(
    posts: Sequence[Post], copies: list[dict[str, Any]], options: CoordinationOptions
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    found = objects_of(posts, copies)
    languages = sorted({post.language or "" for post in posts})
    number = {language: index for index, language in enumerate(languages)}
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
        for pair in result.findings:
            settings = settings_of(options, result, kind, pair)
            rows.append(
                {
                    "test": f"coshare {kind}",
                    "kind": f"coshare {kind}",
                    "subjects": [pair.left, pair.right],
                    "statistic": float(pair.objects),
                    "null_mean": pair.null_mean,
                    "null_sd": pair.null_sd,
                    "p": pair.p,
                    "q": pair.q,
                    "n": len(pair.items),
                    "false_share": result.false_share,
                    "wording": (
                        f"Two sources share {WHAT[kind]} within {options.window} s more often "
                        f"({pair.objects} times) than {OTHERS[pair.null]} ({pair.null_mean:.1f})"
                    ),
                    "cannot_tell": "why they do: one operator, one common source, or agreement",
                    "refusal": None,
                    "settings": orjson.dumps(settings, option=orjson.OPT_SORT_KEYS).decode(),
                    "seed": options.seed,
                    "items": sorted(posts[row].item for row in pair.items),
                }
            )
    return rows


def _rhythm(
    posts: Sequence[Post], source_kinds: Mapping[str, str], seed: int
) -> list[dict[str, Any]]:
    times: dict[str, list[int]] = {}
    for post in posts:
        if post.posted is not None and source_kinds.get(post.source) in PUBLIC_KINDS:
            times.setdefault(post.source, []).append(post.posted // 1_000_000)
    results = [
        (source, assess_burstiness(np.array(seconds), RHYTHM_SHUFFLES, seed))
        for source, seconds in sorted(times.items())
    ]
    assessed = [result.p for _, result in results if result.p is not None]
    q_of = dict(
        zip(range(len(assessed)), corrected(np.array(assessed), len(assessed)), strict=True)
    )
    rows: list[dict[str, Any]] = []
    place = 0
    for source, result in results:
        q = None
        if result.p is not None:
            q, place = float(q_of[place]), place + 1
        figures = asdict(result)
        settings = {
            "least_gaps": LEAST_GAPS,
            "shuffles": RHYTHM_SHUFFLES,
            "null": "hour of week kept",
        }
        rows.append(
            {
                "test": "burstiness",
                "kind": "burstiness",
                "subjects": [source],
                "statistic": figures["value"],
                "null_mean": figures["null_mean"],
                "null_sd": figures["null_sd"],
                "p": figures["p"],
                "q": q,
                "n": figures["gaps"],
                "false_share": None,
                "wording": _rhythm_wording(figures["value"], figures["null_mean"]),
                "cannot_tell": "whether a person, a program or events set the rhythm",
                "refusal": figures["refusal"],
                "settings": orjson.dumps(settings, option=orjson.OPT_SORT_KEYS).decode(),
                "seed": seed,
                "items": [],
            }
        )
    return rows


def _rhythm_wording(value: float | None, null: float | None) -> str:
    if value is None or null is None:
        return "The rhythm of one source was not assessed"
    more = "more in bursts" if value > null else "more evenly"
    return (
        f"One source posts {more} (burstiness {value:.2f}) than its own hours of the week "
        f"would make it ({null:.2f})"
    )
