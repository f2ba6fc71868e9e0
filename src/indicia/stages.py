"""The stages, in the order data flows. A reader of this table and of tables.py knows the program.

``collect`` is done when material is added or watched: it writes originals and log events. Its
tables are replayed from the log, by the first stage below.
"""

from __future__ import annotations

from indicia.stage import Stage

STAGES: tuple[Stage, ...] = (
    Stage("collect", "2", "indicia.collect.stage", (), ("captures", "decisions"), ("log",)),
    Stage(
        "read",
        "8",
        "indicia.read.stage",
        ("captures", "decisions"),
        (
            "items",
            "renditions",
            "boxes",
            "sources",
            "post_versions",
            "sightings",
            "absences",
            "returns",
            "pictures",
            "marks",
            "faults",
        ),
        (
            "originals",
            "settings.languages",
            "settings.time_zone",
            "settings.export_time_zone",
            "settings.column_mappings",
            "settings.source_kinds",
        ),
        decides=("transcribe", "correct", "translate", "kind"),
    ),
    Stage(
        "find",
        "9",
        "indicia.find.stage",
        ("items", "renditions", "post_versions"),
        ("mentions", "statements", "place_phrases", "find_faults"),
        ("lexicon", "settings.area", "settings.languages", "settings.time_zone"),
    ),
    Stage(
        "compare",
        "1",
        "indicia.compare.stage",
        ("items", "renditions", "post_versions", "sightings", "absences", "returns", "mentions"),
        ("edits",),
    ),
    Stage(
        "trace",
        "4",
        "indicia.trace.stage",
        ("items", "renditions", "post_versions", "pictures", "sources", "decisions"),
        ("copies", "origins"),
        decides=("reject:c",),
    ),
    Stage(
        "resolve",
        "9",
        "indicia.resolve.stage",
        (
            "decisions",
            "items",
            "renditions",
            "post_versions",
            "pictures",
            "marks",
            "mentions",
            "statements",
            "place_phrases",
            "origins",
        ),
        ("entities", "names", "name_pairs", "relations", "places", "sites", "orphans"),
        ("lexicon", "settings.area"),
    ),
    Stage(
        "learn",
        "1",
        "indicia.learn.stage",
        ("decisions", "renditions", "post_versions", "mentions", "entities", "names"),
        ("models", "learned"),
        ("lexicon",),
        decides=("confirm", "reject"),
    ),
    Stage(
        "conduct",
        "7",
        "indicia.conduct.stage",
        (
            *("captures", "items", "renditions", "post_versions", "sightings", "sources"),
            *("origins", "copies"),
        ),
        ("tests",),
    ),
    Stage(
        "weigh",
        "10",
        "indicia.weigh.stage",
        (
            "decisions",
            "post_versions",
            "sources",
            "statements",
            "mentions",
            "origins",
            "copies",
            "tests",
        ),
        (
            "indications",
            "evidence",
            "judgements",
            "assessments",
            "weights",
            "sensitivity",
            "history",
            "joint",
        ),
        ("settings.questions", "settings.links"),
    ),
)

BY_NAME = {stage.name: stage for stage in STAGES}
WRITER_OF = {table: stage.name for stage in STAGES for table in stage.gives}


def until(name: str | None) -> tuple[Stage, ...]:
    """The stages up to and with ``name``; all of them for ``None``. Raises ``KeyError``."""
    if name is None:
        return STAGES
    names = [stage.name for stage in STAGES]
    if name not in names:
        raise KeyError(name)
    return STAGES[: names.index(name) + 1]
