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

import pyarrow as pa
import pyarrow.compute as pc

from indicia.errors import StorageError, UsageError
from indicia.store import TableStore
from indicia.text.clitic import stems
from indicia.text.fold import fold

INDEX_VERSION = 2
SOURCES = ("post_versions", "items", "renditions", "sources")
"""The tables that the index is made from."""
BATCH = 1000
_WORD = re.compile(r"\w+")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, post_version TEXT UNIQUE, item TEXT, rendition TEXT, original TEXT,
    locator TEXT, source TEXT, posted_utc TEXT, url TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS source_names (source TEXT PRIMARY KEY, name TEXT);
CREATE TABLE IF NOT EXISTS made_from (digests TEXT);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(folded, stems,
    tokenize="unicode61 remove_diacritics 0");
"""

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

    One transaction: whoever searches meanwhile sees the index before or after it. Only texts that
    are new are read; nothing is done where the tables are those the index was made from.

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
    digests = _digests(store)
    with closing(_open(index_path(store))) as base, base:
        if base.execute("SELECT digests FROM made_from").fetchone() != (digests,):
            _follow(base, store)
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


def _follow(base: sqlite3.Connection, store: TableStore) -> None:
    """Take out what the tables no longer hold, put in what is new."""
    versions = store.read("post_versions", ["post_version", "rendition"])
    current = dict(
        zip(*(versions.column(name).to_pylist() for name in versions.column_names), strict=True)
    )
    held = {}
    for number, version, rendition in base.execute("SELECT id, post_version, rendition FROM texts"):
        if current.get(version) == rendition:
            held[version] = number
            continue
        base.execute("DELETE FROM words WHERE rowid = ?", (number,))
        base.execute("DELETE FROM texts WHERE id = ?", (number,))
    for row in _rows(store, pa.array(sorted(current.keys() - held.keys()), pa.string())):
        _insert(base, row)
    names = store.read("sources", ["source", "name", "last_utc"]).to_pylist()
    names.sort(key=lambda row: (row["last_utc"] is not None, row["last_utc"], row["name"]))
    base.execute("DELETE FROM source_names")
    base.executemany(
        "INSERT OR REPLACE INTO source_names VALUES (?,?)",
        ((row["source"], _encodable(row["name"])) for row in names),
    )


def _open(path: Path) -> sqlite3.Connection:
    """The index to write to; one of another version is emptied first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    if not _is_current(base):
        for table in ("texts", "words", "source_names", "made_from"):
            base.execute(f"DROP TABLE IF EXISTS {table}")
        base.executescript(_SCHEMA)
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


def _rows(store: TableStore, wanted: pa.Array) -> Iterator[Row]:
    """One row for each of these post versions that has a text, joined from the tables."""
    versions = store.read("post_versions", ["post_version", "item", "rendition", "source"])
    versions = versions.filter(pc.is_in(versions.column("post_version"), value_set=wanted))
    versions = versions.sort_by("post_version")
    if not versions.num_rows:
        return
    items = store.read("items", ["item", "original", "locator", "url", "posted"])
    texts = store.read("renditions", ["rendition", "text"])
    of_item = pc.index_in(versions.column("item"), value_set=items.column("item"))
    of_text = pc.index_in(versions.column("rendition"), value_set=texts.column("rendition"))
    for begin in range(0, versions.num_rows, BATCH):
        batch = slice(begin, begin + BATCH)
        yield from _joined(
            versions[batch].to_pylist(),
            items.take(of_item[batch]).to_pylist(),
            texts.take(of_text[batch]).to_pylist(),
        )


def _joined(versions: list[Row], items: list[Row], texts: list[Row]) -> Iterator[Row]:
    for version, item, text in zip(versions, items, texts, strict=True):
        if text["text"] and item["item"]:
            posted = (item["posted"] or {}).get("from_utc")
            item["posted_utc"] = posted.isoformat() if posted else None
            yield {**version, **item, "text": text["text"]}


def _encodable(value: str | None) -> str | None:
    """The text with lone surrogates replaced, which SQLite cannot store."""
    return value.encode("utf-8", "replace").decode() if value is not None else None


def _insert(base: sqlite3.Connection, row: Row) -> None:
    columns = (
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
    safe = [_encodable(row[column]) for column in columns]
    marks = ",".join("?" * len(columns))
    cursor = base.execute(f"INSERT INTO texts ({','.join(columns)}) VALUES ({marks})", safe)
    folded, without = _indexed(row["text"])
    base.execute(
        "INSERT INTO words (rowid, folded, stems) VALUES (?,?,?)",
        (cursor.lastrowid, folded, without),
    )


def _indexed(text: str) -> tuple[str, str]:
    folded = fold(text).text.encode("utf-8", "replace").decode()
    words = set(_WORD.findall(folded))
    bare = {word[a:b] for word in words for a, b in stems(word) if (a, b) != (0, len(word))}
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
