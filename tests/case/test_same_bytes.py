"""The same originals, log and version give the same bytes, whatever the order and the hash seed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from case_process import PROGRAM, an_item, indicia, table_bytes, write_posts

from indicia.case import Case

# What a row is, where it is not of the log: places and times of captures differ between cases.
IDENTITY = {
    "items": ("item", "original", "locator", "kind"),
    "renditions": ("rendition", "item", "text"),
    "post_versions": ("post_version", "post", "item"),
    "mentions": ("mention", "rendition", "start", "end", "kind"),
    "statements": ("statement", "rendition", "start", "end", "predicate"),
    "place_phrases": ("phrase", "rendition", "start", "end"),
    "entities": ("entity", "kind", "name"),
    "copies": ("copy", "kind"),
    "origins": ("origin", "post_version"),
}


def _run_with(root: Path, seed: int) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-c", PROGRAM, "-C", str(root), "run"]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return table_bytes(root)


def test_the_same_log_gives_the_same_bytes_in_another_folder_with_another_hash_seed_and_in_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    root = tmp_path / "steps"
    indicia("new", root, "--title", "Ferries")
    for first in (1, 30, 60):
        indicia("-C", root, "add", write_posts(tmp_path / str(first), first, 25))
        in_steps = _run_with(root, first)
    indicia("-C", root, "decide", "note", an_item(root), "--set", "text=seen")
    in_steps = _run_with(root, 5)
    for seed in (1, 2):
        other = Path(shutil.copytree(root, tmp_path / f"whole{seed}"))
        shutil.rmtree(other / "derived")
        assert _run_with(other, seed) == in_steps
    assert {name.partition("/")[0] for name in in_steps} > set(IDENTITY)


def _identities(root: Path) -> dict[str, set[tuple[object, ...]]]:
    store = Case.open(root, "r").store
    found = {}
    for table, columns in IDENTITY.items():
        rows = store.read(table, list(columns))
        found[table] = {tuple(row.values()) for row in rows.to_pylist()}
    return found


def test_the_order_in_which_batches_came_changes_no_item_no_mention_and_no_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    batches = [write_posts(tmp_path / f"batch{n}", 1 + 25 * n, 25) for n in range(3)]
    for name, order in (("one", batches), ("other", batches[::-1])):
        indicia("new", tmp_path / name, "--title", "Ferries")
        for batch in order:
            indicia("-C", tmp_path / name, "add", batch)
        indicia("-C", tmp_path / name, "run")
    one, other = _identities(tmp_path / "one"), _identities(tmp_path / "other")
    for table in IDENTITY:
        assert one[table] == other[table], table
    assert len(one["items"]) > 70 and one["mentions"]
