"""Views become pages: one Jinja environment, everything escaped, direction written explicitly.

Whatever a template prints is shown without working direction controls; only what stands in a field
and goes back as it is (filter ``kept``) keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import jinja2

from indicia.console.show import when as written_time
from indicia.desk.visit import Visit
from indicia.desk.words import direction, languages, words_in
from indicia.text.script import direction_of, visible_controls

VIEWS = ("today", "search", "review", "who", "where", "when", "spread", "questions", "update")
"""The views of the head line; the first one is the start."""


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("indicia.desk"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["when"] = when
    made.filters["way"] = direction_of
    made.filters["kept"] = Kept
    return made


class Kept(str):
    """Words of a field that a person goes on writing, or that a form sends back as they are."""

    __slots__ = ()


def _shown(value: Any) -> Any:
    """Every value as a page shows it: a control for the direction of words is a name of it."""
    return visible_controls(value) if type(value) is str else value


def when(time: datetime | Mapping[str, Any] | None) -> str:
    """A time to the minute, in UTC; a post's as precise as its source; a dash where none is said."""
    if isinstance(time, Mapping):
        return written_time(time)
    return time.strftime("%Y-%m-%d %H:%M") if time else "–"


class Words:
    """The words of a language as templates name them: ``words.update`` is a word, never a method."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __getitem__(self, key: str) -> str:
        return self._words[key]


def render_page(view: str, visit: Visit, content: Mapping[str, Any]) -> str:
    """The page of a view. ``content`` are the values of its template."""
    words = words_in(visit.language)
    return (
        _environment()
        .get_template(f"{view}.html")
        .render(
            view=view,
            views=VIEWS,
            visit=visit,
            words=Words(words),
            language=visit.language,
            direction=direction(visit.language),
            languages=languages(),
            form_token=visit.form_token,
            title=visit.case.settings_at(None).settings.title,
            **content,
        )
    )
