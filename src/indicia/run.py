"""Running the stages: what is stale runs, what is not is taken over, and one rename ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import pyarrow as pa

from indicia.canonical import canonical_bytes
from indicia.case import Case, SettingsVersion
from indicia.custody.storage import write_part
from indicia.errors import UsageError
from indicia.identity import sha256_hex
from indicia.memory import give_back
from indicia.nearest import did_you_mean
from indicia.stage import NoProgress, Progress, Stage, Workspace
from indicia.stages import STAGES, WRITER_OF, until
from indicia.store import Generation, GenerationWriter, TableStore, encode
from indicia.tables import SCHEMA_VERSION
from indicia.units import FinishedUnits


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did: seconds, peak memory in MiB, rows per table; ``kept``: it was current."""

    stage: str
    kept: bool
    seconds: float
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did; ``changed``: a table has other rows than before."""

    generation: Generation
    stages: tuple[StageReport, ...]
    changed: bool


class Listener:
    """Hears of each stage's start and end; gives each stage its progress."""

    def stage(self, name: str) -> Progress:
        """A stage starts."""
        return NoProgress()

    def done(self, report: StageReport) -> None:
        """A stage has ended."""


def run_case(
    case: Case,
    last: str | None = None,
    engine: str = "local",
    as_of: datetime | None = None,
    listener: Listener | None = None,
) -> RunReport:
    """Bring the tables up to date, up to and with stage ``last``.

    With ``as_of`` the tables go to a store of their own (:func:`store_at`) and mean "what this
    version would have said then".

    Raises:
        CaseLocked: another run is at work.
        SettingsError: case.toml or a lexicon is not valid.
        UsageError: no such stage.
    """
    stages = stages_until(last)
    with case.run_lock():
        case.finish_erasures()
        if as_of is None:
            case.record_settings()
        position = case.position_at(as_of)
        return _Run(case, position, engine, listener or Listener(), as_of).all(stages)


def plan_run(
    case: Case, last: str | None = None, as_of: datetime | None = None
) -> list[tuple[str, str]]:
    """Each stage with why a run would do it now; an empty reason: its tables stand as they are.

    Writes nothing. A stage behind one that would run is named too, although its input may turn out
    to be the same.

    Raises:
        UsageError: no such stage.
    """
    stages = stages_until(last)
    position = case.position_at(as_of)
    store = store_at(case, as_of)
    current = store.generation()
    logged = case.settings_at(position)
    settings = logged if as_of is not None else case.settings_on_disk(logged)
    taken: dict[str, str] = {}
    plan: list[tuple[str, str]] = []
    stale: set[str] = set()
    for stage in stages:
        record = current.stages.get(stage.name)
        behind = sorted({WRITER_OF[name] for name in stage.takes} & stale)

        def key(version: SettingsVersion, stage: Stage = stage) -> str:
            decisions = partial(store.read, "decisions")
            return stage_key(case, position, version, stage, taken, decisions)

        if record is None:
            why = "it was never run"
        elif behind:
            why = f"{', '.join(behind)} may give other tables"
        elif record.key == key(settings):
            why = ""
            taken.update(record.tables)
        elif record.key == key(logged):
            why = "case.toml or the lexicon was changed"
        else:
            why = "the log grew, or the stage has a new version"
        if why:
            stale.add(stage.name)
        plan.append((stage.name, why))
    return plan


def stage_key(
    case: Case,
    position: int,
    settings: SettingsVersion,
    stage: Stage,
    before: Mapping[str, str],
    decisions: Callable[[], pa.Table],
) -> str:
    """What a stage's result depends on, as one hash.

    ``before``: digests of the tables before it; ``decisions``: the table of decisions.
    """
    taken = {name: digest for name, digest in before.items() if name in stage.takes}
    if stage.decides and "decisions" in taken:
        taken["decisions"] = sha256_hex(encode(decided(decisions(), stage.decides)))
    parts = [SCHEMA_VERSION, stage.version, unit_key(stage, settings), taken]
    if "log" in stage.uses:
        parts.append(case.log.root(position).hex())
    return sha256_hex(canonical_bytes(parts))


def unit_key(stage: Stage, settings: SettingsVersion) -> str:
    """The part that finished units depend on, apart from the unit itself."""
    used: dict[str, str] = {}
    for name in stage.uses:
        if name == "lexicon":
            used[name] = repr(settings.lexicon)
        elif name.startswith("settings."):
            used[name] = repr(getattr(settings.settings, name.removeprefix("settings.")))
    return sha256_hex(canonical_bytes([SCHEMA_VERSION, stage.version, used]))[:16]


def stages_until(last: str | None) -> tuple[Stage, ...]:
    """The stages up to and with ``last``. Raises ``UsageError`` that names the nearest."""
    try:
        return until(last)
    except KeyError as error:
        names = [stage.name for stage in STAGES]
        near = did_you_mean(last or "", names)
        raise UsageError(
            f"--until {last}: no such stage{near}; they are {', '.join(names)}"
        ) from error


def store_at(case: Case, as_of: datetime | None) -> TableStore:
    """The store of the tables as of a time; the case's own for ``None``."""
    if as_of is None:
        return case.store
    return TableStore(_as_of_folder(case, case.position_at(as_of)), case.store.cache)


def _as_of_folder(case: Case, position: int) -> Path:
    return case.root / "derived" / "as-of" / f"{position:08d}"


def decided(decisions: pa.Table, kinds: tuple[str, ...]) -> pa.Table:
    """The decisions that a stage declared it reads; all of them for no kinds."""
    if not kinds:
        return decisions
    wanted = [kind.partition(":")[::2] for kind in kinds]
    keep = [
        any(
            what == kind and (not letter or any(name.startswith(f"{letter}-") for name in about))
            for kind, letter in wanted
        )
        for what, about in zip(
            decisions.column("what").to_pylist(), decisions.column("about").to_pylist(), strict=True
        )
    ]
    return decisions.filter(pa.array(keep, pa.bool_()))


class _Run:
    """One run at one log position."""

    def __init__(
        self, case: Case, position: int, engine: str, listener: Listener, as_of: datetime | None
    ) -> None:
        self.case, self.position, self.engine, self.listener = case, position, engine, listener
        self.settings: SettingsVersion = case.settings_at(position)
        store = case.store if as_of is None else TableStore(_as_of_folder(case, position))
        self.derived = store.derived
        self.writer: GenerationWriter = store.writer()

    def all(self, stages: tuple[Stage, ...]) -> RunReport:
        try:
            reports = tuple(self.one_alone(stage) for stage in stages)
            self.keep_later(stages)
        except BaseException:
            self.writer.abandon()
            raise
        old = self.writer.old.stages
        if all(report.kept for report in reports) and self.writer.stages.keys() == old.keys():
            self.writer.abandon()
            return RunReport(self.writer.old, reports, False)
        before = {name: record.tables for name, record in old.items()}
        after = {name: record.tables for name, record in self.writer.stages.items()}
        return RunReport(self.writer.finish(self.position), reports, before != after)

    def keep_later(self, stages: tuple[Stage, ...]) -> None:
        """After ``--until``, take over what lies behind where it is still right; drop the rest."""
        for stage in STAGES[len(stages) :]:
            old = self.writer.old.stages.get(stage.name)
            if old is None or old.key != self.key(stage):
                return
            self.writer.keep(stage.name, stage.gives)

    def one_alone(self, stage: Stage) -> StageReport:
        """One stage; what it held is given back before the next."""
        report = self.one(stage)
        give_back()
        return report

    def one(self, stage: Stage) -> StageReport:
        started = time.monotonic()
        progress = self.listener.stage(stage.name)
        key = self.key(stage)
        old = self.writer.old.stages.get(stage.name)
        if old is not None and old.key == key:
            self.writer.keep(stage.name, stage.gives)
            report = StageReport(stage.name, True, time.monotonic() - started)
        else:
            tables = self.run(stage, progress)
            self.writer.write(stage.name, key, tables)
            rows = {name: table.num_rows for name, table in tables.items()}
            report = StageReport(stage.name, False, time.monotonic() - started, rows)
        self.listener.done(report)
        return report

    def key(self, stage: Stage) -> str:
        """What the stage's result depends on in this run."""
        written = self.writer.stages.values()
        before = {name: digest for record in written for name, digest in record.tables.items()}
        decisions = partial(self.writer.read, "decisions")
        return stage_key(self.case, self.position, self.settings, stage, before, decisions)

    def run(self, stage: Stage, progress: Progress) -> dict[str, pa.Table]:
        units = FinishedUnits(
            self.derived / "units", stage.name, unit_key(stage, self.settings), stage.gives
        )
        work = Workspace(
            settings=self.settings.settings,
            lexicon=self.settings.lexicon,
            originals=self.case.objects,
            table=partial(self.declared, stage),
            units=units,
            sealed=self.case.sealed,
            progress=progress,
            events=lambda: self.case.log.events(self.position),
            engine=self.engine,
            keep=self.keep,
        )
        tables = dict(import_module(stage.module).run(work))
        if set(tables) != set(stage.gives):
            raise RuntimeError(f"stage {stage.name} gave {sorted(tables)}, not {stage.gives}")
        units.compact()
        return tables

    def declared(self, stage: Stage, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        if name not in stage.takes:
            raise KeyError(f"stage {stage.name} reads {name}, which it did not declare")
        if name != "decisions":
            return self.writer.read(name, columns)
        content = decided(self.writer.read(name), stage.decides)
        return content if columns is None else content.select(list(columns))

    def keep(self, name: str, content: bytes) -> Path:
        path = self.derived / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            fresh = path.with_name(path.name + ".new")
            write_part(fresh, content)
            fresh.rename(path)
        return path
