"""All tests of conduct over a corpus, as rows: observations with their nulls."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from indicia.conduct.audience import audience_tests
from indicia.conduct.coordination import CoordinationOptions
from indicia.conduct.coshare import coshare_tests
from indicia.conduct.observation import table_of_observations
from indicia.conduct.reuse import reuse_tests
from indicia.conduct.rhythm import burstiness_tests
from indicia.conduct.traffic import Traffic


def run_tests(
    items: pa.Table,
    copies: pa.Table,
    source_kinds: Mapping[str, str],
    options: CoordinationOptions | None = None,
    figures: pa.Table | None = None,
) -> pa.Table:
    """Rows of schema ``TESTS``. ``items`` as :data:`indicia.trace.post.POST_SCHEMA`, ``figures`` as
    :data:`indicia.conduct.figures.FIGURES` (None: no platform gave any).
    """
    options = options or CoordinationOptions()
    traffic = Traffic(items.sort_by("item"), copies, source_kinds)
    return table_of_observations(
        [
            *coshare_tests(traffic, options),
            *burstiness_tests(traffic, options.seed),
            *reuse_tests(traffic, options.seed),
            *audience_tests(traffic, figures, options.seed),
        ]
    )
