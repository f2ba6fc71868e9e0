"""How far a name reaches, word by word, to the left and to the right of a place in a passage."""

from __future__ import annotations

import re

from indicia.find.cue import small_words
from indicia.find.passage import BREAKS, Passage

LONGEST_NAME = 6
_OPENING = re.compile(r"[“«(\[]|\s\"")
ARABIC_LINKS = frozenset(
    [
        "بن",
        "ابن",
        "بنت",
        "عبد",
        "العبد",
        "ابو",
        "ابي",
        "ام",
        "ال",
        "ذو",
        "جسر",
        "دير",
        "راس",
        "تل",
        "عين",
        "كفر",
    ]
)
_QUOTES = '"“”«»„'
_ENGLISH_INNER = frozenset(
    ["al", "el", "ez", "ar", "as", "ash", "ad", "an", "at", "bin", "ibn", "de", "of", "the", "abu"]
)
_ROLES_THAT_END = ("event", "attribute", "deny", "negator", "hedge", "imperative", "demand")


def is_capital(passage: Passage, index: int) -> bool:
    """The word starts with a capital letter."""
    return passage.text[passage.starts[index]].isupper()


def written(passage: Passage, index: int) -> str:
    """The word as the text has it."""
    return passage.text[passage.starts[index] : passage.ends[index]]


def is_open_gap(passage: Passage, index: int) -> bool:
    """Nothing but blanks, hyphens and quotes stands between the word and the next."""
    gap = passage.gap(index)
    return len(gap) <= 3 and not gap.strip(" -–'’`\"“”«»‘\u200f\u200e*_[](")


def _keeps_open(passage: Passage, index: int) -> bool:
    gap = passage.gap(index)
    return len(gap) <= 3 and not gap.strip(" -–'’`‘\u200f\u200e")


def is_article(passage: Passage, index: int) -> bool:
    """A small English word that may open a sentence with a capital but opens no name."""
    word = passage.words[index]
    if word not in small_words("en", "article"):
        return False
    # "the Tell Qamar Local Council": a capital inside a sentence makes it part of the name.
    inner = word in small_words("en", "inner") and index > 0
    inner = inner and BREAKS.isdisjoint(passage.gap(index - 1))
    return not (inner and is_capital(passage, index))


def name_left(passage: Passage, index: int) -> int:
    """First word of the name that ends before ``index``; ``index`` itself where there is none."""
    first = index
    while first > 0 and index - first < LONGEST_NAME and is_open_gap(passage, first - 1):
        if _OPENING.search(passage.gap(first - 1)):
            break
        word = passage.words[first - 1]
        if (
            (is_capital(passage, first - 1) and not is_article(passage, first - 1))
            or (word.isdigit() and first > 1 and is_capital(passage, first - 2))
            or (word in _ENGLISH_INNER and _names_before(passage, first - 1, first < index))
            or (first == index and passage.hits and _is_head(passage, first - 1))
        ):
            first -= 1
        else:
            break
    while first < index and not (
        is_capital(passage, first) or passage.words[first] in ("al", "el")
    ):
        first += 1
    return first


def _names_before(passage: Passage, index: int, inside: bool) -> bool:
    if passage.words[index] in ("of", "the"):
        return False
    joined = passage.gap(index) in ("-", "–", "'", "’")
    return joined or (inside and index > 0 and is_capital(passage, index - 1))


def _is_head(passage: Passage, index: int) -> bool:
    """A head word in small letters before another ("Fatemiyoun militia base")."""
    start, end = passage.starts[index], passage.ends[index]
    return bool(passage.within("head", start, end))


def name_right(passage: Passage, index: int, numbers: bool) -> int:
    """One past the last word of the name that starts at ``index``; ``index`` where there is none.

    ``numbers`` allows a number to open the name ("Brigade 47").
    """
    last, count = index, len(passage.words)
    while last < count and last - index < LONGEST_NAME:
        if last > 0 and last > index and not _keeps_open(passage, last - 1):
            break
        if last == index and index > 0 and numbers and not is_open_gap(passage, last - 1):
            break
        word = passage.words[last]
        following = last + 1 < count and _keeps_open(passage, last)
        if is_capital(passage, last):
            if is_article(passage, last) and not (last == index and word in ("al", "el")):
                break
            last += 1
        elif word.isdigit() and len(word) <= 3 and (last > index or numbers):
            last += 1
            break
        elif word in ("of", "for") and last > index and following and is_capital(passage, last + 1):
            if not _is_head(passage, last - 1):
                break
            last += 2
        elif word in ("of", "for") and last == index and numbers and following:
            if not (is_capital(passage, last + 1) and index and is_capital(passage, index - 1)):
                break
            last += 2
        elif (
            word in _ENGLISH_INNER - {"of", "the"}
            and following
            and is_capital(passage, last + 1)
            and (last > index or passage.gap(last) != " ")
        ):
            last += 2
        else:
            break
    return min(last, count)


def name_right_arabic(passage: Passage, index: int, person: bool = False) -> int:
    """One past the last word of an Arabic name at ``index``: its first word, then what joins on.

    A person's name ends with its first word of belonging (nisba).
    """
    last, count = index, len(passage.words)
    quoted = index > 0 and any(mark in passage.gap(index - 1) for mark in _QUOTES)
    while last < count and last - index < 5:
        if last > 0 and not is_open_gap(passage, last - 1):
            break
        if last > index and any(mark in passage.gap(last - 1) for mark in _QUOTES):
            break
        word = passage.words[last]
        if not _may_name(passage, last) or (last == index and len(word) == 1):
            break
        if last > index and _is_rank(passage, last):
            break
        if last > index and not (quoted or _joins_on(passage, last)):
            break
        last += 1
        if person and last - 1 > index and word.startswith("ال") and word not in ARABIC_LINKS:
            break
    while last > index and passage.words[last - 1] in ARABIC_LINKS:
        last -= 1
    return last


def _may_name(passage: Passage, index: int) -> bool:
    """The word may stand in an Arabic name: no particle, no verb that the rules know."""
    word = passage.words[index]
    if word in small_words("ar", "stop") or word in small_words("ar", "that"):
        return False
    return (word[0] > "\u05ff" or word.isdigit()) and not _ends_name(passage, index)


def _is_rank(passage: Passage, index: int) -> bool:
    """A military rank, which opens the name of a person."""
    start, end = passage.starts[index], passage.ends[index]
    return any(hit.cue.kind == "rank" for hit in passage.within("rank", start, end))


def _joins_on(passage: Passage, index: int) -> bool:
    """An Arabic word goes on with the name before it: article, number, link, or a link follows."""
    words = passage.words
    word = words[index]
    if word.startswith("ال"):
        return word not in small_words("ar", "descriptive")
    follows = words[index + 1] if index + 1 < len(words) else ""
    return (
        word.isdigit()
        or word in ARABIC_LINKS
        or words[index - 1] in ARABIC_LINKS
        or (follows in ("بن", "ابن") and is_open_gap(passage, index))
    )


def name_right_hebrew(passage: Passage, index: int) -> int:
    """One past the last word of a Hebrew name at ``index``: one word, a second after a hyphen."""
    stops = small_words("he", "stop")
    last, count = index, len(passage.words)
    while last < count and last - index < 2:
        if last > 0 and not is_open_gap(passage, last - 1):
            break
        word = passage.words[last]
        if word in stops or _ends_name(passage, last):
            break
        if last > index and "-" not in passage.gap(last - 1) and not word.startswith(("אל", "ה")):
            break
        last += 1
    return last


def _ends_name(passage: Passage, index: int) -> bool:
    start, end = passage.starts[index], passage.ends[index]
    return any(passage.within(role, start, end) for role in _ROLES_THAT_END)
