"""What of a figure may leave the case as a file: the rules of the gate, text by text.

A figure that a person saves goes to people who have no account here. So every text of it passes the
rules that updates pass; what does not is replaced by a note, and the caption counts the notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from indicia.desk.visit import Visit
from indicia.desk.words import words_in
from indicia.publish.figure import Figure
from indicia.publish.gate import may_show
from indicia.publish.sighting import folded_words
from indicia.publish.view import LEAST_NAME

TOLD = ("q", "source", "from", "to", "only", "language", "kind", "origin")
"""Parameters that a file names. Tags, persons to whom posts are assigned, and areas stay here."""


class Leaving:
    """The rules of one visit; each text is looked at once."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.words: Mapping[str, str] = words_in(visit.language)
        names = (visit.view.source_names[source] for source in visit.view.private_sources)
        self.private = {
            folded for name in names if len((folded := folded_words(name)).strip()) >= LEAST_NAME
        }
        self.withheld = 0
        self._said: dict[str, str] = {}

    def text(self, text: str) -> str:
        """The text, or the note that stands for it."""
        if text not in self._said:
            self._said[text] = self._kept(text)
        return self._said[text]

    def _kept(self, text: str) -> str:
        if not text or self.may_leave(text):
            return text
        self.withheld += 1
        return self.words["withheld"]

    def may_leave(self, text: str) -> bool:
        """Whether an update would show the text, and it names no private account."""
        folded = folded_words(text)
        return not any(name in folded for name in self.private) and may_show(text, self.visit.view)


def as_it_may_leave(visit: Visit, figure: Figure) -> Figure:
    """The figure with each text that an update would not show replaced; the caption says how many."""
    rules = Leaving(visit)
    labels = tuple(replace(label, text=rules.text(label.text)) for label in figure.labels)
    rows = tuple(tuple(map(rules.text, row)) for row in figure.rows)
    caption = rules.text(figure.caption)
    if rules.withheld:
        caption = f"{caption} {rules.words['withheld_count'].format(count=rules.withheld)}"
    return replace(figure, labels=labels, rows=rows, caption=caption)


def asked_for(visit: Visit) -> list[str]:
    """The parameters of a selection that a file may name, as ``from: 2026-01-01``."""
    rules = Leaving(visit)
    asked = [(key, visit.query[key]) for key in TOLD if visit.query.get(key)]
    return [f"{key}: {rules.text(text)}" for key, text in asked]
