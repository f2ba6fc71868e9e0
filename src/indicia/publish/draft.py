"""Drafts a brief from the tables: attributed, cited, and silent where nothing is judged.

The draft restates nothing in its own voice: each sentence says who said it and quotes the words.
An analyst edits it; it is never written over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from indicia.publish.redact import excerpt
from indicia.publish.view import Row, View
from indicia.settings import Question

MOST_KNOWN = 14
MOST_QUOTE = 160
VERBS = {
    "claim": "says",
    "demand": "demands",
    "threat": "threatens",
    "denial": "denies",
    "question": "asks",
}


def draft_brief(view: View, question: Question | None) -> str:
    """The text of a brief."""
    lines = ["---", f"question: {question.id if question else ''}", "byline: ", "---", ""]
    lines += ["# The answer", *_answer(view, question), ""]
    lines += ["# What is known", *_known(view), ""]
    lines += ["# Where and when", *_where(view), ""]
    lines += ["# How it spread", *_spread(view), ""]
    lines += ["# Pictures and documents", *_pictures(view), ""]
    lines += ["# What is not known", *_unknown(view), ""]
    lines += ["# Profile", *_profile(view), ""]
    lines += ["# Methods and limits", *_methods(view), ""]
    return "\n".join(lines)


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
    from indicia.publish.wording import judgement

    return [f"- {sentence}" for sentence in judgement(question, rows)]


def _ranked(view: View) -> list[tuple[Row, int, int]]:
    """Statements worth saying, each once an origin: with their origins and posts, best first."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in view.statements.values():
        version = view.version_of_item.get(row["item"])
        if version is None or row["kind"] == "question":
            continue
        origin = (view.origin_of.get(version) or {}).get("origin") or version
        groups[(origin, row["kind"], row["predicate"], row["rank"])].append(row)
    ranked = []
    subject = _subject_items(view)
    for (origin, *_), rows in groups.items():
        first = min(rows, key=lambda r: (_posted(view, r), r["statement"]))
        posts = (view.origin_of.get(view.version_of_item[first["item"]]) or {}).get("size") or 1
        ranked.append((first, origin, posts, first["item"] in subject))
    ranked.sort(key=lambda e: (-e[3], -e[0]["score"] * min(e[2], 10), e[0]["statement"]))
    return [(row, 1, posts) for row, _, posts, _ in ranked]


def _subject_items(view: View) -> frozenset[str]:
    subject = view.settings.subject
    return frozenset(
        m["item"]
        for rows in view.mentions_in.values()
        for m in rows
        if subject and m["entity"] == subject
    )


def _posted(view: View, row: Row) -> str:
    posted = (view.items[row["item"]]["posted"] or {}).get("from_utc")
    return posted.isoformat() if posted else "9999"


def _known(view: View) -> list[str]:
    chosen: list[Row] = []
    per_kind: dict[str, int] = defaultdict(int)
    per_source: dict[str, int] = defaultdict(int)
    for row, _, _ in _ranked(view):
        source = view.items[row["item"]]["source"]
        if per_kind[row["kind"]] >= 5 or per_source[source] >= 4 or len(chosen) >= MOST_KNOWN:
            continue
        per_kind[row["kind"]] += 1
        per_source[source] += 1
        chosen.append(row)
    chosen.sort(key=lambda r: (_posted(view, r), r["start"]))
    return [_attributed(view, row) for row in chosen]


def _attributed(view: View, row: Row) -> str:
    source = view.source_label(view.items[row["item"]]["source"])
    _, quote, _ = excerpt(view, row["rendition"], row["start"], row["end"])
    quote = " ".join(quote.split())
    if len(quote) > MOST_QUOTE:
        quote = quote[: MOST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
    quote = quote.replace("[@", "[ @")
    speaker = ""
    if row["speaker_type"] == "unnamed":
        speaker = ", citing an unnamed source"
    elif row["speaker_type"] == "named" and row["speaker"]:
        speaker = f", citing {_shown_speaker(view, row)}"
    hedge = ", with a hedge" if row["hedges"] != "[]" else ""
    verb = VERBS[row["kind"]]
    flag = _protected_flag(quote)
    return (
        f"- According to {source}{speaker}, it {verb}{hedge}: “{quote}”{flag} [@{row['statement']}]"
    )


def _shown_speaker(view: View, row: Row) -> str:
    start, end = row["speaker_start"], row["speaker_end"]
    if start is None or end is None:
        return "a named speaker"
    return " ".join(excerpt(view, row["rendition"], start, end)[1].split())


def _protected_flag(quote: str) -> str:
    from indicia.geo.protected import protected_kind

    kind = protected_kind(quote)
    return f" (names a place that is protected: {kind})" if kind else ""


def _where(view: View) -> list[str]:
    places = list(view.places.values())
    if not places:
        return ["- No place could be put on the map from the words in the material."]
    lines = [
        f"- {len(places)} places are shown as regions, as the words put them, never as points.",
    ]
    protected = sorted({p["legal_term"] or p["protected"] for p in places if p["protected"]})
    if protected:
        lines.append(f"- Among them are protected places: {', '.join(protected)}.")
    return lines


def _spread(view: View) -> list[str]:
    origins: dict[str, int] = defaultdict(int)
    for row in view.origin_of.values():
        origins[row["origin"]] += 1
    copied = sum(1 for n in origins.values() if n > 1)
    lines = [
        f"- {len(view.origin_of)} posts come from {len(origins)} origins; {copied} of these were "
        "passed on by others."
    ]
    shown = [t for t in view.tests.values() if t["q"] is not None and t["q"] <= 0.05]
    shown.sort(key=lambda t: (t["q"], -(t["statistic"] or 0), t["test"]))
    lines += [f"- {_sentence(t['wording'])} [@{t['test']}]" for t in shown[:5]]
    if len(shown) > 5:
        lines.append(f"- {len(shown) - 5} further pairs were found alike and are in the data.")
    if not shown:
        lines.append("- No test of conduct differed from chance after correction for many tests.")
    return lines


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _pictures(view: View) -> list[str]:
    count = len(view.rows("pictures"))
    marks = view.rows("marks")
    confirmed = sum(m["mark"] in view.decided("confirm", "site") for m in marks)
    if not count:
        return ["- The material holds no pictures."]
    return [
        f"- The material holds {count} pictures, each withheld until a named person confirms it.",
        f"- {len(marks)} marks were suggested by the program, and {confirmed} of them confirmed.",
    ]


def _unknown(view: View) -> list[str]:
    lines = []
    seen: set[str] = set()
    for row in sorted(view.statements.values(), key=lambda r: (_posted(view, r), r["start"])):
        if row["kind"] != "question" or len(seen) >= 5:
            continue
        version = view.version_of_item.get(row["item"], "")
        origin = (view.origin_of.get(version) or {}).get("origin") or version
        if origin in seen:
            continue
        seen.add(origin)
        lines.append(_attributed(view, row))
    for decision in view.decisions:
        if decision["what"] == "searched":
            lines.append("- An indication was looked for and not found; the search is in the log.")
    lost = sum(f["severity"] == "lost" for f in view.rows("faults"))
    lines.append(f"- {lost} pieces of the material could not be read; they are kept and listed.")
    return lines


def _profile(view: View) -> list[str]:
    subject = view.entities.get(view.settings.subject)
    if subject is None:
        return []
    first = None
    for rows in view.mentions_in.values():
        for m in rows:
            if m["entity"] == subject["entity"]:
                version = view.version_of_item.get(m["item"])
                key = (_posted(view, m), version)
                if version and (first is None or key < first[0]):
                    first = (key, version, m)
    if first is None:
        return []
    source = view.source_label(view.items[first[2]["item"]]["source"])
    day = first[0][0][:10]
    when = f" on {day}" if day != "9999" else ""
    return [
        f"- The earliest post that we hold and that names {subject['name']} is by {source}{when}. "
        f"[@{first[1]}]",
    ]


def _methods(view: View) -> Iterable[str]:
    ocr = sum(r["kind"] == "ocr" for r in view.renditions.values())
    return [
        "- Posts are kept as they came, and each quote is an excerpt of a kept text.",
        "- Copies, forwards and translations of one post count as one origin.",
        f"- {ocr} texts were read from pictures by a machine and may hold errors.",
        "- Places are given in cells of one kilometre or as the town.",
        "- Tests of conduct compare with shuffled traffic; they say nothing about intent.",
    ]
