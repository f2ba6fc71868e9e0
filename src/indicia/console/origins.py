"""``indicia origins ID...``: how many independent origins any set of posts has, and why.

One group an origin: its first post as far as we hold it, how many of the set are in it, and what
holds it together. In a terminal groups with their words; elsewhere tab-separated values, one origin
a line; ``--json`` is one object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import click
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.case import Case
from indicia.console.gloss import Gloss
from indicia.console.named_posts import named_posts
from indicia.console.prefix import digits_for, short
from indicia.console.progress import ERR
from indicia.console.sheet import directed, isolated, wrapped
from indicia.console.show import terminal_width
from indicia.count import counted
from indicia.errors import UsageError
from indicia.run import store_at
from indicia.store import TableStore
from indicia.trace.origin_count import OriginCount, OriginLinks, spanning_links

COLUMNS = ("origin", "first", "in_set", "size", "certainty", "held_by", "weakest")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """One origin of a set: its posts in the set, and what binds the whole group."""

    origin: str
    first: str
    certainty: float
    size: int
    """Post versions in the group, those outside the set included."""
    posts: tuple[str, ...]
    """Those of the set."""
    held_by: Mapping[str, int]
    """Kind of link -> number of links inside the group."""
    weakest: Row | None
    """The doubtful link that the group would fall apart without; ``None``: a post alone."""

    def held(self) -> str:
        """What holds it together, in words."""
        if not self.held_by:
            return "nothing held is like it"
        kinds = sorted(self.held_by.items(), key=lambda kind: (-kind[1], kind[0]))
        told = ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in kinds)
        if self.weakest is None:
            return told
        weak = self.weakest
        return f"{told}; weakest: {weak['kind']} {weak['similarity']:.2f}, {weak['reason']}"


def counted_origins(found: OriginCount) -> str:
    """``3 origins (80 %: 2 to 4)``; the interval only where it is more than one number."""
    interval = "" if found.is_sure else f" (80 %: {found.low:,} to {found.high:,})"
    return counted(found.origins, "origin") + interval


def links_in(store: TableStore) -> OriginLinks:
    """The links of a case, for counts of any set."""
    columns = ["a", "b", "kind", "similarity", "direction_certainty"]
    return OriginLinks.of(
        store.read("copies", columns), store.read("origins", ["post_version", "origin"])
    )


def groups_of(store: TableStore, versions: Sequence[str]) -> list[Group]:
    """The origins of a set of post versions, those with most posts of it first."""
    origins = store.read("origins")
    mine = pc.is_in(origins.column("post_version"), value_set=pa.array(versions, pa.string()))
    rows = origins.filter(mine).to_pylist()
    names = pa.array(sorted({row["origin"] for row in rows}), pa.string())
    whole = origins.filter(pc.is_in(origins.column("origin"), value_set=names))
    group_of = dict(
        zip(
            whole.column("post_version").to_pylist(),
            whole.column("origin").to_pylist(),
            strict=True,
        )
    )
    inside = _links_inside(store, group_of)
    posts: dict[str, list[Row]] = {}
    for row in rows:
        posts.setdefault(row["origin"], []).append(row)
    groups = [
        Group(
            origin=name,
            first=held[0]["first"],
            certainty=held[0]["certainty"],
            size=held[0]["size"],
            posts=tuple(row["post_version"] for row in held),
            held_by=dict(Counter(link["kind"] for link in inside.get(name, ()))),
            weakest=_weakest(inside.get(name, [])),
        )
        for name, held in posts.items()
    ]
    return sorted(groups, key=lambda group: (-len(group.posts), group.origin))


def _links_inside(store: TableStore, group_of: Mapping[str, str]) -> dict[str, list[Row]]:
    copies = store.read("copies")
    members = pa.array(sorted(group_of), pa.string())
    both = pc.and_(*(pc.is_in(copies.column(end), value_set=members) for end in ("a", "b")))
    found: dict[str, list[Row]] = {}
    for link in copies.filter(both).to_pylist():
        if group_of[link["a"]] == group_of[link["b"]]:
            found.setdefault(group_of[link["a"]], []).append(link)
    return found


def _weakest(links: Sequence[Row]) -> Row | None:
    """The least sure of the links that hold a group together when only the surest are kept."""
    if not links:
        return None
    table = pa.Table.from_pylist(list(links))
    kept, probability = spanning_links(table)
    return links[int(kept[np.argmin(probability[kept])])]


def show_origins(case: Case, ids: Sequence[str], as_json: bool, as_of: datetime | None) -> None:
    """Print the origins of what ids stand for.

    Raises ``UsageError`` where an id stands for no posts, or no run has made the tables.
    """
    store = store_at(case, as_of)
    if not store.has("origins"):
        remedy = "run `indicia run" + (" --as-of` with the same time" if as_of else "`")
        raise UsageError(f"origins: the origins have not been found yet; {remedy} first")
    versions = named_posts(store, ids)
    found, groups = links_in(store).count(versions), groups_of(store, versions)
    width = terminal_width()
    if as_json:
        rows = [{**asdict(group), "held_by": dict(group.held_by)} for group in groups]
        click.echo(
            orjson.dumps(
                {**asdict(found), "groups": rows}, option=orjson.OPT_SORT_KEYS, default=str
            )
        )
        return
    if width is None:
        _print_tsv(groups)
    else:
        _print_groups(store, groups, width)
    unseen = sum(group.certainty <= 0.1 for group in groups)
    behind = f"; {counted(unseen, 'goes', 'go')} back to a post that is not held" if unseen else ""
    ERR.print(f"{counted(found.posts, 'post')}, {counted_origins(found)}{behind}")


def _print_tsv(groups: Sequence[Group]) -> None:
    click.echo("\t".join(COLUMNS))
    for group in groups:
        held = " ".join(f"{kind}={n}" for kind, n in sorted(group.held_by.items()))
        weak = group.weakest["copy"] if group.weakest else ""
        cells = (group.origin, group.first, len(group.posts), group.size, group.certainty)
        click.echo("\t".join(map(str, (*cells, held, weak))))


def _print_groups(store: TableStore, groups: Sequence[Group], width: int) -> None:
    digits = digits_for(store)
    versions = store.read("post_versions", ["post_version", "item", "source", "posted_utc"])
    firsts = pa.array([group.first for group in groups], pa.string())
    rows = versions.filter(pc.is_in(versions.column("post_version"), value_set=firsts)).to_pylist()
    gloss, row_of = Gloss(store, rows), {row["post_version"]: row for row in rows}
    for group in groups:
        first = row_of[group.first]
        posted = f"{first['posted_utc']:%Y-%m-%d %H:%M}" if first["posted_utc"] else "undated"
        beside = group.size - len(group.posts)
        outside = f" and {beside:,} outside the set" if beside else ""
        click.echo(
            f"{short(group.origin, digits)}  {counted(len(group.posts), 'post')}{outside}; "
            f"first: {short(group.first, digits)} {posted} {isolated(gloss.source_name(first))}"
            f" (certainty {group.certainty:.2f})"
        )
        for text in (gloss.said(first), group.held()):
            for line in directed(wrapped(text, width - 4, 3)):
                click.echo(f"    {line}")
