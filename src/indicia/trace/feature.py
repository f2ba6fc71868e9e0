"""What survives translation: numbers, times, links, pictures, and names by their consonants.

Each feature has a weight in bits: how much it says that two texts share it, before anything is
known of how often it occurs. The weights are conventions (a link says more than a year).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indicia.trace.post import Post

LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+|\]\(([^)\s]{4,})", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:٫](\d{2})(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_CODE = re.compile(r"(?<![A-Za-z\d])([A-Za-z]{1,3})[- ]?(\d{1,4})(?![A-Za-z\d])")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLITIC = re.compile(r"^(?:[وفبلك]?ال|لل|[وفبل](?=\w{4,}))")
_SENTENCE_END = '.!?؟:\n*#"“«'
LINK_BITS, PICTURE_BITS, TIME_BITS, HANDLE_BITS = 8.0, 8.0, 4.0, 3.0
CODE_BITS = 4.0
LONG_NAME_BITS, SHORT_NAME_BITS = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Feature:
    """A value of one kind (link, picture, time, number, code, word or name)."""

    kind: str
    value: str

    @property
    def bits(self) -> float:
        """Its weight before its frequency is known, in bits."""
        if self.kind == "number":
            return _number_bits(self.value)
        if self.kind == "name":
            return LONG_NAME_BITS if len(self.value) >= 5 else SHORT_NAME_BITS
        fixed = {"link": LINK_BITS, "picture": PICTURE_BITS, "time": TIME_BITS, "code": CODE_BITS}
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
    for match in _WORD.finditer(text):
        for feature in _word_features(match.group(), text, match.start()):
            found.setdefault(feature, match.start())
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


def _word_features(word: str, text: str, start: int) -> list[Feature]:
    latin = word[0].isascii()
    if latin and len(word) >= 3:
        named = word[0].isupper() and _inside_sentence(text, start)
        written = [Feature("word", word.lower())]
        skeleton = consonant_skeleton(word) if named else ""
        return written + ([Feature("name", skeleton)] if len(skeleton) >= 4 else [])
    skeleton = consonant_skeleton(_CLITIC.sub("", word))
    return [Feature("name", skeleton)] if len(skeleton) >= 4 else []


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
        return 1.0
    return {1: 0.5, 2: 2.0, 3: 4.0}.get(len(digits), 6.0)
