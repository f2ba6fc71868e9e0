"""What the program drafts, said in the language of a page.

A draft is written in English from fixed sentences. Each is known here by its form
(``templates/drafted.toml``) and can be said in Arabic and Hebrew; quotes, names and what a person
wrote are never translated. A sentence of no known form stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from indicia.publish.chrome import words_of
from indicia.publish.wording import SMALL

SOURCE = "en"
"""The language that drafts are written in."""
_HOLE = re.compile(r"<([a-z]+)(\d?)>")
_SOURCE = (
    r"[Tt]he (?:channel|web page|mail|document|picture|table) .+?"
    r"|[Aa] private account|[Aa] source without a name"
)
"""How a draft names a source; what a person wrote of anybody else is left alone."""
_NUMBER = "|".join((r"[\d,]+", *SMALL, *(word.capitalize() for word in SMALL)))
_FORMS: Mapping[str, str] = {
    "n": _NUMBER,
    "d": r"\d{4}-\d\d-\d\d",
    "num": r"[\d.,]+",
    "band": r"[\d.,–]+(?: %)?",
    "text": r".+?",
    "sentence": r".+?",
    "cited": r".+?",
    "who": _SOURCE,
    "by": _SOURCE,
    "place": r".+?",
    "reasons": r".+?",
    "conf": r"none|low|moderate|high",
    "verb": r"(?:carries text that )?(?:says|asks|(?:states|reports) a (?:demand|threat|denial))(?:, with a hedge)?",
}
CARRIES, HEDGED = "carries text that ", ", with a hedge"
_OTHER = r"[^“”;:]+?"
"""A noun or verb that agrees with a number: said in another way where the number is told."""
_LOOSE = re.compile(r"[\s،,]*([:،,])")


def said_in(text: str, language: str) -> str:
    """A drafted text in a language of the page; any other text as it is."""
    if language == SOURCE:
        return text
    for form, said in _sentences():
        found = form.fullmatch(text)
        if found and language in said:
            held = found.groupdict()
            frame = said[language]
            if "verb" in held:  # first, so that tidying can touch no quote
                frame = frame.replace("<verb>", _part("verb", held["verb"], language))
                frame = _LOOSE.sub(r"\1", frame)
            return _HOLE.sub(lambda m, held=held: _part(m[1], held[m[1] + m[2]], language), frame)  # type: ignore[misc]
    return text


def _part(kind: str, value: str, language: str) -> str:
    """What stands in a hole, in the language."""
    if kind == "n":
        word = value.casefold()
        return str(SMALL.index(word)) if word in SMALL else value
    if kind == "word":
        plain = value.removeprefix("a ")
        return str(words_of(language)["words"].get(plain, plain))
    if kind == "sentence":
        return said_in(value, language)
    table = _tables().get(kind, {}).get(language, {})
    return _by_table(kind, value, table)


def _by_table(kind: str, value: str, table: Mapping[str, str]) -> str:
    if kind == "verb":
        carried = value.startswith(CARRIES)
        plain, hedge, _ = value.removeprefix(CARRIES).partition(HEDGED)
        pieces = [table[CARRIES] if carried else "", table[plain]]
        return " ".join(filter(None, pieces)) + (table[HEDGED] if hedge else "")
    value = value[:1].lower() + value[1:] if kind in ("who", "by") else value
    if value in table:
        return table[value]
    for english, said in table.items():
        if english and english.endswith(" ") and value.startswith(english):
            return said + value.removeprefix(english)
    return table.get("", "") + value


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    return tuple((_form(entry[SOURCE]), entry) for entry in _all()["sentence"])


def _form(text: str) -> re.Pattern[str]:
    """The pattern of a form: each hole by its kind, the rest letter by letter."""
    pieces, position = [], 0
    for hole in _HOLE.finditer(text):
        kind, name = hole.group(1), hole.group(1) + hole.group(2)
        pattern = _word_pattern() if kind == "word" else _FORMS.get(kind, _OTHER)
        pieces += [re.escape(text[position : hole.start()]), f"(?P<{name}>{pattern})"]
        position = hole.end()
    return re.compile("".join([*pieces, re.escape(text[position:])]), re.DOTALL)


def _word_pattern() -> str:
    known = sorted(words_of("ar")["words"], key=len, reverse=True)
    return f"(?:a )?(?:{'|'.join(map(re.escape, known))})"


def _tables() -> Mapping[str, Any]:
    return _all()


@cache
def _all() -> Mapping[str, Any]:
    path = files("indicia.publish").joinpath("templates", "drafted.toml")
    return tomllib.loads(path.read_text("utf-8"))
