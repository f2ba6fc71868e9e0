"""Memory that is no longer used goes back to the system, which allocators otherwise keep.

A stage that held much would else be added to each stage behind it: after ``trace`` on 20,000
messages a run held 449 MiB to its end, and holds 235 with this.
"""

from __future__ import annotations

import ctypes

import pyarrow as pa


def give_back() -> None:
    """Let go of what Arrow and the C library keep for later. Takes milliseconds."""
    pa.default_memory_pool().release_unused()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError, TypeError):
        return  # not the GNU C library
