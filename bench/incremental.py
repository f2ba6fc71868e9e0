"""A run with 1 % new messages beside a full run: what each stage costs.

``python bench/incremental.py [COUNT | FOLDER]``: invented messages, 20,000 by default; or real ones,
JSON tables of a folder, of which the newest 1 % are the new ones. Per-item stages are
read, find and the search index; resolve, trace, conduct and weigh are reported apart: they compare
each item with all others and are computed whole. It ends with 1 where the tables are not byte for
byte those of a full run over the same material.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import orjson

from indicia.case import Case
from measured import Measure, add, measured_run, plain_case
from messages import FILE, messages, write

PER_ITEM = ("collect", "read", "find", "index")


def table_bytes(case: Case) -> dict[str, bytes]:
    """Every partition of every table."""
    folder = case.store.derived / case.store.generation().folder
    return {f"{p.parent.name}/{p.name}": p.read_bytes() for p in folder.glob("*/*.parquet")}


def same_as_from_nothing(case: Case, copy: Path) -> bool:
    """Whether a run without anything computed before gives the same bytes."""
    shutil.copytree(case.root, copy, ignore=shutil.ignore_patterns("derived"))
    fresh = Case.open(copy)
    measured_run(fresh)
    return table_bytes(fresh) == table_bytes(case)


def report(full: list[Measure], new: list[Measure]) -> None:
    """Markdown: processor seconds of both, and their ratio."""
    print("| stage | full run, s | with 1 % new, s | share |\n|---|---|---|---|")
    after = {m.stage: m.processor for m in new}
    for m in full:
        now = after.get(m.stage, 0.0)
        print(f"| {m.stage} | {m.processor:.2f} | {now:.2f} | {now / max(m.processor, 0.01):.0%} |")
    whole = sum(m.processor for m in full)
    per_item = sum(after.get(name, 0.0) for name in PER_ITEM)
    rest = sum(after.values()) - per_item
    first = sum(m.processor for m in full if m.stage in PER_ITEM)
    print(f"\nall: {sum(after.values()):.2f} of {whole:.2f} s, {sum(after.values()) / whole:.1%}")
    print(
        f"per-item stages and joins: {per_item:.2f} s, {per_item / whole:.1%} of the full run "
        f"({per_item / first:.1%} of its per-item stages); whole-corpus stages: {rest:.2f} s, "
        f"{rest / whole:.1%}"
    )


def invented(root: Path, count: int) -> None:
    """``count`` messages in ``root / "first"``, and 1 % more in ``new.json``."""
    write(root / "first", count)
    fresh = list(messages(count + count // 100, 7))[count:]
    (root / "new.json").write_bytes(
        orjson.dumps([{**row, "message_id": count + n} for n, row in enumerate(fresh)])
    )


def parted(root: Path, folder: Path) -> None:
    """The messages of a folder, the newest 1 % apart from the rest.

    The oldest twentieth is left out: with it the 1 % would pass a size at which trace counts rarity
    anew (once each time a case grows by half), and the figure would be that of a full run of trace.
    """
    (root / "first").mkdir()
    tables = {path: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    dates = sorted(row["date"] for rows in tables.values() for row in rows)
    oldest, newest = dates[len(dates) // 20], dates[len(dates) * 99 // 100]
    fresh = []
    for path, rows in tables.items():
        old = [row for row in rows if oldest <= row["date"] < newest]
        fresh += [row for row in rows if row["date"] >= newest]
        (root / "first" / path.name).write_bytes(orjson.dumps(old))
    (root / "new.json").write_bytes(orjson.dumps(fresh))


def main() -> int:
    """Print the table; gives 1 where the bytes differ."""
    given = sys.argv[1] if len(sys.argv) > 1 else "20000"
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        if given.isdecimal():
            invented(root, int(given))
            print(f"{given} invented messages in files of {FILE}, then 1 % more\n")
        else:
            parted(root, Path(given))
            print("real messages, the newest 1 % added to the rest\n")
        case = plain_case(root / "case", "Growth")
        add(case, root / "first")
        full = measured_run(case)
        add(case, root / "new.json")
        new = measured_run(case)
        report(full, new)
        same = same_as_from_nothing(case, root / "copy")
        print(f"tables equal to a full run's, byte for byte: {'yes' if same else 'NO'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
