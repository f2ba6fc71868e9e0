"""Forms of one name: endings of case in Russian, joined particles in Arabic and Hebrew.

Suggestions whose words differ in such endings alone are one suggestion. A person is not joined to
another on a form that could be a second person's own name: "Anna's brother Ivan Marrov" in the
genitive looks as his sister's name does, so only a form that no woman's name has lets it join.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set

from indicia.find.cue import NOUN_JOINED
from indicia.text.fold import fold_key

_ENDINGS = (
    "ами ями ого его ому ему ыми ими ой ей ою ею ый ий ая яя ое ее ые ие ых их ым им ом ем ую юю "
    "ам ям ах ях а я у ю ы и е о ь й"
)
_ENDING = re.compile(f"(?:{'|'.join(map(fold_key, _ENDINGS.split()))})$")
_FLEETING = re.compile(r"[ое]([кц])$")
_CYRILLIC = re.compile(r"^[а-я]+$")
_OF_MEN = ("ым", "им", "ом", "ем")
_OF_WOMEN = (fold_key("ой"), fold_key("ей"))
_OF_EITHER = ("а", "я", "у", "ю")
"""A man's genitive or dative, or a woman's nominative or accusative."""
_JOINED = tuple(prefix for joined in NOUN_JOINED.values() for prefix in joined if prefix)
_JOINED_LETTERS = frozenset(prefix[0] for prefix in _JOINED)
_KUNYA = {"ابي": "ابو", "ابا": "ابو"}
LEAST_STEM = 3


def stem(word: str) -> str:
    """A folded Russian word without its ending of case; any other word as it is."""
    if not _CYRILLIC.match(word):
        return _KUNYA.get(word, word)
    # Twice, because a name may end as a case does: "Vadim" as "-im", so "Vadimu" has two to lose.
    for _ in range(2):
        cut = _ENDING.sub("", word)
        word = cut if len(cut) >= LEAST_STEM else word
    return _FLEETING.sub(r"\1", word) if len(word) > LEAST_STEM + 1 else word


def stems(key: str) -> str:
    """The stems of a folded name."""
    return " ".join(stem(word) for word in key.split())


def forms_of_one(names: Mapping[str, str], kind: str) -> list[list[str]]:
    """Groups of ids whose folded names (``names``: id -> name) are forms of one; none is alone."""
    groups: dict[str, list[str]] = defaultdict(list)
    bare = frozenset(names.values())
    for name, key in names.items():
        groups[stems(_without_particle(key, bare))].append(name)
    found = [sorted(group) for group in groups.values() if len(group) > 1]
    if kind != "person":
        return found
    return [kept for group in found if len(kept := _one_person(group, names)) > 1]


def _without_particle(key: str, bare: Set[str]) -> str:
    """The name without a particle joined to its first word, where it also stands without one."""
    if key[:1] not in _JOINED_LETTERS:
        return key
    for prefix in _JOINED:
        if key.startswith(prefix):
            rest = key[len(prefix) :]
            if rest in bare and len(rest) > LEAST_STEM:
                return rest
    return key


def _one_person(group: list[str], names: Mapping[str, str]) -> list[str]:
    """The forms that are surely one person's: those of a man's name, without a woman's."""
    lasts = {name: names[name].split()[-1] for name in group}
    if not any(_CYRILLIC.match(word) for word in lasts.values()):
        return group
    women = [name for name in group if lasts[name].endswith(_OF_WOMEN)]
    men = [name for name in group if lasts[name].endswith(_OF_MEN)]
    if men and not women:
        return group
    if women and not men:
        return [name for name in group if lasts[name].endswith((*_OF_WOMEN, *_OF_EITHER, "ы", "е"))]
    return [name for name in group if not lasts[name].endswith((*_OF_WOMEN, *_OF_EITHER))]
