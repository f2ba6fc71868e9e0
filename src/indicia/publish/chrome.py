"""The page's own words in each language that an update can be written in (``words.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Words = Mapping[str, Any]


@cache
def _all() -> Mapping[str, Words]:
    path = files("indicia.publish").joinpath("templates", "words.toml")
    return tomllib.loads(path.read_text("utf-8"))


def page_languages() -> tuple[str, ...]:
    """Languages that a brief may name: ``en`` first."""
    return tuple(_all())


def words_of(language: str) -> Words:
    """The words of a language.

    Raises:
        KeyError: the page does not speak it (a brief is checked before it comes here).
    """
    return _all()[language]


def titles() -> Mapping[str, str]:
    """Title of a part in any language, folded -> the part's id."""
    return {
        title.casefold(): part
        for words in _all().values()
        for part, title in words["titles"].items()
    }
