"""Which discovered words may suggest an entity: names, not furniture of a page, not common words.

A suggestion costs a person's attention. One word that every text uses ("the army"), a button or a
footer is none, however often it stands there.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from indicia.names.parse import parse_name
from indicia.text.fold import fold_key

MOST_WORDS = 12
_NAMING = ("name", "number", "initial")


def could_be_name(words: str) -> bool:
    """Whether words could be the name of somebody or something.

    A name has at least one word that is no common word, or is made of several of them ("Army of
    the East"); a number alone, a letter alone, and what pages say on every page are none.
    """
    if fold_key(words) in _furniture():
        return False
    counted = parse_name(words).counted
    letters = sum(character.isalpha() for character in words)
    if letters < 2 or not counted or len(counted) > MOST_WORDS:
        return False
    if len(counted) > 1:
        return any(token.kind not in ("number", "initial", "title") for token in counted)
    return counted[0].kind == "name"


@cache
def _furniture() -> frozenset[str]:
    content = files(__package__).joinpath("furniture.tsv").read_text("utf-8")
    lines = (line for line in content.splitlines() if line and not line.startswith("#"))
    return frozenset(fold_key(line.partition("\t")[2]) for line in lines)
