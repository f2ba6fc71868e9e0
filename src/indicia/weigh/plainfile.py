"""``indicia weigh MODEL.json``: bytes of a model in, bytes of its assessment out."""

from __future__ import annotations

from indicia.canonical import canonical_bytes
from indicia.weigh.assess import weigh
from indicia.weigh.output import assessment_json
from indicia.weigh.parse import parse_model


def weigh_file(content: bytes) -> bytes:
    """The canonical JSON of the assessment of a model file, one line. Raises: BadInput."""
    return canonical_bytes(assessment_json(weigh(parse_model(content)))) + b"\n"
