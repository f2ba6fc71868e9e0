"""An update's proofs: what it says is committed to the log, then the log is signed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indicia import __version__
from indicia.case import Case
from indicia.checkpoint import sign_checkpoint, signing_key
from indicia.custody.checkpoint import Checkpoint
from indicia.custody.excerpt import Citation as FrozenCitation
from indicia.custody.excerpt import CitedSentence, FrozenProofs, Publication, freeze
from indicia.custody.keys import SigningKey
from indicia.custody.proof import previous_checkpoint, write_proofs
from indicia.publish.document import Citation, Sentence, Update


@dataclass(frozen=True, slots=True)
class PublishedProofs:
    """A frozen update and the checkpoint over it; ``write`` comes last into the folder."""

    frozen: FrozenProofs
    checkpoint: Checkpoint
    key: SigningKey
    previous: Checkpoint | None

    @property
    def code(self) -> str:
        """The short code that the page prints."""
        return self.checkpoint.code

    @property
    def log_size(self) -> int:
        """Events that the checkpoint covers."""
        return self.checkpoint.size

    def write(self, folder: Path) -> None:
        """Write proofs, checkpoint, verifier and manifest."""
        write_proofs(folder, self.frozen, self.checkpoint, self.key, self.previous)


def publish_proofs(
    case: Case,
    update: Update,
    name: str,
    exact: Mapping[str, str],
    more: Sequence[Sentence] = (),
) -> PublishedProofs:
    """Freeze sentences and citations, log ``publish``, and sign a checkpoint over it.

    ``exact`` has the words of the rendition for each citation whose quote was redacted; ``more``
    are sentences that only a page in another language has.
    """
    key = signing_key(case)
    citations = [_frozen(c, exact.get(c.id)) for c in update.citations if c.kind != "test"]
    known = {c.number: c.id for c in update.citations if c.kind != "test"}
    own = [sentence for section in update.sections for sentence in section.sentences]
    sentences = [
        CitedSentence(s.id, s.text, tuple(known[m] for m in s.marks if m in known))
        for s in (*own, *more)
    ]
    publication = Publication(
        update=name,
        actor={"id": case.actor, "role": "analyst", "session": str(os.getpid())},
        tool={"name": "indicia", "version": __version__},
        sentences=sentences,
        params={"number": update.number},
    )
    before = previous_checkpoint(case.root / "updates", case.log.size)
    frozen = freeze(case.log, case.objects, citations, publication)
    return PublishedProofs(frozen, sign_checkpoint(case), key, before)


def _frozen(citation: Citation, exact: str | None) -> FrozenCitation:
    return FrozenCitation(
        id=citation.id,
        quote=citation.quote,
        prefix=citation.prefix,
        suffix=citation.suffix,
        original=citation.original,
        item=citation.item,
        rendition_sha256=citation.rendition_sha256,
        start=citation.start,
        end=citation.end,
        exact_quote=exact,
    )
