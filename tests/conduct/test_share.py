"""Objects and events by columns: the same as a slow plain version gives on random corpora."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.conduct.coordination.foldtext import folded_texts, same_words
from indicia.conduct.coordination.object import KINDS, sharings
from indicia.conduct.coordination.share import Shares, shares_from, shares_of
from indicia.conduct.traffic import Traffic
from indicia.trace.feature import normal_link
from indicia.trace.post import Post, table_of_posts
from indicia.trace.shingle import folded_words
from indicia.trace.text import is_telling

WINDOW = 60
Event = tuple[str, int, str]
"""Source, second, item."""
Objects = dict[str, list[list[int]]]
"""Kind to the rows of each object."""

LINKS = [
    "https://a.example/x",
    "http://www.A.example/x/",
    "a.example/x?utm_source=t",
    "",
    "b.example",
]
TAGS = ["#One", "#ONE", "#two", ""]
TEXTS = [
    "The convoy left the northern gate at dawn",
    "The CONVOY left the northern gate, at dawn!",
    "The convoy left the northern gate at dawn https://a.example/x",
    "Nobody has seen the convoy at the southern gate",
    "thank you",
    "",
]


def a_post(rng: random.Random, number: int) -> Post:
    return Post(
        item=f"p{number:04d}",
        source=f"channel {rng.randrange(6)}",
        posted=None if rng.random() < 0.1 else rng.randrange(400) * 1_000_000,
        text=rng.choice(TEXTS),
        language=rng.choice(["ar", "ru", None]),
        forwarded_from=rng.choice(["c-1", "c-2", "", None]) or None,
        pictures=tuple(rng.choices(["aa", "bb", ""], k=rng.randrange(3))),
        urls=tuple(rng.choices(LINKS, k=rng.randrange(4))),
        hashtags=tuple(rng.choices(TAGS, k=rng.randrange(3))),
    )


def a_corpus(seed: int) -> tuple[list[Post], pa.Table]:
    rng = random.Random(seed)
    posts = [a_post(rng, number) for number in range(rng.randrange(60))]
    names = [post.item for post in posts] + ["not held"]
    pairs = [
        (rng.choice(names), rng.choice(names), rng.choice(["near", "identical", "translation"]))
        for _ in range(rng.randrange(4))
    ]
    columns = list(zip(*pairs, strict=True)) or [(), (), ()]
    copies = {
        name: pa.array(column, pa.string())
        for name, column in zip(("a", "b", "kind"), columns, strict=True)
    }
    return posts, pa.table(copies)


def plain_groups(posts: list[Post], copies: pa.Table) -> list[list[int]]:
    """Groups of equal or nearly equal texts, merged until nothing changes."""
    row_of = {post.item: row for row, post in enumerate(posts)}
    groups: list[set[int]] = [{row} for row in range(len(posts))]
    same = [
        (a, b)
        for a, one in enumerate(posts)
        for b, other in enumerate(posts[:a])
        if is_telling(folded_words(one.text)) and folded_words(one.text) == folded_words(other.text)
    ]
    same += [
        (row_of[link["a"]], row_of[link["b"]])
        for link in copies.to_pylist()
        if link["kind"] != "translation" and link["a"] in row_of and link["b"] in row_of
    ]
    for a, b in same:
        left = next(group for group in groups if a in group)
        right = next(group for group in groups if b in group)
        if left is not right:
            groups.remove(right)
            left |= right
    return [sorted(group) for group in groups if len(group) > 1]


def plain_objects(posts: list[Post], copies: pa.Table) -> Objects:
    found: dict[str, dict[str, set[int]]] = {kind: defaultdict(set) for kind in KINDS}
    for row, post in enumerate(posts):
        for url in post.urls:
            found["link"][normal_link(url)].add(row)
        for picture in post.pictures:
            found["picture"][picture].add(row)
        for tag in post.hashtags:
            found["hashtag"][tag.casefold()].add(row)
    for number, group in enumerate(plain_groups(posts, copies)):
        for row in group:
            found["text"][str(number)].add(row)
            if posts[row].forwarded_from:
                found["forward"][f"{posts[row].forwarded_from} {number}"].add(row)
    return {
        kind: sorted(sorted(rows) for name, rows in objects.items() if name)
        for kind, objects in found.items()
    }


def plain_events(posts: list[Post], rows: list[int]) -> list[Event]:
    """Of an account's repeats within the window the first stands."""
    last: dict[str, int] = {}
    events = []
    dated = [(p.posted, p.item, p.source) for row in rows if (p := posts[row]).posted is not None]
    for micros, item, source in sorted(dated):
        second = micros // 1_000_000
        if source not in last or second - last[source] > WINDOW:
            events.append((source, second, item))
            last[source] = second
    return sorted(events)


def by_object(shares: Shares, posts: list[Post]) -> list[list[Event]]:
    events: dict[int, list[Event]] = defaultdict(list)
    for row in range(len(shares)):
        name = shares.accounts[shares.account[row]]
        event = (name, int(shares.second[row]), posts[shares.item[row]].item)
        events[int(shares.object[row])].append(event)
    return sorted(sorted(found) for found in events.values())


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_objects_and_events_are_those_of_a_plain_version(seed: int) -> None:
    posts, copies = a_corpus(seed)
    traffic = Traffic(table_of_posts(posts), copies, {})
    wanted = plain_objects(posts, copies)
    for kind, sharing in sharings(traffic):
        rows: dict[int, set[int]] = defaultdict(set)
        for row, thing in zip(sharing.row.tolist(), sharing.object.tolist(), strict=True):
            rows[thing].add(row)
        assert sorted(map(sorted, rows.values())) == wanted[kind]
        events = [found for group in wanted[kind] if (found := plain_events(posts, group))]
        assert by_object(shares_of(traffic, sharing, WINDOW), posts) == sorted(events)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60) | st.none(), max_size=40))
def test_texts_fold_as_one_by_one(texts: list[str | None]) -> None:
    halves = [texts[: len(texts) // 2], texts[len(texts) // 2 :]]
    column = pa.chunked_array([pa.array(half, pa.string()) for half in halves])
    folded = [text for block in folded_texts(column) for text in block.to_pylist()]
    assert folded == [folded_words(text or "") for text in texts]


def test_letters_marks_and_links_of_many_scripts_fold_as_one_by_one() -> None:
    rng = random.Random(5)
    pieces = [
        *"aБ ё ß…ﷺ½ 한글_'\u200b\u0301 \n\x85\xa0٣ſK",
        "http://",
        "WWW.",
        "https://x.y/z",
        "\u3000",
    ]
    texts = ["".join(rng.choices(pieces, k=30)) for _ in range(3_000)]
    column = pa.chunked_array([pa.array(texts)])
    folded = [text for block in folded_texts(column) for text in block.to_pylist()]
    assert folded == [folded_words(text) for text in texts]


def test_every_code_point_folds_as_one_by_one() -> None:
    texts = [f"x{chr(n)}y" for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    texts = ["".join(texts[at : at + 50]) for at in range(0, len(texts), 50)]
    column = pa.chunked_array([pa.array(texts)])
    folded = [text for block in folded_texts(column) for text in block.to_pylist()]
    assert folded == [folded_words(text) for text in texts]


def test_texts_that_say_too_little_have_no_number() -> None:
    texts = ["one two three", "a b c d e f g", TEXTS[0], TEXTS[1], TEXTS[3], None]
    numbers = same_words(pa.chunked_array([pa.array(texts[:3]), pa.array(texts[3:])]))
    assert numbers.tolist() == [-1, -1, 0, 0, 1, -1]


def test_new_names_change_neither_events_nor_their_order() -> None:
    rng = np.random.default_rng(1)
    account, thing = rng.integers(0, 30, 500), rng.integers(0, 40, 500)
    second, item = rng.integers(0, 9_000, 500), np.arange(500)
    one = shares_from((account, thing, second, item), WINDOW)
    names, things = rng.permutation(30), rng.permutation(40)
    mixed = rng.permutation(500)
    columns = (names[account][mixed], things[thing][mixed], second[mixed], item[mixed])
    other = shares_from(columns, WINDOW)
    assert names[one.account].tolist() == other.account.tolist()
    for column in ("object", "second", "item"):
        assert getattr(one, column).tolist() == getattr(other, column).tolist()
