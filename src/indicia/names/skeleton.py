"""The consonants of a word in classes that hold in every script: what candidate search looks up.

Classes are coarse on purpose: letters are joined where romanisations, or two scripts, confuse
them. A letter that may be a vowel or a consonant gives two skeletons. Table: ``classes.tsv``.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from indicia.names.sound import Units, spelled

_MOST = 4


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    """Unit -> its classes; a vowel has the class ""."""
    found: dict[str, tuple[str, ...]] = {}
    content = files(__package__).joinpath("classes.tsv").read_text("utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            classes, _, units = line.partition("\t")
            for unit in units.split():
                found[spelled(unit)] = tuple(c.replace("-", "") for c in classes.split("/"))
    return found


@lru_cache(maxsize=200_000)
def skeletons_of(units: Units) -> tuple[str, ...]:
    """The skeletons of a word, likeliest first; a word of vowels alone has its first vowel's sign."""
    known = _classes()
    choices: list[tuple[str, ...]] = []
    several = 1
    for unit in units:
        classes = known.get(unit, ("",))
        if several * len(classes) > _MOST:
            classes = classes[:1]
        several *= len(classes)
        choices.append(classes)
    found: dict[str, None] = {}
    for letters in product(*choices):
        skeleton = "".join(letters)
        found[skeleton or "A"] = None
    return tuple(found)
