"""Whether the figures of the prose are the figures of what it rests on.

A number in the answer that the judgement no longer gives, or a number in a sentence that no post
it cites holds, is the commonest slip of a second update, and stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indicia.publish.brief import Brief, BriefSentence
from indicia.publish.harmword import find_word, own_words
from indicia.publish.view import Cited, View
from indicia.publish.wording import percent, spread
from indicia.weigh.wordband import word_bands

_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
LEAST_FIGURE = 10
"""Smaller numbers are mostly the writer's own counting."""
_FIGURES = re.compile(r"(\d+(?:\.\d+)?)(?:\s*[–-]\s*(\d+(?:\.\d+)?))?\s*[%٪]")


def disagreements(brief: Brief, view: View, name: str) -> list[str]:
    """Messages for per cent figures of the answer that neither a band nor the judgement holds."""
    rows = _judged(brief, view)
    if not rows:
        return []
    allowed = {"80"}
    for row in rows:
        allowed |= {percent(row[key]) for key in ("mean", "low", "high")}
    for band in word_bands():
        allowed |= {str(round(band.low * 100)), str(round(band.high * 100))}
    lead = max(rows, key=lambda row: row["mean"])
    now = f"{percent(lead['mean'])} % (80 % interval {spread(lead['low'], lead['high'])})"
    return [
        f"{name}:{sentence.line}: {figure} % is no figure of the judgement, whose leading answer "
        f"has {now}; correct it, or draft the answer again with `indicia update --draft`"
        for sentence in brief.parts.get("answer", ())
        for match in _FIGURES.finditer(sentence.text)
        for figure in match.groups()
        if figure and figure not in allowed
    ]


def _judged(brief: Brief, view: View) -> list[dict[str, float]]:
    """The judged answers of the brief's question."""
    wanted = brief.fields.get("question") or next((q.id for q in view.settings.questions), "")
    return [
        row
        for row in view.rows("assessments")
        if row["question"] == wanted and row["confidence"] != "none"
    ]


def unsupported(sentence: BriefSentence, cited: Iterable[Cited], view: View) -> list[str]:
    """Numbers of the writer's own words that stand in nothing the sentence cites.

    Looked for in the whole posts, their translations and dates, and in the names of their sources.
    Tests of conduct give figures of their own, and a count of posts or origins is checked there.
    """
    rests_on = list(cited)
    if not rests_on or any(c.kind == "test" for c in rests_on):
        return []
    held: set[str] = set()
    for one in rests_on:
        item = view.items[one.item]
        posted = (item["posted"] or {}).get("from_utc")
        texts = (
            view.renditions[one.rendition]["text"],
            (view.translations.get(one.item) or ("", ""))[0],
            view.source_label(item["source"]),
            f"{posted:%Y %m %d %H %M %-d %-m}" if posted else "",
        )
        held |= {number for text in texts for number in numbers_in(text)}
    own = own_words(sentence.text)
    if find_word("likelihood", own):
        own = _FIGURES.sub("", own)  # the band and the estimate of a judgement
    return sorted(n for n in numbers_in(own) - held if _large(n))


def numbers_in(text: str) -> set[str]:
    """Numbers of a text in plain digits, and the whole parts that dates and ranges have."""
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        plain = "".join(str(int(c)) if c.isdecimal() else c for c in match.group())
        found |= {plain.replace(",", "").replace("٬", ""), *re.split("[.,٫٬]", plain)}
    return {number.lstrip("0") or "0" for number in found}


def _large(number: str) -> bool:
    return float(number.replace("٫", ".")) >= LEAST_FIGURE
