"""What survives translation: numbers, times, links, pictures, names by consonants, concepts.

Each feature has a weight in bits: how much it says at most that two texts share it. The corpus
lowers it where the feature is frequent. The weights are conventions (a link says more than a year).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indicia.text.fold import fold_key
from indicia.trace.concept import concepts_of
from indicia.trace.post import Post

LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+|\]\(([^)\s]{4,})", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:٫](\d{2})(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_CODE = re.compile(r"(?<![A-Za-z\d])([A-Za-z]{1,3})[- ]?(\d{1,4})(?![A-Za-z\d])")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLITIC = re.compile(r"^(?:[وفبلك]?ال|لل|[وفبل](?=\w{4,}))")
_HEBREW_CLITICS = "בהולמשכ"
_SENTENCE_END = '.!?؟:\n*#"“«'
LINK_BITS, PICTURE_BITS, HANDLE_BITS, CODE_BITS = 8.0, 8.0, 3.0, 4.0
EXACT_TIME_BITS, ROUND_TIME_BITS = 7.0, 5.0
"""A time of day to the minute, or to the half hour."""
NUMBER_BITS = {1: 1.5, 2: 4.0, 3: 6.0}
"""By the count of digits; more digits give ``LONG_NUMBER_BITS``, round numbers 1.5 less."""
LONG_NUMBER_BITS, ROUND_LESS, YEAR_BITS = 7.0, 1.5, 1.0
LONG_NAME_BITS, NAME_PAIR_BITS, SHORT_NAME_BITS = 4.0, 4.0, 2.0
CONCEPT_BITS = 2.5


@dataclass(frozen=True, slots=True)
class Feature:
    """A value of one kind (link, picture, time, number, code, word, name or concept)."""

    kind: str
    value: str

    @property
    def bits(self) -> float:
        """Its weight before its frequency is known, in bits."""
        if self.kind == "number":
            return _number_bits(self.value)
        if self.kind == "time":
            return ROUND_TIME_BITS if self.value[-2:] in ("00", "30") else EXACT_TIME_BITS
        if self.kind == "name":
            if " " in self.value:
                return NAME_PAIR_BITS
            return LONG_NAME_BITS if len(self.value) >= 5 else SHORT_NAME_BITS
        fixed = {
            "link": LINK_BITS,
            "picture": PICTURE_BITS,
            "code": CODE_BITS,
            "concept": CONCEPT_BITS,
        }
        return fixed.get(self.kind, HANDLE_BITS)


def features_of(post: Post) -> dict[Feature, int]:
    """The features of a post, each with the place of its first occurrence in the text."""
    found: dict[Feature, int] = {}
    text = post.text
    spans = []
    for match in LINK.finditer(text):
        found.setdefault(
            Feature("link", normal_link(match.group(1) or match.group())), match.start()
        )
        spans.append(match.span())
    for start, end in reversed(spans):
        text = text[:start] + " " * (end - start) + text[end:]
    for match in _TIME.finditer(text):
        hour, minute = int(match.group(1)), int(match.group(2))
        if hour < 24 and minute < 60:
            found.setdefault(Feature("time", f"{hour:02}:{minute:02}"), match.start())
    for match in _CODE.finditer(text):
        code = f"{match.group(1).upper()}{match.group(2)}"
        found.setdefault(Feature("code", code), match.start())
    for match in _NUMBER.finditer(_TIME.sub(lambda m: " " * len(m.group()), text)):
        found.setdefault(Feature("number", _plain_number(match.group())), match.start())
    for feature, start in _spoken(text):
        found.setdefault(feature, start)
    for extra, values in (("link", map(normal_link, post.urls)), ("picture", post.pictures)):
        for value in values:
            found.setdefault(Feature(extra, value), len(text))
    return found


def normal_link(link: str) -> str:
    """A link without scheme, www, fragment, tracking parameters and closing slash."""
    link = re.sub(r"^(?:https?://)?(?:www\.)?", "", link.strip(), flags=re.IGNORECASE)
    link = re.sub(r"#.*$|[?&]utm_[^&#]*|[?&](?:fbclid|gclid)=[^&#]*", "", link)
    host, slash, rest = link.partition("/")
    return (host.lower() + slash + rest).rstrip("/.,;:!?)…")


@cache
def _classes() -> tuple[dict[str, str], dict[str, str]]:
    """Consonant classes of Latin digraphs and of single letters."""
    table = files("indicia.trace").joinpath("skeleton.tsv").read_text("utf-8")
    pairs: dict[str, str] = {}
    single: dict[str, str] = {}
    for line in table.splitlines():
        if line.startswith(("#", "letters\t")):
            continue
        letters, consonant = line.split("\t")
        for letter in letters.split():
            (pairs if len(letter) == 2 else single)[letter] = consonant
    return pairs, single


def consonant_skeleton(word: str) -> str:
    """The consonant classes of a word in Latin, Arabic, Cyrillic or Hebrew script, repeats once."""
    pairs, single = _classes()
    out: list[str] = []
    lower, at = word.lower(), 0
    while at < len(lower):
        consonant = pairs.get(lower[at : at + 2])
        at += 2 if consonant else 1
        consonant = consonant or single.get(lower[at - 1], "")
        if consonant and (not out or out[-1] != consonant):
            out.append(consonant)
    return "".join(out)


def _spoken(text: str) -> Iterator[tuple[Feature, int]]:
    """Features of the words of a text: names, pairs of short names, concepts, Latin words."""
    words = list(_WORD.finditer(text))
    folded = [fold_key(match.group()) for match in words]
    before = ""
    for n, match in enumerate(words):
        start = match.start()
        for feature in _word_features(match.group(), text, start):
            yield feature, start
        for concept in concepts_of(folded[n], folded[n + 1] if n + 1 < len(folded) else ""):
            number = concept.isdecimal()
            yield Feature("number" if number else "concept", concept), start
        written = match.group()
        named = written[0].isupper() or not _has_case(written)
        skeleton = consonant_skeleton(_CLITIC.sub("", written)) if named else ""
        if len(before) >= 2 and len(skeleton) >= 2 and len(before + skeleton) >= 5:
            yield Feature("name", f"{before} {skeleton}"), start
        before = skeleton


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()


def _word_features(word: str, text: str, start: int) -> list[Feature]:
    latin = word[0].isascii()
    if latin and len(word) >= 3:
        named = word[0].isupper() and _inside_sentence(text, start)
        written = [Feature("word", word.lower())]
        skeleton = consonant_skeleton(word) if named else ""
        return written + ([Feature("name", skeleton)] if len(skeleton) >= 4 else [])
    if _has_case(word) and not word[0].isupper():
        return []
    found = dict.fromkeys(consonant_skeleton(stem) for stem in _bare(word))
    return [Feature("name", skeleton) for skeleton in found if len(skeleton) >= 4]


def _bare(word: str) -> tuple[str, ...]:
    """The word without its Arabic clitics; a Hebrew one also without a leading letter-word."""
    if "\u0590" <= word[0] <= "\u05ff" and len(word) >= 5 and word[0] in _HEBREW_CLITICS:
        return (word, word[1:])
    return (_CLITIC.sub("", word),)


def _inside_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" ")
    return bool(before) and before[-1] not in _SENTENCE_END


def _plain_number(text: str) -> str:
    digits = "".join(str(int(c)) if c.isdigit() and c.isdecimal() else "." for c in text)
    whole = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits)
    return digits.replace(".", "") if whole else digits


def _number_bits(value: str) -> float:
    digits = value.replace(".", "")
    if re.fullmatch(r"(?:19|20)\d\d", value):
        return YEAR_BITS
    bits = NUMBER_BITS.get(len(digits), LONG_NUMBER_BITS)
    return bits - ROUND_LESS if len(digits) > 1 and digits[-1] == "0" else bits
