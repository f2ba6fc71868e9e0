"""Reading one text, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime

from indicia.find.frame import Frame
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Mention, Posting, find_mentions
from indicia.find.passage import read_passage
from indicia.find.statement import find_statements
from indicia.lexicon import Lexicon, Name


def lexicon(*names: Name) -> CompiledLexicon:
    return CompiledLexicon(Lexicon(names))


def mentions_of(text: str, known: CompiledLexicon | None = None, day: str = "") -> list[Mention]:
    posted = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return list(find_mentions(read_passage(text), known, Posting(posted, UTC)))


def names_in(text: str, kind: str) -> list[str]:
    """The names of one kind that a text suggests, in order."""
    return [text[m.start : m.end] for m in mentions_of(text) if m.kind == kind]


def frames_of(text: str, known: CompiledLexicon | None = None) -> list[Frame]:
    passage = read_passage(text)
    return list(find_statements(passage, find_mentions(passage, known)))


def one(text: str, predicate: str = "") -> Frame:
    """The only frame of a text, or its only one of a predicate."""
    found = [f for f in frames_of(text) if predicate in ("", f.predicate)]
    assert len(found) == 1, [(f.kind, f.predicate, f.content.text) for f in frames_of(text)]
    return found[0]


def said_by(frame: Frame) -> list[str]:
    """Who said it, the outermost last; empty for the source itself."""
    return [link.speaker.text for link in frame.chain]
