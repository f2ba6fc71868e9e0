"""One update in each of the languages that were asked for: the same value, said again.

The page's own words and the program's sentences change language; what a person wrote, and every
quote, stays as it is and says its language. A sentence that is said in other words than on the first
page has an id of its own, and is proved like the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from indicia.publish.chrome import page_languages, words_of
from indicia.publish.document import Change, Comparison, Section, Sentence, Update
from indicia.publish.drafted import SOURCE, said_in
from indicia.publish.figure import Figure

INDEX = "index.html"
UNFLAGGED = "not flagged"


def page_name(language: str, languages: tuple[str, ...]) -> str:
    """The file of a page: ``index.html`` for the first language, ``index.he.html`` for another."""
    return INDEX if language == languages[0] else f"index.{language}.html"


def file_of(update: Update) -> str:
    """The file of this update's page."""
    return dict(update.pages).get(update.language, INDEX)


def wanted_languages(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The languages that a brief's head asks for, each once; empty parts are nothing."""
    text = fields.get("languages", "") or fields.get("language", SOURCE)
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def unknown_language(languages: tuple[str, ...]) -> str:
    """The first language that no page can be made in; empty where all can."""
    return next((name for name in languages if name not in page_languages()), "")


def in_language(update: Update, language: str) -> Update:
    """The update with its drafted words in a language; ids stay."""
    figures = {
        name: _figure(figure, language) if isinstance(figure, Figure) else figure
        for name, figure in update.figures.items()
    }
    return replace(
        update,
        language=language,
        sections=tuple(_section(section, language) for section in update.sections),
        comparisons=tuple(_comparison(found, language) for found in update.comparisons),
        changes=tuple(_change(change, language) for change in update.changes),
        figures=figures,
    )


def beside(first: Update, other: Update) -> Update:
    """``other`` with an id of its own for each sentence that the first page says in other words."""
    held = {sentence.id: sentence.text for s in first.sections for sentence in s.sentences}
    renamed = {
        sentence.id: f"{sentence.id}-{other.language}"
        for section in other.sections
        for sentence in section.sentences
        if held[sentence.id] != sentence.text
    }
    sections = tuple(
        replace(
            section,
            sentences=tuple(replace(s, id=renamed.get(s.id, s.id)) for s in section.sentences),
        )
        for section in other.sections
    )
    changes = tuple(
        replace(change, link=f"#{renamed.get(change.link[1:], change.link[1:])}")
        if change.link.startswith("#")
        else change
        for change in other.changes
    )
    return replace(other, sections=sections, changes=changes)


def pages_of(
    update: Update, drafted: Sequence[Section], languages: tuple[str, ...]
) -> tuple[Update, ...]:
    """The update once for each language, the first one's page first.

    ``drafted``: the sections as they were written, before they were said in the first language.
    """
    pages = tuple((name, page_name(name, languages)) for name in languages)
    first = replace(in_language(update, languages[0]), pages=pages)
    base = replace(update, sections=tuple(drafted), changes=_as_written(update, drafted))
    others = (beside(first, in_language(base, name)) for name in languages[1:])
    return (first, *(replace(other, pages=pages) for other in others))


def said_sections(sections: Iterable[Section], language: str) -> list[Section]:
    """Sections with their drafted sentences in a language."""
    return [_section(section, language) for section in sections]


def _as_written(update: Update, drafted: Sequence[Section]) -> tuple[Change, ...]:
    """What changed, with this update's own sentences as they were written."""
    written = {f"#{s.id}": s.text for section in drafted for s in section.sentences}
    said = {f"#{s.id}": s.text for section in update.sections for s in section.sentences}
    return tuple(
        replace(change, words=change.words.replace(said[change.link], written[change.link]))
        if change.link in said
        else change
        for change in update.changes
    )


def new_sentences(first: Update, others: Sequence[Update]) -> list[Sentence]:
    """Sentences of the other pages that the first does not have."""
    known = {sentence.id for s in first.sections for sentence in s.sentences}
    return [
        sentence
        for other in others
        for section in other.sections
        for sentence in section.sentences
        if sentence.id not in known
    ]


def _section(section: Section, language: str) -> Section:
    sentences = tuple(
        replace(s, text=said_in(s.text, language), group=said_in(s.group, language))
        for s in section.sentences
    )
    return replace(section, title=words_of(language)["titles"][section.id], sentences=sentences)


def _comparison(found: Comparison, language: str) -> Comparison:
    def each(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(said_in(line, language) for line in lines)

    return replace(
        found,
        judgement=each(found.judgement),
        tells_apart=each(found.tells_apart),
        look_next=each(found.look_next),
    )


def _change(change: Change, language: str) -> Change:
    return replace(change, words=said_in(change.words, language))


def _figure(figure: Figure, language: str) -> Figure:
    """Caption, heads and the fixed words of its table; the drawing and its labels are the same."""
    return replace(
        figure,
        caption=said_in(figure.caption, language),
        head=tuple(said_in(cell, language) for cell in figure.head),
        rows=tuple(tuple(_cell(cell, language) for cell in row) for row in figure.rows),
    )


def _cell(cell: str, language: str) -> str:
    """Only the page's own word is said anew: any other cell may be a name or a quote."""
    return said_in(cell, language) if cell == UNFLAGGED else cell
