"""All tests of conduct over a corpus, as rows: observations with their nulls."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from indicia.conduct.audience.audience import audience_tests
from indicia.conduct.coordination.coshare import coshare_tests
from indicia.conduct.coordination.pair import CoordinationOptions
from indicia.conduct.observation import Observation, not_assessed, table_of_observations
from indicia.conduct.reuse.reuse import reuse_tests
from indicia.conduct.rhythm.automation import automation_tests
from indicia.conduct.rhythm.birth import birth_tests
from indicia.conduct.rhythm.burst import rhythm_tests
from indicia.conduct.rhythm.change import change_tests
from indicia.conduct.rhythm.hours import hours_tests
from indicia.conduct.rhythm.silence import silence_tests
from indicia.conduct.rhythm.sleep import sleep_tests
from indicia.conduct.rhythm.times import public_times
from indicia.conduct.rhythm.timezone import timezone_tests
from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.alike import bound_pairs, writing_tests
from indicia.conduct.writing.mixture import mixture_tests

LEAST_TIMES = 50
"""The least that any test of times needs (``hours``, ``burstiness``)."""


def run_tests(
    items: pa.Table,
    copies: pa.Table,
    source_kinds: Mapping[str, str],
    options: CoordinationOptions | None = None,
    figures: pa.Table | None = None,
    looked: Mapping[str, int] | None = None,
) -> pa.Table:
    """Rows of schema ``TESTS``. ``items`` and ``looked`` as in :class:`Traffic`, ``figures`` as
    :data:`indicia.conduct.audience.figures.FIGURES` (None: no platform gave any).
    """
    options = options or CoordinationOptions()
    traffic = Traffic(items.sort_by("item"), copies, source_kinds, looked or {})
    found = [
        *coshare_tests(traffic, options),
        *observations_of_times(traffic, options.seed),
        *reuse_tests(traffic, options.seed),
        *audience_tests(traffic, figures, options.seed),
        *mixture_tests(traffic, options.seed),
    ]
    pairs = bound_pairs(traffic, found)
    return table_of_observations([*found, *writing_tests(traffic, pairs, options.seed)])


def observations_of_times(traffic: Traffic, seed: int) -> list[Observation]:
    """What the times of posting of public sources show; one row for a source with too few for any."""
    everybody = public_times(traffic)
    enough = everybody.count >= LEAST_TIMES
    times = everybody.only(enough)
    found = [
        too_few(source, int(count), seed)
        for source, count in zip(everybody.sources, everybody.count, strict=True)
        if count < LEAST_TIMES
    ]
    if times.sources:
        found += [
            *hours_tests(times, seed),
            *timezone_tests(times, seed),
            *sleep_tests(times, seed),
            *change_tests(times, seed),
            *rhythm_tests(times, seed),
            *automation_tests(times, seed),
            *silence_tests(times, traffic.looked, seed),
        ]
    # A source that has just begun has few posts: its birth counts all the same.
    return [*found, *birth_tests(everybody, traffic.number[everybody.row], seed)]


def too_few(source: str, count: int, seed: int) -> Observation:
    """The row of a source with too few times for any test."""
    reason = f"{count} times of posting; {LEAST_TIMES} are needed for the first of the tests"
    cannot, least = "anything of its hours, gaps and changes", {"least_times": LEAST_TIMES}
    return not_assessed("times of posting", source, count, reason, cannot, least, seed)
