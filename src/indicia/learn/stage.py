"""The stage ``learn``: trains the layer on decided names and scores the queue: ``models``, ``learned``.

Nothing is trained without enough decisions, nor where the extra ``learn`` is not installed; the row
of ``models`` then says why, ``learned`` is empty, and everything else works as without the stage.
The model's bytes are kept with the case's derived data under the digest of what they were made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of
from indicia.find.learned import (
    SETTINGS,
    VERSION,
    Example,
    Model,
    both_ways,
    is_available,
    train,
)
from indicia.find.passage import read_passage
from indicia.identity import derived_id, sha256_hex
from indicia.learn.example import Judged, Lists, examples
from indicia.learn.queue import Place, Scored, new_names, score_names
from indicia.stage import StageTables, Workspace
from indicia.stages import BY_NAME
from indicia.tables import table_of
from indicia.text.fold import fold_key

KINDS = ("person", "organisation", "place", "facility", "road")
LEAST_CONFIRMED, LEAST_REJECTED = 20, 10
"""Different names that people confirmed and rejected; under them nothing is trained."""
MOST_MENTIONS = 20
"""Mentions of one decided name that are learnt from: what all texts repeat must not outweigh."""
MOST_SCANNED = 5_000
"""Texts, the newest, in which names that no rule found are looked for."""
METHOD = "crf"
COLUMNS = ["mention", "item", "rendition", "start", "end", "kind", "quote", "entity", "method"]
EDGE = 32
Row = Mapping[str, Any]


def run(work: Workspace) -> StageTables:
    """The tables ``models`` and ``learned``."""
    verdicts = verdicts_of(work.table("decisions").to_pylist())
    if sum(verdicts.values()) < LEAST_CONFIRMED:
        return _refused(_too_few(sum(verdicts.values()), len(verdicts) - sum(verdicts.values())))
    mentions = _of_parties(work.table("mentions", COLUMNS))
    judged, names = _judged(mentions, verdicts)
    confirmed, rejected = sum(names.values()), len(names) - sum(names.values())
    if confirmed < LEAST_CONFIRMED or rejected < LEAST_REJECTED:
        return _refused(_too_few(confirmed, rejected), confirmed, rejected)
    if not is_available():
        why = 'python-crfsuite is not installed; pip install "indicia[learn]", then run again'
        return _refused(why, confirmed, rejected)
    lists = Lists(work.lexicon)
    texts = _texts(work, set(judged))
    made = [
        both
        for rendition in sorted(judged)
        for one in _examples(texts[rendition], judged[rendition], lists)
        for both in both_ways(one)
    ]
    digest = digest_of(made)
    content = _trained(work, made, digest)
    model = Model(content)
    rows = _queue_rows(work, model, lists, mentions, frozenset(verdicts), sha256_hex(content))
    row = {
        "model": sha256_hex(content),
        "trained_on": digest,
        "examples": len(made),
        "size": len(content),
    }
    return {
        "models": table_of("models", [_model_row(confirmed, rejected, row)]),
        "learned": table_of("learned", rows),
    }


def verdicts_of(decisions: Sequence[Row]) -> dict[str, bool]:
    """Mention or suggested name -> whether it was confirmed, by the last decision that stands."""
    found: dict[str, bool] = {}
    for row in decisions:
        if row["undone_by"] is None and row["what"] in ("confirm", "reject"):
            for name in row["about"]:
                if name.startswith(("m-", "x-")):
                    found.pop(name, None)
                    found[name] = row["what"] == "confirm"
    return found


def digest_of(made: Sequence[Example]) -> str:
    """SHA-256 of what a model is trained on: examples, settings and version."""
    parts = [[list(map(list, one.features)), list(one.labels)] for one in made]
    return sha256_hex(orjson.dumps([VERSION, SETTINGS, parts], option=orjson.OPT_SORT_KEYS))


def name_id(kind: str, name: str) -> str:
    """The id of the suggested entity of a name, as resolve gives it."""
    return derived_id("x", kind, fold_key(name))


def _too_few(confirmed: int, rejected: int) -> str:
    return (
        f"{confirmed} names confirmed and {rejected} rejected; {LEAST_CONFIRMED} and "
        f"{LEAST_REJECTED} are needed before anything is learnt"
    )


def _refused(why: str, confirmed: int = 0, rejected: int = 0) -> StageTables:
    row = _model_row(confirmed, rejected, {"refusal": why})
    return {"models": table_of("models", [row]), "learned": table_of("learned", [])}


def _model_row(confirmed: int, rejected: int, more: Row) -> dict[str, Any]:
    return {
        "method": METHOD,
        "version": VERSION,
        "confirmed": confirmed,
        "rejected": rejected,
        "settings": orjson.dumps(SETTINGS, option=orjson.OPT_SORT_KEYS).decode(),
        "made_by": BY_NAME["learn"].made_by,
        **more,
    }


def _of_parties(mentions: pa.Table) -> pa.Table:
    kinds = pc.is_in(mentions.column("kind"), value_set=pa.array(KINDS))
    return mentions.filter(pc.and_(kinds, pc.not_equal(mentions.column("method"), "byline")))


def _judged(
    mentions: pa.Table, verdicts: Mapping[str, bool]
) -> tuple[dict[str, list[Judged]], dict[str, bool]]:
    """Rendition -> its mentions where one was decided on; and each decided name's verdict."""
    names: dict[str, bool] = {}
    used: dict[str, int] = {}
    judged: dict[str, list[Judged]] = {}
    decided: set[str] = set()
    for row in rows_of(mentions):
        name = name_id(row["kind"], row["quote"])
        right = verdicts.get(row["mention"], verdicts.get(name))
        if right is not None:
            names[name] = right
            used[name] = used.get(name, 0) + 1
            if used[name] <= MOST_MENTIONS:
                decided.add(row["rendition"])
        elif row["entity"]:
            right = True  # the lexicon vouches for it
        one = Judged(row["start"], row["end"], row["kind"], right)
        judged.setdefault(row["rendition"], []).append(one)
    return {rendition: judged[rendition] for rendition in decided}, names


def _examples(text: str, judged: Sequence[Judged], lists: Lists) -> list[Example]:
    passage = read_passage(text)
    return list(examples(passage, lists.features(passage), judged))


def _trained(work: Workspace, made: Sequence[Example], digest: str) -> bytes:
    """The model of these examples: as it was kept, or trained and kept."""
    kept = work.units.recall("model", digest)
    if kept is not None:
        held: bytes = kept["model"].column("content")[0].as_py()
        return held
    content = train(made)
    table = pa.table({"content": pa.array([content], pa.binary())})
    work.units.remember("model", digest, {"model": table})
    return content


def _texts(work: Workspace, wanted: set[str]) -> dict[str, str]:
    rows = work.table("renditions", ["rendition", "text"])
    held = rows.filter(pc.is_in(rows.column("rendition"), value_set=pa.array(sorted(wanted))))
    return dict(zip(*(held.column(c).to_pylist() for c in ("rendition", "text")), strict=True))


def _queue_rows(
    work: Workspace,
    model: Model,
    lists: Lists,
    mentions: pa.Table,
    decided: frozenset[str],
    made: str,
) -> list[dict[str, Any]]:
    waiting, taken = _waiting(work, mentions)
    newest = work.table("post_versions", ["rendition", "posted_utc"])
    order = pc.sort_indices(newest, [("posted_utc", "descending"), ("rendition", "ascending")])
    scanned = dict.fromkeys(newest.column("rendition").take(order[:MOST_SCANNED]).to_pylist())
    texts = _texts(work, {*scanned, *(p.rendition for _, _, ps in waiting.values() for p in ps)})
    scored = {
        name: ("rules", one) for name, one in score_names(model, lists, waiting, texts).items()
    }
    held = ((rendition, texts[rendition]) for rendition in scanned if rendition in texts)
    for one in new_names(model, lists, held, taken):
        name = name_id(one.kind, one.name)
        if name not in decided and name not in scored:
            scored[name] = ("layer", one)
    items = _items(work, {one.places[0].rendition for _, one in scored.values()})
    return [
        _row(name, found, one, texts[one.places[0].rendition], items, made)
        for name, (found, one) in sorted(scored.items())
    ]


def _waiting(
    work: Workspace, mentions: pa.Table
) -> tuple[dict[str, tuple[str, str, list[Place]]], dict[str, list[tuple[int, int]]]]:
    """Suggested entities with their mentions; and rendition -> stretches that mentions hold."""
    entities = work.table("entities", ["entity", "kind", "name", "status"])
    rows = entities.filter(pc.equal(entities.column("status"), "suggested")).to_pylist()
    waiting: dict[str, tuple[str, str, list[Place]]] = {
        row["entity"]: (row["kind"], row["name"], []) for row in rows
    }
    spelled: dict[str, str] = {}
    for row in rows_of(work.table("names", ["entity", "name"])):
        if row["entity"] in waiting:
            spelled[name_id(waiting[row["entity"]][0], row["name"])] = row["entity"]
    taken: dict[str, list[tuple[int, int]]] = {}
    for row in rows_of(mentions):
        taken.setdefault(row["rendition"], []).append((row["start"], row["end"]))
        entity = spelled.get(name_id(row["kind"], row["quote"]))
        if entity is not None:
            waiting[entity][2].append(Place(row["rendition"], row["start"], row["end"]))
    return {name: held for name, held in waiting.items() if held[2]}, taken


def _items(work: Workspace, wanted: set[str]) -> dict[str, str]:
    rows = work.table("renditions", ["rendition", "item"])
    held = rows.filter(pc.is_in(rows.column("rendition"), value_set=pa.array(sorted(wanted))))
    return dict(zip(*(held.column(c).to_pylist() for c in ("rendition", "item")), strict=True))


def _row(
    name: str, found: str, one: Scored, text: str, items: Mapping[str, str], made: str
) -> dict[str, Any]:
    place = one.places[0]
    spoke = ", ".join(one.reasons) or "no feature alone"
    by = "found by the rules" if found == "rules" else "found by the learnt layer alone"
    return {
        "entity": name,
        "kind": one.kind,
        "name": one.name,
        "found": found,
        "mentions": len(one.places),
        "item": items[place.rendition],
        "rendition": place.rendition,
        "start": place.start,
        "end": place.end,
        "quote": text[place.start : place.end],
        "prefix": text[max(0, place.start - EDGE) : place.start],
        "suffix": text[place.end : place.end + EDGE],
        "model": made,
        "method": METHOD,
        "version": VERSION,
        "score": one.probability,
        "reason": f"{by}; a name with probability {one.probability:.2f}; for it spoke: {spoke}",
        "made_by": BY_NAME["learn"].made_by,
    }
