"""What a stage is: the values that pass between the runner and a stage.

A stage is a module with ``run(work: Workspace) -> StageTables``. It asks the workspace for the
tables it declared in :mod:`indicia.stages`, and gives whole tables back; the runner stores them.
Per-unit stages keep finished units in ``work.units``, so that a killed run loses at most the
unit at work and 1 % of new material costs about 1 % of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from indicia.lexicon import Lexicon
from indicia.settings import Settings

StageTables = Mapping[str, pa.Table]


class Originals(Protocol):
    """Reading access to the originals of a case."""

    def read(self, sha256: str) -> bytes:
        """The bytes of one original."""
        ...

    def path(self, sha256: str) -> object:
        """The path of one original."""
        ...


class Units(Protocol):
    """Finished units of a per-unit stage (see :mod:`indicia.units`)."""

    def done(self) -> frozenset[str]:
        """Keys of the units that are finished for this stage version and these settings."""
        ...

    def add(self, finished: Sequence[tuple[str, StageTables]]) -> None:
        """Keep a chunk of finished units; after this returns a kill does not lose them."""
        ...

    def add_together(
        self, units: Sequence[str], tables: StageTables, owners: Mapping[str, Sequence[int]]
    ) -> None:
        """Keep a chunk of units as :meth:`add` does, their rows together in one table a name.

        ``owners`` says for each row of a table the place of its unit in ``units``.
        """
        ...

    def collect(self, name: str, current: Iterable[str]) -> pa.Table:
        """All rows of table ``name`` made from the units in ``current``, ready for the border."""
        ...

    def held(self, name: str, current: Sequence[str], schema: pa.Schema) -> pa.Table:
        """The rows that units keep under a name that is no table: one a unit, in this order."""
        ...

    def recall(self, name: str, right_for: str) -> StageTables | None:
        """What :meth:`remember` kept under a name, when it is right for the same."""
        ...

    def remember(self, name: str, right_for: str, tables: StageTables) -> None:
        """Keep tables of any schema under a name, to spare work in a later run."""
        ...


class ReadTable(Protocol):
    """Reading access to the tables of earlier stages."""

    def __call__(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The table, or these columns of it: the others are then not read from the disk."""
        ...


class LogEvent(Protocol):
    """One line of the log, as stages see it."""

    @property
    def seq(self) -> int:
        """Position in the log, from 1."""
        ...

    @property
    def line(self) -> Mapping[str, Any]:
        """The whole line, parsed."""
        ...


class Progress(Protocol):
    """Where a stage says how far it is."""

    def start(self, total: int, what: str) -> None:
        """There are ``total`` steps, each one ``what``."""
        ...

    def advance(self, steps: int = 1) -> None:
        """So many more are done."""
        ...


class NoProgress:
    """Says nothing."""

    def start(self, total: int, what: str) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Workspace:
    """What a stage may use: declared tables, originals, logged settings, units, progress."""

    settings: Settings
    lexicon: Lexicon
    originals: Originals
    table: ReadTable
    """A table of an earlier stage; one that the stage did not declare is a ``KeyError``."""
    units: Units
    sealed: Callable[[str], Mapping[str, object]]
    """The content of a sealed object (a decision's text, for example) by its SHA-256."""
    progress: Progress = field(default_factory=NoProgress)
    events: Callable[[], Iterator[LogEvent]] = lambda: iter(())
    """The log up to the position of this run; only ``collect`` declares it."""
    engine: str = "local"
    keep: Callable[[str, bytes], Path] = lambda name, content: Path(name)
    """Keep a derived file (a thumbnail, a full result) under ``derived/files/<name>``; gives its
    path."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its place, version, module, and the tables it takes and gives."""

    name: str
    version: str
    module: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    uses: tuple[str, ...] = ()
    """What else it depends on: originals, lexicon, settings."""
    decides: tuple[str, ...] = ()
    """Of the table ``decisions``, only these kinds (``reject``, or ``reject:c``: only such as are
    about an id of letter c); empty: all. The stage gets no others, so others do not re-run it."""

    @property
    def made_by(self) -> str:
        """What the column ``made_by`` of its rows says."""
        return f"{self.name}@{self.version}"
