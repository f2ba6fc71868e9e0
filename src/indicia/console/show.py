"""``indicia show`` and ``indicia search``: tables, cards and hits on standard output.

In a terminal a person reads: the telling columns, short ids, long text on its own lines. Anywhere
else a script reads: tab-separated values with every column and whole ids. ``--json`` is the same
in both.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.case import Case
from indicia.console.box import told_box
from indicia.console.card import Card, card_of
from indicia.console.elicitation import band_text
from indicia.console.gloss import Gloss
from indicia.console.history import told
from indicia.console.look import look_of
from indicia.console.prefix import HOLDERS, digits_for, looks_like_id, matching, short, the_id
from indicia.console.progress import ERR
from indicia.console.sheet import (
    Header,
    Row,
    clean,
    directed,
    isolated,
    lay_out,
    without_isolates,
    wrapped,
)
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.run import store_at
from indicia.search import Hit
from indicia.store import TableStore
from indicia.tables import FLOAT_DIGITS, TABLES, Table
from indicia.weigh.band import Band

VIRTUAL = ("source_name", "said", "sentence", "posted", "who", "difference")
READY = ("said", "sentence", "who", "difference")
"""What the gloss has made fit for a terminal."""
DAYS = ("first_utc", "last_utc")
CHANCES = ("p", "q")
ID_COLUMNS = frozenset(column for places in HOLDERS.values() for _, column in places) | {
    "original", "picture", "left", "right", "a", "b", "first", "about", "subjects", "items",
}  # fmt: skip
BARE = {"{}", "[]", "null"}
LEAST_CHANCE = f"<1e-{FLOAT_DIGITS}"
"""What a probability that tables round to nothing is at most."""
HEAD_WIDTH = 14
HIT_SCHEMA = pa.schema(
    [(name, pa.int64() if name in ("start", "end") else pa.string()) for name in Hit.__slots__]
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Which rows and columns of a table to show."""

    where: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    limit: int = 50
    as_json: bool = False


def terminal_width() -> int | None:
    """The width of the terminal on standard output; ``None`` where it is none."""
    if not sys.stdout.isatty():
        return None
    named = os.environ.get("COLUMNS", "")
    return int(named) if named.isdigit() else shutil.get_terminal_size((100, 24)).columns


def list_tables(as_json: bool) -> None:
    """Every table: its name, its stage, what a row is."""
    width = terminal_width()
    for table in TABLES.values():
        if as_json:
            _json({"table": table.name, "stage": table.stage, "row": table.row})
        elif width:
            head = f"{table.name:<{HEAD_WIDTH}} {table.stage:<8} "
            lines = wrapped(table.row, max(20, width - len(head)))
            click.echo(head + f"\n{'':{len(head)}}".join(lines))
        else:
            click.echo(f"{table.name}\t{table.stage}\t{table.row}")


def describe_table(name: str, as_json: bool) -> None:
    """One table's columns, from their own descriptions. Raises ``UsageError``."""
    table = the_table(name)
    if not as_json:
        click.echo(f"{table.name}: {table.row} (written by {table.stage})")
    for column in table.columns:
        if as_json:
            fields = {"column": column.name, "type": str(column.type), "doc": column.doc}
            _json({**fields, "table": table.name, "required": column.required})
            continue
        needed = "" if column.required else ", may be null"
        click.echo(f"  {column.name:<20} {column.doc} [{_type_name(column.type)}{needed}]")


def _type_name(kind: pa.DataType) -> str:
    """The type as a person says it: the fields of a struct are in docs/tables.md."""
    return "time" if pa.types.is_struct(kind) else str(kind)


def the_table(name: str) -> Table:
    """A table by its name. Raises ``UsageError`` that names the nearest."""
    if name not in TABLES:
        raise UsageError(
            f"{name}: no such table{did_you_mean(name, TABLES)}; `indicia show` lists them"
        )
    return TABLES[name]


def show(case: Case, what: str, ask: Ask, as_of: datetime | None) -> None:
    """A table, or the card of an id.

    Raises:
        UsageError: no such table, id, column or condition; or the table was not made yet.
    """
    store = store_at(case, as_of)
    if what in TABLES:
        _show_table(store, TABLES[what], ask, as_of)
        return
    named = the_id(store, what)
    if named is None:
        raise UsageError(_nothing(store, what, as_of))
    if ask.where or ask.columns:
        raise UsageError(f"show {what}: --where and --columns are for tables; a card shows all")
    print_card(card_of(store, named), digits_for(store), ask.as_json)


def _nothing(store: TableStore, what: str, as_of: datetime | None) -> str:
    if not store.generation().number and (looks_like_id(what) or as_of):
        return f"{what}: no run has made the tables yet; {_run_remedy(as_of)} first"
    if looks_like_id(what):
        return f"{what}: no id in the tables begins so; `indicia search WORDS` finds posts"
    return f"{what}: no such table or id{did_you_mean(what, TABLES)}; `indicia show` lists tables"


def _run_remedy(as_of: datetime | None) -> str:
    return "run `indicia run" + (" --as-of` with the same time" if as_of else "`")


def _show_table(store: TableStore, table: Table, ask: Ask, as_of: datetime | None) -> None:
    if not store.has(table.name):
        raise UsageError(f"{table.name}: has not been made yet; {_run_remedy(as_of)} first")
    rows = store.read(table.name)
    for condition in ask.where:
        rows = _filtered(store, table, rows, condition)
    for column in ask.columns:
        if column not in rows.schema.names:
            near = did_you_mean(column, rows.schema.names)
            remedy = f"`indicia show {table.name} --describe` lists them"
            raise UsageError(f"{table.name}: has no column {column}{near}; {remedy}")
    total = rows.num_rows
    width = terminal_width()
    if width and not ask.as_json:
        rows = _ordered(store, rows, look_of(table.name).order)
    if ask.limit:
        rows = rows.slice(0, ask.limit)
    if ask.as_json:
        for row in rows.select(list(ask.columns) or rows.schema.names).to_pylist():
            _json(row)
    elif width is None:
        _print_tsv(rows.select(list(ask.columns) or rows.schema.names))
    elif rows.num_rows:
        _print_sheet(store, table, rows, ask, width)
    _print_footer(table, rows.num_rows, total, ask, width)


def _ordered(store: TableStore, rows: pa.Table, order: str) -> pa.Table:
    """Rows in the order in which a person reads them; without a value last."""
    if not order:
        return rows
    column = order.removeprefix("-")
    way = "descending" if order.startswith("-") else "ascending"
    values = rows.column(column) if column in rows.schema.names else None
    if column == "posted" and values is None:
        items = store.read("items", ["item", "posted"])
        at = pc.index_in(rows.column("item"), value_set=items.column("item"))
        values = items.column("posted").take(at)
    if values is not None and pa.types.is_struct(values.type):
        values = pc.struct_field(values, "from_utc")
    keys = pa.table({"key": values})
    return rows.take(pc.sort_indices(keys, [("key", way)]))


def _print_footer(table: Table, shown: int, total: int, ask: Ask, width: int | None) -> None:
    if shown < total:
        more = "; --columns A,B,C for others" if width and not ask.columns else ""
        ERR.print(f"{shown} of {total:,} rows; --limit 0 for all{more}")
    elif not total:
        ERR.print("no rows" + (" that meet the condition" if ask.where else f" in {table.name}"))
    elif width:
        ERR.print(f"{total:,} {'row' if total == 1 else 'rows'}; `indicia show ID` for all of one")


def _filtered(store: TableStore, table: Table, rows: pa.Table, condition: str) -> pa.Table:
    column, equals, value = condition.partition("=")
    if not equals:
        raise UsageError(f"--where {condition}: write it as COLUMN=VALUE")
    if column not in rows.schema.names:
        near = did_you_mean(column, rows.schema.names)
        raise UsageError(
            f"--where {condition}: {table.name} has no column {column}{near}; "
            f"`indicia show {table.name} --describe` lists them"
        )
    values = rows.column(column)
    if column in ID_COLUMNS and looks_like_id(value):
        found = the_id(store, value)
        return rows.filter(matching(values, found.id if found else value))
    kept = [value in v if isinstance(v, list) else _plain(v) == value for v in values.to_pylist()]
    return rows.filter(pa.array(kept, pa.bool_()))


def _plain(value: Any) -> str:
    """A value as a script or a condition writes it; ``null`` is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict | list):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()
    return str(value)


def _print_tsv(rows: pa.Table) -> None:
    """A header and a line a row; tabs, line ends and backslashes inside a value are escaped."""
    click.echo("\t".join(rows.schema.names))
    escapes = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    for row in rows.to_pylist():
        cells = (_plain(value).translate(escapes) for value in row.values())
        click.echo("\t".join(cells).encode("utf-8", "replace"))


def _print_sheet(store: TableStore, table: Table, rows: pa.Table, ask: Ask, width: int) -> None:
    look = look_of(table.name)
    columns, texts = (ask.columns, ()) if ask.columns else (look.columns, look.texts)
    listed = rows.to_pylist()
    value = Values(Gloss(store, listed), digits_for(store))
    headers = [_header(name, rows.schema, bool(ask.columns)) for name in columns]
    laid = [
        Row(
            tuple(value.cell(row, name.lstrip("~")) for name in columns),
            tuple(value.cell(row, name) for name in texts),
        )
        for row in listed
    ]
    for line in lay_out(headers, laid, width):
        click.echo(line)


def _header(name: str, schema: pa.Schema, asked: bool) -> Header:
    bare = name.lstrip("~")
    kind = schema.field(bare).type if bare in schema.names else pa.string()
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    label = "source" if bare == "source_name" else bare.removesuffix("_utc")
    shrinks = name.startswith("~") or (asked and not number)
    return Header(label, number, shrinks)


@dataclass(frozen=True, slots=True)
class Values:
    """Values of rows as a person reads them: short ids, times to the minute, isolated scripts."""

    gloss: Gloss
    digits: int

    def cell(self, row: Mapping[str, Any], name: str) -> str:
        """The text of one cell."""
        if name in VIRTUAL:
            made: Callable[[Mapping[str, Any]], Any] = getattr(self.gloss, name)
            value = made(row)
            return value if name in READY else self.text(value)
        value = row.get(name)
        if name in DAYS and value is not None:
            return f"{value:%Y-%m-%d}"
        if name in CHANCES and value == 0:
            return LEAST_CHANCE
        return self.text(value)

    def text(self, value: Any) -> str:
        """A value for one line."""
        if value is None or (isinstance(value, str) and value in BARE):
            return ""
        if isinstance(value, dict):
            return when(value)
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        if isinstance(value, list):
            return ", ".join(self.text(one) for one in value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
        return short(clean(str(value)), self.digits)


def when(time: Mapping[str, Any]) -> str:
    """A time with its doubt: as precise as the source was; ``~`` where its zone is assumed."""
    start = time.get("from_utc")
    if start is None:
        return str(time.get("text") or "")
    form = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    sure = "" if time.get("zone_status") in ("utc", "stated", None) else "~"
    written: str = start.strftime(form.get(str(time.get("precision")), "%Y-%m-%d %H:%M"))
    return sure + written


def print_card(card: Card, digits: int, as_json: bool) -> None:
    """A card; in a terminal with short ids but for its own."""
    if as_json:
        _json(card.as_dict())
        return
    width = terminal_width()
    for line in card_lines(card, digits if width else 64, width or 100):
        click.echo(line if width else without_isolates(line))


def card_lines(card: Card, digits: int, width: int) -> list[str]:
    """The lines of a card."""
    value = Values(Gloss.__new__(Gloss), digits)
    table = TABLES[card.named.table]
    lines = [f"{table.name}: {table.row}", card.named.id, ""]
    if card.words:
        lines += [f"    {line}" for line in directed(wrapped(card.words, width - 4, 12))]
        lines.append("")
    hidden = {card.named.column, "prefix", "suffix", "quote", "text", "month"}
    for number, row in enumerate(card.rows[:20]):
        lines += [""] if number else []
        lines += _fields(row, hidden, value, width)
    lines += _where(card, value, width)
    lines += _changed(card, width)
    lines += _judged(card)
    lines += _decided(card, value, width)
    lines += _named_by(card, digits)
    return lines


def _fields(row: Mapping[str, Any], hidden: set[str], value: Values, width: int) -> list[str]:
    lines = []
    for name, content in row.items():
        said = value.text(content)
        if name in hidden or not said:
            continue
        head = f"  {name:<{HEAD_WIDTH}} "
        broken = wrapped(said, max(20, width - len(head)), 4)
        lines.append(head + f"\n{'':{len(head)}}".join(map(isolated, broken)))
    return lines


def _where(card: Card, value: Values, width: int) -> list[str]:
    lines = []
    if card.item:
        posted = when(card.item["posted"]) if card.item["posted"] else "undated"
        by = f" by {isolated(clean(card.source_name))}" if card.source_name else ""
        lines.append(f"  in {card.item['kind']} {value.text(card.item['item'])}{by}, {posted}")
        place = f"{value.text(card.item['original'])} at {card.item['locator']}"
        lines.append(f"  in original {place}")
    elif card.source_name and card.named.table == "items":
        lines.append(f"  by {isolated(clean(card.source_name))}")
    lines += [f"  {told_box(box)}" for box in card.boxes]
    for row in card.captures[:5]:
        way = clean(row["path"] or row["url"] or "")
        verb = "fetched" if row["action"] == "collect" else "added"
        told = f"{verb} {value.text(row['captured_utc'])} UTC by {row['actor']}"
        lines.append(f"  {told} (log line {row['seq']}): {isolated(way)}")
    return ["", "where it stands", *lines] if lines else []


def _changed(card: Card, width: int) -> list[str]:
    lines = []
    for row in card.history:
        lines += _hanging(told(row), width)
        lines += [f"      {line}" for line in directed(wrapped(row["difference"], width - 6, 12))]
    return ["", "how it changed between captures", *lines] if lines else []


def _judged(card: Card) -> list[str]:
    """What each judge said of each answer, and what was pooled from it."""
    lines = []
    for row in card.judgements:
        band = band_text(Band(row["low"], row["best"], row["high"]))
        word = f"{row['word']}: " if row["word"] else ""
        status = "" if row["status"] in ("counted", row["judge"]) else f" ({row['status']})"
        lines.append(f"  {row['answer']}  {isolated(clean(row['judge']))}: {word}{band}{status}")
    return ["", "how it was judged", *lines] if lines else []


def _decided(card: Card, value: Values, width: int) -> list[str]:
    lines = []
    for row in card.decisions:
        undone = f"; taken back by e-{row['undone_by']:08d}" if row["undone_by"] else ""
        given = "" if row["value"] in BARE else f" {clean(row['value'])}"
        why = f": {clean(row['reason'])}" if row["reason"] else ""
        head = f"{row['event']} {value.text(row['decided_utc'])} {row['actor']}"
        lines += _hanging(f"{head} {row['what']}{given}{why}{undone}", width)
    for row in card.orphans:
        lines += _hanging(
            f"e-{row['seq']:08d} is orphaned ({row['state']}): {row['message']}", width
        )
    return ["", "decisions about it", *lines] if lines else []


def _hanging(text: str, width: int) -> list[str]:
    first, *rest = wrapped(text, width - 6)
    return [f"  {isolated(first)}", *(f"      {isolated(line)}" for line in rest)]


def _named_by(card: Card, digits: int) -> list[str]:
    name = short(card.named.id, digits)
    lines = [
        f"  {count:>4} in {table:<14} indicia show {table} --where {column}={name}"
        for (table, column), count in card.named_by.items()
    ]
    return ["", "named by", *lines] if lines else []


def print_hits(
    case: Case, words: str, limit: int, exact: bool, log_it: bool, as_json: bool
) -> None:
    """Search hits with their locators.

    Raises ``UsageError`` where there is nothing to search for, or no run has made the index yet.
    """
    from indicia.search import search, spellings_of

    spellings = [] if exact else spellings_of(case.store, words)
    hits = search(case.store, words, limit, spellings)
    if log_it:
        params = {"place": "case", "query": case.seal({"query": words}), "hits": len(hits)}
        case.append("search", params)
    width = terminal_width()
    if as_json:
        for hit in hits:
            _json(hit.as_dict())
    elif width is None:
        _print_tsv(pa.Table.from_pylist([hit.as_dict() for hit in hits], HIT_SCHEMA))
    else:
        _print_hits(case.store, hits, width)
    also = f" (also as {', '.join(map(isolated, spellings[:6]))})" if spellings else ""
    ERR.print(f"{len(hits)} {'hit' if len(hits) == 1 else 'hits'} for {isolated(words)}{also}")
    if len(hits) == limit:
        ERR.print(f"there may be more: --limit {limit * 5}")
    elif not hits:
        ERR.print(
            "try fewer words, or one word without its ending; `indicia show entities` lists names"
        )


def _print_hits(store: TableStore, hits: Sequence[Hit], width: int) -> None:
    """Hits as a person reads them: when and who, the words around, where they stand."""
    starred = _starred(store)
    digits = digits_for(store)
    for hit in hits:
        at = (hit.posted_utc or "undated")[:16].replace("T", " ")
        star = " ★" if {hit.item, hit.post_version} & starred else ""
        click.echo(f"{at}  {isolated(clean(hit.source_name))}{star}")
        for line in wrapped(clean(hit.excerpt), width - 4):
            click.echo(f"    {isolated(line)}")
        where = f"{short(hit.original, digits)} {hit.locator} {hit.start}-{hit.end}"
        click.echo(f"    {short(hit.post_version, digits)}  {where}")


def _starred(store: TableStore) -> frozenset[str]:
    rows = store.read("decisions", ["what", "about", "undone_by"])
    wanted = rows.filter(
        pc.and_(pc.equal(rows.column("what"), "star"), pc.is_null(rows.column("undone_by")))
    )
    about: Sequence[Sequence[str]] = wanted.column("about").to_pylist()
    return frozenset(name for names in about for name in names)


def _json(row: Mapping[str, Any]) -> None:
    click.echo(orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str))
