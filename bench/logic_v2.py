"""nomenklatura's logic-v2 over pairs of names; run by ``bench/names.py`` in an environment of its own.

``python bench/logic_v2.py < PAIRS``: lines of left, right, kind; gives a score a line, then the
processor seconds that comparing took (entities are made before).
"""

from __future__ import annotations

import sys
import time

from followthemoney import EntityProxy
from nomenklatura.matching import get_algorithm


def main() -> None:
    """Score all pairs."""
    algorithm = get_algorithm("logic-v2")
    assert algorithm is not None
    settings = algorithm.default_config()
    pairs = []
    for number, line in enumerate(sys.stdin):
        left, right, kind = line.rstrip("\n").split("\t")
        # An address is not compared by name: a place is given as an organisation, which is.
        schema = "Person" if kind == "person" else "Organization"
        pairs.append(
            [_entity(f"{number}-{side}", schema, name) for side, name in ((0, left), (1, right))]
        )
    if pairs:
        algorithm.compare(*pairs[0], settings)
    started = time.process_time()
    scores = [algorithm.compare(left, right, settings).score for left, right in pairs]
    spent = time.process_time() - started
    print("\n".join(f"{score:.6f}" for score in scores))
    print(f"{spent:.6f}")


def _entity(name: str, schema: str, spelling: str) -> EntityProxy:
    return EntityProxy.from_dict({"id": name, "schema": schema, "properties": {"name": [spelling]}})


if __name__ == "__main__":
    main()
