"""The profile of the group that the case asks about: each sentence from the material, and cited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from indicia.publish.redact import excerpt
from indicia.publish.said import attributed_words, own_sources, posted_key, subject_items
from indicia.publish.view import Row, View
from indicia.publish.wording import capital, count_of, listed

MOST_NAMES, MOST_PLACES, MOST_MARKS = 5, 4, 4
SAYS_OF_ITSELF = {
    "identifies as": "It says what it is",
    "belongs to": "On ties to others it says",
    "has": "It says that it has",
    "surveils": "It says whom it watches",
    "threatens": "It threatens",
    "plans": "It says what it plans",
}
"""Kinds of statement that a group makes about itself, with how the profile introduces them."""


def profile_sentences(view: View) -> list[str]:
    """Names, first post, channel, what it says of itself, whom it opposes, where, and its pictures."""
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
    own = _own_posts(view)
    return [
        _names(view, dated),
        _first(view, subject, dated[0]),
        *_channel(view, own),
        *_of_itself(view),
        *_opponents(view),
        *_places(view, own),
        *_pictures(view, own),
    ]


def open_points(view: View) -> list[str]:
    """What the material does not say of the group, as far as its tables tell."""
    subject = view.entities.get(view.settings.subject)
    if subject is None:
        return []
    name = view.named(subject["name"])
    relations = [r for r in view.rows("relations") if subject["entity"] in (r["left"], r["right"])]
    points = []
    if not any(r["kind"] == "commands" for r in relations):
        points.append(f"- No source in the material names who leads {name}.")
    if not any(r["kind"] in ("part of", "affiliated with") for r in relations):
        points.append(f"- No recorded relation ties {name} to another group.")
    return points


def _own_posts(view: View) -> list[Row]:
    """Items of the group's own channels that have a version, in the order of posting."""
    own = own_sources(view)
    found = [
        i for i in view.items.values() if i["source"] in own and i["item"] in view.version_of_item
    ]
    found = [i for i in found if view.version_of_item[i["item"]] in view.versions]
    return sorted(found, key=lambda i: (posted_key(view, i), i["item"]))


def _cite(view: View, items: Iterable[str]) -> str:
    versions = dict.fromkeys(view.version_of_item[item] for item in items)
    return "".join(f"[@{v}]" for v in list(versions)[:MOST_MARKS])


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
    source = view.items[mention["item"]]["source"]
    day = posted_key(view, mention)[:10]
    when = f" on {day}" if day != "9999" else ""
    name = view.named(subject["name"])
    by = "its own channel" if source in own_sources(view) else view.spoken_label(source)
    return f"- The earliest post held that names {name} is by {by}{when}. {_cite(view, [mention['item']])}"


def _channel(view: View, own: list[Row]) -> list[str]:
    dated = [item for item in own if posted_key(view, item) != "9999"]
    if not dated:
        return []
    first, last = posted_key(view, dated[0])[:10], posted_key(view, dated[-1])[:10]
    days = f"between {first} and {last}" if first != last else f"on {first}"
    channels = count_of(len({item["source"] for item in own}), "channel")
    posts = count_of(len(dated), "post is held", "posts are held")
    cites = _cite(view, [dated[0]["item"], dated[-1]["item"]])
    return [f"- It speaks through {channels} of its own name; {posts}, {days}. {cites}"]


def _of_itself(view: View) -> list[str]:
    """What its own channels say that it is and can do: the first statement of each kind."""
    found = _own_statements(view, SAYS_OF_ITSELF)
    return [
        f"- {SAYS_OF_ITSELF[kind]}: {attributed_words(view, found[kind][0])}. [@{found[kind][0]['statement']}]"
        for kind in SAYS_OF_ITSELF
        if kind in found
    ]


def _own_statements(view: View, predicates: Iterable[str]) -> dict[str, list[Row]]:
    own, items, wanted = own_sources(view), subject_items(view), set(predicates)
    found: dict[str, list[Row]] = defaultdict(list)
    rejected = view.decided("reject")
    for row in sorted(
        view.statements.values(), key=lambda r: (posted_key(view, r), r["start"], -r["end"])
    ):
        if row["predicate"] not in wanted or row["statement"] in rejected:
            continue
        source = view.items[row["item"]]["source"]
        if (
            source in own
            and row["speaker_type"] == "source"
            and (row["item"] in items or wanted == {"demands", "threatens"})
        ):
            found[row["predicate"]].append(row)
    return found


def _opponents(view: View) -> list[str]:
    """Groups that its demands and threats name."""
    aimed: Counter[str] = Counter()
    marks: dict[str, str] = {}
    for rows in _own_statements(view, ("demands", "threatens")).values():
        for row in rows:
            for mention in view.mentions_in.get(row["rendition"], []):
                inside = row["start"] <= mention["start"] and mention["end"] <= row["end"]
                entity = view.entities.get(mention["entity"] or "")
                if not inside or not entity or entity["kind"] != "organisation":
                    continue
                if entity["entity"] != view.settings.subject and entity.get("status") in (
                    "vouched",
                    "confirmed",
                ):
                    aimed[entity["entity"]] += 1
                    marks.setdefault(entity["entity"], row["statement"])
    if not aimed:
        return []
    ordered = sorted(aimed, key=lambda e: (-aimed[e], e))[:MOST_PLACES]
    names = listed([view.named(view.entities[e]["name"]) for e in ordered])
    return [f"- Its demands and threats name {names}. {''.join(f'[@{marks[e]}]' for e in ordered)}"]


def _places(view: View, own: list[Row]) -> list[str]:
    """Towns and quarters that its posts name; sites are on the map, as regions."""
    items = {item["item"] for item in own}
    named: dict[str, list[str]] = defaultdict(list)
    for rows in view.mentions_in.values():
        for m in rows:
            entity = view.entities.get(m["entity"] or "")
            if (
                m["item"] in items
                and entity
                and entity["kind"] == "place"
                and entity.get("status") in ("vouched", "confirmed")
            ):
                named[view.named(entity["name"])].append(m["item"])
    if not named:
        return []
    ordered = sorted(named, key=lambda n: (-len(set(named[n])), n))[:MOST_PLACES]
    return [f"- Its posts name {listed(ordered)}. {_cite(view, [named[n][0] for n in ordered])}"]


def _pictures(view: View, own: list[Row]) -> list[str]:
    shown = {sha: item["item"] for item in reversed(own) for sha in item.get("pictures") or ()}
    if not shown:
        return []
    marked = len(shown.keys() & view.marked_pictures)
    pictures = capital(count_of(len(shown), "picture came", "pictures came"))
    marks = (
        f"; the program suggests marks in {count_of(marked, 'of them', 'of them')}"
        if marked
        else ""
    )
    return [f"- {pictures} with its own posts{marks}. {_cite(view, sorted(set(shown.values())))}"]
