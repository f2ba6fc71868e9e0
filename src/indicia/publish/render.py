"""An update as HTML: one folder, no script, nothing from outside, each run with its language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from indicia.assets import font_file
from indicia.errors import AssetMissing
from indicia.publish.document import Sentence, Update
from indicia.text.script import directional_runs, visible_controls

FONTS = (
    ("noto-sans", "latin", 400),
    ("noto-sans", "latin", 700),
    ("noto-sans", "latin-ext", 400),
    ("noto-sans", "cyrillic", 400),
    ("noto-naskh-arabic", "arabic", 400),
    ("noto-naskh-arabic", "arabic", 700),
    ("noto-sans-hebrew", "hebrew", 400),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@cache
def environment() -> Environment:
    """The templates' environment: everything is escaped, an unknown name is an error."""
    loader = FunctionLoader(lambda name: _template(name))
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["runs"] = runs
    made.filters["marked"] = marked
    return made


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text("utf-8")


def clean(text: str) -> str:
    """Text that can stand in a page: controls visible, lone surrogates and NULs replaced."""
    safe = text.encode("utf-8", "replace").decode()
    return visible_controls(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", safe))


def runs(text: str, around: str = "en") -> Markup:
    """A text as HTML in which each run of another script says its language and direction.

    ``around`` is the language of the page: runs in its own direction and script need no mark.
    """
    safe = clean(text or "")
    parts: list[str] = []
    for run in directional_runs(safe):
        piece = escape(safe[run.start : run.end])
        if run.language in (None, around) and run.direction == "ltr":
            parts.append(str(piece))
        else:
            language = run.language or "und"
            parts.append(f'<span lang="{language}" dir="{run.direction}">{piece}</span>')
    return Markup("".join(parts))


def marked(sentence: Sentence) -> Markup:
    """A sentence with its marks and its number of origins."""
    links = "".join(
        f'<a class="mark" href="#c{n}" aria-label="citation {n}">{n}</a>' for n in sentence.marks
    )
    note = ""
    if sentence.marks:
        origins = f"{sentence.origins} independent origin{'s' if sentence.origins != 1 else ''}"
        posts = f", {sentence.posts} posts" if sentence.posts > sentence.origins else ""
        note = f'<span class="basis">{escape(sentence.basis)} · {origins}{posts}</span>'
    return Markup(f"{runs(sentence.text)} {links} {note}")


def render_page(update: Update) -> str:
    """The page ``index.html``."""
    return environment().get_template("index.html").render(u=update)


def page_files() -> Mapping[str, bytes]:
    """Style sheet and fonts by path; fonts are left out where set-up has none."""
    found: dict[str, bytes] = {"style.css": _template("style.css").encode()}
    for family, subset, weight in FONTS:
        try:
            content = font_file(family, subset, weight).read_bytes()
        except AssetMissing:
            continue
        found[f"fonts/{family}-{subset}-{weight}.woff2"] = content
    return found
