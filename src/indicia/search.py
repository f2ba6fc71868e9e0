"""Full-text search over folded text: one spelling finds the others.

The index is that of :mod:`indicia.search_index`. A query that is a known name also asks for its
other names.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indicia.errors import StorageError, UsageError
from indicia.search_index import WORD, index_path, is_current
from indicia.store import TableStore
from indicia.text.clitic import stems
from indicia.text.fold import fold


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


def search(
    store: TableStore, words: str, limit: int = 20, spellings: Sequence[str] = ()
) -> list[Hit]:
    """Post versions that hold all words, best first; each with its first matching place.

    ``spellings`` are further ways to write the same, each searched as a phrase.

    Raises:
        UsageError: nothing to search for, or no run has made the index yet.
    """
    asked, expression = _expression(words, spellings)
    sought = {
        *(word[a:b] for word in asked for a, b in stems(word)),
        *(w for s in spellings for w in WORD.findall(fold(s).text)),
    }
    found = _matches(
        store,
        "SELECT texts.*, coalesce(name, '') AS source_name FROM words "
        "JOIN texts ON texts.id = words.rowid LEFT JOIN source_names USING (source) ",
        expression,
        limit,
    )
    return [_hit(row, sought) for row in found]


def search_ids(
    store: TableStore, words: str, limit: int, spellings: Sequence[str] = ()
) -> list[str]:
    """The post versions that :func:`search` finds, best first, without looking into their texts.

    Raises:
        UsageError: as :func:`search`.
    """
    asks = "SELECT texts.post_version FROM words JOIN texts ON texts.id = words.rowid "
    found = _matches(store, asks, _expression(words, spellings)[1], limit)
    return [row["post_version"] for row in found]


def _expression(words: str, spellings: Sequence[str]) -> tuple[list[str], str]:
    """The words that are asked for, folded, and the query of the index that asks for them."""
    asked: list[str] = WORD.findall(fold(words).text)
    if not asked:
        raise UsageError(f"search: {words!r} holds no word to search for")
    alternatives = [_all_of(asked), *(_phrase(s) for s in spellings if WORD.findall(fold(s).text))]
    return asked, " OR ".join(f"({alternative})" for alternative in alternatives)


def _matches(store: TableStore, asks: str, expression: str, limit: int) -> list[sqlite3.Row]:
    path = index_path(store)
    if not path.exists():
        raise UsageError("search: there is no index yet; run `indicia run` first")
    with closing(_open_reading(path)) as base:
        base.row_factory = sqlite3.Row
        if not is_current(base):
            raise UsageError(
                "search: the index is of another version of the program; `indicia run` renews it"
            )
        if base.execute("SELECT 1 FROM made_from").fetchone() is None:
            raise UsageError("search: the index is not finished; `indicia run` goes on with it")
        return base.execute(
            f"{asks} WHERE words MATCH ? ORDER BY rank, posted_utc, post_version LIMIT ?",
            (expression, limit),
        ).fetchall()


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


def _all_of(words: Sequence[str]) -> str:
    """Each word, or what is left of it without clitics: pasted words often carry some."""
    return " AND ".join(
        "(" + " OR ".join(f'"{word[a:b]}"' for a, b in stems(word)) + ")" for word in words
    )


def _phrase(spelling: str) -> str:
    return '"' + " ".join(WORD.findall(fold(spelling).text)) + '"'


def _hit(row: sqlite3.Row, sought: set[str]) -> Hit:
    text = row["text"]
    folded = fold(text)
    start = end = 0
    for match in WORD.finditer(folded.text):
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
