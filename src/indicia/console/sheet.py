"""Rows laid out for a terminal: short cells in columns, long text on lines of its own.

Where the columns do not fit even when they are shortened, each row becomes a card. Text that runs
from the right is put between isolates, so that it does not turn its neighbours around. Pure: rows
and a width go in, lines come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from indicia.text.script import visible_controls

GAP = "  "
INDENT = "    "
NARROWEST_CELL = 10
WIDEST_CELL = 44
MOST_LINES = 4
FIRST_STRONG, POP = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each header, and long texts; an empty text takes no line."""

    cells: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """A column: its name, whether its cells stand at the right, and whether they may be cut."""

    name: str
    right: bool = False
    may_shrink: bool = False


def lay_out(headers: Sequence[Header], rows: Sequence[Row], width: int) -> Iterator[str]:
    """The lines of a sheet that is ``width`` characters wide.

    Raises nothing; an empty sheet has only its line of headers.
    """
    used = [i for i in range(len(headers)) if not rows or any(row.cells[i] for row in rows)]
    headers = [headers[i] for i in used]
    rows = [Row(tuple(row.cells[i] for i in used), row.texts) for row in rows]
    widths = _widths(headers, rows, width)
    if widths is None:
        yield from _cards(headers, rows, width)
        return
    yield _line([header.name for header in headers], headers, widths)
    for row in rows:
        yield _line(row.cells, headers, widths)
        for text in row.texts:
            yield from _text_lines(text, width)


def _widths(headers: Sequence[Header], rows: Sequence[Row], width: int) -> list[int] | None:
    """The width of each column, or ``None`` where they do not fit side by side."""
    natural = [
        max([cell_len(header.name), *(cell_len(row.cells[i]) for row in rows)])
        for i, header in enumerate(headers)
    ]
    widths = [min(n, WIDEST_CELL) for n in natural]
    over = sum(widths) + len(GAP) * (len(widths) - 1) - width
    shrinking = [i for i, header in enumerate(headers) if header.may_shrink]
    while over > 0:
        wide = [i for i in shrinking if widths[i] > max(NARROWEST_CELL, cell_len(headers[i].name))]
        if not wide:
            return None
        widest = max(wide, key=lambda i: widths[i])
        widths[widest] -= 1
        over -= 1
    return widths


def _line(cells: Sequence[str], headers: Sequence[Header], widths: Sequence[int]) -> str:
    parts = []
    for cell, header, width in zip(cells, headers, widths, strict=True):
        shown = cut(cell, width)
        pad = " " * (width - cell_len(shown))
        parts.append(pad + isolated(shown) if header.right else isolated(shown) + pad)
    return GAP.join(parts).rstrip()


def _cards(headers: Sequence[Header], rows: Sequence[Row], width: int) -> Iterator[str]:
    """Each row as ``name  value`` lines, with an empty line between rows."""
    label = max(cell_len(header.name) for header in headers)
    for number, row in enumerate(rows):
        if number:
            yield ""
        for header, cell in zip(headers, row.cells, strict=True):
            if cell:
                head = header.name.ljust(label) + GAP
                yield head + isolated(cut(cell, max(NARROWEST_CELL, width - len(head))))
        for text in row.texts:
            yield from _text_lines(text, width)


def _text_lines(text: str, width: int) -> Iterator[str]:
    for line in directed(wrapped(text, width - len(INDENT), MOST_LINES)):
        yield INDENT + line


def wrapped(text: str, width: int, most: int = 0) -> list[str]:
    """A text in lines of at most ``width``, broken at blanks; ``most``: at most so many, 0: all."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while cell_len(word) > width:
            head = word[: max(1, width - 1)]
            if line:
                lines.append(line)
                line = ""
            lines.append(head)
            word = word[len(head) :]
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        lines.append(line)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], cut(f"{lines[most - 1]} …", width)]
        if not lines[-1].endswith("…"):
            lines[-1] = cut(lines[-1] + "…", width)
    return lines


def cut(text: str, width: int) -> str:
    """A text in at most ``width`` cells, with an ellipsis where something was left out."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def directed(lines: list[str]) -> list[str]:
    """Lines of one text, each whole in itself: an isolate that a line's end cuts is closed there.

    A text without isolates of its own is put between them where it runs from the right.
    """
    if not any(FIRST_STRONG in line for line in lines):
        return [isolated(line) for line in lines]
    made, open_ = [], 0
    for line in lines:
        line = FIRST_STRONG * open_ + line
        open_ = line.count(FIRST_STRONG) - line.count(POP)
        made.append(line + POP * open_)
    return made


def isolated(text: str) -> str:
    """A text that runs from the right, or holds such words, between isolates."""
    if any("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text):
        return f"{FIRST_STRONG}{text}{POP}"
    return text


def without_isolates(line: str) -> str:
    """A line for a file: what only steers a terminal taken out."""
    return line.replace(FIRST_STRONG, "").replace(POP, "")


def clean(text: str) -> str:
    """A text for one line: control characters visible, no line ends, storable as UTF-8."""
    text = visible_controls(text.encode("utf-8", "replace").decode())
    return " ".join("".join(c if c.isprintable() or c.isspace() else "�" for c in text).split())
