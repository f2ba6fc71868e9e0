"""``indicia conduct writing A B``: whether two public sources of a case write alike.

The same test as in a run, asked for one pair: its figures, or why it may not be made. Nothing is
written to the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
import orjson

from indicia.case import Case
from indicia.conduct.coordination.pair import CoordinationOptions
from indicia.conduct.observation import Observation
from indicia.conduct.stage import recorded_kinds
from indicia.conduct.traffic import PUBLIC_KINDS, Traffic
from indicia.conduct.writing.alike import bound_pairs, compare_writing
from indicia.console.prefix import the_id
from indicia.corpus import corpus_of
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.run import store_at
from indicia.stage import ReadTable
from indicia.store import TableStore


@dataclass(frozen=True, slots=True)
class _Stored:
    table: ReadTable


def print_writing(
    case: Case, left: str, right: str, as_json: bool, as_of: datetime | None = None
) -> None:
    """The comparison of two sources, named by id (or its beginning) or by name.

    Raises:
        UsageError: no run yet, no such source, two with that name, one source twice, or a source
            that is not recorded as channel, outlet or organisation.
    """
    store = store_at(case, as_of)
    if not store.generation().number:
        raise UsageError("conduct writing: no run has made the tables yet; `indicia run` first")
    stored = _Stored(store.read)
    kinds = recorded_kinds(stored)
    pair = tuple(_public_source(store, kinds, text) for text in (left, right))
    if pair[0] == pair[1]:
        raise UsageError(f"{left} and {right}: one source; name two")
    traffic = Traffic(corpus_of(stored, hashes=False), store.read("copies"), kinds)
    bound = bound_pairs(traffic, ())
    seed = CoordinationOptions().seed
    found = compare_writing(traffic, (pair[0], pair[1]), bound, seed)
    if as_json:
        click.echo(orjson.dumps(_fields(found), option=orjson.OPT_SORT_KEYS).decode())
        return
    for line in _lines(found):
        click.echo(line)


def _public_source(store: TableStore, kinds: dict[str, str], text: str) -> str:
    source = _source(store, text)
    kind = kinds.get(source) or "unknown"
    if kind not in PUBLIC_KINDS:
        raise UsageError(
            f"{text}: is recorded as {kind}; writing is compared only for sources recorded as "
            f"{', '.join(PUBLIC_KINDS)} (case.toml, [source_kinds])"
        )
    return source


def _source(store: TableStore, text: str) -> str:
    rows = store.read("sources", ["source", "name"]).to_pylist()
    named = sorted({row["source"] for row in rows if text in (row["source"], row["name"])})
    if len(named) > 1:
        raise UsageError(
            f"{text}: {len(named)} sources have this name: {', '.join(named)}; use an id"
        )
    if named:
        return str(named[0])
    found = the_id(store, text)
    if found is not None and found.table == "sources":
        return found.id
    near = did_you_mean(text, [row["name"] for row in rows if row["name"]])
    raise UsageError(f"{text}: no such source{near}; `indicia show sources` lists them")


def _fields(found: Observation) -> dict[str, Any]:
    names = (
        "kind subjects statistic null_mean null_sd p q n wording cannot_tell refusal settings "
        "seed items"
    )
    return {name: getattr(found, name) for name in names.split()}


def _lines(found: Observation) -> list[str]:
    if found.refusal:
        return [f"{found.wording}: {found.refusal}."]
    told = found.settings
    return [
        f"{found.wording}.",
        f"p {found.p:.4g}, over {told['null_pairs']:,} pairs as near in topic, of {told['impostors'] + 2} "
        f"sources (mean {found.null_mean:.3f}, spread {found.null_sd:.3f}); {told['rounds']} rounds, seed {found.seed}",
        f"{told['characters'][0]:,} and {told['characters'][1]:,} characters of own text; at p "
        f"{told['level']} the halves of {told['halves_found']:.0%} of these sources pass as one writing",
        f"It cannot tell {found.cannot_tell}.",
    ]
