"""Frozen excerpts: what an update cites, committed to in the log and proved beside its pages.

Each sentence and each citation of an update becomes a salted leaf of a small tree. Its root stands
in the update's ``publish`` line, the line in the log's tree, and the tree's root in a signed
checkpoint. The case keeps the frozen words in a sealed object; the public gets ``citations.json``.
The format is described in ``docs/verify.md``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from indicia.canonical import canonical_bytes
from indicia.custody.event import Event, NewEvent
from indicia.custody.log import Log
from indicia.custody.merkle import Tree, leaf_hash
from indicia.custody.objects import ObjectStore
from indicia.custody.sealed import commit, seal, unseal
from indicia.errors import CustodyError, UsageError

FORMAT = "indicia-proofs/1"
CAPTURES = ("import", "collect")
_HASH = re.compile(r"[0-9a-f]{64}")
_OWN_WORDS = ("verdict",)


@dataclass(frozen=True, slots=True)
class Citation:
    """A cited span as it is published."""

    id: str
    quote: str
    prefix: str
    suffix: str
    original: str
    """SHA-256 of the original."""
    item: str
    rendition_sha256: str
    start: int
    """In code points of the rendition, like ``end``."""
    end: int
    rendition: str | None = None
    exact_quote: str | None = None
    """The words of the rendition where ``quote`` is redacted; they stay in the case."""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A published sentence and the ids of its citations."""

    id: str
    text: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Which update is published, by whom, with what."""

    update: str
    actor: Mapping[str, Any]
    tool: Mapping[str, Any]
    sentences: Sequence[CitedSentence] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    """Further params of the publish line; hashes and figures only."""


@dataclass(frozen=True, slots=True)
class FrozenProofs:
    """What was frozen, and the publish event that commits to it."""

    update: str
    entries: tuple[Mapping[str, Any], ...]
    """The committed leaves in order: sentences, then citations."""
    publish: Event
    log: Log

    @property
    def tree(self) -> Tree:
        """The tree over the entries."""
        return Tree([entry_leaf(entry) for entry in self.entries])


def entry_leaf(entry: Mapping[str, Any]) -> bytes:
    """The leaf hash of a frozen sentence or citation."""
    return leaf_hash(canonical_bytes(entry))


def random_salt() -> bytes:
    """Sixteen bytes from the system."""
    return os.urandom(16)


def freeze(
    log: Log,
    store: ObjectStore,
    citations: Sequence[Citation],
    publication: Publication,
    salt: Callable[[], bytes] = random_salt,
) -> FrozenProofs:
    """Seal the sentences and citations of an update, and log ``publish`` with their root.

    Raises:
        UsageError: a sentence names a citation that is not given, or an id is given twice.
        CustodyError: the log holds no capture of a cited original.
        StorageError: the disk refuses.
    """
    _check_names(publication.sentences, citations)
    captures = first_captures(log, {citation.original for citation in citations})
    entries: list[dict[str, Any]] = []
    kept: dict[str, dict[str, str]] = {}
    for sentence in publication.sentences:
        entries.append({"kind": "sentence", **_listed(asdict(sentence)), "salt": salt().hex()})
    for citation in citations:
        entry = _citation_entry(citation, captures[citation.original], salt().hex())
        if citation.exact_quote is not None:
            key = salt()
            entry["exact"] = commit(citation.exact_quote, key)
            kept[citation.id] = {"quote": citation.exact_quote, "key": key.hex()}
        entries.append(entry)
    tree = Tree([entry_leaf(entry) for entry in entries])
    sealed = seal(store, {"entries": entries, "exact": kept}, salt())
    params = {
        **publication.params,
        "update": publication.update,
        "excerpts": {"root": tree.root().hex(), "size": tree.size},
        "sealed": sealed,
    }
    event = log.append(
        NewEvent(action="publish", actor=publication.actor, tool=publication.tool, params=params)
    )
    return FrozenProofs(publication.update, tuple(entries), event, log)


def thaw(log: Log, store: ObjectStore, update: str) -> FrozenProofs:
    """What an earlier ``publish`` of ``update`` froze, so that its proofs can be written again.

    Raises: CustodyError where the log holds no such publication.
    """
    found = None
    for event in log.events():
        if event.action == "publish" and event.line["params"].get("update") == update:
            found = event
    if found is None:
        raise CustodyError(f"Looking for the update {update}: the log holds no publication of it")
    sealed = unseal(store, found.line["params"]["sealed"])
    return FrozenProofs(update, tuple(sealed["entries"]), found, log)


def first_captures(log: Log, originals: set[str]) -> dict[str, Event]:
    """The first line that captured each original. Raises CustodyError where one has none."""
    found: dict[str, Event] = {}
    for event in log.events():
        captured = event.line.get("object") or {}
        sha256 = captured.get("sha256")
        if event.action in CAPTURES and sha256 in originals:
            found.setdefault(sha256, event)
    missing = sorted(originals - set(found))
    if missing:
        raise CustodyError(
            f"Freezing citations: the log holds no capture of the original {missing[0]}; "
            "cite only what was added to this case"
        )
    return found


def is_publishable(event: Event, publisher: str | None) -> bool:
    """Whether a capture's line may leave the case: it holds no free words, address or third actor.

    Otherwise only its leaf hash is published, which proves its place and not its content.
    """
    line = event.line
    params = {k: v for k, v in (line.get("params") or {}).items() if k not in _OWN_WORDS}
    return (
        event.action == "import"
        and (line.get("actor") or {}).get("id") == publisher
        and line.get("reason") is None
        and line.get("result") is None
        and all(_is_wordless(value) for value in params.values())
    )


def _is_wordless(value: Any) -> bool:
    return value is None or isinstance(value, int | float) or bool(_HASH.fullmatch(str(value)))


def _citation_entry(citation: Citation, capture: Event, salt: str) -> dict[str, Any]:
    entry = {k: v for k, v in asdict(citation).items() if k != "exact_quote"}
    return {
        "kind": "citation",
        **entry,
        "exact": None,
        "capture_seq": capture.seq,
        "capture_leaf": capture.leaf.hex(),
        "salt": salt,
    }


def _listed(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in fields.items()}


def _check_names(sentences: Sequence[CitedSentence], citations: Sequence[Citation]) -> None:
    known = [citation.id for citation in citations]
    for names in (known, [sentence.id for sentence in sentences]):
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise UsageError(f"Freezing citations: the id {twice} is given twice")
    for sentence in sentences:
        for name in sentence.citations:
            if name not in known:
                raise UsageError(
                    f"Freezing the sentence {sentence.id}: its citation {name} is not given"
                )
