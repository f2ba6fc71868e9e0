"""One test of conduct and what came of it: a row of the table ``tests``, before it has an id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from indicia.conduct.chance import corrected

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

CLEAR_P = 0.05
"""Above it the wording says that nothing stands out. It is no finding below it: that needs q."""

DESCRIPTIVE = frozenset(("hours", "weekdays", "daily gap"))
"""Kinds that nearly every source shows: they stand in the table and are never drafted as findings."""
RHYTHM = frozenset(
    (
        *DESCRIPTIVE,
        *("time zones", "volume change", "hours change", "burstiness", "memory", "fixed gap"),
        *("second of minute", "minute of hour", "silence", "silence to the last look"),
        *("births together", "first week"),
    )
)
"""Kinds that rest on times of posting alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A test, its null and what may be said. None: not assessed, or the test has no such figure."""

    kind: str
    subjects: tuple[str, ...]
    """Sources, in the order the wording names them."""
    n: int
    """Observations that it rests on."""
    wording: str
    cannot_tell: str
    settings: Mapping[str, Any]
    seed: int
    statistic: float | None = None
    null_mean: float | None = None
    null_sd: float | None = None
    p: float | None = None
    q: float | None = None
    false_share: float | None = None
    refusal: str | None = None
    """Why it was not assessed."""
    items: tuple[str, ...] = field(default=())


def not_assessed(
    kind: str,
    source: str,
    n: int,
    reason: str,
    cannot_tell: str,
    settings: Mapping[str, Any],
    seed: int,
) -> Observation:
    """The row that says why a test was not made for a source."""
    return Observation(
        kind=kind,
        subjects=(source,),
        n=n,
        wording=f"Not assessed for one source: {kind}",
        cannot_tell=cannot_tell,
        settings=settings,
        seed=seed,
        refusal=reason,
    )


def with_q(observations: Sequence[Observation]) -> list[Observation]:
    """The observations of one family, with q corrected over all of them that have a p."""
    assessed = np.array([o.p for o in observations if o.p is not None])
    q = iter(corrected(assessed, len(assessed)).tolist())
    return [o if o.p is None else replace(o, q=next(q)) for o in observations]


def table_of_observations(observations: Iterable[Observation]) -> pa.Table:
    """Rows of schema ``TESTS``, in the order given."""
    rows = [
        {
            **{name: getattr(o, name) for name in TESTS.names if name not in ("test", "settings")},
            "test": o.kind,
            "settings": orjson.dumps(dict(o.settings), option=orjson.OPT_SORT_KEYS).decode(),
        }
        for o in observations
    ]
    return pa.Table.from_pylist(rows, schema=TESTS)
