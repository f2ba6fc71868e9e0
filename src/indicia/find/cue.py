"""Cues: the words that the rules know, found in one pass over a passage by one automaton.

A cue has a language, a role (attribute, deny, event, head, month ...) and what its row says. Forms
are matched as whole folded words; Arabic and Hebrew forms also with the joined particles that
may stand before them. The automaton is compiled once a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import ahocorasick

from indicia.find.rule import forms_of, load_rules
from indicia.text.fold import fold

WORD = re.compile(r"[^\W_]+")
"""A word of a folded text: letters and digits; marks of writing part words."""
LANGUAGES = ("en", "ar", "he", "ru")
JOINED = {"ar": ("", "و", "ف"), "he": ("", "ו", "ש", "וש")}
NOUN_JOINED = {
    "ar": ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال", "كال", "وب", "ول"),
    "he": ("", "ו", "ב", "ל", "ה", "מ", "ש", "וב", "של", "כ"),
}
PRESENT = "يتن"
"""First letters of Arabic verbs in the present, which the future's particle may stand before."""
FUTURE = ("س", "وس", "فس")
NOUN_ROLES = frozenset({"head", "unit", "unnamed"})


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of a word list, as the code asks for it."""

    language: str
    role: str
    predicate: str = ""
    plover: str = ""
    flags: frozenset[str] = frozenset()
    kind: str = ""
    value: str = ""

    @property
    def rule(self) -> str:
        """The name under which a frame says that this cue fired."""
        return f"{self.language}.{self.role}.{self.predicate or self.kind or self.value}".rstrip(
            "."
        )


def _statement_cues() -> Iterator[tuple[Cue, tuple[str, ...]]]:
    for language in LANGUAGES:
        for row in load_rules(f"cues_{language}"):
            flags = frozenset(flag for flag in row["flags"].split(",") if flag)
            cue = Cue(language, row["role"], row["predicate"], row["plover"], flags)
            yield cue, forms_of(row)


def _mention_cues() -> Iterator[tuple[Cue, tuple[str, ...]]]:
    for row in load_rules("heads"):
        yield Cue(row["lang"], "head", kind=row["kind"], value=row["protected"]), forms_of(row)
    for row in load_rules("ranks"):
        yield Cue(row["lang"], "rank", kind=row["role"]), forms_of(row)
    for row in load_rules("units"):
        yield Cue(row["lang"], "unit", kind=row["unit"]), forms_of(row)
    for row in load_rules("dates"):
        yield Cue(row["lang"], f"date_{row['role']}", value=row["value"]), forms_of(row)


def joined_forms(cue: Cue, form: str) -> Iterator[str]:
    """The form, and the form with particles that are written together with it."""
    if cue.language == "ar" and cue.role == "event" and " " not in form and len(form) > 2:
        for suffix in ("ه", "ها", "هم") if form[-1] not in "ةاى" else ():
            for prefix in JOINED["ar"]:
                yield prefix + form + suffix
        if form[0] in PRESENT:
            # The future is written onto the verb; the plural drops its n behind "lam" and "lan".
            yield from (prefix + form for prefix in FUTURE)
            yield from (prefix + form + "وا" for prefix in JOINED["ar"] if form[0] == "ي")
            yield from (prefix + form + "ون" for prefix in JOINED["ar"] if form[0] == "ي")
    table = NOUN_JOINED if cue.role in NOUN_ROLES else JOINED
    prefixes = table.get(cue.language, ("",))
    if cue.language == "he" and cue.role == "event":
        prefixes = (*prefixes, "ה", "כש")
    for prefix in prefixes:
        if prefix.endswith("ل") and len(prefix) > 1 and form.startswith("ال"):
            yield prefix + form[1:]
        yield prefix + form


@lru_cache(maxsize=1)
def cue_automaton() -> Any:
    """The automaton over all cues; its values are (number of words, cues)."""
    entries: dict[str, list[Cue]] = {}
    for cue, forms in (*_statement_cues(), *_mention_cues()):
        for form in forms:
            # A particle that is written onto the next word cannot be matched as a word.
            bare = form.removesuffix(" ل")
            if cue.language == "he":
                bare = re.sub(" [לבמש]$", "", bare)
            for spelling in joined_forms(cue, bare):
                words = " ".join(WORD.findall(fold(spelling).text))
                if words:
                    cues = entries.setdefault(words, [])
                    if cue not in cues:
                        cues.append(cue)
    automaton = ahocorasick.Automaton()
    for words, cues in entries.items():
        automaton.add_word(f" {words} ", (words.count(" ") + 1, tuple(cues)))
    automaton.make_automaton()
    return automaton


@cache
def plain_forms(language: str, role: str, predicate: str) -> frozenset[str]:
    """The folded forms of one role and predicate as they stand in the word list."""
    return frozenset(
        fold(form).text
        for cue, forms in _statement_cues()
        if (cue.language, cue.role, cue.predicate) == (language, role, predicate)
        for form in forms
    )


@cache
def small_words(language: str, role: str) -> frozenset[str]:
    """The folded small words of one language and role (after, before, article, stop, weekday)."""
    return frozenset(
        fold(form).text
        for row in load_rules("small")
        if row["lang"] == language and row["role"] == role
        for form in forms_of(row)
    )
