"""Tables on disk: what did not change is not encoded again, and nothing reads half of a run."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia import store as store_module
from indicia.order import cut, ordered
from indicia.store import TableStore
from indicia.tables import TABLES, finished, finished_parts
from indicia.written import NOTE, rows_sha256

MONTHS = ("2026-01", "2026-02", "undated")


def fault_rows(*rows: tuple[str, str], message: str = "invented") -> pa.Table:
    """Rows of ``find_faults``, each (id, month)."""
    made = [
        {
            "fault": fault,
            "item": "i",
            "rendition": "r",
            "message": message,
            "month": month,
            "made_by": "test",
        }
        for fault, month in rows
    ]
    return finished("find_faults", pa.Table.from_pylist(made, TABLES["find_faults"].schema))


def write(store: TableStore, content: pa.Table) -> str:
    """A generation of one stage with this table; gives the digest of the table."""
    writer = store.writer()
    record = writer.write("find", "k", {"find_faults": content})
    writer.finish(1)
    return record.tables["find_faults"]


def parts(store: TableStore) -> dict[str, tuple[bytes, int]]:
    folder = store.derived / store.generation().folder / "find_faults"
    return {p.stem: (p.read_bytes(), p.stat().st_ino) for p in folder.glob("*.parquet")}


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The months of the partitions that are encoded from now on."""
    seen: list[str] = []
    encode = store_module.encode

    def noted(content: pa.Table) -> bytes:
        seen.append(content.column("month")[0].as_py())
        return encode(content)

    monkeypatch.setattr(store_module, "encode", noted)
    return seen


def test_only_partitions_with_other_rows_are_encoded(tmp_path: Path, encoded: list[str]) -> None:
    store, fresh = TableStore(tmp_path / "a"), TableStore(tmp_path / "b")
    write(store, fault_rows(("a", MONTHS[0]), ("b", MONTHS[1])))
    before = parts(store)
    encoded.clear()
    more = fault_rows(("a", MONTHS[0]), ("b", MONTHS[1]), ("c", MONTHS[1]))
    digest = write(store, more)
    assert encoded == [MONTHS[1]]
    assert parts(store)[MONTHS[0]] == before[MONTHS[0]]
    assert digest == write(fresh, more)
    assert {k: v[0] for k, v in parts(store).items()} == {k: v[0] for k, v in parts(fresh).items()}


@pytest.mark.parametrize("note", [None, b"", b"{}", b"[1]", b'{"2026-01": 3}'])
def test_without_a_note_partitions_are_compared_as_bytes(
    tmp_path: Path, encoded: list[str], note: bytes | None
) -> None:
    store, content = TableStore(tmp_path), fault_rows(("a", MONTHS[0]))
    digest = write(store, content)
    before = parts(store)
    path = store.derived / store.generation().folder / "find_faults" / NOTE
    path.unlink() if note is None else path.write_bytes(note)
    encoded.clear()
    assert write(store, content) == digest and encoded == [MONTHS[0]]
    assert parts(store) == before


def test_another_version_of_the_library_writes_anew(
    tmp_path: Path, encoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, content = TableStore(tmp_path), fault_rows(("a", MONTHS[0]))
    write(store, content)
    encoded.clear()
    monkeypatch.setattr(store_module, "ENCODING", {"compression": "none"})
    write(store, content)
    assert encoded == [MONTHS[0]]
    path = store.derived / store.generation().folder / "find_faults" / f"{MONTHS[0]}.parquet"
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "UNCOMPRESSED"


def test_the_hash_of_rows_is_that_of_their_values_wherever_they_lie() -> None:
    rows = fault_rows(*((f"f{n}", MONTHS[n % 3]) for n in range(9)))
    part = rows.slice(2, 5)
    copy = pa.Table.from_pylist(part.to_pylist(), part.schema)
    assert rows_sha256(part, "e") == rows_sha256(copy, "e")
    others = (rows.slice(2, 6), rows.slice(1, 5), copy.drop_columns(["item"]))
    assert rows_sha256(part, "e") not in [rows_sha256(other, "e") for other in others]
    assert rows_sha256(part, "e") != rows_sha256(part, "f")


ROW = st.tuples(st.integers(0, 30), st.sampled_from(MONTHS))


@given(st.lists(st.lists(ROW, max_size=6), max_size=5))
def test_parts_in_order_are_the_whole_in_order(found: list[list[tuple[int, str]]]) -> None:
    schema = pa.schema([("key", pa.int64()), ("month", pa.string())])

    def table(rows: list[tuple[int, str]]) -> pa.Table:
        return pa.Table.from_pylist([{"key": k, "month": m} for k, m in rows], schema)

    made = ordered([table([]), *map(table, found)], ("key",), "month")
    expected = sorted((row for rows in found for row in rows), key=lambda r: (r[1], r[0]))
    assert [(r["key"], r["month"]) for r in made.to_pylist()] == expected
    mixed = table([row for rows in found for row in rows])
    cuts = {name: rows.column("key").to_pylist() for name, rows in cut(mixed, "month")}
    assert list(cuts) == sorted({m for rows in found for _, m in rows})
    for name, keys in cuts.items():
        assert keys == [k for rows in found for k, m in rows if m == name]


def test_rows_that_stand_together_are_cut_without_a_copy() -> None:
    rows = fault_rows(*((f"f{n}", MONTHS[n % 3]) for n in range(9)))
    buffers = {b.address for c in rows.column("fault").chunks for b in c.buffers() if b}
    for _, part in cut(rows, "month"):
        assert {b.address for c in part.column("fault").chunks for b in c.buffers() if b} <= buffers


def test_a_null_in_a_required_column_of_any_part_is_refused() -> None:
    good = fault_rows(("a", MONTHS[0]))
    bad = good.set_column(0, "fault", pa.array([None], pa.string()))
    with pytest.raises(ValueError, match="fault"):
        finished_parts("find_faults", [good, bad])


def test_a_partition_and_columns_alone_are_read(tmp_path: Path) -> None:
    store = TableStore(tmp_path)
    write(store, fault_rows(("a", MONTHS[0]), ("b", MONTHS[1])))
    found = store.read("find_faults", ["fault"], MONTHS[1])
    assert found.to_pylist() == [{"fault": "b"}]
    assert store.read("find_faults", None, "2031-01").num_rows == 0
