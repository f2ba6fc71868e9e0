"""The desk on the small invented case, made once for each module that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_world import World, world_in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("desk")) as made:
        yield made
