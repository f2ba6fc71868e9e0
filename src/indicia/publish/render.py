"""An update as HTML: one folder, no script, nothing from outside, each run with its language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from indicia.assets import font_file
from indicia.errors import AssetMissing
from indicia.publish.chrome import words_of
from indicia.publish.document import Sentence, Update
from indicia.publish.later import later_words
from indicia.publish.picture import withheld_groups
from indicia.publish.redact import CONTEXT
from indicia.text.script import directional_runs, dominant_script, script_of, visible_controls

FONTS = (
    ("noto-sans", "latin", 400),
    ("noto-sans", "latin", 700),
    ("noto-sans", "latin-ext", 400),
    ("noto-sans", "cyrillic", 400),
    ("noto-naskh-arabic", "arabic", 400),
    ("noto-naskh-arabic", "arabic", 700),
    ("noto-sans-hebrew", "hebrew", 400),
)
LANGUAGES = {"Arab": "ar", "Hebr": "he", "Cyrl": "ru", "Latn": "en"}
SCRIPTS = {"ar": "Arab", "fa": "Arab", "ur": "Arab", "he": "Hebr", "ru": "Cyrl", "uk": "Cyrl"}
RIGHT_TO_LEFT = frozenset(("ar", "fa", "ur", "he"))
_ASIDE = re.compile("“[^”]*”|\\([^)]*\\)")
_QUOTED = re.compile("(“[^”]*”|\\([^()]*\\))")
_WORDS = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_FIGURES = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d|(?<![&#0-9A-Za-z_.])\d+(?:[-–:.,/]\d+)+(?:\s?%)?|\d+\s?%"
)
_UNIT = re.compile(r"(\d) (%|km\b)")
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
    made.filters["clean"] = clean
    made.filters["context"] = whole_words
    made.filters["groups"] = in_groups
    made.globals.update(runs=runs, marked=marked, direction_in=direction_in)
    return made


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text("utf-8")


def clean(text: str) -> str:
    """Text that can stand in a page: controls visible, lone surrogates and NULs replaced."""
    safe = text.encode("utf-8", "replace").decode()
    return visible_controls(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", safe))


def whole_words(text: str, side: str) -> str:
    """Context beside a quote, without the word that the excerpt cut in two."""
    if side == "before":
        cut = text.partition(" ")[2] if len(text) >= CONTEXT else text
        return f"… {cut}" if cut and cut != text else cut
    cut = text.rpartition(" ")[0] if len(text) >= CONTEXT else text
    return f"{cut} …" if cut and cut != text else cut


def in_groups(sentences: Sequence[Sentence]) -> list[tuple[str, list[Sentence]]]:
    """Sentences by the heading they stand under, in their order."""
    return [(name, list(found)) for name, found in groupby(sentences, lambda s: s.group)]


def direction_in(language: str | None) -> str:
    """The direction that a language is written in; unknown ones read from the left."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def runs(text: str, around: str = "en") -> Markup:
    """A text as HTML in which each stretch of another script says its language and direction.

    ``around`` is the language in which it stands. What a “quotation” holds, and a sentence that is
    wholly in another script, is isolated as one stretch, so that its numbers and marks stay in it.
    """
    return Markup(_runs(_UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", clean(text or "")), around))


def _runs(text: str, around: str) -> str:
    own, here = _script(_ASIDE.sub("", text)) or _script(text), SCRIPTS.get(around, "Latn")
    if own and own != here and _first_script(text) != here:
        language = LANGUAGES[own]
        return (
            f'<bdi lang="{language}" dir="{direction_in(language)}">{_runs(text, language)}</bdi>'
        )
    parts: list[str] = []
    for piece in _QUOTED.split(text):
        if _QUOTED.fullmatch(piece) and _script(piece[1:-1]) not in (None, here):
            parts.append(f"{piece[0]}{_runs(piece[1:-1], around)}{piece[-1]}")
        else:
            parts.append(_stretches(piece, around))
    return "".join(parts)


def _first_script(text: str) -> str | None:
    """The script of the first letter outside quotations."""
    found = (script_of(character) for character in _ASIDE.sub("", text))
    return next((script for script in found if script != "Zyyy"), None)


def _stretches(text: str, around: str) -> str:
    """Words of other scripts inside a text of this one, each marked by its own language."""
    parts: list[str] = []
    for run in directional_runs(text):
        piece = str(escape(text[run.start : run.end]))
        if run.language is None or run.script == SCRIPTS.get(around, "Latn"):
            parts.append(_figures(piece, around))
        else:
            lead, core, tail = _core(text[run.start : run.end])
            parts.append(
                f'{escape(lead)}<bdi lang="{run.language}" dir="{run.direction}">'
                f"{escape(core)}</bdi>{escape(tail)}"
            )
    return "".join(parts)


def _figures(escaped: str, around: str) -> str:
    """Dates, times and ranges in a text from the right keep their order by isolation."""
    if direction_in(around) == "ltr":
        return escaped
    return _FIGURES.sub(rf'<bdi class="figures" lang="{around}" dir="ltr">\g<0></bdi>', escaped)


def _core(text: str) -> tuple[str, str, str]:
    """A stretch without the blanks and marks around it, which belong to the text outside."""
    match = _WORDS.search(text)
    start, end = match.span() if match else (0, len(text))
    return text[:start], text[start:end], text[end:]


def _script(text: str) -> str | None:
    found = dominant_script(text)
    return None if found == "Zyyy" else found


def marked(sentence: Sentence, language: str = "en") -> Markup:
    """A sentence with its marks, whether it is stated or seen, and its number of origins."""
    words = words_of(language)
    links = "".join(
        f'<a class="mark" href="#c{n}" id="m-{sentence.id}-{n}" '
        f'aria-label="{words["citation"]} {n}">{n}</a>'
        for n in sentence.marks
    )
    note = ""
    if sentence.marks:
        bases = ", ".join(words["basis"].get(b, b) for b in sentence.basis.split(", "))
        many = "origins_one" if sentence.origins == 1 else "origins_many"
        facts = [bases, words[many].format(n=f"{sentence.origins:,}")]
        low, high = sentence.origins_range
        if low < high:
            facts[1] += " " + words["origins_range"].format(low=f"{low:,}", high=f"{high:,}")
        if sentence.posts > sentence.origins:
            facts.append(words["posts"].format(n=f"{sentence.posts:,}"))
        shown = " · ".join(f'<span class="fact">{escape(fact)}</span>' for fact in facts)
        note = f'<span class="basis">{shown}</span>'
    return Markup(f"{runs(sentence.text, language)} {links} {note}")


def render_page(update: Update) -> str:
    """The page ``index.html``."""
    words = words_of(update.language)
    backs: dict[int, list[tuple[str, str]]] = {}
    for section in update.sections:
        for index, sentence in enumerate(section.sentences, 1):
            for mark in sentence.marks:
                place = f"{words['titles'][section.id]}, {index}"
                backs.setdefault(mark, []).append((f"m-{sentence.id}-{mark}", place))
    return (
        environment()
        .get_template("index.html")
        .render(
            u=update,
            t=words,
            names={name: words_of(name)["name"] for name, _ in update.pages},
            pdf=pdf_name(update),
            backs=backs,
            shown=[p for p in update.pictures if p.file],
            withheld=withheld_groups(update.pictures),
            r=lambda text: runs(text, update.language),
            later=lambda c: [later_words(asdict(one), words) for one in c.later],
        )
    )


def pdf_name(update: Update) -> str:
    """The file that holds this page on paper: ``update.pdf``, or ``update.he.pdf``."""
    page = dict(update.pages).get(update.language, "index.html")
    return page.replace("index", "update").replace(".html", ".pdf")


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
