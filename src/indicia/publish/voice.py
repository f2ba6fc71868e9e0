"""What a sentence says in its own voice: allegations, certainty, likelihood, counts of sources.

Only the writer's own words are read, never what stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indicia.publish.document import Sentence
from indicia.publish.harmword import find_word, own_words
from indicia.publish.view import Row

HEDGED = ("possible", "planned", "conditional", "hearsay")
Told = tuple[str, str, str]
"""Rule, what was found, and the message."""
_COUNTED = re.compile(
    r"(\d+|\w+)\s+(?:independent\s+|different\s+|other\s+|separate\s+)*(?:sources?|origins?|channels?|outlets?)\b|"
    r"(\d+|\w+|عدد من)\s+(?:مصادر|قنوات|أصول)|(\d+|[\w״\"]+)\s+(?:מקורות|ערוצים)",
    re.IGNORECASE,
)  # fmt: skip
_DUAL = re.compile(r"مصدران|مصدرين|قناتان|قناتين")
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "several": 2, "many": 3, "multiple": 2,
    "numerous": 3, "various": 2, "عدة": 2, "عدد من": 2, "ثلاثة": 3, "أربعة": 4, "خمسة": 5, "ثلاث": 3, "أربع": 4, "خمس": 5,
    "שני": 2, "שלושה": 3, "ארבעה": 4, "חמישה": 5, "כמה": 2, "מספר": 2,
}  # fmt: skip


def find_overstatements(sentence: Sentence, part: str, statements: Sequence[Row]) -> Iterator[Told]:
    """What the sentence says beyond what it may; ``statements``: the rows it cites."""
    own = own_words(sentence.text)
    attributed = find_word("attribution", own) is not None
    crime = find_word("allegation", own)
    if not attributed and (crime or any(row["allegation"] for row in statements)):
        found = crime or sentence.text
        yield "own voice", found, "an allegation in our own voice; say who alleges it"
    yield from _strength(own, part, attributed, statements)
    if sentence.marks:
        yield from _counted(own, sentence.origins)
    word = find_word("likelihood", own)
    if word and not attributed and not re.search("[%٪]", own):
        message = f"{word!r} is a word of likelihood without its band and figures; add them in %"
        yield "likelihood", word, message


def _strength(own: str, part: str, attributed: bool, statements: Sequence[Row]) -> Iterator[Told]:
    weak = bool(statements) and all(
        row["modality"] in HEDGED or row["hedges"] != "[]" for row in statements
    )
    if weak and (word := find_word("strong", own)):
        message = f"{word!r} says more than evidence that is hedged; use its own words"
        yield "strength", word, message
    elif not attributed and part != "methods" and (word := find_word("certain", own)):
        message = f"{word!r} claims certainty, which no judgement here has; give likelihood in %"
        yield "strength", word, message


def _counted(own: str, origins: int) -> Iterator[Told]:
    """A number of sources above the number of independent origins that the sentence rests on."""
    claims = [
        (m.group(), _number(next(g for g in m.groups() if g))) for m in _COUNTED.finditer(own)
    ]
    claims += [(m.group(), 2) for m in _DUAL.finditer(own)]
    for words, number in claims:
        if number > origins:
            message = (
                f"{words!r} is more than the {origins} independent origins that it cites; "
                "copies count once"
            )
            yield "strength", words, message


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.get(word.casefold(), 0)
