"""The desk's own words in each language of its interface (``words/*.toml``, a file a view)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FIRST = "en"
RIGHT_TO_LEFT = frozenset({"ar", "he"})


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    """Language -> key -> words."""
    made: dict[str, dict[str, str]] = {FIRST: {}}
    folder = files("indicia.desk").joinpath("words")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        for key, by_language in tomllib.loads(path.read_text("utf-8")).items():
            if key in made[FIRST]:
                raise ValueError(f"{path.name}: {key} has its words in another file already")
            for language, words in by_language.items():
                made.setdefault(language, {})[key] = words
    return made


def languages() -> tuple[str, ...]:
    """Languages of the interface, the first one first."""
    return tuple(_all())


def words_in(language: str) -> Mapping[str, str]:
    """The words of a language; those of the first language where it is not spoken."""
    return _all().get(language, _all()[FIRST])


def direction(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def choose_language(asked: str, accepted: str) -> str:
    """The language that was asked for, else the first that the browser accepts, else the first.

    ``accepted`` is an Accept-Language header (RFC 9110, 12.5.4); its weights are taken as in order.
    """
    wanted = [asked, *(part.partition(";")[0].strip() for part in accepted.split(","))]
    for name in wanted:
        if name.partition("-")[0].lower() in languages():
            return name.partition("-")[0].lower()
    return FIRST
