"""How each table looks in a terminal: the columns a person reads first, and its long text.

Data only. Everything else of a row is in ``--columns``, in ``--json`` and on its card
(``indicia show ID``). A name that begins with ``~`` may be cut to fit; ``source_name``, ``said``
``who``, ``sentence`` and ``difference`` are not columns of the table: :mod:`indicia.console.gloss`
looks them up. In a terminal rows stand in the order given here; elsewhere in the order of the
table's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicia.tables import TABLES


@dataclass(frozen=True, slots=True)
class Look:
    """Columns side by side, and texts that take lines of their own under them."""

    columns: tuple[str, ...]
    texts: tuple[str, ...] = ()
    order: str = ""
    """Column to sort by; a dash before it: largest or newest first. Empty: the table's key."""


def _look(columns: str, texts: str = "", order: str = "") -> Look:
    return Look(tuple(columns.split()), tuple(texts.split()), order)


LOOKS: Mapping[str, Look] = {
    "captures": _look("seq captured_utc verdict media_type size original", "path url", "-seq"),
    "decisions": _look("event decided_utc ~actor what ~about undone_by", "value reason", "-seq"),
    "items": _look("item posted kind ~source_name", "said", "-posted"),
    "renditions": _look("rendition item kind ~by language preferred", "text"),
    "boxes": _look("rendition page level label start end confidence"),
    "sources": _look("source ~name ~platform kind items first_utc last_utc", "", "-items"),
    "post_versions": _look(
        "post_version posted_utc ~source_name sightings latest", "said", "-posted_utc"
    ),
    "sightings": _look("post_version item seq captured_utc", "", "-seq"),
    "absences": _look(
        "post ~source_name platform_id looked_utc last_seen_utc ~reader", "", "-looked_utc"
    ),
    "returns": _look("post ~source_name platform_id looked_utc back_utc ~reader", "", "-back_utc"),
    "pictures": _look("picture format width height ~items"),
    "marks": _look("mark picture colour score", "reason", "-score"),
    "faults": _look("fault severity ~code original ~locator", "message"),
    "find_faults": _look("fault item", "message"),
    "mentions": _look("mention kind ~quote ~entity score", "said", "-posted"),
    "statements": _look("statement posted kind modality", "sentence", "-posted"),
    "place_phrases": _look("phrase ~quote protected item", "said"),
    "entities": _look("~entity ~kind ~name ~status ~role mentions last_utc", "", "-mentions"),
    "names": _look("~entity ~name script mentions", "source", "-mentions"),
    "models": _look("method version confirmed rejected examples size", "refusal"),
    "learned": _look("~entity ~kind ~name found score mentions", "said reason", "-score"),
    "name_pairs": _look("pair zone score ~left_name ~right_name decision", "reason", "-score"),
    "relations": _look("relation ~left ~kind ~right status", "says"),
    "places": _look(
        "place ~words area50_km2 area90_km2 protected ~calibration", "legal_term", "area90_km2"
    ),
    "sites": _look("site mark picture place ~name"),
    "orphans": _look("seq ~about ~state", "message"),
    "edits": _look(
        "edit seen_utc ~source_name ~kind removed added meaning", "difference reason", "-seen_utc"
    ),
    "copies": _look("copy kind similarity lag_seconds direction a b", "reason", "-similarity"),
    "origins": _look("origin post_version role certainty size first", "", "-size"),
    "tests": _look("test ~kind statistic null_mean p q n", "who wording refusal", "q"),
    "indications": _look("indication question ~theme status ~judged_by", "text"),
    "evidence": _look("indication origin post_version asserts status", "reason"),
    "judgements": _look("question indication ~answer ~judge low best high status", "word"),
    "assessments": _look("question ~answer mean low high ~word confidence"),
    "weights": _look("question kind id decibans without lead_changes", "text"),
    "history": _look("question at_utc ~answer mean low high ~word", "because", "at_utc"),
    "joint": _look("first ~first_answer second ~second_answer probability independent", "note"),
    "sensitivity": _look("question kind ~id value low high", "note"),
}
"""Table -> its look. A table that is missing here shows its first columns."""

MOST_COLUMNS = 6


def look_of(name: str) -> Look:
    """The look of a table."""
    if name in LOOKS:
        return LOOKS[name]
    return Look(tuple(f"~{column.name}" for column in TABLES[name].columns[:MOST_COLUMNS]))
