"""Ids as a person types them: the beginning of one is enough as long as it is the only one.

An id is a letter, a dash and hexadecimal digits; an original is the SHA-256 of its bytes; events
are ``e-`` and their place in the log, where leading zeros may be left out. This module says which
tables hold which ids, how many digits tell the ids of a case apart, and what a beginning means.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from indicia.errors import UsageError
from indicia.store import TableStore

HOLDERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "i": (("items", "item"),),
    "r": (("renditions", "rendition"),),
    "m": (("mentions", "mention"),),
    "t": (("statements", "statement"),),
    "g": (("place_phrases", "phrase"),),
    "k": (("marks", "mark"),),
    "v": (("post_versions", "post_version"),),
    "p": (("post_versions", "post"),),
    "h": (("edits", "edit"),),
    "c": (("copies", "copy"),),
    "n": (("name_pairs", "pair"),),
    "l": (("places", "place"),),
    "s": (("sources", "source"),),
    "q": (("relations", "relation"),),
    "o": (("origins", "origin"),),
    "f": (("faults", "fault"), ("find_faults", "fault")),
    "e": (("decisions", "event"), ("tests", "test")),
    "x": (("entities", "entity"), ("learned", "entity")),
    "u": (("sites", "site"),),
    "d": (("indications", "indication"),),
    "draft": (("indications", "indication"),),
    "b": (("captures", "batch"),),
}
"""Letter of an id -> the tables, with their columns, that hold such ids."""

ORIGINAL = ("captures", "original")
ENTITY = ("entities", "entity")
LEAST_DIGITS = 7
FEWEST_OF_A_HASH = 4
MOST_LISTED = 8
_LONG = re.compile(r"(?<![\w-])((?:[a-z]|draft)-)?([0-9a-f]{20,64})(?![\w-])")
_HASH = re.compile(r"[0-9a-f]{4,64}")
_COUNTED = re.compile(r"([a-z])-(\d{1,8})")
_ID = re.compile(r"([a-z]|draft)-([0-9a-f]+)")


@dataclass(frozen=True, slots=True)
class Named:
    """An id that stands in a table: the whole id, and where it stands."""

    id: str
    table: str
    column: str


def looks_like_id(text: str) -> bool:
    """Whether a text has the form of an id or of its beginning."""
    found = _ID.fullmatch(text)
    return bool(_HASH.fullmatch(text)) or bool(found and found.group(1) in HOLDERS)


def find_ids(store: TableStore, text: str) -> list[Named]:
    """Every id that ``text`` names or begins; an exact match stands alone."""
    found: dict[str, Named] = {}
    for table, column, beginning in _places(text):
        values = store.read(table, [column]).column(column)
        hits = values.filter(pc.starts_with(values, beginning))
        for name in pc.unique(hits).to_pylist():
            found.setdefault(name, Named(name, table, column))
    whole = {text, _counted(text)}
    exact = [named for name, named in found.items() if name in whole]
    return exact or [found[name] for name in sorted(found)]


def _places(text: str) -> Iterator[tuple[str, str, str]]:
    letter = text.partition("-")[0] if "-" in text else ""
    for table, column in HOLDERS.get(letter, ()):
        yield table, column, text
        if _counted(text):
            yield table, column, _counted(text)
    if _HASH.fullmatch(text):
        yield (*ORIGINAL, text)
    if text:
        yield (*ENTITY, text)


def _counted(text: str) -> str:
    """``e-12`` as the log writes it: ``e-00000012``; an empty text for anything else."""
    found = _COUNTED.fullmatch(text)
    return f"{found.group(1)}-{int(found.group(2)):08d}" if found else ""


def the_id(store: TableStore, text: str) -> Named | None:
    """The one id that ``text`` names or begins; ``None`` where there is none.

    Raises:
        UsageError: several ids begin so; the message lists them.
    """
    found = find_ids(store, text)
    if len(found) > 1:
        digits = max(_telling_digits([n.id for n in found]), LEAST_DIGITS)
        listed = ", ".join(f"{short(n.id, digits)} ({n.table})" for n in found[:MOST_LISTED])
        more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
        raise UsageError(
            f"{text}: {len(found)} ids begin so: {listed}{more}; type more of the one you mean"
        )
    return found[0] if found else None


def _telling_digits(ids: list[str]) -> int:
    """How many digits tell these ids apart."""
    for digits in range(LEAST_DIGITS, 64):
        if len({short(name, digits) for name in ids}) == len(set(ids)):
            return digits
    return 64


def digits_for(store: TableStore) -> int:
    """How many digits of a hash to show: enough that a clash in this case is unlikely.

    As many as make the expected number of pairs that share a beginning under 1 in 64, for the
    largest table; at least seven.
    """
    largest = max((store.count(name) for name in ("items", "mentions", "statements")), default=0)
    pairs = max(1.0, largest * largest / 2)
    return max(LEAST_DIGITS, math.ceil((math.log2(pairs) + 6) / 4))


def short(name: str, digits: int = LEAST_DIGITS) -> str:
    """An id cut to ``digits`` digits; ids that people or events gave stay whole."""
    return _LONG.sub(lambda m: (m.group(1) or "") + m.group(2)[:digits], name)


def matching(values: pa.ChunkedArray, beginning: str) -> pa.ChunkedArray:
    """Which values of a column of ids (or of lists of ids) begin so."""
    if pa.types.is_list(values.type):
        rows = [any(v.startswith(beginning) for v in row or ()) for row in values.to_pylist()]
        return pa.chunked_array([pa.array(rows, pa.bool_())])
    return pc.fill_null(pc.starts_with(values, beginning), False)
