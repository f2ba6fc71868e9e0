"""What may be written together with a known name, and the forms that grammar gives the name.

Arabic joins conjunctions, prepositions and the article to the front of a name and pronouns to its
end, and bends a few names themselves: Abu, Abi and Aba; -un and -in; a ta marbuta that opens before
a suffix; l + al with one lam less. In: a name and its kind. Out: folded forms, and whether what
stands around a form leaves it that name. Measured in docs/figures/mentions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from indicia.find.cue import WORD
from indicia.find.rule import forms_of, load_rules
from indicia.text.fold import fold, fold_key

SHORT = 2
"""Letters up to which a name stands alone or is none: two letters are part of too many words."""
LEAST_SUFFIXED = {"نا": 3, "كم": 3, "ك": 5}
"""Letters that a name needs before a suffix; four before any other."""
LEAST_ASKED = 4
"""Letters of a name above which a hamza before it may ask a question and is no part of a word."""
_CASES = {"ابو": ("ابي", "ابا"), "ابي": ("ابو", "ابا"), "ذو": ("ذي", "ذا")}
_LINKS = {"بن": "ابن", "ابن": "بن"}
_TANWIN = "\u064b"
_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")


@dataclass(frozen=True, slots=True)
class Form:
    """One folded form of a name; ``joined`` is a particle in it, ``opened`` needs a suffix."""

    words: str
    joined: str = ""
    opened: bool = False


def name_forms(name: str) -> Iterator[Form]:
    """The folded forms of a name, the name as given first; none where it has no letters."""
    words = WORD.findall(fold(name).text)
    if not words:
        return
    spelled = [words, *_bent(words)]
    for one in spelled:
        whole = " ".join(one)
        yield Form(whole)
        if whole.startswith("ال") and len(whole) > 4:
            # l + al is written with one lam less, and never with three: للحشد, للاذقية.
            yield Form("لل" + whole[3 if whole[2] == "ل" else 2 :], "لل")
    if len(words) == 1 and _MARKS.sub("", name).endswith("ة"):
        yield Form(words[0][:-1] + "ت", opened=True)


def _bent(words: list[str]) -> Iterator[list[str]]:
    for index, word in enumerate(words):
        followed = index + 1 < len(words)
        others: tuple[str, ...] = _CASES.get(word, ()) if followed else ()
        if index and followed and word in _LINKS:
            others = (_LINKS[word],)
        if word.startswith("ال") and len(word) > 6 and word.endswith("ون"):
            others = (word[:-2] + "ين",)
        elif word.startswith("ال") and len(word) > 6 and word.endswith("يين"):
            others = (word[:-2] + "ون",)
        for other in others:
            yield [*words[:index], other, *words[index + 1 :]]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a form in its word or words: folded, and as it is written."""

    before: str
    after: str
    written: str
    """The words as the text has them, with what stands around the form."""


def may_stand(form: Form, kind: str, around: Around) -> bool:
    """Whether the form is the name there, and not a part of another word."""
    single = " " not in form.words
    if single and _is_function(around.written):
        return False
    if around.before and not _may_precede(form, kind, around, single):
        return False
    if not around.after:
        return not form.opened
    if around.after == "ا":
        return _TANWIN in around.written[-2:] and not form.opened
    return _may_follow(form, kind, around, single)


def _may_precede(form: Form, kind: str, around: Around, single: bool) -> bool:
    before = around.before
    if before in affixes("he", "prefix"):
        return True
    if single and len(form.words) <= SHORT:
        return False
    if before in affixes("ar", "prefix"):
        return not (form.joined and before not in ("و", "ف"))
    if before in affixes("ar", "article") and not form.joined:
        # "the" before the name of a person makes it a common word, but for a name of belonging.
        named = form.words.partition(" ")[0]
        belongs = named.endswith("ي") and len(named) > 4
        return kind != "person" or belongs
    asked = around.written.startswith("أ") and before in affixes("ar", "question")
    return asked and len(form.words) > LEAST_ASKED


def _may_follow(form: Form, kind: str, around: Around, single: bool) -> bool:
    if kind == "person" or around.after not in affixes("ar", "suffix"):
        return False
    if around.after.endswith("ه") and _MARKS.sub("", around.written).endswith("ة"):
        return False
    return not single or len(form.words) >= LEAST_SUFFIXED.get(around.after, 4)


def is_like_function(words: str) -> bool:
    """Whether a name, folded, is spelled like a word of grammar (Ali, and "on")."""
    return words in _folded_functions()


@cache
def _folded_functions() -> frozenset[str]:
    return frozenset(map(fold_key, functions()))


def _is_function(written: str) -> bool:
    """A word of grammar as it is written ("على" is no Ali), also behind "and"."""
    bare = _MARKS.sub("", written)
    return bare in functions() or (bare[:1] in "وف" and bare[1:] in functions())


@cache
def affixes(language: str, role: str) -> frozenset[str]:
    """The folded affixes of one language and role (prefix, article, question, suffix)."""
    return frozenset(
        fold_key(form)
        for row in load_rules("affixes")
        if row["lang"] == language and row["role"] == role
        for form in forms_of(row)
    )


@cache
def functions() -> frozenset[str]:
    """Words of grammar as they are written, not folded."""
    return frozenset(
        form for row in load_rules("affixes") if row["role"] == "function" for form in forms_of(row)
    )
