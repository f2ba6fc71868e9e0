"""Fixtures for every test: the real material beside the project, when it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Speed is measured in bench/, never asserted; a busy machine fails no test. CI draws the same
# examples each time.
settings.register_profile("indicia", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("indicia")


@pytest.fixture(scope="session")
def shared_root() -> Path:
    """The folder of real material; the test is skipped, with a message, when it is absent."""
    named = os.environ.get("INDICIA_SHARED")
    root = Path(named) if named else Path(__file__).resolve().parent.parent.parent / "shared"
    if not (root / "data").is_dir():
        pytest.skip(
            f"real material is not here ({root.name}/data); set INDICIA_SHARED to its folder"
        )
    return root


@pytest.fixture(scope="session")
def shared_data(shared_root: Path) -> Path:
    """The ``data`` folder of the real material."""
    return shared_root / "data"
