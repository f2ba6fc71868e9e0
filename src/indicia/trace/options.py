"""Settings of trace. Every threshold has beside it what it was chosen on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """Thresholds and what is known of the sources' names."""

    jaccard: float = 0.7
    """Least Jaccard similarity of near copies, as in the figures of docs/figures/trace.md."""
    containment: float = 0.8
    """Least share of a short post's word runs that a longer one holds."""
    translations: bool = True
    source_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names that a source was known by, for forwards that give a name only."""
