"""What the material says, as sentences of a draft: always somebody's words.

Nothing is restated in the tool's own voice. A sentence names when and who says it, whom they cite,
and quotes the words, cut at a boundary and marked where they are cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from indicia.conduct.observation import DESCRIPTIVE
from indicia.geo.protected import protected_kind
from indicia.publish.redact import excerpt
from indicia.publish.view import FILES, Row, View
from indicia.publish.wording import capital, count_of
from indicia.text.fold import fold

MOST_OPEN = 5
MOST_QUOTE = 160
MOST_GROUPS = 3
PROTECTED = {
    "worship": "place of worship",
    "camp": "camp of displaced people",
    "water": "water supply",
}
GOES_ON = frozenset(
    ("and", "or", "but", "that", "which", "who", "to", "of", "in", "on", "at", "by", "for", "from", "with", "as", "the",
     "a", "an", "has", "have", "is", "are", "was", "were", "و", "أو", "ثم", "أن", "إن", "في", "من", "على", "إلى", "عن", "الذي",
     "التي", "وقد", "قد", "ו", "או", "כי", "של", "על", "עם", "את", "אל", "и", "или", "но", "что", "в", "на", "с", "из", "для")
)  # fmt: skip
"""Words on which no quotation ends: more must follow."""
_ENDS = frozenset('.!?؟…\n\r:"”»)]')
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


def subject_items(view: View) -> frozenset[str]:
    """Items that name the group which the case asks about."""
    subject = view.settings.subject
    return frozenset(
        m["item"]
        for rows in view.mentions_in.values()
        for m in rows
        if subject and m["entity"] == subject
    )


def own_sources(view: View) -> frozenset[str]:
    """Sources that bear the name of the group which the case asks about."""
    subject = view.entities.get(view.settings.subject)
    if subject is None:
        return frozenset()
    spellings = {
        fold(row["name"]).text for row in view.rows("names") if row["entity"] == subject["entity"]
    }
    spellings.add(fold(subject["name"]).text)
    return frozenset(
        row["source"]
        for row in view.rows("sources")
        if row["platform"] not in FILES and fold(row["name"]).text in spellings
    )


def attributed(view: View, row: Row) -> str:
    """One line of a brief: when, who says it, whom they cite, their words, and the citation."""
    item = view.items[row["item"]]
    own = row["speaker_type"] == "source"
    verb = (OWN if own else REPORTED)[row["kind"]]
    if own and view.platforms.get(item["source"]) == "picture":
        verb = f"carries text that {verb}"
    cited = {"unnamed": ", citing sources it does not name,", "source": ""}.get(row["speaker_type"])
    if cited is None:
        cited = f", citing {_speaker(view, row)},"
    hedge = ", with a hedge" if row["hedges"] != "[]" else ""
    when = posted_key(view, row)[:10]
    source = view.spoken_label(item["source"])
    start = capital(source) if when == "9999" else f"On {when} {source}"
    return f"- {start}{cited} {verb}{hedge}: {attributed_words(view, row)}. [@{row['statement']}]"


def attributed_words(view: View, row: Row) -> str:
    """The words in quotation marks, with the flag of a protected place."""
    quote = quoted(view, row)
    kind = protected_kind(quote)
    flag = f" (names a protected place: {PROTECTED.get(kind, kind)})" if kind else ""
    return f"“{quote}”{flag}"


def quoted(view: View, row: Row) -> str:
    """The words of a statement as a sentence quotes them, with … where they are cut."""
    text = view.renditions[row["rendition"]]["text"]
    quote = " ".join(excerpt(view, row["rendition"], row["start"], row["end"])[1].split())
    quote, shortened = _shortened(quote)
    before = text[: row["start"]].rstrip(" ")[-1:]
    after = text[row["end"] :].lstrip(" ")[:1]
    lead = "" if not before or before in _ENDS else "… "
    tail = " …" if shortened or (after and after not in _ENDS) else ""
    return (
        f"{lead}{quote.rstrip('.')}{tail}".replace("[@", "[ @").replace("“", "‘").replace("”", "’")
    )


def _shortened(quote: str) -> tuple[str, bool]:
    """At most ``MOST_QUOTE`` characters, ending neither inside a word nor on one that goes on."""
    words = quote.split(" ")
    whole = len(words)
    while len(words) > 1 and len(" ".join(words)) > MOST_QUOTE:
        words.pop()
    while len(words) > 2 and words[-1].strip(",;:،").casefold() in GOES_ON:
        words.pop()
    cut = len(words) < whole
    return " ".join(words).rstrip(",;:،-–" if cut else ""), cut


def _speaker(view: View, row: Row) -> str:
    start, end = row["speaker_start"], row["speaker_end"]
    if start is None or end is None:
        return "a speaker it names"
    return view.named(" ".join(excerpt(view, row["rendition"], start, end)[1].split()))


def conduct_sentences(view: View) -> list[str]:
    """Findings of the tests of conduct, those of one kind in one sentence, or that none stands."""
    shown = [
        t
        for t in view.tests.values()
        if t["q"] is not None and t["q"] <= 0.05 and t["kind"] not in DESCRIPTIVE
    ]
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
    if first["kind"].startswith("community"):
        said = [f"{t['wording'].strip().rstrip('.')}." for t in tests[:MOST_GROUPS]]
        more = count_of(len(tests) - MOST_GROUPS, "further group was", "further groups were")
        return " ".join(said) + (f" {capital(more)} found." if len(tests) > MOST_GROUPS else "")
    if len(tests) > 1 and first["kind"].startswith("lead"):
        return _leads(tests)
    if len(tests) == 1 or not first["kind"].startswith("coshare"):
        return " ".join(f"{t['wording'].strip().rstrip('.')}." for t in tests[:1]) + (
            f" The same test has findings for {_further(tests)}." if len(tests) > 1 else ""
        )
    seconds = first["wording"].partition(" within ")[2].partition(" s ")[0] or "60"
    thing = first["kind"].partition(" ")[2] or "object"
    times = [round(t["statistic"]) for t in tests]
    chance = [t["null_mean"] for t in tests]
    many = max(len({name for t in tests for name in t["subjects"]}), 2)
    pairs = capital(count_of(len(tests), "pair"))
    return (
        f"{pairs} of sources, among {count_of(many, 'source')}, shared the same {thing} within "
        f"{seconds} seconds {_range(times)} times; shuffled traffic gives {_range(chance)}."
    )


def _leads(tests: Sequence[Row]) -> str:
    """Pairs of which one is ahead of the other, together."""
    ahead = [100 * t["statistic"] for t in tests]
    chance = [100 * t["null_mean"] for t in tests]
    things = f"the same {tests[0]['kind'].partition(' ')[2]}s"
    return (
        f"In {count_of(len(tests), 'pair')} of sources one had {things} ahead of the other on "
        f"{_range(ahead)} % of occasions; a coin, or hours and activity, would give {_range(chance)} %."
    )


def _further(tests: Sequence[Row]) -> str:
    """The rest of the findings of one kind, as a count of what they are about."""
    rest = len(tests) - 1
    if len(tests[0]["subjects"]) == 2:
        return count_of(rest, "further pair of sources", "further pairs of sources")
    return count_of(rest, "further source", "further sources")


def _range(values: Sequence[float]) -> str:
    """``22–29``, or one number where both ends read alike."""
    low, high = f"{min(values):,.0f}", f"{max(values):,.0f}"
    return low if low == high else f"{low}–{high}"
