"""The calibration plot: what was said against how often it came true, as one page without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from indicia.custody.storage import storage_error
from indicia.weigh.score import WordRecord

SIDE = 400
"""Width and height of the drawing, in its own units; 0 % is at the lower left."""
_STYLE = """
:root { --ink: #1b1f24; --quiet: #4f5862; --line: #c9d0d7; --paper: #fff; --soft: #f3f5f7; --accent: #0b5c8a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --quiet: #b3bcc5; --line: #46505a; --paper: #14181c; --soft: #1f252b; --accent: #7cc4ee; } }
body { font: 1rem/1.5 "Noto Sans", sans-serif; color: var(--ink); background: var(--paper); max-width: 44rem; margin: 1.5rem auto; padding: 0 1rem; }
.plot { position: relative; max-width: 30rem; margin: 1rem 0 2.4rem 3.2rem; }
svg { display: block; width: 100%; background: var(--soft); border: 1px solid var(--line); overflow: visible; }
.even { stroke: var(--quiet); stroke-dasharray: 5 4; } .reach { stroke: var(--accent); stroke-width: 3; } .dot { fill: var(--accent); stroke: var(--paper); }
.label { position: absolute; font-size: .8rem; color: var(--ink); transform: translate(-50%, -50%); white-space: nowrap; }
.label.letter { font-weight: 700; background: var(--paper); border: 1px solid var(--ink); padding: 0 .25rem; line-height: 1.2; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
"""


def write_plot(path: Path, words: Sequence[WordRecord], questions: int) -> None:
    """Write the page. Raises: StorageError where the file cannot be written."""
    try:
        path.write_text(render_plot(words, questions), encoding="utf-8")
    except OSError as error:
        raise storage_error("Writing the plot", path, error) from error


def render_plot(words: Sequence[WordRecord], questions: int) -> str:
    """The page: the drawing without words in it, labels over it, and the table that says the same."""
    used = [row for row in words if row.used]
    drawn = "".join(_drawn(row) for row in used)
    labels = "".join(_labels(used))
    rows = "".join(_table_row(place, row) for place, row in enumerate(used))
    few = (
        ""
        if questions >= 10
        else " That is too few to judge anybody: the intervals show how little is known."
    )
    return (
        '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Calibration</title><style>{_STYLE}</style></head><body><main>"
        "<h1>What was said, and how often it came true</h1>"
        f"<p>{questions} resolved questions, the last update of each.{few} On the dashed line, words "
        "come true as often as they say. Bars are 80 % intervals.</p>"
        f'<div class="plot"><svg viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true">'
        f'<path class="even" d="M0 {SIDE}L{SIDE} 0"/>{drawn}</svg>{labels}</div>'
        '<table><thead><tr><th scope="col"></th><th scope="col">Word</th><th scope="col">Said</th>'
        '<th scope="col">Came true</th><th scope="col">Share</th><th scope="col">80 % interval</th>'
        f'<th scope="col">Mean said</th></tr></thead><tbody>{rows}</tbody></table>'
        "</main></body></html>\n"
    )


def _drawn(row: WordRecord) -> str:
    low, high = row.interval()
    x = (row.mean_said or 0) * SIDE
    y = SIDE - (row.share_true or 0) * SIDE
    return (
        f'<path class="reach" d="M{x:.1f} {SIDE - low * SIDE:.1f}V{SIDE - high * SIDE:.1f}"/>'
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
    )


def _labels(used: Sequence[WordRecord]) -> Iterator[str]:
    for share in (0, 25, 50, 75, 100):
        yield f'<span class="label" style="left:{share}%;top:calc(100% + .9rem)">{share} %</span>'
        yield f'<span class="label" style="left:-1.7rem;top:{100 - share}%">{share} %</span>'
    yield '<span class="label" style="left:50%;top:calc(100% + 2rem)">said (mean)</span>'
    for place, row in enumerate(used):
        left = (row.mean_said or 0) * 100 + 4
        top = 100 - (row.share_true or 0) * 100
        yield f'<span class="label letter" style="left:{left:.1f}%;top:{top:.1f}%">{_letter(place)}</span>'


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _table_row(place: int, row: WordRecord) -> str:
    low, high = row.interval()
    return (
        f'<tr><th scope="row">{_letter(place)}</th><td>{escape(row.word)} ({row.low:.0%}-{row.high:.0%})</td>'
        f"<td>{row.used}</td><td>{row.came_true}</td><td>{row.share_true or 0:.0%}</td>"
        f"<td>{low:.0%}-{high:.0%}</td><td>{row.mean_said or 0:.0%}</td></tr>"
    )
