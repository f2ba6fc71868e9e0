"""Names of minors in text, by the words beside a name: a child's word, or an age under 18.

It errs to the safe side: a word that follows "the child" in Arabic or Hebrew is taken for a name
unless it is a common word. No list of names is used, and nobody's age is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indicia.publish.harmword import words_of

_AGE = r"(?:1[0-7]|[1-9])"
_ARABIC_AGE = "(?:[1١][0-7٠-٧]|[1-9١-٩])"
_NAME = r"[A-Z][\w'’-]+(?:\s+(?:al-|el-|bin |ibn )?[A-Z][\w'’-]+){0,3}"
_AR, _HE = "[\u0621-\u064a]{2,}", "[\u05d0-\u05ea'\"]{2,}"
_PATTERNS = (
    re.compile(rf"\b(?:[Bb]oy|[Gg]irl|child|minor|teenager|schoolboy|schoolgirl|infant|baby),?\s+(?:named\s+|called\s+)?({_NAME})"),
    re.compile(rf"\b({_NAME}),?\s+\(?(?:aged?\s+)?{_AGE}(?:\)|,|\s+years?[\s-]old|-years?-old)"),
    re.compile(rf"\b({_NAME}),?\s+aged?\s+{_AGE}\b"),
    re.compile(rf"\b{_AGE}-years?-old\s+(?:boy\s+|girl\s+|child\s+|student\s+)?(?:named\s+|called\s+)?({_NAME})"),
    re.compile(rf"(?<!\w)[وفبل]?(?:الطفل|الطفلة|القاصر|الرضيع|الرضيعة|الصبي|الفتى|طفل اسمه|طفلة اسمها)\s+({_AR}(?:\s{_AR})?)"),
    re.compile(rf"({_AR})،?\s+\(?(?:البالغة? من العمر|عمره|عمرها|وعمره|وعمرها)\s+{_ARABIC_AGE}\s+(?:عام|سن)"),
    re.compile(rf"(?<!\w)[ולבמש]?(?:הילד|הילדה|הנער|הנערה|הקטין|הקטינה|התינוק|התינוקת)\s+({_HE}(?:\s{_HE})?)"),
    re.compile(rf"({_HE}(?:\s{_HE})?),?\s+\(?(?:בן|בת|בגיל)\s+{_AGE}(?!\d)"),
)  # fmt: skip


def find_minor_names(text: str) -> list[tuple[int, int]]:
    """Spans of what is taken for a minor's name, in order, without overlap."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(_all(text)):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _all(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            # The word that touches the cue decides: "the child was", "a boy, 14".
            found = match.group(1).split()
            beside = found[-1 if match.end(1) < match.end() else 0]
            if beside.casefold() not in words_of("no_name"):
                yield match.span(1)
