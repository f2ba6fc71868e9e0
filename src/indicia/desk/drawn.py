"""Figures of the desk: with their words for a page, and as SVG, PNG and CSV for a file.

A ``Figure`` is a drawing without words, labels beside it, and a table that says the same. A browser
sets words in SVG well in every script, so here the labels become text of the drawing.
"""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from threading import Lock

import orjson

from indicia.errors import UsageError
from indicia.publish.figure import WIDTH, Figure, Label
from indicia.text.script import direction_of, visible_controls

MIDDLE = frozenset({"region", "protected", "node", "middle-date", "north"})
END = frozenset({"last-date", "before"})
LINE = 18.0
"""Pixels of a line of words above and under a figure in a file."""
LETTERS = 130
"""Letters of such a line at the full width."""
SCALE = 2.0
"""Pixels of a PNG for each pixel of the drawing."""
_PANGO = Lock()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as a page shows it; ``links`` lead from the rows of its table."""

    figure: Figure
    svg: str
    links: Sequence[str] = ()


def drawn(figure: Figure | None, links: Sequence[str] = ()) -> Drawn | None:
    """The figure for a page; ``None`` where there is none."""
    return Drawn(figure, with_words(figure), links) if figure is not None else None


def data_block(value: object) -> str:
    """A value as JSON that can stand in a script element: nothing in it ends the element."""
    return orjson.dumps(value).decode().replace("<", "\\u003c")


def with_words(figure: Figure) -> str:
    """The drawing with its labels in it, as SVG."""
    height = height_of(figure)
    texts = "".join(_text(label, height) for label in figure.labels)
    return figure.svg.replace("</svg>", f"{texts}</svg>")


def _plain(text: str) -> str:
    """Words as they may stand in a drawing: nothing in them is markup or turns what follows."""
    return escape(visible_controls(text))


def height_of(figure: Figure) -> float:
    """Height of the drawing, in pixels of a width of 960."""
    found = re.search(r'viewBox="0 0 \d+ (\d+)"', figure.svg)
    return float(found.group(1)) if found else WIDTH


def _text(label: Label, height: float) -> str:
    x, y = label.x / 100 * WIDTH, label.y / 100 * height + 4
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{_anchor(label)}" direction="ltr" '
        f'class="label {escape(label.kind)}">{_plain(label.text)}</text>'
    )


def _anchor(label: Label) -> str:
    kinds = set(label.kind.split())
    return "middle" if kinds & MIDDLE else "end" if kinds & END else "start"


def standalone(figure: Figure, said: Sequence[str]) -> str:
    """A file that needs nothing else: title, what it was made from, drawing, caption; light colours.

    ``said`` are lines under the title, such as the case, the time and the number of posts.
    """
    above = [figure.title, *said]
    under = textwrap.wrap(figure.caption, LETTERS)
    height = height_of(figure)
    top = LINE * (len(above) + 1)
    whole = top + height + LINE * (len(under) + 1)
    lines = [_line(text, LINE * (at + 1), at == 0) for at, text in enumerate(above)]
    lines += [_line(text, top + height + LINE * (at + 1)) for at, text in enumerate(under)]
    inner = with_words(figure).replace(
        "<svg ", f'<svg y="{top:.0f}" width="{WIDTH:.0f}" height="{height:.0f}" ', 1
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {whole:.0f}" '
        f'width="{WIDTH:.0f}" height="{whole:.0f}" class="drawn"><style>{_style()}</style>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(lines)}{inner}</svg>'
    )


def _line(text: str, y: float, heavy: bool = False) -> str:
    weight = ' font-weight="bold"' if heavy else ""
    return f'<text x="12" y="{y:.0f}" class="label" direction="ltr"{weight}>{_plain(text)}</text>'


@cache
def _style() -> str:
    """The style of figures with the light colours written out, as readers of files need it."""
    folder = files("indicia.desk").joinpath("static")
    light = folder.joinpath("desk.css").read_text("utf-8").partition("@media")[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", light))
    style = folder.joinpath("figure.css").read_text("utf-8").partition("/* page */")[0]
    said = re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found.group(1)], style)
    return f"text{{font-family:'Noto Sans','Noto Sans Arabic','Noto Sans Hebrew',sans-serif}}{said}"


def as_png(figure: Figure, said: Sequence[str]) -> bytes:
    """The same as a picture, its words set by Pango.

    Raises:
        UsageError: Pango is not on this machine.
    """
    import pypdfium2
    from PIL import ImageChops

    from indicia.publish.pdf import pdf_missing

    if missing := pdf_missing():
        raise UsageError(f"PNG: {missing} The SVG holds the same.")
    import weasyprint

    lines = len(said) + len(textwrap.wrap(figure.caption, LETTERS)) + 4
    height = height_of(figure) + 2 * LINE * lines
    with _PANGO:  # neither library may be used by two threads at a time
        page = weasyprint.HTML(string=_page(figure, said, height), url_fetcher=_nothing)
        with pypdfium2.PdfDocument(page.write_pdf()) as document:
            image = document[0].render(scale=SCALE * 96 / 72).to_pil().convert("RGB")
    white = image.copy()
    white.paste((255, 255, 255), (0, 0, *image.size))
    box = ImageChops.difference(image, white).getbbox() or (0, 0, *image.size)
    target = io.BytesIO()
    image.crop((0, 0, image.width, min(image.height, box[3] + 24))).save(target, "PNG")
    return target.getvalue()


def _page(figure: Figure, said: Sequence[str], height: float) -> str:
    """Words in SVG are not joined by WeasyPrint, so they lie over the drawing as they do in print."""
    tall = height_of(figure)
    over = "".join(
        f'<span class="label" dir="{direction_of(label.text)}" style="left:{label.x / 100 * WIDTH:.1f}px;'
        f'top:{label.y / 100 * tall:.1f}px;transform:translate({_shift(label)}%,-50%)">'
        f"{_plain(label.text)}</span>"
        for label in figure.labels
    )
    drawing = figure.svg.replace(">", f"><style>{_style()}</style>", 1)
    above = "".join(f'<p dir="{direction_of(text)}">{_plain(text)}</p>' for text in said)
    return (
        f"<style>@page{{size:{WIDTH:.0f}px {height:.0f}px;margin:0}}"
        "body{margin:12px 0 0;font:13px/1.4 'Noto Sans','Noto Sans Arabic','Noto Sans Hebrew',sans-serif}"
        "h1,p{margin:0 12px;font-size:13px;unicode-bidi:isolate}"
        f".drawing{{position:relative;width:{WIDTH:.0f}px;height:{tall:.0f}px}}"
        ".label{position:absolute;white-space:nowrap;line-height:1.2}svg{display:block}</style>"
        f'<h1 dir="{direction_of(figure.title)}">{_plain(figure.title)}</h1>{above}'
        f'<div class="drawing">{drawing}{over}</div>'
        f'<p dir="{direction_of(figure.caption)}">{_plain(figure.caption)}</p>'
    )


def _shift(label: Label) -> int:
    """Per cent of a label's width that it moves to the left of its place, as its kind says."""
    anchor = _anchor(label)
    return -50 if anchor == "middle" else -100 if anchor == "end" else 0


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"{url}: a figure fetches nothing")


def as_csv(figure: Figure) -> bytes:
    """The figure's table, as spreadsheets open it; no cell of it is taken for a formula.

    Source: OWASP, CSV Injection (a leading apostrophe before = + - @ and control characters).
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in (figure.head, *figure.rows):
        writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) or cell[:1] < " " else cell
