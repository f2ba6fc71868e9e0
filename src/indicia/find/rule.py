"""Word lists of this package as data: rows of the TSV files under ``rules/``.

A file starts with comment lines that name its source, date and licence, then a header, then rows;
the column ``forms`` holds spellings between ``|``. Code elsewhere only interprets the rows.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import MappingProxyType

Row = MappingProxyType[str, str]


@cache
def load_rules(name: str) -> tuple[Row, ...]:
    """The rows of ``rules/<name>.tsv`` by column name. Raises ``ValueError`` with the line."""
    text = (resources.files(__package__) / "rules" / f"{name}.tsv").read_text("utf-8")
    header: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
            continue
        if len(cells) != len(header):
            raise ValueError(f"rules/{name}.tsv:{number}: {len(cells)} cells, not {len(header)}")
        rows.append(MappingProxyType(dict(zip(header, cells, strict=True))))
    return tuple(rows)


def forms_of(row: Row) -> tuple[str, ...]:
    """The spellings of a row."""
    return tuple(form.strip() for form in row["forms"].split("|") if form.strip())
