"""The demonstration's tables against its planted truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import orjson
from shapely.geometry import Point, shape

from indicia.case import Case
from indicia.identity import post_id, source_id
from indicia.names.compare import compare_names

Truth = Mapping[str, Any]


def score(case: Case, truth: Truth) -> dict[str, Any]:
    """Figures by stage; see :func:`as_markdown` for what each means."""
    version = _versions(case)
    return {
        "read": _read(version, truth),
        "copies": _copies(case, version, truth),
        "origins": _origins(case, version, truth),
        "coordination": _coordination(case, truth),
        "aliases": _aliases(truth),
        "marks": _marks(case, truth),
        "statements": _statements(case, version, truth),
        "sites": _sites(case, truth),
        "answer": _answer(case, truth),
    }


def _versions(case: Case) -> dict[str, str]:
    """Planted name of a post ("channel/message") -> its newest post version."""
    return {
        row["post"]: row["post_version"]
        for row in case.store.read("post_versions").to_pylist()
        if row["latest"]
    }


def _planted(name: str, version: Mapping[str, str]) -> str | None:
    channel, _, message = name.partition("/")
    keys = [channel, "name:Tell Qamar Archive"]
    for key in keys:
        if found := version.get(post_id(source_id("telegram", key), message)):
            return found
    return None


def _read(version: Mapping[str, str], truth: Truth) -> dict[str, float]:
    names = [name for group in truth["origins"].values() for name in group]
    found = sum(_planted(name, version) is not None for name in names)
    return {"planted posts": len(names), "read": found}


def _groups(version: Mapping[str, str], truth: Truth) -> dict[str, str]:
    return {
        found: key
        for key, names in truth["origins"].items()
        for name in names
        if (found := _planted(name, version))
    }


def _copies(case: Case, version: Mapping[str, str], truth: Truth) -> dict[str, float]:
    group = _groups(version, truth)
    members: dict[str, list[str]] = defaultdict(list)
    for post, key in group.items():
        members[key].append(post)
    wanted = {
        frozenset((a, b)) for posts in members.values() for a in posts for b in posts if a < b
    }
    rows = case.store.read("copies").to_pylist()
    found = {frozenset((r["a"], r["b"])) for r in rows if r["a"] in group and r["b"] in group}
    joined = {r["post_version"]: r["origin"] for r in case.store.read("origins").to_pylist()}
    linked = {pair for pair in wanted if len({joined.get(p, p) for p in pair}) == 1}
    good = len(found & wanted)
    return {
        "pairs found": len(found),
        "precision": good / len(found) if found else 1.0,
        "planted pairs": len(wanted),
        "recall (one origin)": len(linked) / len(wanted) if wanted else 1.0,
    }


def _origins(case: Case, version: Mapping[str, str], truth: Truth) -> dict[str, float]:
    """For each planted origin with copies: does its number of found origins differ by at most 1?"""
    joined = {r["post_version"]: r["origin"] for r in case.store.read("origins").to_pylist()}
    right = 0
    for key in truth["copied_origins"]:
        posts = [p for name in truth["origins"][key] if (p := _planted(name, version))]
        right += len({joined.get(p, p) for p in posts}) <= 2
    total = len(truth["copied_origins"])
    return {"copied origins": total, "right within 1": right / total if total else 1.0}


def _coordination(case: Case, truth: Truth) -> dict[str, float]:
    planted = {source_id("telegram", number) for number in truth["coordinated"]}
    rows = [
        r
        for r in case.store.read("tests").to_pylist()
        if r["kind"] == "coshare link" and r["q"] is not None
    ]
    pairs = {frozenset(r["subjects"]) for r in rows}
    wanted = len(planted) * (len(planted) - 1) // 2
    good = sum(pair <= planted for pair in pairs)
    return {
        "planted pairs": wanted,
        "power": good / wanted if wanted else 1.0,
        "false pairs": len(pairs) - good,
    }


def _aliases(truth: Truth) -> dict[str, float]:
    kinds = {
        "Abu Rashid al-Tellawi": "person",
        "Sindus Hospital": "place",
        "Al-Noor Mosque": "place",
    }
    same = sum(
        compare_names(a, b, kinds.get(b, "organisation")).zone != "different"
        for a, b in truth["aliases"]
    )
    return {"planted": len(truth["aliases"]), "suggested or same": same}


def _marks(case: Case, truth: Truth) -> dict[str, float]:
    pictures = {row["picture"]: row for row in case.store.read("pictures").to_pylist()}
    rows = [r for r in case.store.read("marks").to_pylist() if r["picture"] in truth["marks"]]
    wanted = [(sha, x, y) for sha, centres in truth["marks"].items() for x, y in centres]
    hit = 0
    used: set[str] = set()
    for sha, x, y in wanted:
        picture = pictures.get(sha)
        for row in rows:
            if picture is None or row["picture"] != sha or row["mark"] in used:
                continue
            inside_x = row["x0"] * picture["width"] <= x <= row["x1"] * picture["width"]
            inside_y = row["y0"] * picture["height"] <= y <= row["y1"] * picture["height"]
            if inside_x and inside_y:
                used.add(row["mark"])
                hit += 1
                break
    return {
        "planted": len(wanted),
        "recall": hit / len(wanted) if wanted else 1.0,
        "precision": hit / len(rows) if rows else 1.0,
    }


def _statements(case: Case, version: Mapping[str, str], truth: Truth) -> dict[str, float]:
    by_item: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in case.store.read("statements").to_pylist():
        by_item[row["item"]].append(row)
    item_of = {
        row["post_version"]: row["item"] for row in case.store.read("post_versions").to_pylist()
    }
    found = right = 0
    for planted in truth["statements"]:
        post = _planted(planted["post"], version)
        rows = by_item.get(item_of.get(post or "", ""), [])
        found += bool(rows)
        right += any(row["kind"] == planted["kind"] for row in rows)
    total = len(truth["statements"])
    return {"planted": total, "with a frame": found, "of the planted kind": right}


def _sites(case: Case, truth: Truth) -> dict[str, float]:
    """Of the sites told in words: is the true point inside a 90 % region made from such words?"""
    regions = [
        shape(orjson.loads(row["region90"]))
        for row in case.store.read("places").to_pylist()
        if row["phrase"] is not None
    ]
    inside = sum(
        any(region.contains(Point(site["lon"], site["lat"])) for region in regions)
        for site in truth["sites"]
    )
    return {"sites": len(truth["sites"]), "inside a 90 % region": inside}


def _answer(case: Case, truth: Truth) -> dict[str, Any]:
    rows = [r for r in case.store.read("assessments").to_pylist() if r["question"] == "who"]
    if not rows:
        return {"leading": "none", "right": False}
    best = max(rows, key=lambda r: (r["mean"], -r["rank"]))
    return {
        "leading": best["answer"],
        "mean": round(best["mean"], 3),
        "low": round(best["low"], 3),
        "high": round(best["high"], 3),
        "right": best["answer"] == truth["answer"]["who"],
    }


def as_markdown(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures as a table."""
    lines = ["| stage | figure | value |", "|---|---|---|"]
    for stage, row in figures.items():
        for name, value in row.items():
            shown = f"{value:.3f}" if isinstance(value, float) else str(value)
            lines.append(f"| {stage} | {name} | {shown} |")
    return "\n".join(lines) + "\n"
