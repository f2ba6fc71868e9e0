"""The browser libraries and fonts of the desk: which there are, and where set-up put them.

They are pinned by version and hash in ``assets/package-lock.json`` and served from this machine. A
page that lacks one is the page without scripts: each view works without any of them.
"""

from __future__ import annotations

from pathlib import Path

from indicia.assets import assets_folder

LIBRARIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "cytoscape.min.js": "cytoscape/dist/cytoscape.min.js",
    "d3.min.js": "d3/dist/d3.min.js",
    "plot.umd.min.js": "@observablehq/plot/dist/plot.umd.min.js",
}
"""Name in an address (``/static/lib/<name>``) -> file in the packages that npm installed."""
FONTS = {
    "noto-sans": ("latin", "latin-ext", "cyrillic", "greek"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-hebrew": ("hebrew",),
}
"""Family -> the scripts of it that ``static/fonts.css`` names."""
LIBRARIES |= {
    f"{family}-{script}-{weight}.woff2": (
        f"@fontsource/{family}/files/{family}-{script}-{weight}-normal.woff2"
    )
    for family, scripts in FONTS.items()
    for script in scripts
    for weight in (400, 700)
}


def library_file(name: str) -> Path | None:
    """The file of a library; ``None`` where there is none of this name, or set-up put none."""
    if name not in LIBRARIES:
        return None
    path = assets_folder() / "node_modules" / LIBRARIES[name]
    return path if path.is_file() else None
