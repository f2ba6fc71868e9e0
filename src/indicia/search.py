"""Full-text search over folded text: one spelling finds the others.

The index is SQLite FTS5 in ``derived/search.sqlite``, brought up to date from the tables after
each run and rebuilt at will. Each text is indexed as its folded words and, beside them, the stems
that are left without Arabic clitics. A query that is a known name also asks for its other names.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from indicia.errors import UsageError
from indicia.store import TableStore
from indicia.text.clitic import stems
from indicia.text.fold import fold

INDEX_VERSION = 1
_WORD = re.compile(r"\w+")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, post_version TEXT UNIQUE, item TEXT, rendition TEXT, original TEXT,
    locator TEXT, source TEXT, source_name TEXT, posted_utc TEXT, url TEXT, text TEXT);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(folded, stems,
    tokenize="unicode61 remove_diacritics 0");
"""


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
    """Bring the index up to date with the tables; gives the number of texts it holds."""
    with closing(_open(index_path(store))) as base, base:
        rows = {row["post_version"]: row for row in _rows(store)}
        held = dict(base.execute("SELECT post_version, id FROM texts"))
        current = dict(base.execute("SELECT post_version, rendition FROM texts"))
        for gone in [v for v in held if v not in rows or rows[v]["rendition"] != current[v]]:
            base.execute("DELETE FROM words WHERE rowid = ?", (held[gone],))
            base.execute("DELETE FROM texts WHERE id = ?", (held.pop(gone),))
        for version in sorted(rows.keys() - held.keys()):
            _insert(base, rows[version])
        return len(rows)


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    if base.execute("PRAGMA user_version").fetchone()[0] != INDEX_VERSION:
        base.executescript("DROP TABLE IF EXISTS texts; DROP TABLE IF EXISTS words;")
        base.executescript(_SCHEMA)
        base.execute(f"PRAGMA user_version = {INDEX_VERSION}")
    return base


def _rows(store: TableStore) -> Iterator[dict[str, Any]]:
    """One row a post version that has a text, joined from the tables."""
    versions = store.read("post_versions", ["post_version", "item", "rendition", "source"])
    items = store.read("items", ["item", "original", "locator", "url", "posted"])
    texts = store.read("renditions", ["rendition", "text"])
    names: dict[str, str] = {}
    for row in store.read("sources", ["source", "name", "last_utc"]).to_pylist():
        names[row["source"]] = row["name"]
    wanted = items.filter(pc.is_in(items.column("item"), value_set=versions.column("item")))
    by_item = {row["item"]: row for row in wanted.to_pylist()}
    by_rendition = dict(
        zip(texts.column("rendition").to_pylist(), texts.column("text").to_pylist(), strict=True)
    )
    for version in versions.to_pylist():
        item, text = by_item.get(version["item"]), by_rendition.get(version["rendition"])
        if item is None or not text:
            continue
        posted = (item["posted"] or {}).get("from_utc")
        yield {
            **version,
            "original": item["original"],
            "locator": item["locator"],
            "url": item["url"],
            "posted_utc": posted.isoformat() if posted else None,
            "source_name": names.get(version["source"], ""),
            "text": text,
        }


def _insert(base: sqlite3.Connection, row: dict[str, Any]) -> None:
    columns = (
        "post_version",
        "item",
        "rendition",
        "original",
        "locator",
        "source",
        "source_name",
        "posted_utc",
        "url",
        "text",
    )
    safe = [
        value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for value in (row[column] for column in columns)
    ]
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
    sought = {*asked, *(w for s in spellings for w in _WORD.findall(fold(s).text))}
    with closing(_open(path)) as base:
        base.row_factory = sqlite3.Row
        found = base.execute(
            "SELECT texts.* FROM words JOIN texts ON texts.id = words.rowid "
            "WHERE words MATCH ? ORDER BY rank, posted_utc, post_version LIMIT ?",
            (expression, limit),
        ).fetchall()
    return [_hit(row, sought) for row in found]


def _all_of(words: Sequence[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


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
