"""What the demonstration's invented analyst decides, once the first run is done.

Each decision names its subject by what was planted (a channel and a story), and looks the id up in
the tables, as a person would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from indicia.case import Case
from indicia.console.decide import Asked, subject_of, take_decision
from indicia.decision import given_id
from indicia.demo.traffic import Traffic, make_traffic, marked
from indicia.demo.world import BY_KEY, STORIES
from indicia.identity import post_id, source_id

ANALYST = "demo-analyst"


@dataclass(frozen=True, slots=True)
class Planned:
    """One indication: words, theme, bands by answer, and who reports it (story, channel, asserts)."""

    text: str
    theme: str
    bands: dict[str, str]
    reports: tuple[tuple[str, str, bool], ...]
    searched: float | None = None


INDICATIONS: tuple[Planned, ...] = (
    Planned(
        "Residents say that they know members of the group in person",
        "local ties",
        {"local": "0.6,0.75,0.85", "backed": "0.3,0.45,0.6", "foreign": "0.02,0.06,0.15"},
        (
            ("local", "desertdesk", True),
            ("local", "stepwire", True),
            ("foreign", "truthline", False),
        ),
    ),
    Planned(
        "The group shows photographs that were taken inside the town",
        "local knowledge",
        {"local": "0.6,0.75,0.9", "backed": "0.6,0.75,0.9", "foreign": "0.1,0.25,0.45"},
        (("walls", "sons", True),),
    ),
    Planned(
        "The group's statements came first in the town's own language",
        "language",
        {"local": "0.85,0.92,0.97", "backed": "0.8,0.88,0.95", "foreign": "0.3,0.5,0.7"},
        (("founding", "sons", True), ("founding", "qamar24", True)),
    ),
    Planned(
        "The group is run from abroad, as sources say",
        "backing",
        {"local": "0.05,0.12,0.25", "backed": "0.3,0.5,0.7", "foreign": "0.5,0.7,0.85"},
        (("foreign", "truthline", True), ("foreign", "liwa19", True)),
    ),
    Planned(
        "A body outside the country shares the group's posts before others do",
        "network position",
        {"local": "0.03,0.08,0.2", "backed": "0.2,0.4,0.6", "foreign": "0.3,0.5,0.7"},
        (),
        0.6,
    ),
)
GRADES = (
    ("desertdesk", "B", "none", "Earlier reports by this channel held when they were checked"),
    ("stepwire", "C", "none", "Often repeats others, seldom wrong"),
    ("sons", "D", "own", "Speaks about itself"),
    ("truthline", "E", "own", "Close to Brigade 19 by its own statement"),
    ("liwa19", "E", "own", "Speaks about its opponent"),
    ("qamar24", "C", "none", "Local news, passes on much"),
)
TRANSLATED = (
    ("founding", "sons"),
    ("demands", "sons"),
    ("hospital", "sons"),
    ("mosque", "sons"),
    ("base", "sons"),
    ("walls", "sons"),
    ("deny_hospital", "liwa19"),
    ("foreign", "liwa19"),
    ("demands", "midbar"),
)
"""Posts that the analyst translates into English: story and channel."""
NO_PEOPLE = ("invent", "nvented", "demonstr", "de monst", "wind gate")
PICTURES = (
    (
        "sons/photos/flyer.png",
        "document",
        "A flyer of the group: an emblem, the word “Out” as a headline, two names, a threat, three demands",
        "The flyer is the group's own document and shows no person and no site",
    ),
    (
        "sons/photos/wall_1.jpg",
        "ground",
        "A wall with a door and a window, and a red X sprayed between them",
        "No person, plate, street name or landmark is in sight",
    ),
)
"""Pictures that the analyst confirms: end of the path, what it is, what it shows, and why it may leave."""


def apply_decisions(case: Case, seed: int = 1) -> int:
    """Write the analyst's decisions to the log; gives their number. Needs a finished run."""
    case.actor = ANALYST
    traffic = make_traffic(seed)
    count = 0
    for channel, grade, interest, reason in GRADES:
        source = source_id("telegram", str(BY_KEY[channel].number))
        case.decide("reliability", [source], {"grade": grade, "interest": interest}, reason)
        count += 1
    for planned in INDICATIONS:
        count += _indication(case, traffic, planned)
    count += _marks(case)
    count += _pictures(case) + _no_people(case)
    posts = {
        (story, channel): version_of(case, traffic, story, channel) for story, channel in TRANSLATED
    }
    texts = {story.key: story.text["en"] for story in STORIES if "en" in story.text}
    return count + translate(case, {v: texts[story] for (story, _), v in posts.items() if v})


def _pictures(case: Case) -> int:
    """The analyst looks at pictures and confirms what they show; only these may leave the case."""
    captures = case.store.read("captures").to_pylist()
    count = 0
    for name, view, shows, reason in PICTURES:
        found = next((c["original"] for c in captures if (c["path"] or "").endswith(name)), None)
        if found is not None:
            case.decide("confirm", [found], {"shows": shows, "view": view}, reason)
            count += 1
    return count


def _no_people(case: Case) -> int:
    """Suggested people that are the notice on each picture, or a gate of the town, are rejected."""
    wrong = [
        row["entity"]
        for row in case.store.read("entities").to_pylist()
        if row["kind"] == "person" and row["status"] == "suggested"
        and any(word in row["name"].casefold() for word in NO_PEOPLE)
    ]  # fmt: skip
    for entity in wrong:
        case.decide("reject", [entity], {}, "This is no person's name")
    return len(wrong)


def translate(case: Case, texts: Mapping[str, str]) -> int:
    """The analyst's translations into English, by post version; gives their number."""
    rows = case.store.read("post_versions").to_pylist()
    items = {row["post_version"]: row["item"] for row in rows}
    for version, text in texts.items():
        pairs = [f"text={marked(text, 'en')}", "language=en"]
        take_decision(case, Asked("translate", [items[version]], pairs), False)
    return len(texts)


def _indication(case: Case, traffic: Traffic, planned: Planned) -> int:
    words = {"question": "who", "text": planned.text, "theme": planned.theme}
    name = given_id("d", case.decide("indication", [], words).seq)
    count = 1
    for answer, band in planned.bands.items():
        value = {"answer": answer, "band": band}
        case.decide("likelihood", [name], value, "Judged for the demonstration")
        count += 1
    for story, channel, asserts in planned.reports:
        version = version_of(case, traffic, story, channel)
        if version:
            value = {"asserts": "yes" if asserts else "no"}
            case.decide(
                "link", [name, version], value, f"The post of {channel} on {story} bears on it"
            )
            count += 1
    if planned.searched is not None:
        reason = "Searched the shares of all channels for six weeks; nothing was found"
        case.decide("searched", [name], {"d": str(planned.searched)}, reason)
        count += 1
    return count


def version_of(case: Case, traffic: Traffic, story: str, channel: str) -> str | None:
    """The newest version of the post in which a channel told a story."""
    for post in traffic.of(channel):
        if post.story == story:
            source = source_id("telegram", str(BY_KEY[channel].number))
            wanted = post_id(source, str(post.number))
            rows = case.store.read("post_versions")
            found = rows.filter(
                pc.and_(pc.equal(rows.column("post"), wanted), rows.column("latest"))
            )
            return str(found.column("post_version")[0]) if found.num_rows else None
    return None


def _marks(case: Case) -> int:
    """The analyst confirms the marks that the program suggested on the aerial pictures."""
    marks = case.store.read("marks").column("mark").to_pylist()
    for mark in marks:
        was = {mark: subject_of(case.store, mark)}
        case.decide("confirm", [mark], {}, "A red X stands on a roof here", was)
    return len(marks)
