"""The selection that the views share: which posts an address asks for, by words, source and more.

Search, Who, Where, When and How it spread read the same parameters (``PARAMETERS``) of their
address, so that a selection made in one can be looked at in another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pyarrow as pa
import pyarrow.compute as pc

from indicia.case import parse_instant
from indicia.desk.mark import assigned, kept_searches, starred, tagged
from indicia.desk.render import VIEWS
from indicia.desk.visit import Visit
from indicia.errors import UsageError
from indicia.search import search_ids, spellings_of
from indicia.search_index import index_path
from indicia.store import TableStore

Row = Mapping[str, Any]
MOST_HITS = 1000
"""Hits that are looked at for one question; the page says so where there may be more."""
ONLY = ("edited", "gone", "starred")
PARAMETERS = (
    "q", "source", "from", "to", "only", "language", "kind", "tag", "person", "origin", "area",
)  # fmt: skip
"""Parameters of an address that make the selection."""
BY_TABLE = (
    ("language", "renditions", "language", "rendition"),
    ("kind", "items", "kind", "item"),
    ("origin", "origins", "origin", "post_version"),
)
"""Filter -> the table, the column that must be so, and the column that names the posts."""
CELL = ("x", "y", "protected")
"""Columns that say in which cell of the map a place is."""
SELECTING = ("search", "who", "where", "when", "spread")
"""Views that show a selection, by their names in the address."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The newest versions of the posts that are asked for, best or newest first.

    ``rows`` has ``post_version, post, item, rendition, source, posted_utc, first_seen_utc, origin``.
    ``more``: there may be more hits than were looked at; ``problem``: why words were not searched.
    """

    rows: pa.Table
    words: str
    spellings: list[str]
    more: bool
    problem: str
    sources: Sequence[tuple[str, str]]
    """Every source and its name, for the form."""
    views: Sequence[tuple[str, str]]
    """The views that can show this selection, and the address at which each does."""
    languages: Sequence[str]
    kinds: Sequence[str]
    tags: Sequence[str]
    people: Sequence[str]
    """What the other filters may be."""
    kept: Sequence[tuple[str, str, str]]
    """Searches that were kept: event, name, address."""
    parameters: tuple[str, ...] = PARAMETERS
    onlies: tuple[str, ...] = ONLY


def selection(visit: Visit) -> Selection:
    """The selection of an address. Raises ``UsageError`` where a time of it cannot be read."""
    store = visit.store
    words = visit.query.get("q", "").strip()
    spellings = spellings_of(store, words) if words else []
    rows, more, problem = _found(store, words, spellings)
    names = source_names(store)
    decisions = visit.decisions
    return Selection(
        _filtered(visit, rows, decisions),
        words,
        spellings,
        more,
        problem,
        sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])),
        [(name, selected_link(visit, f"/{name}")) for name in SELECTING if name in VIEWS],
        _known(store, "renditions", "language"),
        _known(store, "items", "kind"),
        sorted(tagged(decisions)),
        sorted({visit.case.actor, *assigned(decisions).values()} - {""}),
        [
            (event, name, visit.link("/search", **_asked(query)))
            for event, name, query in kept_searches(decisions)
        ],
    )


def _known(store: TableStore, table: str, column: str) -> list[str]:
    """What a column holds, sorted."""

    def found() -> pa.Table:
        return pa.table({column: pc.unique(store.read(table, [column]).column(column))})

    values = store.made(f"desk: {table}.{column}", found).column(column).to_pylist()
    return sorted(value for value in values if value)


def _asked(query: str) -> dict[str, str]:
    """The parameters of a kept search; what is none of a selection is left out."""
    return {key: value for key, value in parse_qsl(query) if key in PARAMETERS}


def query_of(visit: Visit) -> str:
    """The selection of an address as a kept search holds it."""
    return urlencode({key: visit.query[key] for key in PARAMETERS if visit.query.get(key)})


def source_names(store: TableStore) -> dict[str, str]:
    """Source -> the name it had last."""
    rows = store.read("sources", ["source", "name", "last_utc"]).sort_by("last_utc")
    return dict(
        zip(rows.column("source").to_pylist(), rows.column("name").to_pylist(), strict=True)
    )


def texts_of(store: TableStore, renditions: Sequence[str]) -> dict[str, str]:
    """Rendition -> its text; what is no rendition is left out."""
    rows = store.read("renditions", ["rendition", "text"])
    wanted = pa.array([name for name in renditions if name], pa.string())
    found = rows.take(pc.drop_null(pc.index_in(wanted, rows.column("rendition"))))
    return dict(
        zip(found.column("rendition").to_pylist(), found.column("text").to_pylist(), strict=True)
    )


def selected_link(visit: Visit, path: str, **values: object) -> str:
    """The address of another view that shows the same selection."""
    kept = {key: visit.query[key] for key in PARAMETERS if visit.query.get(key)}
    return visit.link(path, **{**kept, **values})


def number_in(visit: Visit, name: str, otherwise: int) -> int:
    """A whole number among the parameters of an address; anything else counts as not given."""
    text = visit.query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise


def _found(store: TableStore, words: str, spellings: list[str]) -> tuple[pa.Table, bool, str]:
    """Newest versions that match, best or newest first; whether there may be more; what went wrong."""
    rows = store.made("desk: newest posts", lambda: _newest(store))
    if not words:
        return rows, False, ""
    if not index_path(store).exists():
        return rows.slice(0, 0), False, "no index"
    try:
        hits = search_ids(store, words, MOST_HITS, spellings)
    except UsageError as error:
        return rows.slice(0, 0), False, str(error)
    wanted = pa.array(hits, pa.string())
    at = pc.index_in(wanted, rows.column("post_version"))
    return rows.take(pc.drop_null(at)), len(hits) == MOST_HITS, ""


def _newest(store: TableStore) -> pa.Table:
    """The newest version of each post with its origin, newest posts first."""
    columns = [
        "post_version", "post", "item", "rendition", "source", "posted_utc", "first_seen_utc",
    ]  # fmt: skip
    rows = store.read("post_versions", [*columns, "latest"])
    rows = rows.filter(rows.column("latest")).drop_columns(["latest"])
    origins = store.read("origins", ["post_version", "origin"])
    at = pc.index_in(rows.column("post_version"), origins.column("post_version"))
    origin = pc.coalesce(origins.column("origin").take(at), rows.column("post_version"))
    rows = rows.append_column("origin", origin)
    return rows.sort_by([("posted_utc", "descending"), ("post_version", "ascending")])


def _filtered(visit: Visit, rows: pa.Table, decisions: Sequence[Row]) -> pa.Table:
    query, store = visit.query, visit.store
    if source := query.get("source"):
        rows = rows.filter(pc.equal(rows.column("source"), source))
    for name, compare in (("from", pc.greater_equal), ("to", pc.less_equal)):
        if query.get(name):
            instant = _instant(query[name], name)
            kind = rows.schema.field("posted_utc").type
            rows = rows.filter(compare(rows.column("posted_utc"), pa.scalar(instant, kind)))
    only = query.get("only")
    if only == "starred":
        rows = _of_ids(rows, starred(decisions))
    elif only in ("edited", "gone"):
        table = "edits" if only == "edited" else "absences"
        posts = pc.unique(store.read(table, ["post"]).column("post"))
        rows = rows.filter(pc.is_in(rows.column("post"), value_set=posts))
    for name, table, column, key in BY_TABLE:
        if value := query.get(name):
            held = store.read(table, [key, column])
            same = held.filter(pc.equal(held.column(column), value)).column(key)
            rows = rows.filter(pc.is_in(rows.column(key), value_set=same))
    if tag := query.get("tag"):
        rows = _of_ids(rows, tagged(decisions).get(tag, ()))
    if person := query.get("person"):
        mine = {name for name, who in assigned(decisions).items() if who == person}
        rows = _of_ids(rows, mine)
    if area := query.get("area"):
        rows = rows.filter(pc.is_in(rows.column("item"), value_set=_near(visit, area)))
    if query.get("sort") == "seen":
        rows = rows.sort_by([("first_seen_utc", "descending"), ("post_version", "ascending")])
    return rows


def _of_ids(rows: pa.Table, ids: Collection[str]) -> pa.Table:
    """The posts whose item or version is among ids."""
    wanted = pa.array(sorted(ids), pa.string())
    kept = (pc.is_in(rows.column(c), value_set=wanted) for c in ("item", "post_version"))
    return rows.filter(pc.or_(*kept))


def _near(visit: Visit, place: str) -> pa.ChunkedArray:
    """Items that put something into the cell of a place, as coarse as the policy has it.

    Raises ``UsageError`` where there is no such place.
    """
    places = places_in_cells(visit)
    at = pc.index(places.column("place"), place).as_py()
    if at < 0:
        raise UsageError(f"area: {place} is no place of these tables; choose one on the map")
    x, y, protected = (pc.equal(cell, cell[at]) for cell in (places.column(c) for c in CELL))
    return places.filter(pc.and_(pc.and_(x, y), protected)).column("item")


def places_in_cells(visit: Visit) -> pa.Table:
    """Places with the cell of the policy that each lies in (``CELL``), and what protects it.

    What is protected is never in one cell with what is not. Columns: ``place, item, area90_km2, x,
    y, protected`` (the legal term, else the kind, else empty).
    """
    columns = ["place", "item", "area90_km2", "lon", "lat", "legal_term", "protected"]
    rows = visit.store.read("places", columns)
    degrees = visit.version.settings.policy.cell_km / 111
    x, y = (pc.floor(pc.divide(rows.column(c), degrees)) for c in ("lon", "lat"))
    said = pc.coalesce(rows.column("legal_term"), rows.column("protected"), pa.scalar(""))
    return pa.table({
        **{name: rows.column(name) for name in columns[:3]}, "x": x, "y": y, "protected": said,
    })  # fmt: skip


def _instant(text: str, name: str) -> datetime:
    """The beginning of a day for ``from``, its end for ``to``."""
    return parse_instant(f"{text}T00:00" if name == "from" and len(text) == 10 else text)
