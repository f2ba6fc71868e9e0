"""``indicia names``: TSV in, TSV out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indicia.errors import BadInput
from indicia.names.compare import compare_names
from indicia.names.index import NameIndex

NEEDED = ("id", "left", "right", "kind")


def compare_pairs(lines: Iterable[str]) -> Iterator[str]:
    """Lines with a header id, left, right, kind -> id, score, zone, reason.

    Raises ``BadInput`` with the line.
    """
    header: list[str] | None = None
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            missing = [name for name in NEEDED if name not in header]
            if missing:
                raise BadInput(
                    f"names:1: the header lacks {', '.join(missing)}; write id, left, right, kind"
                )
            yield "id\tscore\tzone\treason"
            continue
        if not any(cells):
            continue
        if len(cells) < len(header):
            raise BadInput(
                f"names:{number}: {len(cells)} cells and not {len(header)}; mend the line"
            )
        row = dict(zip(header, cells, strict=False))
        result = compare_names(row["left"], row["right"], row["kind"])
        yield f"{row['id']}\t{result.score:.6f}\t{result.zone}\t{result.reason}"


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
