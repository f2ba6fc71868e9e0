"""Where a person was seen: delayed by the policy, and never said as of now.

A sighting is words of seeing or arriving beside the name of a person, public or not. Until
``policy.delay_days`` have passed since it was posted, the name is withheld in quotes, and prose
that repeats it stops the build.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from indicia.publish.harmword import find_word
from indicia.publish.view import View
from indicia.text.fold import fold

WORDS = re.compile(r"[^\W_]+")


def named_person(view: View, text: str) -> str | None:
    """The id of a person of the case whose name stands in the text, or ``None``."""
    folded = folded_words(text)
    return next((e for name, e in view.person_names.items() if f" {name} " in folded), None)


def folded_words(text: str) -> str:
    """The words of a text, folded, each between blanks."""
    return f" {' '.join(WORDS.findall(fold(text).text))} "


def is_sighting(text: str) -> bool:
    """Whether words of seeing, arriving or staying stand in the text."""
    return find_word("sighting", text) is not None or find_word("live", text) is not None


def is_delayed(view: View, item: str) -> bool:
    """Whether an item is younger than the policy lets a sighting be. Undated counts as young."""
    if view.when is None:
        return False
    row = view.items.get(item)
    posted: Any = ((row or {}).get("posted") or {}).get("from_utc")
    if posted is None:
        version = view.versions.get(view.version_of_item.get(item, ""), {})
        posted = version.get("first_seen_utc")
    delay = timedelta(days=view.settings.policy.delay_days)
    return not isinstance(posted, datetime) or view.when - posted < delay
