"""Columns kept in memory: what is read is what lies on disk, of the generation in force."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.columns import ColumnCache
from indicia.store import TableStore
from indicia.tables import empty

NAMES = ("a", "b", "c")
SCHEMA = pa.schema([(name, pa.int64()) for name in NAMES])


def write(store: TableStore, states: list[str]) -> None:
    """The next generation, in which ``orphans`` has these states."""
    rows = [
        {"seq": seq, "about": f"m-{seq}", "state": state, "message": "changed"}
        for seq, state in enumerate(states)
    ]
    schema = empty("orphans").schema
    filled = [{field.name: row.get(field.name) for field in schema} for row in rows]
    writer = store.writer()
    writer.write("read", "key", {"orphans": pa.Table.from_pylist(filled, schema)})
    writer.finish(0)


def test_what_is_read_from_memory_is_what_lies_on_disk_and_is_read_once(tmp_path: Path) -> None:
    cold = TableStore(tmp_path)
    write(cold, ["x", "y"])
    warm = TableStore(tmp_path, ColumnCache())
    for columns in (["state"], ["about", "state"], ["state", "about"], None, []):
        assert warm.read("orphans", columns).equals(cold.read("orphans", columns))
    for part in tmp_path.glob("g*/orphans/*.parquet"):
        part.unlink()
    assert warm.pinned().read("orphans", ["state"]).column("state").to_pylist() == ["x", "y"]


def test_a_new_generation_is_read_anew_and_a_held_one_stays_as_it_was(tmp_path: Path) -> None:
    warm = TableStore(tmp_path, ColumnCache())
    write(warm, ["x"])
    held = warm.pinned()
    assert warm.read("orphans", ["state"]).column("state").to_pylist() == ["x"]
    write(warm, ["y", "z"])
    assert warm.read("orphans", ["state"]).column("state").to_pylist() == ["y", "z"]
    assert held.read("orphans", ["state"]).column("state").to_pylist() == ["x"]


def test_tables_that_were_made_anew_under_an_old_number_are_not_taken_for_the_old(
    tmp_path: Path,
) -> None:
    cache = ColumnCache()
    write(TableStore(tmp_path / "derived", cache), ["x"])
    assert TableStore(tmp_path / "derived", cache).read("orphans", ["state"]).num_rows == 1
    (tmp_path / "derived").rename(tmp_path / "old")
    store = TableStore(tmp_path / "derived", cache)
    write(store, ["y", "z"])
    assert store.generation().number == 1
    assert store.read("orphans", ["state"]).column("state").to_pylist() == ["y", "z"]


@given(
    st.integers(8, 200),
    st.lists(st.tuples(st.sampled_from("pq"), st.sets(st.sampled_from(NAMES), min_size=1))),
)
def test_the_cache_keeps_its_bound_and_gives_what_was_loaded(most, asked):
    cache = ColumnCache(most)
    content = {
        place: pa.table({name: [start, start + 1] for start, name in enumerate(NAMES, first)})
        for place, first in (("p", 0), ("q", 100))
    }
    for place, names in asked:
        wanted = pa.schema([SCHEMA.field(name) for name in sorted(names)])
        found = cache.table(
            (place, 1, 1), "t", wanted, lambda missing, p=place: content[p].select(list(missing))
        )
        assert found.equals(content[place].select(sorted(names)).cast(wanted))
        assert 0 <= cache.bytes <= most


def test_a_column_that_is_larger_than_the_bound_is_given_and_not_kept() -> None:
    cache = ColumnCache(8)
    wanted = pa.schema([("a", pa.int64())])
    loaded = pa.table({"a": [1, 2, 3]})
    times = []
    for _ in range(2):
        cache.table(("p", 1, 1), "t", wanted, lambda missing: times.append(missing) or loaded)
    assert len(times) == 2 and cache.bytes == 0


def test_an_unknown_table_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        TableStore(tmp_path, ColumnCache()).read("nothing")
