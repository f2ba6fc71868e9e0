"""The posts that an id stands for: of an entity those that mention it, of a claim the one that says it.

Answers with post versions. Where an id names a post, the newest version stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.console.prefix import Named, the_id
from indicia.errors import UsageError
from indicia.store import TableStore

WITH_VERSIONS = {"tests": ("items",), "copies": ("a", "b"), "edits": ("before", "after")}
"""Tables whose columns name post versions."""


def named_posts(store: TableStore, ids: Iterable[str]) -> list[str]:
    """The post versions that ids (or their beginnings) stand for, sorted, each once.

    Raises:
        UsageError: an id is none, or stands for no posts.
    """
    found: set[str] = set()
    for text in ids:
        named = the_id(store, text)
        if named is None:
            raise UsageError(f"{text}: no id in the tables begins so; `indicia search` finds posts")
        versions = _versions(store, named)
        if not versions:
            raise UsageError(f"{text}: is in {named.table} and stands for no posts")
        found |= versions
    return sorted(found)


def _versions(store: TableStore, named: Named) -> set[str]:
    rows = _rows(store, named.table, named.column, [named.id])
    if named.table == "post_versions" and named.column == "post":
        return {row["post_version"] for row in rows if row["latest"]}
    if named.table in WITH_VERSIONS:
        return _flat(rows, WITH_VERSIONS[named.table])
    if versions := _flat(rows, ("post_version",)):
        return versions
    if named.table == "indications":
        return _flat(_rows(store, "evidence", "indication", [named.id]), ("post_version",))
    if named.table == "relations":
        return _of_items(store, _flat(_rows(store, "statements", "statement", _flat(rows, ("statements",))), ("item",)))  # fmt: skip
    if named.table == "entities":
        return _of_items(store, _flat(_rows(store, "mentions", "entity", [named.id]), ("item",)))
    if named.table == "sources":
        return _flat(_rows(store, "post_versions", "source", [named.id]), ("post_version",))
    if named.table in ("marks", "sites"):
        pictures = _flat(rows, ("picture",))
        return _of_items(store, _flat(_rows(store, "pictures", "picture", pictures), ("items",)))
    if named.table == "captures":
        originals = _flat(rows, ("original",))
        return _of_items(store, _flat(_rows(store, "items", "original", originals), ("item",)))
    if named.table == "places":
        phrases = _flat(rows, ("phrase",))
        return _of_items(store, _flat(_rows(store, "place_phrases", "phrase", phrases), ("item",)))
    return _of_items(store, _flat(rows, ("item",)))


def _of_items(store: TableStore, items: Iterable[str]) -> set[str]:
    """The versions that items show; of what is no post (a service message), none."""
    versions = _flat(_rows(store, "items", "item", items), ("post_version",))
    return _flat(_rows(store, "post_versions", "post_version", versions), ("post_version",))


def _rows(
    store: TableStore, table: str, column: str, wanted: Iterable[str]
) -> list[dict[str, Any]]:
    names = pa.array(sorted(set(wanted)), pa.string())
    rows = store.read(table)
    found: list[dict[str, Any]] = rows.filter(
        pc.is_in(rows.column(column), value_set=names)
    ).to_pylist()
    return found


def _flat(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> set[str]:
    """The ids in these columns of rows, lists taken apart."""
    found: set[str] = set()
    for row in rows:
        for column in columns:
            value = row.get(column)
            found.update(value if isinstance(value, list) else [value] if value else ())
    return found
