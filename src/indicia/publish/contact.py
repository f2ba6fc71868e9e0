"""Ways to reach or find one person in text: phone numbers, e-mails, number plates, post links.

Digits may be of any script, and hidden marks of direction may stand between them. What is found
in quotes is withheld; in an analyst's prose it stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HIDDEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_GAP = rf"[\s().\-‐-–/{_HIDDEN}]"
_PHONE = re.compile(
    rf"(?<![\w./:-])(?:[+＋]|00)?{_GAP}?\d(?:{_GAP}{{0,3}}\d){{8,14}}(?![\w/:-]|\.\d)"
)
_SHORT_PHONE = re.compile(
    r"(?:\b(?:phone|call|tel|mobile|whatsapp|viber|signal)\b|هاتف|للاتصال|اتصل|جوال|موبايل|واتساب|"
    rf"טלפון|נייד|וואטסאפ|התקשרו)[^\d\n]{{0,16}}(\d(?:{_GAP}?\d){{5,14}})(?!\w)",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|＠|\[at\]|\(at\))\s?[\w-]+(?:\s?(?:\.|\[dot\]|\[\.\])\s?[\w-]+)+", re.IGNORECASE
)  # fmt: skip
_PLATE = re.compile(
    r"(?:\b(?:number|licen[cs]e|registration)[ -]plates?\b|\bplates?\s+(?:number|no\.?)|"
    r"\bregistration\s+(?:number|no\.?)|لوحت\w*|لوحة(?:\s+ال\w+)?|نمرة|رقم السيارة|לוחית(?: ה?רישוי)?|מספר ה?רכב|שמספרו)"
    rf"[^\w\n]{{0,4}}(?:(?:of|is|was|are|رقمها|رقم|הוא)\s+)?([A-Z\u0621-\u064a]{{0,4}}{_GAP}?\d(?:{_GAP}?[\dA-Z]){{3,9}})",
    re.IGNORECASE,
)
_PLATE_FORM = re.compile(r"(?<![\w-])(?:\d{2}-\d{3}-\d{2}|\d{3}-\d{2}-\d{3})(?![\w-])")
_POST = re.compile(
    r"(?:https?://)?(?:www\.)?(?:(?:t|telegram)\.(?:me|dog)/(?:s/|c/)?[\w+]+/\d+|"
    r"(?:twitter|x)\.com/\w+/status/\d+|(?:[\w-]+\.)?(?:facebook|instagram|tiktok|vk|ok)\.(?:com|ru)/\S+|"
    r"youtu\.be/\S+|(?:[\w-]+\.)?youtube\.com/(?:watch|shorts|live)\S+)|tg://\S+",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A span of a text and what it is: phone, email, plate or post."""

    start: int
    end: int
    kind: str


def find_contacts(text: str) -> list[Contact]:
    """Every contact in the text, in order, without overlap: the earliest and longest wins."""
    found = sorted(_all(text), key=lambda c: (c.start, -c.end))
    kept: list[Contact] = []
    for contact in found:
        if not kept or contact.start >= kept[-1].end:
            kept.append(contact)
    return kept


def _all(text: str) -> Iterator[Contact]:
    for match in _EMAIL.finditer(text):
        yield Contact(*match.span(), "email")
    for match in _POST.finditer(text):
        yield Contact(*match.span(), "post")
    for pattern in (_PLATE, _PLATE_FORM):
        for match in pattern.finditer(text):
            yield Contact(*match.span(pattern.groups), "plate")
    for match in _SHORT_PHONE.finditer(text):
        yield Contact(*match.span(1), "phone")
    for match in _PHONE.finditer(text):
        if not _DATE.search(match.group()):
            yield Contact(*match.span(), "phone")
