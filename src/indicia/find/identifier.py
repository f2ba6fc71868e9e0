"""Identifiers in a text: links, e-mail addresses, telephone numbers, handles, hashtags, positions.

They are found so that they can be redacted and linked. Every repetition has a bound and every
pattern starts at a border, so cost is linear.
"""

from __future__ import annotations

import re

from indicia.find.mention import Mention
from indicia.geo.coordinates import find_coordinates
from indicia.text.digit import ascii_digits

_URL = re.compile(r"(?i)\b(?:https?://|www\.|t\.me/)[^\s<>\"“”«»)\]\u0600-\u06ff]{2,2000}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_HANDLE = re.compile(r"(?<![\w@./])@([A-Za-z][A-Za-z0-9_]{3,31})(?!\w)")
_HASHTAG = re.compile(r"(?<![\w#&])#(\w{2,100})")
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+|00)?\(?\d{1,4}\)?(?:[ .\-/()]{0,2}\d){6,13}(?![\w/])(?!\.\d)"
)
_DATE_LIKE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def find_identifiers(text: str) -> list[Mention]:
    """Links, addresses, numbers, handles, hashtags and written coordinates of a text."""
    found: list[Mention] = []
    if "/" in text or "www." in text:
        for match in _URL.finditer(text):
            end = match.start() + len(match.group().rstrip(".,;:!?؟،*_'"))
            found.append(_mention(match.start(), end, "url", 0.99, "written as a link"))
    if "@" in text:
        for match in _EMAIL.finditer(text):
            found.append(_mention(*match.span(), "email", 0.99, "written as an address"))
        for match in _HANDLE.finditer(text):
            found.append(_mention(*match.span(), "handle", 0.95, "name after @"))
    if "#" in text:
        for match in _HASHTAG.finditer(text):
            found.append(_mention(*match.span(), "hashtag", 0.99, "word after #"))
    if not any(character.isdigit() for character in text):
        return found
    positions = find_positions(text)
    found += positions
    for match in _PHONE.finditer(ascii_digits(text)):
        if any(m.start < match.end() and match.start() < m.end for m in found):
            continue
        if is_phone(match.group()):
            found.append(_mention(*match.span(), "phone", 0.8, "digits grouped as a telephone"))
    return found


def is_phone(written: str) -> bool:
    """Whether digits read as a telephone number rather than a date or a large count."""
    written = ascii_digits(written)
    digits = re.sub(r"\D", "", written)
    if not 8 <= len(digits) <= 15 or _DATE_LIKE.search(written):
        return False
    international = written.startswith(("+", "00"))
    # 8 opens a long-distance number in Russia; without marks between, it may be any count.
    trunk = digits.startswith("8") and len(digits) == 11 and not written.isdigit()
    return international or trunk or (digits.startswith("0") and len(digits) >= 9)


def find_positions(text: str) -> list[Mention]:
    """Coordinates written in the text, in degrees, with the precision of their writing."""
    return [
        Mention(
            written.start,
            written.start + len(text[written.start : written.end].rstrip()),
            "coordinate",
            "coordinates",
            0.95,
            "two numbers written as a position",
            value={"lon": written.lon, "lat": written.lat, "precision_m": written.precision_m},
        )
        for written in find_coordinates(text)
    ]


def _mention(start: int, end: int, kind: str, score: float, reason: str) -> Mention:
    return Mention(start, end, kind, "identifier", score, reason)
