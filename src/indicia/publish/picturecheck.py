"""The check of a picture that is about to leave: who confirmed it, and what its bytes still hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from indicia.publish.view import View

CONFIRMED_VIEWS = ("ground", "document")
"""What a person may record that a marked picture shows, so that it may be reproduced."""


def picture_faults(view: View, original: str, path: Path | None) -> Iterator[tuple[str, str]]:
    """What is wrong with reproducing a picture, each as a short name and a message."""
    decision = view.confirmations.get(original)
    if decision is None:
        yield (
            "unconfirmed",
            "nobody has confirmed this picture; decide confirm, or leave it described",
        )
    elif not (decision["actor"] or "").strip():
        yield "unconfirmed", "the decision that confirms this picture names nobody"
    if original in view.decided("redact"):
        yield "withheld", "a person withheld this picture; it may only be described"
    if original in view.marked_pictures and not may_show_marks(view, original):
        yield "aerial", "a marked picture of a site is a location; describe it, do not reproduce it"
    if path is None:
        return
    content = path.read_bytes()
    for kind in metadata_in(content):
        yield "metadata", f"the file still holds {kind}; write it without metadata"
    if count := faces_in(content, may_hold_plates(view, original)):
        yield "faces", f"{count} faces or number plates are not blurred; blur them, or leave it out"


def may_show_marks(view: View, original: str) -> bool:
    """Whether a person recorded that a marked picture shows the ground or a document, no site."""
    decision = view.confirmations.get(original)
    said = decision["value"].get("view") in CONFIRMED_VIEWS if decision else False
    return said or original in view.decided("expose")


def metadata_in(content: bytes) -> list[str]:
    """Kinds of metadata that an image file carries beside its pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        found = ["Exif"] if len(image.getexif()) else []
        kept = {"exif": "Exif", "xmp": "XMP", "XML:com.adobe.xmp": "XMP", "photoshop": "IPTC", "comment": "a comment",
                "Comment": "a comment", "icc_profile": "a colour profile"}  # fmt: skip
        found += [kind for key, kind in kept.items() if image.info.get(key)]
        found += [f"text {key!r}" for key in getattr(image, "text", {}) if key not in kept]
    return sorted(set(found))


def may_hold_plates(view: View, original: str) -> bool:
    """Whether number plates are looked for: not where a person recorded a document."""
    decision = view.confirmations.get(original)
    return not decision or decision["value"].get("view") != "document"


def faces_in(content: bytes, plates: bool = True) -> int:
    """How many faces or plates the detector still sees in a file."""
    import numpy as np

    from indicia.picture.blur import find_faces_and_plates
    from indicia.picture.decode import decode

    decoded = decode(content)
    if decoded.pixels is None:
        return 0
    return len(find_faces_and_plates(np.asarray(decoded.pixels), plates))
