"""What survives translation: numbers, times, links, pictures, names by consonants, concepts.

Each feature has a weight in bits: how much it says at most that two texts share it. The corpus
lowers it where the feature is frequent. The weights are conventions (a link says more than a year).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import NamedTuple

from indicia.text.fold import fold_key
from indicia.trace.concept import concepts_of, pair_concepts

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


class Feature(NamedTuple):
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


def features_of(
    text: str, urls: Iterable[str] = (), pictures: Iterable[str] = ()
) -> dict[Feature, int]:
    """The features of a post, each with the place of its first occurrence in the text.

    What stands beside the text (``urls``, hashes of ``pictures``) is placed behind it.
    """
    found: dict[Feature, int] = {}
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
    for extra, values in (("link", map(normal_link, urls)), ("picture", pictures)):
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
    before = last = ""
    place = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), _read_word(match.group())
        if last:
            for concept in pair_concepts(last, word.folded):
                yield _concept(concept), place
        for feature in word.always:
            yield feature, start
        if word.inside is not None and _inside_sentence(text, start):
            yield word.inside, start
        if len(before) >= 2 and len(word.skeleton) >= 2 and len(before + word.skeleton) >= 5:
            yield Feature("name", f"{before} {word.skeleton}"), start
        before, last, place = word.skeleton, word.folded, start


class _Word(NamedTuple):
    """What a word says wherever it stands."""

    folded: str
    always: tuple[Feature, ...]
    inside: Feature | None
    """The name it is when it stands inside a sentence."""
    skeleton: str
    """Consonants for the pair with a neighbouring name; empty: not written as a name."""


@lru_cache(maxsize=1 << 19)
def _read_word(written: str) -> _Word:
    folded = fold_key(written)
    always, inside = _word_features(written)
    found = (*always, *map(_concept, concepts_of(folded)))
    named = written[0].isupper() or not _has_case(written)
    return _Word(
        folded, found, inside, consonant_skeleton(_CLITIC.sub("", written)) if named else ""
    )


def _concept(concept: str) -> Feature:
    return Feature("number" if concept.isdecimal() else "concept", concept)


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()


def _word_features(word: str) -> tuple[tuple[Feature, ...], Feature | None]:
    """Features of a word wherever it stands, and the name it is inside a sentence."""
    if word[0].isascii() and len(word) >= 3:
        skeleton = consonant_skeleton(word) if word[0].isupper() else ""
        name = Feature("name", skeleton) if len(skeleton) >= 4 else None
        return (Feature("word", word.lower()),), name
    if _has_case(word) and not word[0].isupper():
        return (), None
    found = dict.fromkeys(consonant_skeleton(stem) for stem in _bare(word))
    return tuple(Feature("name", skeleton) for skeleton in found if len(skeleton) >= 4), None


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


@lru_cache(maxsize=1 << 19)
def feature_key(feature: Feature) -> int:
    """A 64-bit number that stands for the feature in tables and joins."""
    digest = blake2b(f"{feature.kind}\0{feature.value}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8], "little", signed=True)
