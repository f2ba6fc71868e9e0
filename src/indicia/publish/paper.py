"""The page of an update, made ready for paper: nothing to open, nothing that only a screen can show.

The words are those of the page. What changes: folded tables stand open, a row a day becomes a row a
week, each drawing has its colours and its name inside (a PDF reader applies no style of the page in
it), and the head that repeats on each sheet is added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from indicia.publish.chrome import words_of
from indicia.publish.document import Update
from indicia.publish.drafted import said_in
from indicia.publish.figure import A_WEEK, Figure, weekly_rows
from indicia.publish.render import clean, render_page, runs

COLOURS: Mapping[str, str] = {
    "ink": "#000",
    "quiet": "#333",
    "line": "#999",
    "paper": "#fff",
    "soft": "#f3f5f7",
    "accent": "#0b5c8a",
    "warn": "#8a3b0b",
}
"""The page's colours on white paper."""
WEEKLY = "In print the table has a row a week; the page has each day."
_VARIABLE = re.compile(r"var\(--(\w+)\)")
_DRAWN = re.compile(r"^svg (\..+)$", re.MULTILINE)


def paper_page(update: Update, paper: str = "A4") -> str:
    """The update's HTML for sheets of a size of ``PAPERS``."""
    drawn = drawing_style(_template("style.css"))
    figures = {
        name: _figure(name, figure, drawn, update.language)
        for name, figure in update.figures.items()
    }
    page = render_page(replace(update, figures=figures))
    page = page.replace("<details>", "<details open>")
    style = f"<style>{_template('print.css')}@page {{ size: {paper} }}</style>"
    page = page.replace("</head>", f"{style}\n</head>", 1)
    return page.replace("<body>", f"<body>\n{_running_head(update)}", 1)


def drawing_style(style: str) -> str:
    """The rules of the style sheet for drawings, with colours in place of variables."""
    rules = "\n".join(_DRAWN.findall(style))
    return _VARIABLE.sub(lambda m: COLOURS[m.group(1)], rules)


def _figure(name: str, figure: Any, drawn: str, language: str) -> Any:
    if not isinstance(figure, Figure):
        return figure
    title = clean(words_of(language)["figures"].get(name, figure.title))
    inside = (
        f"<title>{escape(title)}. {escape(clean(figure.caption))}</title><style>{drawn}</style>"
    )
    visible = figure.svg.replace(' role="presentation" aria-hidden="true"', "", 1)
    return replace(by_week(figure, language), svg=visible.replace(">", f">{inside}", 1))


def by_week(figure: Figure, language: str = "en") -> Figure:
    """A figure whose table of a row a day has a row a week; other figures stay."""
    rows = weekly_rows(figure.rows)
    if rows is None:
        return figure
    caption = f"{figure.caption} {said_in(WEEKLY, language)}"
    head = (said_in(A_WEEK, language), *figure.head[1:])
    return replace(figure, head=head, rows=rows, caption=caption)


def _running_head(update: Update) -> Markup:
    """What stands at the head of each sheet: title, number, time and code."""
    words = words_of(update.language)
    title = runs(update.question or update.title, update.language)
    return Markup(
        f'<div class="running-head"><span class="what">{title}</span> · {escape(words["edition"])} '
        f"{update.number} · {escape(words['as_of'])} "
        f'<bdi lang="en" dir="ltr">{escape(update.as_of_utc)}</bdi></div>\n'
        f'<div class="running-foot"><code dir="ltr">{escape(update.checkpoint)}</code></div>\n'
    )


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text("utf-8")
