"""Times named in a text: absolute, relative to the posting, Gregorian, Hijri and Persian.

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

from indicia.find.calendar import (
    HIJRI,
    PERSIAN,
    calendar_of,
    hijri_day,
    hijri_year,
    persian_day,
    persian_length,
    persian_year,
)
from indicia.find.mention import Mention, Posting
from indicia.find.passage import Hit, Passage
from indicia.text.digit import ascii_digits

_ISO = re.compile(r"(?<![\d.\-/])((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d\-/])")
_DMY = re.compile(r"(?<![\d.\-/])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\d\-/])")
_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_OTHER_YEAR = re.compile(r"^1[34]\d\d$")
_OTHER_YMD = re.compile(r"(?<![\d.\-/])(1[34]\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d\-/])")
_OTHER_DMY = re.compile(r"(?<![\d.\-/])(\d{1,2})([-/.])(\d{1,2})\2(1[34]\d\d)(?![\d\-/])")
_HIJRI_MARK = re.compile(r"\s?(?:هـ|ه(?!\w)|AH\b|A\.H\.|هجري(?:ة|ا|اً)?(?!\s*شمسي))")
_PERSIAN_MARK = re.compile(r"\s?(?:هجری شمسی|هجري شمسي|ه\.?\s?ش\b|خورشیدی|AP\b|SH\b)")
_MARKS = {HIJRI: _HIJRI_MARK, PERSIAN: _PERSIAN_MARK}
_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "a": 1,
    "ثلاثه": 3,
    "ثلاث": 3,
    "اربعه": 4,
    "اربع": 4,
    "خمسه": 5,
    "خمس": 5,
    "سته": 6,
    "سبعه": 7,
    "عشره": 10,
    "عده": 0,
    "بضعه": 0,
    "יומיים": 2,
    "שלושה": 3,
    "ארבעה": 4,
    "חמישה": 5,
    "שישה": 6,
    "שבעה": 7,
    "עשרה": 10,
    "два": 2,
    "две": 2,
    "три": 3,
    "четыре": 4,
    "пять": 5,
    "шесть": 6,
    "семь": 7,
    "десять": 10,
    "يك": 1,
    "دو": 2,
    "سه": 3,
    "چهار": 4,
    "پنج": 5,
    "شش": 6,
    "هفت": 7,
    "ده": 10,
}
"""Words for small numbers, folded; 0: a few, which tells no day."""


BEFORE_WORDS = frozenset({"قبل", "منذ", "לפני"})
YEAR_WORDS = frozenset({"عام", "سنه", "لعام", "لسنه", "سال", "года", "год", "שנת", "of"})


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
        found += _other_numeric(passage, posted, posting)
    for hit in passage.of("date_month", "date_hijri", "date_persian"):
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
    text = ascii_digits(passage.text)
    for match in _ISO.finditer(text):
        span = _day(*(int(part) for part in match.groups()))
        if span:
            yield _mention(passage, *match.span(), span, posting, "year, month, day in figures")
    for match in _DMY.finditer(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        # Day first, as the region writes; month first only where day first cannot be.
        span = _day(year, month, day) or _day(year, day, month)
        if span:
            yield _mention(passage, *match.span(), span, posting, "day, month, year in figures")


def _other_numeric(passage: Passage, posted: date | None, posting: Posting) -> Iterator[Mention]:
    """Dates in figures of the Hijri or the Persian calendar."""
    text = ascii_digits(passage.text)
    found = [(m, int(m[1]), int(m[2]), int(m[3])) for m in _OTHER_YMD.finditer(text)]
    found += [(m, int(m[4]), int(m[3]), int(m[1])) for m in _OTHER_DMY.finditer(text)]
    for match, year, month, day in found:
        calendar, end = _marked(passage.text, match.end())
        told = "by its mark" if calendar else "by the year nearest to the posting"
        span = _other_day(calendar or calendar_of(year, posted), year, month, day)
        if span:
            reason = f"day, month, year in figures; calendar told {told}"
            yield _mention(passage, match.start(), end, span, posting, reason)


def _marked(text: str, end: int) -> tuple[str | None, int]:
    """The calendar that a mark behind a year names, and where the mark ends."""
    for calendar in (PERSIAN, HIJRI):
        if mark := _MARKS[calendar].match(text, end):
            return calendar, mark.end()
    return None, end


def _other_day(calendar: str, year: int, month: int, day: int | None) -> Span | None:
    """A day, or for no day a month, of the Hijri or the Persian calendar."""
    if not 1 <= month <= 12 or not 1 <= (day or 1) <= (30 if calendar == HIJRI else 31):
        return None
    try:
        if calendar == HIJRI:
            first, length = hijri_day(year, month, day or 1), 30 - (month % 2 == 0)
        else:
            first, length = persian_day(year, month, day or 1), persian_length(year, month)
        after = first + timedelta(days=1 if day else length)
    except (ValueError, OverflowError):
        return None
    return Span(first, after, "day" if day else "month", calendar)


def _month_date(
    passage: Passage, hit: Hit, posted: date | None, posting: Posting
) -> Mention | None:
    words, first, last = passage.words, hit.first, hit.last
    day: int | None = None
    calendar = hit.cue.role.removeprefix("date_")
    other = calendar in (HIJRI, PERSIAN)
    # A second name of the same month may follow ("تشرين الأول/أكتوبر").
    for second in passage.within("date_month", hit.end, hit.end + 24):
        if second.cue.value == hit.cue.value and second.first <= last + 1:
            last = second.last
    previous = passage.within("date_month", hit.start - 24, hit.start)
    if previous and previous[-1].cue.value == hit.cue.value and previous[-1].last >= first - 1:
        return None
    if first > 1 and words[first - 1] == "من" and _DAY.match(words[first - 2]):
        first -= 1  # "12 من رمضان"
    before = _DAY.match(words[first - 1]) if first else None
    if before is None:
        first = hit.first
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
    pattern = _OTHER_YEAR if other else _YEAR
    if last < len(words) and words[last] in YEAR_WORDS and passage.is_joined(last - 1, last + 1):
        if last + 1 < len(words) and pattern.match(words[last + 1]):
            last += 1
    if last < len(words) and pattern.match(words[last]) and passage.is_joined(last - 1, last + 1):
        year, last = int(words[last]), last + 1
    if day is None and year is None:
        return None
    start, end = passage.starts[first], passage.ends[last - 1]
    if other and year is not None:
        marked, marked_end = _marked(passage.text, end)
        end = marked_end if marked == calendar else end
    span = _resolved(int(hit.cue.value), day, year, posted, calendar)
    if span is None and year is not None:
        return None
    reason = "month by name" + ("" if year else ", year taken from the posting")
    return _mention(passage, start, end, span, posting, reason)


def _resolved(
    month: int, day: int | None, year: int | None, posted: date | None, calendar: str
) -> Span | None:
    """The span of a date with a month by name; without a year the last one before the posting."""

    def in_year(number: int) -> Span | None:
        if calendar in (HIJRI, PERSIAN):
            return _other_day(calendar, number, month, day)
        return _day(number, month, day) if day else _month(number, month)

    if year is not None:
        return in_year(year)
    if posted is None:
        return None
    years = {HIJRI: hijri_year, PERSIAN: persian_year}
    year = years[calendar](posted) if calendar in years else posted.year
    guess = in_year(year)
    # A week's grace for plans.
    if guess and guess.first > posted + timedelta(days=7):
        return in_year(year - 1)
    return guess


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
        yield from _before(passage, hit, posted, posting)


def _before(passage: Passage, hit: Hit, posted: date | None, posting: Posting) -> Iterator[Mention]:
    """ "Three days before": the word for before, a count, a unit; or the unit alone, which is one."""
    words, unit = passage.words, hit.first
    led = unit > 0 and words[unit - 1] in BEFORE_WORDS
    count = 1 if led else None
    first = unit - 1
    if not led and unit > 1 and words[unit - 2] in BEFORE_WORDS:
        count, first = _count(words[unit - 1]), unit - 2
    if count is None or not passage.is_joined(first, hit.last):
        return
    plural = hit.cue.value.startswith("few")
    days = int(hit.cue.value.removeprefix("few"))
    known = count and not (led and plural)
    span = _shifted("date_day", -count * days, posted) if known else None
    start, end = passage.starts[first], passage.ends[hit.last - 1]
    yield _mention(passage, start, end, span, posting, "told from the posting")


def _count(word: str) -> int | None:
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    return _COUNTS.get(word)


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
