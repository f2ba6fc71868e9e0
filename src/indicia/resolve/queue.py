"""The queue of suggested names: forms of one name together, and only those worth a look.

What a person has decided on always stays, as it was decided on; so does what joined or resembles a
vouched entity. All else must pass the gates of :mod:`indicia.resolve.evidence`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set

from indicia.resolve.evidence import Gatherer, is_worth_review
from indicia.resolve.form import forms_of_one
from indicia.text.fold import fold_key


def join_forms(
    kinds: Mapping[str, str],
    spellings: Mapping[str, Mapping[str, int]],
    decided: Set[str],
    gathered: Gatherer,
) -> dict[str, str]:
    """Suggested id -> id of the suggestion of which it is a form; evidence is joined too.

    The most used form gives the id. Ids that a person decided on (``decided``) stay as they are.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for name, kind in kinds.items():
        if name not in decided and spellings[name]:
            names[kind][name] = fold_key(next(iter(spellings[name])))
    joined: dict[str, str] = {}
    for kind, keys in names.items():
        for group in forms_of_one(keys, kind):
            first = min(group, key=lambda n: (-sum(spellings[n].values()), n))
            for name in group:
                if name != first:
                    joined[name] = first
                    gathered.found[first].take(gathered.found[name])
    return joined


def worth_review(
    kinds: Mapping[str, str], decided: Set[str], known: Set[str], gathered: Gatherer
) -> set[str]:
    """The suggested ids that wait for a person; ``known``: those much like a vouched entity."""
    kept = set()
    for name, kind in kinds.items():
        evidence = gathered.found[name]
        signs = evidence.signs | ({"known"} if name in known else set())
        if name in decided or is_worth_review(kind, signs, evidence.independent(gathered.posts)):
            kept.add(name)
    return kept
