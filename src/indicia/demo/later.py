"""The demonstration's second round: what came some days after the first update.

A few new posts in new exports of the same channels, and what the invented analyst decides about
them, so that a second update has something that was added, strengthened, weakened and withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from indicia.case import Case
from indicia.console.decide import subject_of
from indicia.decision import given_id
from indicia.demo.traffic import START, Post, Traffic, marked
from indicia.demo.world import BY_KEY
from indicia.identity import post_id, source_id

FOLDER = "material-later"


@dataclass(frozen=True, slots=True)
class Later:
    """One post of the second round: who, when after the start (days, hours), what."""

    key: str
    channel: str
    day: int
    hour: int
    text: str
    kind: str = "claim"


POSTS: tuple[Later, ...] = (
    Later(
        "second_statement",
        "sons",
        43,
        18,
        "بيان رقم 2: نحن أبناء تل قمر، ونكرر مطلبنا: يجب على لواء 19 الخروج من تل قمر. لا نتلقى أموالا من أي جهة خارجية.",
        "demand",
    ),
    Later(
        "third_resident",
        "qamar24",
        44,
        9,
        "قال اثنان من الأهالي لقناة قمر ٢٤ إنهما يعرفان أعضاء في أبناء تل قمر من الحي الشمالي منذ الطفولة.",
    ),
    Later(
        "retraction",
        "truthline",
        45,
        12,
        "Truth Line withdraws its report that the Sons of Tell Qamar are run from abroad. The source "
        "of that report has not answered further questions.",
    ),
)
ENGLISH = {
    "second_statement": "Statement number 2: We are the Sons of Tell Qamar, and we repeat our demand: "
    "Brigade 19 must leave Tell Qamar. We receive no money from any foreign side.",
    "third_resident": "Two residents told the channel Qamar 24 that they have known members of the "
    "Sons of Tell Qamar from the North Quarter since childhood.",
}


def later_traffic(first: Traffic) -> Traffic:
    """The posts of the second round, numbered on from the first round's last post of a channel."""
    later = Traffic()
    counts: dict[str, int] = {}
    for planned in POSTS:
        earlier = first.of(planned.channel)
        last = max((p.number + max(len(p.pictures), 1) - 1 for p in earlier), default=1)
        counts[planned.channel] = counts.get(planned.channel, last) + 1
        language = BY_KEY[planned.channel].language
        later.posts.append(
            Post(
                planned.channel,
                START + timedelta(days=planned.day, hours=planned.hour),
                marked(planned.text, language),
                language,
                planned.key,
                kind=planned.kind,
                polarity="yes",
                story=planned.key,
                number=counts[planned.channel],
            )
        )
    return later


def build_later(folder: Path, first: Traffic) -> Path:
    """Write the exports of the second round below ``folder``; gives their folder."""
    from indicia.demo.build import write_export

    traffic = later_traffic(first)
    home = folder / FOLDER
    for key in dict.fromkeys(post.channel for post in traffic.posts):
        write_export(home / "telegram" / key, BY_KEY[key], traffic, {}, whole=False)
    return home


def apply_later(case: Case, first: Traffic) -> int:
    """What the analyst decides in the second round; gives the number of decisions."""
    from indicia.demo.decisions import translate

    posts = {post.story: post for post in later_traffic(first).posts}
    versions = {key: _version(case, post) for key, post in posts.items()}
    count = translate(case, {versions[key]: text for key, text in ENGLISH.items()})
    indications = {r["text"]: r["indication"] for r in case.store.read("indications").to_pylist()}
    known = next(n for text, n in indications.items() if "know members" in text)
    abroad = next(n for text, n in indications.items() if "run from abroad" in text)
    links = (
        (known, "third_resident", "yes", "Two further residents, told to another channel"),
        (abroad, "retraction", "no", "The channel that reported it withdraws it"),
    )
    for indication, key, asserts, reason in links:
        case.decide("link", [indication, versions[key]], {"asserts": asserts}, reason)
    taken_back = _undo_link(case, abroad)
    source = source_id("telegram", str(BY_KEY["qamar24"].number))
    case.decide(
        "reliability",
        [source],
        {"grade": "B", "interest": "none"},
        "Named its interviews, which held",
    )
    return count + len(links) + taken_back + 1 + _no_money(case) + _reject(case, first)


def _version(case: Case, post: Post) -> str:
    source = source_id("telegram", str(BY_KEY[post.channel].number))
    wanted = post_id(source, str(post.number))
    rows = case.store.read("post_versions").to_pylist()
    return next(str(row["post_version"]) for row in rows if row["post"] == wanted)


def _undo_link(case: Case, indication: str) -> int:
    """The link of the report that its channel has withdrawn is taken back."""
    source = source_id("telegram", str(BY_KEY["truthline"].number))
    of_source = {
        row["post_version"]
        for row in case.store.read("post_versions").to_pylist()
        if row["source"] == source
    }
    rows = [
        row
        for row in case.store.read("decisions").to_pylist()
        if row["what"] == "link" and row["about"][0] == indication
        and row["about"][1] in of_source and row["undone_by"] is None
    ]  # fmt: skip
    for row in rows:
        case.decide("undo", [row["event"]], {}, "Its channel withdrew the report")
    return len(rows)


def _reject(case: Case, first: Traffic) -> int:
    """Statements that take a translated call of the group for the channel's own words."""
    from indicia.demo.decisions import version_of

    versions = {version_of(case, first, "founding", key) for key in ("desertdesk", "stepwire")}
    items = {
        i["item"] for i in case.store.read("items").to_pylist() if i["post_version"] in versions
    }
    wrong = [
        row["statement"]
        for row in case.store.read("statements").to_pylist()
        if row["item"] in items and row["speaker_type"] == "source"
    ]
    for name in wrong:
        reason = "These are the group's words in translation, not the channel's own"
        case.decide("reject", [name], {}, reason, {name: subject_of(case.store, name)})
    return len(wrong)


def _no_money(case: Case) -> int:
    """A further indication, looked for and not found."""
    words = {
        "question": "who",
        "theme": "backing",
        "text": "Money from abroad to the group is documented",
    }
    name = given_id("d", case.decide("indication", [], words).seq)
    for answer, band in (
        ("local", "0.02,0.05,0.1"),
        ("backed", "0.4,0.6,0.75"),
        ("foreign", "0.5,0.65,0.8"),
    ):
        case.decide(
            "likelihood", [name], {"answer": answer, "band": band}, "Judged for the demonstration"
        )
    reason = "Searched all posts and the foundation's report; no transfer is named"
    case.decide("searched", [name], {"d": "0.5"}, reason)
    return 5
