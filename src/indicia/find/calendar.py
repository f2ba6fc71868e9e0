"""Hijri and Persian dates as Gregorian days, and which of the two calendars a bare year is of.

Both calendars write years of the same size today (1403 is Persian, 1446 is Hijri), so a date in
figures is told apart by its marks, else by which of the two lies nearer to the posting.
"""

from __future__ import annotations

from datetime import date, timedelta

HIJRI, PERSIAN = "hijri", "persian"
NEWEST_PERSIAN = 1420
"""Without a posting, years up to this one are read as Persian (2041), later ones as Hijri (1999)."""
_ANCHOR_YEAR, _ANCHOR = 1403, date(2024, 3, 20)
FIRST_PERSIAN, LAST_PERSIAN = 1244, 1472
"""Years for which the 33-year rule gives the days that Iran's calendar had and will have."""


def hijri_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a tabular Hijri date; the seen moon may differ by a day or two.

    Source: the civil (tabular) calendar with leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29.
    """
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + (29 * (month - 1) + month // 2) + day
    return date.fromordinal(227_014 + days)


def hijri_year(day: date) -> int:
    """The Hijri year in which a Gregorian day lies."""
    year = (day.toordinal() - 227_014) * 30 // 10_631 + 1
    while hijri_day(year + 1, 1, 1) <= day:
        year += 1
    while hijri_day(year, 1, 1) > day:
        year -= 1
    return year


def persian_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a date of Iran's solar calendar. Raises ``ValueError`` for no such day.

    Source: leap years by the 33-year rule, which holds for 1244 to 1472 (1865 to 2093).
    """
    if not (FIRST_PERSIAN <= year <= LAST_PERSIAN and 1 <= month <= 12):
        raise ValueError(f"{year}-{month}: no such month")
    if not 1 <= day <= persian_length(year, month):
        raise ValueError(f"{year}-{month}-{day}: no such day")
    return _new_year(year) + timedelta(
        days=31 * min(month - 1, 6) + 30 * max(0, month - 7) + day - 1
    )


def persian_length(year: int, month: int) -> int:
    """Days of a month of Iran's solar calendar."""
    if month <= 6:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29


def persian_year(day: date) -> int:
    """The Persian year in which a Gregorian day lies."""
    year = day.year - 621
    return year if day >= _new_year(year) else year - 1


def _is_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def _new_year(year: int) -> date:
    low, high = sorted((year, _ANCHOR_YEAR))
    days = sum(366 if _is_leap(y) else 365 for y in range(low, high))
    return _ANCHOR + timedelta(days=days if year >= _ANCHOR_YEAR else -days)


def calendar_of(year: int, posted: date | None) -> str:
    """Which calendar a year from 1300 to 1499 is of, when nothing beside it tells."""
    if posted is None:
        return PERSIAN if year <= NEWEST_PERSIAN else HIJRI
    apart = {HIJRI: abs(hijri_year(posted) - year), PERSIAN: abs(persian_year(posted) - year)}
    return min(apart, key=lambda name: (apart[name], name))
