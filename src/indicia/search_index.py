"""The search index: made from the tables, and brought up to date with them.

It is SQLite FTS5 in ``derived/search.sqlite`` and is rebuilt at will. Each text is indexed as its
folded words and, beside them, the stems that are left without Arabic and Hebrew clitics.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.errors import StorageError
from indicia.order import cut
from indicia.store import TableStore
from indicia.text.clitic import stems
from indicia.text.fold import fold_text

INDEX_VERSION = 2
SOURCES = ("post_versions", "items", "renditions", "sources")
"""The tables that the index is made from."""
BATCH = 1000
READ = 20_000
"""Rows of the index that are read at one time."""
CACHE_KIB = 64 << 10
_HELD = pa.schema([("id", pa.int64()), ("post_version", pa.string()), ("rendition", pa.string())])
COLUMNS = (
    "post_version",
    "item",
    "rendition",
    "original",
    "locator",
    "source",
    "posted_utc",
    "url",
    "text",
)
WORD = re.compile(r"\w+")
_FIRST_HEBREW = "\u0590"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, post_version TEXT UNIQUE, item TEXT, rendition TEXT, original TEXT,
    locator TEXT, source TEXT, posted_utc TEXT, url TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS source_names (source TEXT PRIMARY KEY, name TEXT);
CREATE TABLE IF NOT EXISTS made_from (digests TEXT);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(folded, stems,
    tokenize="unicode61 remove_diacritics 0");
"""
_WORDS_IN_MEMORY = 64 << 20
"""Bytes of new words that are gathered before they are written: more make fewer parts to merge."""

Row = dict[str, Any]


def index_path(store: TableStore) -> Path:
    """Where the index of a store lies."""
    return store.derived / "search.sqlite"


def update_index(store: TableStore) -> int:
    """Bring the index up to date with the tables; gives the number of texts it holds.

    Whoever searches meanwhile sees the index before or after it, or is told that the first one is
    being made: that is kept month by month, all later ones in one transaction. Only months with new
    texts are read; nothing is done where the tables are those the index was made from.

    Raises: StorageError: the disk is full, or the index is damaged.
    """
    try:
        return _update(store)
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"Writing {index_path(store)}: {error}; free space on the disk, delete that file, and "
            "run `indicia run` again: it makes the index anew"
        ) from error


def _update(store: TableStore) -> int:
    store = store.pinned()
    digests = _digests(store)
    with closing(_open(index_path(store))) as base, base:
        made_from = base.execute("SELECT digests FROM made_from").fetchone()
        if made_from != (digests,):
            _follow(base, store, at_once=made_from is not None)
            base.execute("DELETE FROM made_from")
            base.execute("INSERT INTO made_from VALUES (?)", (digests,))
        return int(base.execute("SELECT count(*) FROM texts").fetchone()[0])


def is_current(base: sqlite3.Connection) -> bool:
    """Whether the index is of this version of the program."""
    return bool(base.execute("PRAGMA user_version").fetchone()[0] == INDEX_VERSION)


def _digests(store: TableStore) -> str:
    """The state of the tables that the index is made from."""
    stages = store.generation().stages.values()
    tables = {name: digest for stage in stages for name, digest in stage.tables.items()}
    return " ".join(str(tables.get(name)) for name in SOURCES)


def _follow(base: sqlite3.Connection, store: TableStore, at_once: bool) -> None:
    """Take out what the tables no longer hold, put in what is new.

    ``at_once``: in one transaction; else one a month, so that a stopped command need not do
    again what it had done.
    """
    versions = store.read("post_versions", ["post_version", "rendition", "month"]).combine_chunks()
    fresh = versions.filter(pa.array(~_held(base, versions)))
    for month, wanted in cut(fresh, "month"):
        for rows in _batches(store, month, wanted.column("post_version").combine_chunks()):
            _insert(base, rows)
        if not at_once:
            base.commit()
    names = store.read("sources", ["source", "name", "last_utc"]).to_pylist()
    names.sort(key=lambda row: (row["last_utc"] is not None, row["last_utc"], row["name"]))
    base.execute("DELETE FROM source_names")
    base.executemany(
        "INSERT OR REPLACE INTO source_names VALUES (?,?)",
        ((row["source"], row["name"]) for row in names),
    )


def _held(base: sqlite3.Connection, versions: pa.Table) -> np.ndarray:
    """Whether the index holds each post version as it is; what else it holds is taken out."""
    parts = []
    found = base.execute("SELECT id, post_version, rendition FROM texts")
    while rows := found.fetchmany(READ):
        parts.append(pa.table(list(zip(*rows, strict=True)), schema=_HELD))
    texts = pa.concat_tables([_HELD.empty_table(), *parts]).combine_chunks()
    place = pc.index_in(texts.column("post_version"), value_set=versions.column("post_version"))
    now = versions.column("rendition").take(place)
    fits = pc.fill_null(pc.equal(texts.column("rendition"), now), False).to_numpy()
    stale = [(number,) for number in texts.column("id").to_numpy()[~fits].tolist()]
    base.executemany("DELETE FROM words WHERE rowid = ?", stale)
    base.executemany("DELETE FROM texts WHERE id = ?", stale)
    held = np.zeros(versions.num_rows, bool)
    held[place.to_numpy()[fits].astype(np.int64)] = True
    return held


def _open(path: Path) -> sqlite3.Connection:
    """The index to write to; one of another version is emptied first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    base.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if not is_current(base):
        for table in ("texts", "words", "source_names", "made_from"):
            base.execute(f"DROP TABLE IF EXISTS {table}")
        base.executescript(_SCHEMA)
        base.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?)", (_WORDS_IN_MEMORY,))
        base.execute(f"PRAGMA user_version = {INDEX_VERSION}")
    return base


def _batches(store: TableStore, month: str, wanted: pa.Array) -> Iterator[list[Row]]:
    """One row for each wanted post version of a month that has a text, joined from the tables.

    The item that stands for a version, and its renditions, are of the month of the version.
    """
    versions = store.read("post_versions", ["post_version", "item", "rendition", "source"], month)
    versions = versions.filter(pc.is_in(versions.column("post_version"), value_set=wanted))
    items = store.read("items", ["item", "original", "locator", "url", "posted"], month)
    texts = store.read("renditions", ["rendition", "text"], month)
    of_item = pc.index_in(versions.column("item"), value_set=items.column("item"))
    of_text = pc.index_in(versions.column("rendition"), value_set=texts.column("rendition"))
    # In one piece: to take a row of a column in many copies the whole column.
    items, texts = items.combine_chunks(), texts.combine_chunks()
    for begin in range(0, versions.num_rows, BATCH):
        batch = slice(begin, begin + BATCH)
        yield _joined(
            versions[batch].to_pylist(),
            items.take(of_item[batch]).to_pylist(),
            texts.take(of_text[batch]).to_pylist(),
        )


def _joined(versions: list[Row], items: list[Row], texts: list[Row]) -> list[Row]:
    found = []
    for version, item, text in zip(versions, items, texts, strict=True):
        if text["text"] and item["item"]:
            posted = (item["posted"] or {}).get("from_utc")
            item["posted_utc"] = posted.isoformat() if posted else None
            found.append({**version, **item, "text": text["text"]})
    return found


def _insert(base: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Put texts in, and their words under the same numbers."""
    last = base.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0]
    marks = ",".join("?" * (len(COLUMNS) + 1))
    base.executemany(
        f"INSERT INTO texts (id,{','.join(COLUMNS)}) VALUES ({marks})",
        ((number, *(row[c] for c in COLUMNS)) for number, row in enumerate(rows, last + 1)),
    )
    base.executemany(
        "INSERT INTO words (rowid, folded, stems) VALUES (?,?,?)",
        ((number, *_indexed(row["text"])) for number, row in enumerate(rows, last + 1)),
    )


def _indexed(text: str) -> tuple[str, str]:
    """The folded text, and the stems that its words may have without clitics."""
    folded = fold_text(text)
    words = set(WORD.findall(folded))
    # Only words of Hebrew and Arabic have stems; their letters come behind all of Europe's.
    bare = {word[a:b] for word in words if word >= _FIRST_HEBREW for a, b in stems(word)}
    return folded, " ".join(sorted(bare - words))
