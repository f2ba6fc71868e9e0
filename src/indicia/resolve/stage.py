"""Writes ``entities``, ``names``, ``name_pairs``, ``relations``, ``places``, ``sites``, ``orphans``."""

from __future__ import annotations

from indicia.resolve.decided import Decided, replay
from indicia.resolve.entity import resolve_entities
from indicia.resolve.kept import Kept
from indicia.resolve.mention import placed_mentions
from indicia.resolve.orphan import changed_subjects, find_orphans
from indicia.resolve.pair import suggest_pairs
from indicia.resolve.place import locate_phrases
from indicia.resolve.relation import find_relations
from indicia.resolve.site import sites
from indicia.stage import StageTables, Workspace
from indicia.tables import table_of


def run(work: Workspace) -> StageTables:
    """Resolve the case: lexicon first, then decisions, then suggestions."""
    decisions = work.table("decisions").to_pylist()
    decided: Decided = replay(decisions, changed_subjects(work))
    work.progress.start(4, "steps")
    kept = Kept(work.units)
    resolved = resolve_entities(work, decided, placed_mentions(work), kept)
    work.progress.advance()
    pairs = suggest_pairs(resolved, decided, kept)
    work.progress.advance()
    relations = find_relations(work, resolved, decided)
    work.progress.advance()
    places = locate_phrases(work, kept)
    work.progress.advance()
    kept.keep()
    return {
        "entities": table_of("entities", resolved.entity_rows()),
        "names": table_of("names", resolved.name_rows()),
        "name_pairs": table_of("name_pairs", pairs),
        "relations": table_of("relations", relations),
        "places": table_of("places", places),
        "sites": table_of(
            "sites", sites(decisions, work.table("marks", ["mark", "picture"]).to_pylist())
        ),
        "orphans": table_of("orphans", find_orphans(work, resolved.seen)),
    }
