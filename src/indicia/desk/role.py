"""Roles at a desk that several people share, and what each may do.

A role may all that the one before it may. On a laptop, without accounts, the one person there is
custodian.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLES = ("viewer", "analyst", "lead", "custodian")
READS = "viewer"
DECIDES = "analyst"
PUBLISHES = "lead"
KEEPS = "custodian"
OF_KIND: Mapping[str, str] = {
    "erase": KEEPS,
    "handout": KEEPS,
    "expose": PUBLISHES,
    "role": PUBLISHES,
    "kind": PUBLISHES,
    "resolve": PUBLISHES,
}
"""Kinds of decisions that need more than deciding does: what lets names and places out."""


BY_TWO = ("erase", "handout")
"""Kinds of decisions that one custodian asks for and another confirms, in a form of their own."""


def may(role: str, least: str) -> bool:
    """Whether a role reaches another. An unknown role may nothing."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(least)


def may_decide(role: str, what: str) -> bool:
    """Whether a role may take decisions of a kind."""
    return may(role, OF_KIND.get(what, DECIDES))
