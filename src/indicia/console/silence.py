"""Logged searches that found nothing, beside the indications that their words bear on.

``indicia search WORDS --log`` keeps what was looked for and how much was found. Silence is evidence
as far as the search would have found the fact: a person says how far (``indicia decide searched``),
the program only brings the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indicia.case import Case
from indicia.weigh.draft import words_that_tell
from indicia.weigh.judged import Judged


@dataclass(frozen=True, slots=True)
class Silence:
    """One logged search without a hit, and the words that it shares with an indication."""

    event: str
    time: str
    query: str
    shared: tuple[str, ...]

    def sentence(self, indication: str) -> str:
        """What was looked for and when, and how to say what it means."""
        return (
            f"{self.time[:10]}: a search for “{self.query}” found nothing (shares "
            f"{', '.join(self.shared)}). If it would have found the fact: indicia decide searched "
            f"{indication} --set d=CHANCE --reason WHY"
        )


def silences(case: Case, row: Judged) -> Iterator[Silence]:
    """The logged searches without a hit that share a word with an indication nothing is known of."""
    if row.links or row.searched is not None:
        return
    wanted = words_that_tell(row.text)
    for event in case.log.events(None):
        params = event.line["params"]
        if event.line["action"] != "search" or params["hits"]:
            continue
        query = str(case.sealed(params["query"]).get("query", ""))
        if shared := wanted & words_that_tell(query):
            name = f"e-{event.seq:08d}"
            yield Silence(name, event.line["t"], query, tuple(sorted(shared)))
