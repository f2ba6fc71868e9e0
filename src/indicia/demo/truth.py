"""The planted truth, read off the traffic: what a perfect run would find."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from indicia.demo.traffic import Traffic
from indicia.demo.world import BY_KEY, CHANNELS, SITES, STORIES

Marks = Mapping[str, tuple[int, tuple[tuple[int, int], ...]]]


def truth_of(traffic: Traffic, marks: Marks, pictures: Mapping[str, bytes]) -> dict[str, Any]:
    """Origins, copies, aliases, coordination, sites, marks, statements, and the right answer.

    A post is named "<channel id>/<message id>".
    """
    origins: dict[str, list[str]] = defaultdict(list)
    statements = []
    for post in traffic.posts:
        channel = BY_KEY[post.channel]
        name = f"{channel.number}/{post.number}"
        origins[post.origin].append(name)
        if post.story and post.how == "first":
            statements.append(
                {
                    "post": name,
                    "story": post.story,
                    "kind": post.kind,
                    "polarity": post.polarity,
                    "language": post.language,
                }
            )
    return {
        "invented": True,
        "origins": dict(sorted(origins.items())),
        "copied_origins": sorted(key for key, names in origins.items() if len(names) > 1),
        "aliases": [
            ["لواء 19", "Brigade 19"],
            ["فوج الصقر", "Falcon Regiment"],
            ["أبناء تل قمر", "Sons of Tell Qamar"],
            ["أبو رشيد التلاوي", "Abu Rashid al-Tellawi"],
            ["مستشفى سندس", "Sindus Hospital"],
            ["مسجد النور", "Al-Noor Mosque"],
        ],
        "coordinated": sorted(str(c.number) for c in CHANNELS if c.part == "cluster"),
        "sites": [
            {"key": s.key, "lat": s.lat, "lon": s.lon, "names": s.name, "protected": s.protected}
            for s in SITES
        ],
        "marks": {
            hashlib.sha256(pictures[name]).hexdigest(): [list(centre) for centre in centres]
            for name, (_, centres) in marks.items()
        },
        "statements": statements,
        "opposed": [[s.key, s.opposes] for s in STORIES if s.opposes],
        "answer": {"who": "local"},
    }
