"""Drafts a brief from the tables: attributed, cited, and silent where nothing is judged.

The draft restates nothing in its own voice: each sentence says who said it and quotes the words.
An analyst edits it; it is never written over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from indicia.publish.gate import may_show
from indicia.publish.known import known_sentences
from indicia.publish.profile import open_points, profile_sentences
from indicia.publish.region import published_regions
from indicia.publish.said import conduct_sentences, question_sentences
from indicia.publish.view import View
from indicia.publish.wording import capital, count_of, judgement
from indicia.settings import Question

_MARKS = re.compile(r"\s*\[@[^\]]*\]")


def draft_brief(view: View, question: Question | None, kept: frozenset[str] = frozenset()) -> str:
    """The text of a brief. ``kept``: what the last update cited, which a draft cites again."""
    lines = ["---", f"question: {question.id if question else ''}", "byline: ", "---", ""]
    lines += ["# The answer", *_answer(view, question), ""]
    lines += ["# What is known", *known_sentences(view, kept), ""]
    lines += ["# Where and when", *_where(view), ""]
    lines += ["# How it spread", *_spread(view), ""]
    lines += ["# Pictures and documents", *_pictures(view), ""]
    lines += ["# What is not known", *_unknown(view), ""]
    lines += ["# Profile", *profile_sentences(view), ""]
    lines += ["# Methods and limits", *_methods(view), ""]
    return "\n".join(line for line in lines if _may_stand(line, view))


def _may_stand(line: str, view: View) -> bool:
    """Whether the gate would let a drafted line pass: a draft leaves out what only a person may
    publish, so that it can be published as it is."""
    return line.startswith("#") or not line.strip() or may_show(_MARKS.sub("", line), view)


def _answer(view: View, question: Question | None) -> list[str]:
    if question is None:
        return [
            "- No question is set for this case, so this update gives material and no judgement."
        ]
    rows = sorted(
        (r for r in view.rows("assessments") if r["question"] == question.id),
        key=lambda r: -r["mean"],
    )
    if not rows or rows[0]["confidence"] == "none":
        return [
            "- Nobody has judged an indication of this question yet, so no answer is given.",
            "- The rival answers stand below with their starting weights.",
        ]
    return [f"- {sentence}" for sentence in judgement(question, rows)]


def _where(view: View) -> list[str]:
    regions = published_regions(view)
    if not regions:
        return ["- No place could be put on the map from the words in the material."]
    count = capital(count_of(len(regions), "region is", "regions are"))
    lines = [f"- {count} shown on the map, each as the words put it, never as a point."]
    protected = sorted({r["protected"] for r in regions if r["protected"]})
    lines += [f"- Shown is a protected place: {term}." for term in protected]
    return lines


def _spread(view: View) -> list[str]:
    origins: dict[str, int] = defaultdict(int)
    for row in view.origin_of.values():
        origins[row["origin"]] += 1
    copied = sum(1 for n in origins.values() if n > 1)
    posts = count_of(len(view.origin_of), "post comes", "posts come")
    passed = count_of(copied, "was passed on by others", "were passed on by others")
    found = view.origin_links.count_all()
    interval = "" if found.is_sure else f" (80 %: {found.low:,} to {found.high:,})"
    lines = [f"- {capital(posts)} from {count_of(len(origins), 'origin')}{interval}; {passed}."]
    lines += conduct_sentences(view)
    return lines


def _pictures(view: View) -> list[str]:
    count = len(view.rows("pictures"))
    marks = view.rows("marks")
    if not count:
        return ["- The material holds no pictures."]
    confirmed = sum(row["picture"] in view.confirmations for row in view.rows("pictures"))
    said = f"{count_of(confirmed, 'was', 'were')} confirmed by a person; the others are described"
    lines = [f"- {capital(count_of(count, 'picture is', 'pictures are'))} in the material; {said}."]
    if marks:
        sure = sum(m["mark"] in view.decided("confirm", "site") for m in marks)
        suggested = capital(count_of(len(marks), "mark was", "marks were"))
        lines.append(
            f"- {suggested} suggested by the program; a person confirmed {count_of(sure, 'of them', 'of them') if sure else 'none of them'}."
        )
    return lines


def _unknown(view: View) -> list[str]:
    lines = [*question_sentences(view), *open_points(view)]
    texts = {row["indication"]: row["text"] for row in view.rows("indications")}
    for decision in view.decisions:
        if decision["what"] == "searched":
            sought = "; ".join(texts.get(name, name) for name in decision["about"])
            lines.append(f"- Looked for and not found: “{sought.rstrip('.')}”.")
    lost = sum(f["severity"] == "lost" for f in view.rows("faults"))
    if lost:
        pieces = count_of(lost, "piece", "pieces")
        lines.append(f"- {capital(pieces)} of the material could not be read; each is kept.")
    return lines or ["- No open question was recorded, and nothing was looked for in vain."]


def _methods(view: View) -> Iterable[str]:
    ocr = sum(r["kind"] == "ocr" for r in view.renditions.values())
    read = capital(count_of(ocr, "text was", "texts were"))
    return [
        "- Posts are kept as they came, and each quote is an excerpt of a kept text.",
        "- Copies, forwards and translations of one post count as one origin.",
        *([f"- {read} read from pictures by a machine and may hold errors."] if ocr else []),
        f"- Places are given in cells of {view.settings.policy.cell_km:g} km, or as the town.",
        "- Tests of conduct compare with shuffled traffic; they say nothing about intent.",
    ]
