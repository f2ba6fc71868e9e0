"""How far a name reaches, word by word, to the left and to the right of a place in a passage."""

from __future__ import annotations

import re

from indicia.find.cue import small_words
from indicia.find.passage import Passage

LONGEST_NAME = 6
_OPENING = re.compile(r"[“«(\[]|\s\"")
_ARABIC_LINKS = frozenset(
    [
        "بن",
        "ابن",
        "بنت",
        "عبد",
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
_ENGLISH_INNER = frozenset(
    ["al", "el", "ez", "ar", "as", "ash", "ad", "an", "at", "bin", "ibn", "de", "of", "the", "abu"]
)
_ROLES_THAT_END = ("event", "attribute", "deny", "negator", "hedge", "imperative", "demand")


def is_capital(passage: Passage, index: int) -> bool:
    """The word starts with a capital letter."""
    return passage.text[passage.starts[index]].isupper()


def is_open_gap(passage: Passage, index: int) -> bool:
    """Nothing but blanks, hyphens and quotes stands between the word and the next."""
    gap = passage.gap(index)
    return len(gap) <= 3 and not gap.strip(" -–'’`\"“”«»‘\u200f\u200e*_[](")


def _keeps_open(passage: Passage, index: int) -> bool:
    gap = passage.gap(index)
    return len(gap) <= 3 and not gap.strip(" -–'’`‘\u200f\u200e")


def is_article(passage: Passage, index: int) -> bool:
    """A small English word that may open a sentence with a capital but opens no name."""
    return passage.words[index] in small_words("en", "article")


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


def name_right_arabic(passage: Passage, index: int) -> int:
    """One past the last word of an Arabic name at ``index``: its first word, then what joins on."""
    stops = small_words("ar", "stop")
    last, count = index, len(passage.words)
    while last < count and last - index < 4:
        if last > 0 and not is_open_gap(passage, last - 1):
            break
        word = passage.words[last]
        if word in stops or not (word[0] > "\u05ff" or word.isdigit()) or _ends_name(passage, last):
            break
        if last > index and not (
            word.startswith("ال")
            or word.isdigit()
            or word in _ARABIC_LINKS
            or passage.words[last - 1] in _ARABIC_LINKS
        ):
            break
        if last == index and len(word) == 1:
            break
        last += 1
    while last > index and passage.words[last - 1] in _ARABIC_LINKS:
        last -= 1
    return last


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
