"""The library of indications for "who is behind an unknown group?", kept as data (library.toml).

It holds no numbers: a person adopts an indication, words it for the case, and judges it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from indicia.text.fold import fold_text


@dataclass(frozen=True, slots=True)
class Listed:
    """One indication of the library: a yes/no fact, what it tells apart, where to look, its source."""

    id: str
    theme: str
    text: str
    distinguishes: str
    look: str
    source: str

    def as_dict(self) -> dict[str, str]:
        """For ``--json``."""
        return asdict(self)


@cache
def library() -> tuple[Listed, ...]:
    """Every indication of the library, by theme in the order of the file."""
    content = files("indicia.weigh").joinpath("library.toml").read_text("utf-8")
    return tuple(
        Listed(name, theme, row["text"], row["for"], row["look"], row["source"])
        for theme, rows in tomllib.loads(content).items()
        for name, row in rows.items()
    )


def themes() -> tuple[str, ...]:
    """The themes of the library, each once, in the order of the file."""
    return tuple(dict.fromkeys(row.theme for row in library()))


def listed(name: str) -> Listed | None:
    """The indication with that id, or ``None``."""
    return next((row for row in library() if row.id == name), None)


def matching(words: Sequence[str], theme: str = "", of: Collection[str] = ()) -> list[Listed]:
    """The indications of a theme that hold all words, in any field; ``of``: only these ids."""
    sought = [fold_text(word) for word in words]
    return [
        row
        for row in library()
        if (not theme or row.theme == theme)
        and (not of or row.id in of)
        and all(word in fold_text(" ".join(row.as_dict().values())) for word in sought)
    ]
