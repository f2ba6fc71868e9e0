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
from indicia.publish.sighting import folded_words, named_person
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

    def cut(self, text: str) -> str:
        """The same of words that were cut short: what withholds the whole withholds its beginning."""
        stem = text.removesuffix("…")
        if stem != text and any(
            stem in whole for whole, said in self._said.items() if said != whole
        ):
            return self.words["withheld"]
        return self.text(text)

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
    title, caption = rules.text(figure.title), rules.text(figure.caption)
    head = tuple(map(rules.text, figure.head))
    rows = tuple(tuple(map(rules.text, row)) for row in figure.rows)
    labels = tuple(replace(label, text=rules.cut(label.text)) for label in figure.labels)
    if rules.withheld:
        caption = f"{caption} {rules.words['withheld_count'].format(count=rules.withheld)}"
    return replace(figure, title=title, labels=labels, head=head, rows=rows, caption=caption)


def made_from(visit: Visit) -> list[str]:
    """What a file says that it was made from: the case, the time, the selection, as far as they may leave.

    A person who was searched for is not named, public or not: their name beside a map or hours would
    say where or when somebody is to be found.
    """
    rules = Leaving(visit)
    asked = [(key, visit.query[key]) for key in TOLD if visit.query.get(key)]
    told = [
        f"{key}: {rules.words['withheld'] if named_person(visit.view, text) else rules.text(text)}"
        for key, text in asked
    ]
    title = rules.text(visit.version.settings.title)
    return [title, visit.at or rules.words["now_as_of"], *told]
