"""``indicia names``: TSV in, TSV out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from indicia.errors import BadInput
from indicia.names.compare import compare_many
from indicia.names.index import NameIndex

NEEDED = ("id", "left", "right", "kind")
AT_ONCE = 2048


def compare_pairs(lines: Iterable[str]) -> Iterator[str]:
    """Lines with a header id, left, right, kind -> id, score, zone, reason.

    Raises ``BadInput`` with the line.
    """
    numbered = enumerate(lines, 1)
    _, first = next(numbered, (1, ""))
    header = [cell.strip().lower() for cell in first.rstrip("\r\n").split("\t")]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise BadInput(
            f"names:1: the header lacks {', '.join(missing)}; write id, left, right, kind"
        )
    yield "id\tscore\tzone\treason"
    rows = _rows(numbered, header)
    while batch := list(islice(rows, AT_ONCE)):
        compared = compare_many((row["left"], row["right"], row["kind"]) for row in batch)
        for row, result in zip(batch, compared, strict=True):
            yield f"{row['id']}\t{result.score:.6f}\t{result.zone}\t{result.reason}"


def _rows(numbered: Iterator[tuple[int, str]], header: list[str]) -> Iterator[dict[str, str]]:
    for number, line in numbered:
        cells = line.rstrip("\r\n").split("\t")
        if not any(cells):
            continue
        if len(cells) < len(header):
            raise BadInput(
                f"names:{number}: {len(cells)} cells and not {len(header)}; mend the line"
            )
        yield dict(zip(header, cells, strict=False))


def search_names(
    name_lines: Iterable[str], query_lines: Iterable[str], top: int = 50
) -> Iterator[str]:
    """id, name and id, query -> query id, rank, name id, score. Raises ``BadInput``."""
    index = NameIndex()
    for entity, name in _pairs(name_lines, "names"):
        index.add(entity, name)
    for query_id, query in _pairs(query_lines, "queries"):
        for rank, (entity, _, score) in enumerate(index.search(query, top), 1):
            yield f"{query_id}\t{rank}\t{entity}\t{score:.6f}"


def _pairs(lines: Iterable[str], what: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) >= 2 and cells[0] and cells[1]:
            yield cells[0], cells[1]
        elif any(cells):
            raise BadInput(f"{what}:{number}: write two cells parted by a tab: id and name")
