"""Tables in XLSX: the rows of every sheet, by the same column mapping as other tables.

A spreadsheet keeps fifteen digits of a number: a longer id that stands as a number has lost its
last digits, and names something else. It is dropped, with a fault. Formulas are not computed: the
value that the program stored beside them is taken.

Source: ECMA-376 (Office Open XML).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from indicia.read.reading import Context, Reading
from indicia.read.tabular import TableBook, add_row

NAME, VERSION = "xlsx", "1"
MOST_UNPACKED = 300_000_000
MOST_ROWS = 1_000_000
EXACT = 2**53
"""Whole numbers up to here are exact in a spreadsheet."""


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Rows of all sheets, in parts."""
    book = TableBook(Reading(NAME, VERSION), context)
    if (reason := _refused(source)) is not None:
        book.part.fault("/", "lost", "not readable", f"{reason}; it is kept unread")
        yield book.handed()
        return
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        for sheet in workbook.worksheets:
            yield from _sheet(sheet, book)
    except (InvalidFileException, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        what = " ".join(str(error).split())[:100]
        message = f"not a spreadsheet that can be read on ({what}); what stands before is kept"
        book.part.fault("/", "lost", "cut short", message)
    if not book.rows and not book.part.faults:
        book.part.fault("/", "note", "no rows", "the file holds no rows")
    yield book.handed()


def _refused(source: BinaryIO) -> str | None:
    """Why the file is not opened: no archive, encrypted, or unpacking to too much."""
    head = source.read(8)
    source.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "it is protected by a password, or in the old binary form; save it as XLSX without"
    try:
        with zipfile.ZipFile(source) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        return f"not a spreadsheet ({error})"
    finally:
        source.seek(0)
    return f"it unpacks to {unpacked:,} bytes" if unpacked > MOST_UNPACKED else None


def _sheet(sheet: Any, book: TableBook) -> Iterator[Reading]:
    header: list[str] = []
    book.mapping = None
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        locator = f"/sheet/{sheet.title}/row/{number}"
        if number > MOST_ROWS:
            message = f"more than {MOST_ROWS:,} rows; save the rest as a file of its own"
            book.part.fault(locator, "lost", "too large", message)
            return
        if not any(cell not in (None, "") for cell in cells):
            continue
        if not header:
            header = [str(cell).strip() if cell is not None else "" for cell in cells]
            continue
        row = {
            name: _value(cell, name, locator, book)
            for name, cell in zip(header, cells, strict=False)
            if name
        }
        if not add_row(row, locator, book):
            return
        if book.full():
            yield book.handed()


def _value(cell: Any, name: str, locator: str, book: TableBook) -> Any:
    """A cell as text or number; times as ISO text without a zone."""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) > EXACT:
        message = f"{name}: the number {cell} has lost its last digits; export it as text"
        book.part.fault(locator, "doubt", "rounded id", message)
        return None
    return cell
