"""Where set-up put OCR language data, fonts and the base map.

``tools/assets.py`` fills ``<prefix>/share/indicia``; ``INDICIA_ASSETS`` names another folder. A
missing asset is an error that names the remedy, never a download.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from indicia.errors import AssetMissing


def assets_folder() -> Path:
    """The folder that set-up filled (it may not exist yet)."""
    named = os.environ.get("INDICIA_ASSETS")
    return Path(named) if named else Path(sys.prefix) / "share" / "indicia"


def asset(relative: str) -> Path:
    """The path of one asset, for example ``tessdata/ara.traineddata``.

    Raises:
        AssetMissing: set-up has not put it there.
    """
    path = assets_folder() / relative
    if not path.exists():
        raise AssetMissing(
            f"asset {relative}: not found where set-up puts it; run `make setup` in the project, "
            "or set INDICIA_ASSETS to the folder that holds it"
        )
    return path


def tessdata_folder() -> Path:
    """The folder of Tesseract language models. Raises AssetMissing when there is none."""
    return asset("tessdata")


def ocr_languages() -> tuple[str, ...]:
    """Codes of the languages whose models are installed (``ara``, ``eng`` ...), sorted."""
    folder = assets_folder() / "tessdata"
    return tuple(sorted(p.stem for p in folder.glob("*.traineddata")))


def font_file(family: str, subset: str, weight: int = 400) -> Path:
    """A font as WOFF2: ``font_file("noto-naskh-arabic", "arabic", 700)``. Raises AssetMissing."""
    name = f"{family}-{subset}-{weight}-normal.woff2"
    return asset(f"node_modules/@fontsource/{family}/files/{name}")


def base_map() -> Path:
    """World borders as TopoJSON (Natural Earth 1:50m, by world-atlas). Raises AssetMissing."""
    return asset("node_modules/world-atlas/countries-50m.json")
