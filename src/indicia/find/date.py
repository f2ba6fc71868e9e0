"""Times named in a text: absolute, relative to the posting, and of the Hijri calendar.

A time keeps its doubt: from, to (UTC, exclusive end), precision, calendar, whether its zone is
known, and the words. Relative words and dates without a year need the time of posting; without it
they are still mentions, with neither from nor to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from indicia.find.mention import Mention, Posting
from indicia.find.passage import Hit, Passage

_ISO = re.compile(r"(?<![\d.\-/])((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d\-/])")
_DMY = re.compile(r"(?<![\d.\-/])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\d\-/])")
_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_HIJRI_YEAR = re.compile(r"^1[34]\d\d$")
_ARABIC_COUNT = {"ثلاثه": 3, "ثلاث": 3, "اربعه": 4, "خمسه": 5, "عده": 0}
_COUNT = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "a": 1}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to before ``after``, in the zone of the area."""

    first: date
    after: date
    precision: str
    calendar: str = "gregorian"


def find_dates(passage: Passage, posting: Posting) -> list[Mention]:
    """The times that a passage names."""
    posted = _posted_day(posting)
    found: list[Mention] = []
    if any("0" <= character <= "9" for character in passage.squeezed):
        found += _numeric(passage, posting)
    for hit in passage.of("date_month", "date_hijri"):
        mention = _month_date(passage, hit, posted, posting)
        if mention is not None:
            found.append(mention)
    found += _relative(passage, posted, posting)
    return found


def time_value(span: Span | None, words: str, zone: tzinfo | None) -> dict[str, Any]:
    """A span of days as the value of a mention: ISO instants in UTC and the doubt."""
    made: dict[str, Any] = {
        "from_utc": None,
        "to_utc": None,
        "precision": span.precision if span else "part",
        "calendar": span.calendar if span else "gregorian",
        "zone_status": "assumed" if zone else "unknown",
        "text": words,
    }
    if span is not None:
        try:
            made["from_utc"] = _midnight(span.first, zone)
            made["to_utc"] = _midnight(span.after, zone)
        except (OverflowError, ValueError):
            made["from_utc"] = made["to_utc"] = None
    return made


def hijri_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a tabular Hijri date; the seen moon may differ by a day or two.

    Source: the civil (tabular) calendar with leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29.
    """
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + (29 * (month - 1) + month // 2) + day
    return date.fromordinal(227_014 + days)


def _midnight(day: date, zone: tzinfo | None) -> str:
    moment = datetime(day.year, day.month, day.day, tzinfo=zone or UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _posted_day(posting: Posting) -> date | None:
    if posting.posted_utc is None:
        return None
    return posting.posted_utc.astimezone(posting.zone or UTC).date()


def _mention(
    passage: Passage, start: int, end: int, span: Span | None, posting: Posting, reason: str
) -> Mention:
    value = time_value(span, passage.text[start:end], posting.zone)
    score = 0.95 if span else 0.6
    return Mention(start, end, "date", "date", score, reason, value=value)


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        first = date(year, month, day)
        return Span(first, first + timedelta(days=1), "day")
    except (ValueError, OverflowError):
        return None


def _month(year: int, month: int) -> Span:
    after = date(year + month // 12, month % 12 + 1, 1)
    return Span(date(year, month, 1), after, "month")


def _numeric(passage: Passage, posting: Posting) -> Iterator[Mention]:
    for match in _ISO.finditer(passage.text):
        span = _day(*(int(part) for part in match.groups()))
        if span:
            yield _mention(passage, *match.span(), span, posting, "year, month, day in figures")
    for match in _DMY.finditer(passage.text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        # Day first, as the region writes; month first only where day first cannot be.
        span = _day(year, month, day) or _day(year, day, month)
        if span:
            yield _mention(passage, *match.span(), span, posting, "day, month, year in figures")


def _month_date(
    passage: Passage, hit: Hit, posted: date | None, posting: Posting
) -> Mention | None:
    words, first, last = passage.words, hit.first, hit.last
    day: int | None = None
    hijri = hit.cue.role == "date_hijri"
    # A second name of the same month may follow ("تشرين الأول/أكتوبر").
    for other in passage.within("date_month", hit.end, hit.end + 24):
        if other.cue.value == hit.cue.value and other.first <= last + 1:
            last = other.last
    previous = passage.within("date_month", hit.start - 24, hit.start)
    if previous and previous[-1].cue.value == hit.cue.value and previous[-1].last >= first - 1:
        return None
    before = _DAY.match(words[first - 1]) if first else None
    if before and 1 <= int(before[1]) <= 31 and passage.is_joined(first - 1, first + 1):
        day, first = int(before[1]), first - 1
    elif (
        hit.cue.language == "en"
        and last < len(words)
        and (after := _DAY.match(words[last]))
        and 1 <= int(after[1]) <= 31
        and passage.is_joined(last - 1, last + 1)
    ):
        day, last = int(after[1]), last + 1
    year = None
    pattern = _HIJRI_YEAR if hijri else _YEAR
    if last < len(words) and pattern.match(words[last]) and passage.is_joined(last - 1, last + 1):
        year, last = int(words[last]), last + 1
    if day is None and year is None:
        return None
    start, end = passage.starts[first], passage.ends[last - 1]
    span = _resolved(int(hit.cue.value), day, year, posted, hijri)
    if span is None and year is not None:
        return None
    reason = "month by name" + ("" if year else ", year taken from the posting")
    return _mention(passage, start, end, span, posting, reason)


def _resolved(
    month: int, day: int | None, year: int | None, posted: date | None, hijri: bool
) -> Span | None:
    if hijri:
        if year is None:
            return None
        first = hijri_day(year, month, day or 1)
        length = 1 if day else 30
        precision = "day" if day else "month"
        return Span(first, first + timedelta(days=length), precision, "hijri")
    if year is None:
        if posted is None:
            return None
        # A date without a year is the last one before the posting (a week's grace for plans).
        year = posted.year
        guess = _day(year, month, day or 1)
        if guess and guess.first > posted + timedelta(days=7):
            year -= 1
    return _day(year, month, day) if day else _month(year, month)


def _relative(passage: Passage, posted: date | None, posting: Posting) -> Iterator[Mention]:
    roles = ("date_day", "date_week", "date_month_ago", "date_year", "date_weekday")
    for hit in passage.of(*roles):
        span = _shifted(hit.cue.role, int(hit.cue.value), posted)
        yield _mention(passage, hit.start, hit.end, span, posting, "told from the posting")
    for hit in passage.of("date_ago"):
        count = _count(passage.words[hit.first - 1]) if hit.first else None
        if count:
            days = count * int(hit.cue.value)
            span = _shifted("date_day", -days, posted) if days else None
            start = passage.starts[hit.first - 1]
            yield _mention(passage, start, hit.end, span, posting, "told from the posting")
    for hit in passage.of("date_before"):
        span = _shifted("date_day", -1, posted) if passage.words[hit.last - 1] == "يوم" else None
        yield _mention(passage, hit.start, hit.end, span, posting, "told from the posting")


def _count(word: str) -> int | None:
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    return _COUNT.get(word, _ARABIC_COUNT.get(word))


def _shifted(role: str, shift: int, posted: date | None) -> Span | None:
    if posted is None:
        return None
    try:
        if role == "date_day":
            first = posted + timedelta(days=shift)
            return Span(first, first + timedelta(days=1), "day")
        if role == "date_weekday":
            back = (posted.weekday() - shift) % 7
            first = posted - timedelta(days=back)
            return Span(first, first + timedelta(days=1), "day")
        if role == "date_week":
            first = posted - timedelta(days=posted.weekday()) + timedelta(weeks=shift)
            return Span(first, first + timedelta(days=7), "week")
        if role == "date_month_ago":
            index = posted.year * 12 + posted.month - 1 + shift
            return _month(index // 12, index % 12 + 1)
        year = posted.year + shift
        return Span(date(year, 1, 1), date(year + 1, 1, 1), "year")
    except (ValueError, OverflowError):
        return None
