"""Full-text search over folded text: one spelling finds the others.

The index is SQLite FTS5 in ``derived/search.sqlite``, brought up to date from the tables after
each run and rebuilt at will. Each text is indexed as its folded words and, beside them, the stems
that are left without Arabic clitics. A query that is a known name also asks for its other names.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.errors import StorageError, UsageError
from indicia.order import cut
from indicia.store import TableStore
from indicia.text.clitic import stems
from indicia.text.fold import fold, fold_text

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
_WORD = re.compile(r"\w+")
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


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit: where it stands, and the words around it; start and end count in the rendition."""

    post_version: str
    item: str
    rendition: str
    original: str
    locator: str
    source: str
    source_name: str
    posted_utc: str | None
    url: str | None
    start: int
    end: int
    excerpt: str

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


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


def _is_current(base: sqlite3.Connection) -> bool:
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
    if not _is_current(base):
        for table in ("texts", "words", "source_names", "made_from"):
            base.execute(f"DROP TABLE IF EXISTS {table}")
        base.executescript(_SCHEMA)
        base.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?)", (_WORDS_IN_MEMORY,))
        base.execute(f"PRAGMA user_version = {INDEX_VERSION}")
    return base


def _open_reading(path: Path) -> sqlite3.Connection:
    """The index for reading, also where its folder cannot be written."""
    if os.access(path.parent, os.W_OK):
        return sqlite3.connect(path)
    for option in ("mode=ro", "immutable=1"):  # without a write-ahead file only the second opens
        base = sqlite3.connect(f"{path.resolve().as_uri()}?{option}", uri=True)
        try:
            base.execute("SELECT 1 FROM texts LIMIT 1")
        except sqlite3.OperationalError:
            base.close()
            continue
        return base
    raise StorageError(f"{path}: cannot be opened; get the right to read it, or run `indicia run`")


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
    words = set(_WORD.findall(folded))
    # Only words of Hebrew and Arabic have stems; their letters come behind all of Europe's.
    bare = {word[a:b] for word in words if word >= _FIRST_HEBREW for a, b in stems(word)}
    return folded, " ".join(sorted(bare - words))


def search(
    store: TableStore, words: str, limit: int = 20, spellings: Sequence[str] = ()
) -> list[Hit]:
    """Post versions that hold all words, best first; each with its first matching place.

    ``spellings`` are further ways to write the same, each searched as a phrase.

    Raises:
        UsageError: nothing to search for, or no run has made the index yet.
    """
    path = index_path(store)
    if not path.exists():
        raise UsageError("search: there is no index yet; run `indicia run` first")
    asked = _WORD.findall(fold(words).text)
    if not asked:
        raise UsageError(f"search: {words!r} holds no word to search for")
    alternatives = [_all_of(asked), *(_phrase(s) for s in spellings if _WORD.findall(fold(s).text))]
    expression = " OR ".join(f"({alternative})" for alternative in alternatives)
    sought = {
        *(word[a:b] for word in asked for a, b in stems(word)),
        *(w for s in spellings for w in _WORD.findall(fold(s).text)),
    }
    with closing(_open_reading(path)) as base:
        base.row_factory = sqlite3.Row
        if not _is_current(base):
            raise UsageError(
                "search: the index is of another version of the program; `indicia run` renews it"
            )
        if base.execute("SELECT 1 FROM made_from").fetchone() is None:
            raise UsageError("search: the index is not finished; `indicia run` goes on with it")
        found = base.execute(
            "SELECT texts.*, coalesce(name, '') AS source_name FROM words "
            "JOIN texts ON texts.id = words.rowid LEFT JOIN source_names USING (source) "
            "WHERE words MATCH ? ORDER BY rank, posted_utc, post_version LIMIT ?",
            (expression, limit),
        ).fetchall()
    return [_hit(row, sought) for row in found]


def _all_of(words: Sequence[str]) -> str:
    """Each word, or what is left of it without clitics: pasted words often carry some."""
    return " AND ".join(
        "(" + " OR ".join(f'"{word[a:b]}"' for a, b in stems(word)) + ")" for word in words
    )


def _phrase(spelling: str) -> str:
    return '"' + " ".join(_WORD.findall(fold(spelling).text)) + '"'


def _hit(row: sqlite3.Row, sought: set[str]) -> Hit:
    text = row["text"]
    folded = fold(text)
    start = end = 0
    for match in _WORD.finditer(folded.text):
        word = match.group()
        if word in sought or any(word[a:b] in sought for a, b in stems(word)):
            start, end = folded.span(match.start(), match.end())
            break
    left, right = max(0, start - 60), min(len(text), end + 60)
    excerpt = ("…" if left else "") + text[left:right].replace("\n", " ")
    excerpt += "…" if right < len(text) else ""
    kept = {key: row[key] for key in row.keys() if key not in ("id", "text")}  # noqa: SIM118
    return Hit(**kept, start=start, end=end, excerpt=excerpt)


def spellings_of(store: TableStore, words: str) -> list[str]:
    """Other names of the entity that ``words`` names exactly, after folding."""
    if not store.has("names"):
        return []
    rows = store.read("names", ["entity", "name"]).to_pylist()
    wanted = fold(words).text
    entities = {row["entity"] for row in rows if fold(row["name"]).text == wanted}
    return sorted({row["name"] for row in rows if row["entity"] in entities} - {words})
