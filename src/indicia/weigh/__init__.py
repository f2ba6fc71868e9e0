"""Weighing rival answers by indications and independent origins, with honest uncertainty.

Pure functions of a model: no clock, no network, no files. ``parse_model`` reads the documented JSON
(docs/model.md), ``weigh`` assesses it, ``assessment_json`` gives the result as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indicia.weigh.assess import Assessment as Assessment
    from indicia.weigh.assess import weigh as weigh
    from indicia.weigh.model import Model as Model
    from indicia.weigh.output import assessment_json as assessment_json
    from indicia.weigh.parse import parse_model as parse_model

_PLACES = {
    "Assessment": "assess",
    "Model": "model",
    "assessment_json": "output",
    "parse_model": "parse",
    "weigh": "assess",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that numpy is loaded only then."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
