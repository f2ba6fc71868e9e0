"""What trace remembers from one run to the next, so that new posts meet only what was kept.

A memory holds named sets of tables. Each carries a word that says what it is right for (the
counting of rarity, the settings); under another word nothing is recalled. What is remembered never
changes a result: it only spares finding it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pyarrow as pa


class Memory(Protocol):
    """Where tables are kept between runs."""

    def recall(self, name: str, right_for: str) -> Mapping[str, pa.Table] | None:
        """The tables kept under a name, or None when there are none that are right."""
        ...

    def remember(self, name: str, right_for: str, tables: Mapping[str, pa.Table]) -> None:
        """Keep tables in place of what the name held."""
        ...


class NoMemory:
    """Remembers nothing."""

    def recall(self, name: str, right_for: str) -> Mapping[str, pa.Table] | None:
        """Nothing."""
        return None

    def remember(self, name: str, right_for: str, tables: Mapping[str, pa.Table]) -> None:
        """Forget it."""
