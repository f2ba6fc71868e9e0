"""What the material says, as sentences of a draft: always somebody's words, each once an origin.

Nothing is restated in the tool's own voice. A sentence names who says it, whom they cite, and
quotes the words; of statements that lie inside one another the longest is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from indicia.geo.protected import protected_kind
from indicia.publish.redact import excerpt
from indicia.publish.view import Row, View
from indicia.publish.wording import capital, count_of

MOST_KNOWN = 14
MOST_OF_A_KIND = 5
MOST_OF_A_SOURCE = 4
MOST_OPEN = 5
MOST_QUOTE = 160
OWN = {
    "claim": "says",
    "demand": "states a demand",
    "threat": "states a threat",
    "denial": "states a denial",
    "question": "asks",
}
"""A channel that carries a threat need not be the one that threatens."""
REPORTED = {
    "claim": "says",
    "demand": "reports a demand",
    "threat": "reports a threat",
    "denial": "reports a denial",
    "question": "asks",
}


def known_sentences(view: View) -> list[str]:
    """Statements worth saying, in the order of their posting."""
    chosen: list[Row] = []
    kinds: dict[str, int] = defaultdict(int)
    sources: dict[str, int] = defaultdict(int)
    words: set[str] = set()
    for row in _ranked(view):
        source, said = view.items[row["item"]]["source"], _quoted(view, row)
        full = kinds[row["kind"]] >= MOST_OF_A_KIND or sources[source] >= MOST_OF_A_SOURCE
        if full or said in words or len(said.split()) < 2:
            continue
        kinds[row["kind"]] += 1
        sources[source] += 1
        words.add(said)
        chosen.append(row)
        if len(chosen) == MOST_KNOWN:
            break
    chosen.sort(key=lambda r: (posted_key(view, r), r["item"], r["start"]))
    return [attributed(view, row) for row in chosen]


def question_sentences(view: View) -> list[str]:
    """Open questions that the material itself asks, one an origin."""
    found: list[str] = []
    seen: set[str] = set()
    for row in sorted(view.statements.values(), key=lambda r: (posted_key(view, r), r["start"])):
        origin = origin_of(view, row)
        if row["kind"] != "question" or origin in seen or len(found) >= MOST_OPEN:
            continue
        seen.add(origin)
        found.append(attributed(view, row))
    return found


def origin_of(view: View, row: Row) -> str:
    """The origin of a statement's post."""
    version = view.version_of_item.get(row["item"], "")
    return str((view.origin_of.get(version) or {}).get("origin") or version)


def posted_key(view: View, row: Row) -> str:
    """When the statement's item was posted, to sort by; what is undated comes last."""
    posted = (view.items[row["item"]]["posted"] or {}).get("from_utc")
    return posted.isoformat() if posted else "9999"


def _ranked(view: View) -> list[Row]:
    """Statements, the earliest of each origin and kind: on the subject first, then the widest."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in _longest(view):
        key = origin_of(view, row), row["kind"], row["predicate"], row["rank"]
        groups[key].append(row)
    subject = subject_items(view)
    ranked = []
    for rows in groups.values():
        first = min(rows, key=lambda r: (posted_key(view, r), r["statement"]))
        posts = (view.origin_of.get(view.version_of_item[first["item"]]) or {}).get("size") or 1
        on_subject = first["item"] in subject
        ranked.append((not on_subject, -first["score"] * min(posts, 10), first["statement"], first))
    return [entry[-1] for entry in sorted(ranked, key=lambda e: e[:3])]


def _longest(view: View) -> list[Row]:
    """Statements that lie inside no other statement of the same rendition and kind."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in view.statements.values():
        if row["kind"] != "question" and row["item"] in view.version_of_item:
            groups[(row["rendition"], row["kind"])].append(row)
    return [row for rows in groups.values() for row in rows if not _inside(row, rows)]


def _inside(row: Row, rows: Sequence[Row]) -> bool:
    size = row["end"] - row["start"]
    return any(
        other["start"] <= row["start"] and row["end"] <= other["end"]
        and (other["end"] - other["start"], row["statement"]) > (size, other["statement"])
        for other in rows
        if other is not row
    )  # fmt: skip


def subject_items(view: View) -> frozenset[str]:
    """Items that name the group which the case asks about."""
    subject = view.settings.subject
    return frozenset(
        m["item"]
        for rows in view.mentions_in.values()
        for m in rows
        if subject and m["entity"] == subject
    )


def attributed(view: View, row: Row) -> str:
    """One line of a brief: who says it, whom they cite, their words, and the citation."""
    source = capital(view.source_label(view.items[row["item"]]["source"]))
    quote = _quoted(view, row)
    own = row["speaker_type"] == "source"
    verb = (OWN if own else REPORTED)[row["kind"]]
    if own and view.platforms.get(view.items[row["item"]]["source"]) == "picture":
        verb = f"carries text that {verb}"
    cited = {"unnamed": ", citing sources it does not name,", "source": ""}.get(row["speaker_type"])
    if cited is None:
        cited = f", citing {_speaker(view, row)},"
    hedge = " with a hedge" if row["hedges"] != "[]" else ""
    kind = protected_kind(quote)
    flag = f" (names a protected place: {kind})" if kind else ""
    return f"- {source}{cited} {verb}{hedge}: “{quote}”{flag}. [@{row['statement']}]"


def _quoted(view: View, row: Row) -> str:
    quote = " ".join(excerpt(view, row["rendition"], row["start"], row["end"])[1].split())
    if len(quote) > MOST_QUOTE:
        quote = quote[: MOST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
    return quote.rstrip(".").replace("[@", "[ @")


def _speaker(view: View, row: Row) -> str:
    start, end = row["speaker_start"], row["speaker_end"]
    if start is None or end is None:
        return "a speaker it names"
    return view.named(" ".join(excerpt(view, row["rendition"], start, end)[1].split()))


def conduct_sentences(view: View) -> list[str]:
    """Findings of the tests of conduct, those of one kind in one sentence, or that none stands."""
    shown = [t for t in view.tests.values() if t["q"] is not None and t["q"] <= 0.05]
    kinds: dict[str, list[Row]] = defaultdict(list)
    for test in sorted(shown, key=lambda t: (t["q"], -(t["statistic"] or 0), t["test"])):
        kinds[test["kind"]].append(test)
    lines = []
    for tests in kinds.values():
        marks = "".join(f"[@{t['test']}]" for t in tests[:6])
        lines.append(f"- {_together(tests)} {marks}")
    assessed = sum(t["q"] is not None for t in view.tests.values())
    if not assessed:
        return ["- Conduct was not tested: the material gives too little to compare."]
    if not shown:
        return ["- No test of conduct differed from chance after correction for many tests."]
    return lines


def _together(tests: Sequence[Row]) -> str:
    first = tests[0]
    if len(tests) == 1 or not first["kind"].startswith("coshare"):
        return " ".join(f"{t['wording'].strip().rstrip('.')}." for t in tests[:1]) + (
            f" So do {count_of(len(tests) - 1, 'further source', 'further sources')}."
            if len(tests) > 1
            else ""
        )
    seconds = first["wording"].partition(" within ")[2].partition(" s ")[0] or "60"
    thing = first["kind"].partition(" ")[2] or "object"
    times = [round(t["statistic"]) for t in tests]
    chance = [t["null_mean"] for t in tests]
    many = max(len({name for t in tests for name in t["subjects"]}), 2)
    pairs = capital(count_of(len(tests), "pair"))
    return (
        f"{pairs} of sources, among {count_of(many, 'source')}, shared the same {thing} within "
        f"{seconds} seconds {min(times):,}–{max(times):,} times; shuffled traffic gives "
        f"{min(chance):.0f}–{max(chance):.0f}."
    )
