"""The profile of the group that the case asks about: each sentence from the material, and cited."""

from __future__ import annotations

from collections import defaultdict

from indicia.publish.redact import excerpt
from indicia.publish.said import posted_key, subject_items
from indicia.publish.view import Row, View
from indicia.publish.wording import listed

MOST_NAMES = 5
SAYS_OF_ITSELF = ("identifies as", "plans", "threatens", "has", "uses site")


def profile_sentences(view: View) -> list[str]:
    """Names, first appearance, and what the group says of itself and of what it can do."""
    subject = view.entities.get(view.settings.subject)
    if subject is None:
        return []
    mentions = [
        m for rows in view.mentions_in.values() for m in rows if m["entity"] == subject["entity"]
    ]
    dated = [m for m in mentions if m["item"] in view.version_of_item]
    if not dated:
        return []
    dated.sort(key=lambda m: (posted_key(view, m), m["item"], m["start"]))
    return [_names(view, dated), _first(view, subject, dated[0]), *_of_itself(view, subject)]


def _names(view: View, mentions: list[Row]) -> str:
    """The spellings in use, most frequent first, each cited to its first post."""
    seen: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions:
        name = excerpt(view, mention["rendition"], mention["start"], mention["end"])[1]
        seen[" ".join(name.split())].append(mention)
    common = sorted(seen.items(), key=lambda e: (-len(e[1]), e[0]))[:MOST_NAMES]
    names = listed([f"“{name}”" for name, _ in common])
    versions = dict.fromkeys(view.version_of_item[rows[0]["item"]] for _, rows in common)
    return f"- It is named {names} in the material. {''.join(f'[@{v}]' for v in versions)}"


def _first(view: View, subject: Row, mention: Row) -> str:
    source = view.source_label(view.items[mention["item"]]["source"])
    day = posted_key(view, mention)[:10]
    when = f" on {day}" if day != "9999" else ""
    name = view.named(subject["name"])
    by = "its own channel" if source == name else source
    version = view.version_of_item[mention["item"]]
    return f"- The earliest post held that names {name} is by {by}{when}. [@{version}]"


def _of_itself(view: View, subject: Row) -> list[str]:
    """What its own channels say that it is and can do: the first of each kind of statement."""
    own = {
        row["source"]
        for row in view.rows("sources")
        if view.named(row["name"]) == view.named(subject["name"])
    }
    items = subject_items(view)
    found: dict[str, Row] = {}
    for row in sorted(view.statements.values(), key=lambda r: (posted_key(view, r), r["start"])):
        if view.items[row["item"]]["source"] not in own or row["speaker_type"] != "source":
            continue
        if row["item"] in items and row["predicate"] in SAYS_OF_ITSELF:
            found.setdefault(row["predicate"], row)
    if not found:
        return []
    marks = "".join(f"[@{row['statement']}]" for row in found.values())
    return [f"- What it says of itself and of its means is quoted in the notes. {marks}"]
