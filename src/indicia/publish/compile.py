"""Brief and tables become an update: every mark resolved, every sentence counted by origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from indicia.errors import BriefError
from indicia.publish.agree import disagreements, unsupported
from indicia.publish.brief import MUST_CITE, PARTS, Brief, BriefSentence
from indicia.publish.document import Citation, Section, Sentence
from indicia.publish.later import later_of
from indicia.publish.redact import excerpt
from indicia.publish.view import Cited, View
from indicia.text.transliterate import to_latin

KINDS = {"t": "statement", "v": "post", "l": "place", "e": "test"}
MOST_WORDS = 25
LONGEST_TRANSLATION = 400
"""Characters of a translation that is shown beside its sentence; longer ones stand in the note."""
MOST_SUMMARY = 120
BASIS = {"statement": "stated", "post": "observed", "place": "inferred", "test": "observed"}


@dataclass(slots=True)
class Compiled:
    """Sections with their sentences, and the citations they rest on."""

    sections: list[Section] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    cited: dict[str, Cited] = field(default_factory=dict)
    translated: set[str] = field(default_factory=set)
    """Items whose translation a sentence shows."""
    language: str = "en"
    """The language of the page."""


def compile_brief(
    brief: Brief, view: View, name: str, before: Mapping[str, str] | None = None
) -> Compiled:
    """Resolve every citation of a brief.

    ``before``: ids that earlier updates cited, with a name for the last of them, so that a message
    can tell a citation whose text is gone from one that never was.

    Raises:
        BriefError: a mark that resolves to nothing, a sentence that must cite and does not, a
            figure that is not the judgement's; all of them at once, each with its line.
    """
    compiled = Compiled(language=brief.fields.get("language", "en"))
    numbers: dict[str, int] = {}
    wrong: list[str] = []
    rejected = view.decided("reject")
    for part, title in PARTS.items():
        sentences = []
        for index, sentence in enumerate(brief.parts.get(part, ()), 1):
            where = f"{name}:{sentence.line}"
            missing = [m for m in sentence.cites if view.resolve(m) is None or m in rejected]
            wrong += [f"{where}: {_unresolved(mark, view, before or {})}" for mark in missing]
            if missing:
                continue
            if part in MUST_CITE and not sentence.cites:
                wrong.append(
                    f"{where}: “{_short(sentence.text)}” under {title!r} cites nothing; add a mark "
                    "[@...] from `indicia search`, or move it to another part"
                )
            rests_on = [view.resolve(mark) for mark in sentence.cites]
            for figure in unsupported(sentence, [c for c in rests_on if c], view):
                wrong.append(
                    f"{where}: {figure} stands in none of the posts that the sentence cites; correct "
                    "it, cite the post that holds it, or quote the words"
                )
            sentences.append(_sentence(f"{part}-{index}", sentence, view, numbers, compiled))
        compiled.sections.append(Section(part, title, tuple(sentences)))
    wrong += disagreements(brief, view, name)
    if wrong:
        raise BriefError("\n".join(wrong))
    return compiled


def _unresolved(mark: str, view: View, before: Mapping[str, str]) -> str:
    kind = KINDS.get(mark.partition("-")[0])
    if kind is None:
        known = ", ".join(f"{letter}- ({name})" for letter, name in KINDS.items())
        return f"{mark} is no id that can be cited; a mark names one of {known}"
    if mark in view.decided("reject"):
        return f"{mark} is a {kind} that a person rejected; cite another, or undo the rejection"
    if any(row["about"] == mark for row in view.rows("orphans")):
        return f"{mark} is a {kind} whose text has changed or gone; see `indicia status`, cite anew"
    if mark in before:
        return (
            f"{mark} is a {kind} that {before[mark]} cited and the tables no longer hold (its text "
            "was deleted or read anew); cite what stands now, or withdraw the sentence"
        )
    return f"{mark} is a {kind} that is not in the tables; find it with `indicia search`"


def cited_before(earlier: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every id that an earlier update cited, with the name of the last that did."""
    return {
        mark: f"update {update['number']}"
        for update in earlier
        for sentence in update["sentences"]
        for mark in sentence["cites"]
    }


def advice(brief: Brief, name: str) -> list[str]:
    """What makes a brief hard to read, as notes: long sentences, a long answer. Stops nothing."""
    notes = [
        f"{name}:{sentence.line}: {words} words in a sentence; {MOST_WORDS} read well"
        for sentences in brief.parts.values()
        for sentence in sentences
        if (words := _own_words(sentence.text)) > MOST_WORDS
    ]
    summary = sum(_own_words(sentence.text) for sentence in brief.parts.get("answer", ()))
    if summary > MOST_SUMMARY:
        notes.append(f"{name}: the answer has {summary} words; {MOST_SUMMARY} are enough")
    return notes


def _own_words(text: str) -> int:
    """Words of a sentence without what it quotes."""
    return len(re.sub("“[^”]*”", "“”", text).split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rsplit(" ", 1)[0] + "…"


def _sentence(
    sentence_id: str,
    sentence: BriefSentence,
    view: View,
    numbers: dict[str, int],
    compiled: Compiled,
) -> Sentence:
    versions: set[str] = set()
    bases: list[str] = []
    translations: list[tuple[str, str]] = []
    for mark in sentence.cites:
        cited = view.resolve(mark)
        assert cited is not None
        if mark not in numbers:
            numbers[mark] = len(numbers) + 1
            compiled.cited[mark] = cited
            compiled.citations.append(freeze(cited, numbers[mark], view))
        translations += _translations(cited, view, compiled)
        versions |= (
            {cited.post_version} if cited.post_version else set(cited.row.get("items") or ())
        )
        bases.append(BASIS[cited.kind])
    origins = view.origins_of(versions)
    found = view.origin_links.count(versions)
    posts = sum(view.posts_of[origin] for origin in origins)
    return Sentence(
        id=sentence_id,
        text=sentence.text,
        marks=tuple(dict.fromkeys(numbers[mark] for mark in sentence.cites)),
        basis=", ".join(dict.fromkeys(bases)),
        origins=len(origins),
        origins_range=(found.low, found.high),
        posts=max(posts, len(versions)),
        line=sentence.line,
        group=sentence.group,
        translations=tuple(translations),
    )


def _translations(cited: Cited, view: View, compiled: Compiled) -> list[tuple[str, str]]:
    """A person's translation of the post that is quoted, where no sentence before showed it."""
    text, translator = view.translations.get(cited.item, (None, None))
    if cited.kind == "test" or not text or cited.item in compiled.translated:
        return []
    if view.translated_into[cited.item] not in (None, compiled.language):
        return []
    compiled.translated.add(cited.item)
    return [(text, translator or "")] if len(text) <= LONGEST_TRANSLATION else []


def freeze(cited: Cited, number: int, view: View) -> Citation:
    """The citation as it will be published: redacted, with where it comes from."""
    if cited.kind == "test":
        return _test_citation(cited, number)
    item = view.items[cited.item]
    rendition = view.renditions[cited.rendition]
    prefix, quote, suffix = excerpt(view, cited.rendition, cited.start, cited.end)
    translation, translator = view.translations.get(cited.item, (None, None))
    capture = view.versions.get(cited.post_version, {})
    platform = view.platforms.get(item["source"], "")
    posted = item["posted"] or {}
    language = rendition["language"]
    return Citation(
        number=number,
        id=cited.id,
        kind=cited.kind,
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        language=language,
        transliteration=to_latin(quote) if language not in (None, "en") else "",
        translation=translation,
        translator=translator,
        source=view.source_label(item["source"]),
        platform=platform,
        address="" if item["source"] in view.private_sources else defanged(item["url"] or ""),
        posted=_posted(posted),
        captured=f"{capture['first_seen_utc']:%Y-%m-%d %H:%M} UTC" if capture else "",
        verdict=view.verdicts.get(item["original"], "content"),
        original=item["original"],
        item=cited.item,
        rendition_sha256=rendition["text_sha256"],
        seq=item["seq"],
        start=cited.start,
        end=cited.end,
        later=later_of(cited, view),
    )


def _test_citation(cited: Cited, number: int) -> Citation:
    row = cited.row
    facts = (
        f"statistic {row['statistic']:.4g}, null {row['null_mean']:.4g} ± {row['null_sd']:.4g}, "
    )
    facts += f"p {row['p']:.3g}, q {row['q']:.3g}, n {row['n']}"
    if row["false_share"] is not None:
        facts += f"; {row['false_share']:.0%} of such findings arise in shuffled traffic"
    return Citation(
        number=number,
        id=cited.id,
        kind="test",
        quote="",
        prefix="",
        suffix="",
        language="en",
        transliteration="",
        translation=None,
        translator=None,
        source=f"test of conduct: {row['kind']}",
        platform="indicia",
        address="",
        posted="",
        captured="",
        verdict="",
        original="",
        item="",
        rendition_sha256="",
        seq=0,
        start=0,
        end=0,
        wording=f"{row['wording']} ({facts}). It cannot tell: {row['cannot_tell']}",
    )


def _posted(posted: Mapping[str, object]) -> str:
    start, precision = posted.get("from_utc"), posted.get("precision")
    if start is None:
        return "undated"
    form = "%Y-%m-%d %H:%M UTC" if precision in ("second", "minute") else "%Y-%m-%d"
    text = start.strftime(form)  # type: ignore[attr-defined]
    return f"{text} (zone not stated)" if posted.get("zone_status") == "unknown" else text


def defanged(address: str) -> str:
    """An address that nobody follows by accident, without the part that names one post."""
    if not address:
        return ""
    host, slash, path = address.split("://", 1)[-1].partition("/")
    first = path.split("/", 1)[0].split("?", 1)[0] if host in ("t.me", "telegram.me") else ""
    return host.replace(".", "[.]") + (slash + first if first else "")
